"""Answers about neighbours, in the forms of the field: which devices and cables come of them."""

import json

import pytest
from readings import read

import importers
from importers.lldp.answers import port_name


def heard(name="", chassis="", port="", **said):
    entry = {
        "parent_interface": "",
        "remote_chassis_id": chassis,
        "remote_system_name": name,
        "remote_port": port,
        "remote_port_description": said.get("about", ""),
        "remote_system_description": said.get("description", ""),
        "remote_system_capab": said.get("capab", ["bridge"]),
        "remote_system_enable_capab": said.get("enabled", said.get("capab", ["bridge"])),
    }
    return entry | ({"remote_management_address": said["ip"]} if "ip" in said else {})


def reading(upload, **files):
    return read("lldp", upload({f"{name}.json": json.dumps(one) for name, one in files.items()}))


def test_a_switch_that_sends_another_address_from_each_port_is_one(upload):
    seen = reading(
        upload,
        sw1={
            "Te0/0/0/4": [heard("core03.example.com", "8C:60:4F:35:61:58", "Eth2/1/1")],
            "Te0/0/0/16": [heard("core03.example.com", "8C:60:4F:35:61:59", "Eth2/1/2")],
        },
    )

    assert set(seen.cis) == {"device/sw1", "device/core03.example.com"}
    core = seen.cis["device/core03.example.com"]
    assert core.identity == {
        "fqdn": ["core03.example.com"],
        "hostname": ["core03"],
        "mac": ["8c:60:4f:35:61:58", "8c:60:4f:35:61:59"],
    }
    link = seen.relations["device/core03.example.com", "LINKED_TO", "device/sw1"]
    assert link.fields["interface"] == "Eth2/1/1, Eth2/1/2"
    assert link.fields["remote_interface"] == "Te0/0/0/4, Te0/0/0/16"


def test_two_answers_tell_of_the_same_cable_once(upload):
    seen = reading(
        upload,
        sw1={"Gi0/1": [heard("SW2.example", "00:1c:73:00:00:02", "Gi0/2")]},
        sw2={"GigabitEthernet0/2": [heard("sw1", "00:1c:73:00:00:01", "GigabitEthernet0/1")]},
    )

    assert set(seen.cis) == {"device/sw1", "device/sw2"}
    ((key, link),) = seen.relations.items()
    assert key == ("device/sw1", "LINKED_TO", "device/sw2")
    assert (link.fields["interface"], link.fields["remote_interface"]) == ("Gi0/1", "Gi0/2")
    assert seen.fields("device/sw2")["kind"] == "switch"
    assert seen.cis["device/sw2"].identity["mac"] == ["00:1c:73:00:00:02"]
    assert seen.cis["device/sw2"].identity["fqdn"] == ["sw2.example"]


def test_telephones_and_access_points_need_their_switch(upload):
    phones = [
        heard(
            "Cisco IP Phone SPA303",
            f"38:1c:1a:b5:73:{last}",
            "Port 1",
            capab=["bridge", "telephone"],
        )
        for last in ("20", "22")
    ]
    point = heard("ap-1", "00:0b:86:00:00:01", "0", capab=["bridge", "wlan-access-point"])
    seen = reading(upload, sw1={"1": phones[:1], "2": phones[1:], "3": [point]})

    assert {ci.class_name for ci in seen.cis.values()} == {"network_device", "end_user_device"}
    assert seen.fields("device/ap-1")["kind"] == "wireless"
    assert set(seen.relations) == {
        ("chassis/38:1c:1a:b5:73:20", "CONNECTED_TO", "device/sw1"),
        ("chassis/38:1c:1a:b5:73:22", "CONNECTED_TO", "device/sw1"),
        ("device/ap-1", "CONNECTED_TO", "device/sw1"),
    }


def test_a_telephone_and_a_computer_behind_it_are_heard_on_one_port(upload):
    phone = heard("SEP381C1AB57320", "38:1c:1a:b5:73:20", "Port 1", capab="B, T")
    computer = heard("", "a0:80:69:00:22:10", "a0:80:69:00:22:10", capab=["station"])
    seen = reading(upload, sw1={"5": [phone, computer]})

    assert set(seen.relations) == {
        ("device/sep381c1ab57320", "CONNECTED_TO", "device/sw1"),
        ("hardware mac=a0:80:69:00:22:10", "CONNECTED_TO", "device/sw1"),
    }


