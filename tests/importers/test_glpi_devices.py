"""Devices that agents asked over SNMP, in both forms, and what is at the ends of their cables."""

import json

import pytest
from readings import read

from importers.glpi.values import count, mac, number, real, word

XML = '<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST><CONTENT>{}</CONTENT>'
XML += "<DEVICEID>agent-2026-01-01-00-00-00</DEVICEID><QUERY>{}</QUERY></REQUEST>"


def snmp(*devices, query="SNMPQUERY"):
    return XML.format("".join(f"<DEVICE>{one}</DEVICE>" for one in devices), query)


def info(kind="NETWORKING", name="sw1", serial="S1", more=""):
    return f"<INFO><TYPE>{kind}</TYPE><NAME>{name}</NAME><SERIAL>{serial}</SERIAL>{more}</INFO>"


def ports(*found):
    shape = "<PORT><IFNAME>{}</IFNAME><IFTYPE>6</IFTYPE><CONNECTIONS>{}</CONNECTIONS></PORT>"
    return f"<PORTS>{''.join(shape.format(*one) for one in found)}</PORTS>"


def neighbour(**said):
    inner = "".join(f"<{key.upper()}>{value}</{key.upper()}>" for key, value in said.items())
    return f"<CONNECTION>{inner}</CONNECTION>"


@pytest.mark.parametrize(
    ("kind", "class_name"),
    [
        ("NETWORKING", "network_device"),
        ("PRINTER", "printer"),
        ("STORAGE", "storage_system"),
        ("POWER", "ups"),
        ("PHONE", "end_user_device"),
        ("KVM", "network_device"),
        ("COMPUTER", "server"),
    ],
)
def test_a_type_is_a_class(upload, kind, class_name):
    seen = read("glpi", upload({"a.xml": snmp(info(kind))}))

    assert seen.errors == []
    assert seen.cis["serial/S1"].class_name == class_name


def test_several_devices_of_one_file_are_told_apart_by_themselves_not_by_the_agent(upload):
    second = info(name="sw2", serial="N/A", more="<MAC>b0:5a:da:10:10:80</MAC>")
    seen = read("glpi", upload({"a.xml": snmp(info(), second)}))

    assert set(seen.cis) == {"serial/S1", "mac/b0:5a:da:10:10:80"}


def test_what_a_scan_of_the_network_found_is_never_all(upload):
    device = "<IP>192.0.2.9</IP><SNMPHOSTNAME>J9803A</SNMPHOSTNAME><MODEL>1810-24G</MODEL>"
    device += "<TYPE>NETWORKING</TYPE><SERIAL>cn3afrt37n</SERIAL>"
    seen = read("glpi", upload({"a.xml": snmp(device, query="NETDISCOVERY")}))

    assert seen.cis["serial/cn3afrt37n"].name == "J9803A"
    assert seen.fields("serial/cn3afrt37n")["kind"] == "switch"
    assert not seen.complete


def test_a_device_that_did_not_answer_clears_nothing(upload):
    error = "<ERROR><ID>0</ID><MESSAGE>No response from remote host</MESSAGE></ERROR>"
    seen = read("glpi", upload({"a.xml": snmp(error, info())}))

    assert set(seen.cis) == {"serial/S1"}
    assert "No response from remote host" in seen.noted()
    assert seen.errors == []


def test_what_nobody_could_tell_is_said(upload):
    seen = read("glpi", upload({"a.xml": snmp(info("UNMANAGED"))}))

    assert seen.cis == {}
    assert 'of the type "Unmanaged"' in seen.noted()
    assert not seen.complete


def test_a_stack_has_members_each_with_its_serial_number(upload):
    parts = [
        {"index": 1, "type": "stack", "contained_index": 0},
        {"index": 2, "type": "chassis", "contained_index": 1, "serial": "F1", "model": "C3750"},
        {"index": 3, "type": "chassis", "contained_index": 1, "serial": "F2", "model": "C3750"},
        {"index": 4, "type": "chassis", "contained_index": 1, "serial": "X", "name": "FEX 101"},
        {"index": 5, "type": "powerSupply", "contained_index": 2, "serial": "P1"},
    ]
    device = {"type": "Networking", "name": "stack1", "serial": "F1", "model": "C3750"}
    text = json.dumps(
        {
            "itemtype": "NetworkEquipment",
            "action": "netinventory",
            "deviceid": "foo",
            "content": {"network_device": device, "network_components": parts},
        }
    )
    seen = read("glpi", upload({"a.json": text}))

    assert set(seen.relations) == {
        ("serial/F1", "HAS_MEMBER", "serial/F1/member"),
        ("serial/F1", "HAS_MEMBER", "serial/F2/member"),
    }
    assert "serial_number" not in seen.fields("serial/F1")
    assert seen.cis["serial/F2/member"].name == "stack1 member 2"


def test_a_server_on_a_switch_is_connected_to_it_and_a_switch_is_linked(upload):
    seen = read(
        "glpi",
        upload(
            {
                "a.xml": snmp(
                    info()
                    + ports(
                        ("1", neighbour(sysname="web1", sysdescr="Ubuntu 22.04 LTS Linux 5.15")),
                        ("2", neighbour(sysname="sw2(FOC1)", sysdescr="Cisco NX-OS(tm) n9000")),
                        ("3", neighbour(sysname="Cisco IP Phone", sysmac="38:1c:1a:b5:73:20")),
                        ("4", neighbour(mac="34:64:a9:c8:6d:d3")),
                        (
                            "5",
                            neighbour(mac="34:64:a9:c8:6d:d4") + neighbour(mac="34:64:a9:c8:6d:d5"),
                        ),
                        ("6", neighbour(sysname="Cisco IP Phone")),
                    )
                )
            }
        ),
    )

    assert set(seen.relations) == {
        ("server hostname=web1", "CONNECTED_TO", "serial/S1"),
        ("serial/S1", "LINKED_TO", "network_device hostname=sw2"),
        ("hardware mac=38:1c:1a:b5:73:20", "LINKED_TO", "serial/S1"),
        ("hardware mac=34:64:a9:c8:6d:d3", "LINKED_TO", "serial/S1"),
    }


def test_two_switches_that_see_each_other_have_one_link(upload):
    one = info(name="sw1") + ports(("Gi0/1", neighbour(sysname="sw2.example", ifdescr="Gi0/2")))
    two = info(name="sw2.example", serial="S2") + ports(
        ("GigabitEthernet0/2", neighbour(sysname="SW1", ifdescr="GigabitEthernet0/1"))
    )
    seen = read("glpi", upload({"a.xml": snmp(one), "b.xml": snmp(two)}))

    ((key, link),) = seen.relations.items()
    assert key == ("serial/S1", "LINKED_TO", "serial/S2")
    assert (link.fields["interface"], link.fields["remote_interface"]) == ("Gi0/1", "Gi0/2")


def test_a_computer_in_the_old_form(upload):
    content = """
        <ACCESSLOG><LOGDATE>2018-07-03 16:11:11</LOGDATE></ACCESSLOG>
        <BIOS><SMANUFACTURER>Apple Inc.</SMANUFACTURER><SMODEL>iMac15,1</SMODEL><SSN>C02N</SSN></BIOS>
        <HARDWARE><NAME>iMac de Marie</NAME><OSNAME>macOS</OSNAME><OSVERSION>10.13.5</OSVERSION>
        <LASTLOGGEDUSER>mariem</LASTLOGGEDUSER><MEMORY>8192</MEMORY></HARDWARE>
        <NETWORKS><DESCRIPTION>en0</DESCRIPTION><MACADDR>A8:20:66:00:11:22</MACADDR></NETWORKS>
        <NETWORKS><DESCRIPTION>lo0</DESCRIPTION><TYPE>loopback</TYPE></NETWORKS>"""
    seen = read("glpi", upload({"a.ocs": XML.format(content, "INVENTORY")}))

    assert seen.cis["agent-2026-01-01-00-00-00"].name == "iMac de Marie"
    assert seen.fields("agent-2026-01-01-00-00-00") == {
        "kind": "desktop",
        "user": "mariem",
        "serial_number": "C02N",
        "manufacturer": "Apple Inc.",
        "model_name": "iMac15,1",
        "operating_system": "macOS",
        "operating_system_version": "10.13.5",
        "mac_addresses": ["a8:20:66:00:11:22"],
        "memory_gb": 8.0,
    }
    assert seen.complete


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<REQUEST><CONTENT><HARDWARE>", "ends before it is complete"),
        ("<REQUEST><DEVICEID>x</DEVICEID></REQUEST>", "is no inventory"),
        ("<nmaprun/>", "is no inventory"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><REQUEST>&a;</REQUEST>', "declares entities"),
        ("<a>" * 200, "nested too deeply"),
    ],
)
def test_xml_that_is_none_is_an_error(upload, content, said):
    seen = read("glpi", upload({"a.xml": content}))

    assert said in seen.error()
    assert not seen.complete


def test_texts_in_other_encodings_are_read(upload):
    text = XML.replace("UTF-8", "ISO-8859-1").format("<HARDWARE><NAME>Büro</NAME></HARDWARE>", "I")
    seen = read("glpi", upload({"a.xml": text.encode("latin-1")}))

    assert [ci.name for ci in seen.cis.values()] == ["Büro"]


@pytest.mark.parametrize(
    ("function", "value", "result"),
    [
        (word, " a\n b\0c\ud800 ", "a b c?"),
        (word, True, ""),
        (word, 10**400, ""),
        (word, "x" * 900, "x" * 500),
        (real, "To Be Filled By O.E.M.", ""),
        (real, "0", ""),
        (number, "43.7456 Wh", 43.7456),
        (number, "-1", None),
        (number, 10**400, None),
        (count, None, 0),
        (mac, "d5:c9:gh:81:cf:80", ""),
        (mac, "b05a.da10.1080", "b0:5a:da:10:10:80"),
    ],
)
def test_values_as_the_agents_mean_them(function, value, result):
    assert function(value) == result