def test_who_does_not_say_what_it_is_makes_no_ci(upload):
    seen = reading(
        upload,
        sw1={
            "Gi0/1": [{"hostname": "till-3", "port": "eth0"}],
            "Gi0/2": [{"hostname": "core1.example", "port": "Ethernet1/7"}],
            "Gi0/3": [{"hostname": "", "port": ""}],
        },
    )

    assert set(seen.cis) == {"device/sw1", "device/core1.example"}
    assert set(seen.relations) == {
        ("device/core1.example", "LINKED_TO", "device/sw1"),
        ("device/sw1", "LINKED_TO", "hardware hostname=till-3"),
    }
    assert "says neither a name nor a chassis" in seen.noted()


def test_a_chassis_that_is_no_address_serves_within_the_source(upload):
    seen = reading(upload, sw1={"1": [heard("", "0a000196", "9")]})

    assert seen.cis["chassis/0a000196"].name == "0a000196"
    assert seen.cis["chassis/0a000196"].identity == {}


def test_a_name_that_everybody_has_tells_nothing(upload):
    seen = reading(
        upload,
        sw1={
            "1": [heard("switch", "00:1c:73:00:00:02", "1")],
            "2": [heard("switch", "00:1c:73:00:00:03", "1")],
        },
    )

    assert set(seen.cis) == {
        "device/sw1",
        "chassis/00:1c:73:00:00:02",
        "chassis/00:1c:73:00:00:03",
    }


def test_a_device_that_hears_itself_has_no_link(upload):
    seen = reading(upload, sw1={"1": [heard("sw1", "00:1c:73:00:00:01", "2")]})

    assert set(seen.cis) == {"device/sw1"}
    assert seen.relations == {}


def test_several_devices_in_one_file_stand_under_their_names(upload):
    seen = reading(
        upload,
        all={
            "sw1": {"Eth1": [heard("sw2", "00:1c:73:00:00:02", "Eth1")]},
            "sw2": {"lldp_neighbors_detail": {"Eth1": [heard("sw1", "00:1c:73:00:00:01", "Eth1")]}},
            "sw3": {},
        },
    )

    assert set(seen.cis) == {"device/sw1", "device/sw2", "device/sw3"}
    assert set(seen.relations) == {("device/sw1", "LINKED_TO", "device/sw2")}


def test_facts_beside_tell_more_of_the_device(upload):
    seen = reading(
        upload,
        answer={
            "facts": {
                "hostname": "fw1",
                "fqdn": "fw1.example.com",
                "vendor": "Juniper",
                "model": "SRX300",
                "os_version": "21.4R3",
                "serial_number": "CV1234AF5678",
            },
            "get_lldp_neighbors_detail": {},
        },
    )

    (device,) = seen.cis.values()
    assert device.fields == {
        "kind": "firewall",
        "fqdn": "fw1.example.com",
        "manufacturer": "Juniper",
        "model_name": "SRX300",
        "software_version": "21.4R3",
        "serial_number": "CV1234AF5678",
    }


BRIDGE = [{"type": "Bridge", "enabled": True}, {"type": "Router", "enabled": True}]


@pytest.mark.parametrize(
    "interface",
    [
        {
            "eno1": {
                "chassis": {
                    "leaf1": {
                        "id": {"type": "mac", "value": "00:1c:73:00:c0:46"},
                        "capability": BRIDGE,
                    }
                },
                "port": {"id": {"value": "Eth1"}},
            }
        },
        [
            {
                "eno1": {
                    "chassis": {
                        "leaf1": {"id": {"value": "00:1c:73:00:c0:46"}, "capability": BRIDGE}
                    },
                    "port": {"id": {"value": "Eth1"}},
                }
            }
        ],
        [
            {
                "name": "eno1",
                "chassis": [
                    {
                        "id": [{"type": "mac", "value": "00:1c:73:00:c0:46"}],
                        "name": [{"value": "leaf1"}],
                        "capability": BRIDGE,
                    }
                ],
                "port": [{"id": [{"value": "Eth1"}]}],
            }
        ],
    ],
)
def test_what_lldpd_says_on_a_server(upload, interface):
    lldp = {"interface": interface}
    files = upload({"host02.lldpctl.json": json.dumps({"lldp": lldp})})
    assert importers.inputs(files)[0][0] == "lldp"
    seen = read("lldp", files)

    assert {ci.external_id: ci.class_name for ci in seen.cis.values()} == {
        "device/host02": "server",
        "device/leaf1": "network_device",
    }
    assert set(seen.relations) == {("device/host02", "CONNECTED_TO", "device/leaf1")}


def test_lldpd_on_a_switch_with_two_neighbours_on_a_port(upload):
    one = {
        "swp1": {
            "chassis": {"a1": {"id": {"value": "00:1c:73:00:00:0a"}, "capability": BRIDGE}},
            "port": {},
        }
    }
    other = {
        "swp1": {
            "chassis": {"b1": {"id": {"value": "00:1c:73:00:00:0b"}, "capability": BRIDGE}},
            "port": {},
        }
    }
    seen = reading(upload, leaf1={"lldp": {"interface": [one, other]}})

    assert {ci.class_name for ci in seen.cis.values()} == {"network_device"}
    assert set(seen.relations) == {
        ("device/a1", "LINKED_TO", "device/leaf1"),
        ("device/b1", "LINKED_TO", "device/leaf1"),
    }


def test_facts_of_ansible_are_read_where_they_are_said_to_be(upload):
    facts = {
        "ansible_net_hostname": "sw1",
        "ansible_net_serialnum": "FOC1",
        "ansible_net_neighbors": {"Gi0/1": [{"host": "sw2", "port": "Gi0/2"}]},
    }
    seen = reading(upload, cache={"ansible_facts": facts})

    assert seen.fields("device/sw1")["serial_number"] == "FOC1"
    assert set(seen.relations) == {("device/sw1", "LINKED_TO", "device/sw2")}


def test_management_is_no_need(upload):
    board = heard("web1-ilo.example", "00:1c:73:00:00:09", "iLO", description="Linux 4.9")
    seen = reading(upload, sw1={"47": [board]})

    ((_, relation),) = seen.relations.items()
    assert relation.fields["network"] == "management"


@pytest.mark.parametrize(
    ("path", "device"),
    [
        ("sw1-lldp-neighbors-detail.json", "sw1"),
        ("sw1.example.com.json", "sw1.example.com"),
        ("get_lldp_neighbors_detail_core1.json", "core1"),
        ("lldp_sw1.json", "sw1"),
        ("sw1_lldp.json", "sw1"),
        ("sw1/lldp_neighbors.json", "sw1"),
        ("host02.lldpctl.json", "host02"),
        ("lldp.json", "lldp"),
    ],
)
def test_a_device_is_called_as_its_file(upload, path, device):
    seen = read("lldp", upload({path: json.dumps({"1": [heard("sw9", port="2")]})}))

    assert f"device/{device}" in seen.cis


def test_a_setting_names_the_device(upload):
    files = upload({"answer.json": json.dumps({"1": [heard("sw9", port="2")]})})

    assert "device/sw1" in read("lldp", files, device="sw1").cis


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"1": [{"remote_system_name": ', "is not JSON"),
        ("[1, 2]", "holds no LLDP neighbours"),
        ('{"a": {"b": 1}}', "holds no LLDP neighbours"),
        ('{"a": ["x"]}', "holds no LLDP neighbours"),
    ],
)
def test_a_file_that_is_none_is_an_error(upload, content, said):
    assert said in read("lldp", upload({"a.json": content})).error()


def test_an_entry_that_is_no_neighbour_is_left_out_with_a_note(upload):
    seen = reading(upload, sw1={"1": [heard("sw2", port="1"), None, "x"]})

    assert set(seen.cis) == {"device/sw1", "device/sw2"}
    assert "sw1.json: 1[1]: is no neighbour" in seen.noted()


@pytest.mark.parametrize(
    ("port", "description", "name"),
    [
        ("602", "xe-0/1/1.0", "xe-0/1/1.0"),
        ("000f.532e.ced1", "eth3", "eth3"),
        ("597", "To switch", "597"),
        ("Eth2/1/1", "uplink to core", "Eth2/1/1"),
        ("", "eth0", "eth0"),
    ],
)
def test_a_port_is_called_as_people_do(port, description, name):
    assert port_name(port, description) == name
