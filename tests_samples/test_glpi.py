"""Inventories that GLPI's agents wrote: exactly what is in them."""

from readings import read

import importers


def reading(files):
    assert [kind for kind, _ in importers.inputs(files)] == ["glpi"]
    return read("glpi", files)


def test_a_laptop(sample):
    seen = reading(sample("glpi/computer_1.json"))

    assert (seen.sources, seen.errors, seen.notes) == (["glpi:glpi"], [], [])
    assert seen.complete
    (laptop,) = seen.cis.values()
    assert (laptop.external_id, laptop.class_name, laptop.name) == (
        "glpixps-2018-07-09-09-07-13",
        "end_user_device",
        "glpixps",
    )
    assert laptop.fields == {
        "kind": "laptop",
        "user": "trasher",
        "serial_number": "640HP72",
        "manufacturer": "Dell Inc.",
        "model_name": "XPS 13 9350",
        "firmware": "1.4.3",
        "uuid": "4c4c4544-0034-3010-8048-b6c04f503732",
        "operating_system": "Fedora",
        "operating_system_version": "31 (Workstation Edition)",
        "mac_addresses": ["00:e0:4c:68:01:db", "44:85:00:2b:90:bc"],
        "memory_gb": 7.6,
    }
    assert laptop.identity == {
        "serial": ["640HP72"],
        "uuid": ["4c4c4544-0034-3010-8048-b6c04f503732"],
        "mac": ["44:85:00:2b:90:bc"],
        "hostname": ["glpixps"],
    }
    assert str(laptop.observed_at) == "2020-06-12 14:19:54+00:00"


def test_an_agent_in_a_container_sees_a_server(sample):
    seen = reading(sample("glpi/glpi-agent-1.12dev-container.json"))

    (machine,) = seen.cis.values()
    assert (machine.class_name, machine.name) == ("server", "build01")
    assert machine.fields == {
        "operating_system": "Debian",
        "operating_system_version": "12.11",
        "kernel": "6.1.0-18-amd64",
        "architecture": "x86_64",
        "cpu_count": 2,
        "cpu_model": "AMD EPYC",
        "memory_gb": 23.5,
        "disk_gb": 274.9,
        "ip_addresses": ["192.0.2.2", "fd00::2"],
        "mac_addresses": ["02:00:5e:00:53:12"],
    }
    assert machine.identity == {
        "mac": ["02:00:5e:00:53:12", "02:00:5e:00:53:10", "02:00:5e:00:53:11"],
        "hostname": ["build01"],
        "ip": ["192.0.2.2", "fd00::2"],
    }


def test_a_switch_of_183_ports_is_one_ci(sample):
    seen = reading(sample("glpi/networkequipment_1.json"))

    assert (seen.errors, seen.notes) == ([], [])
    assert seen.complete
    (device,) = seen.cis.values()
    assert (device.external_id, device.class_name, device.name) == (
        "serial/SSI1912014B",
        "network_device",
        "ucs6248up-cluster-pa3-B",
    )
    assert device.fields == {
        "kind": "switch",
        "serial_number": "SSI1912014B",
        "manufacturer": "Cisco",
        "model_name": "UCS 6248UP 48-Port",
        "site": "paris.pa3",
        "software_version": "5.0(3)N2(4.02b)",
        "management_address": "10.2.5.10",
        "mac_addresses": ["8c:60:4f:8d:ae:fc"],
        "port_count": 98,
    }


def test_the_links_of_a_switch_lead_to_devices_that_others_know(sample):
    seen = reading(sample("glpi/networkequipment_1.json"))

    assert {
        (key, relation.fields["interface"], relation.fields["remote_interface"])
        for key, relation in seen.relations.items()
    } == {
        (
            (
                "network_device hostname=n9k-1-pa3 ip=10.1.0.57",
                "LINKED_TO",
                "serial/SSI1912014B",
            ),
            "Ethernet1/5, Ethernet1/6",
            "Ethernet1/31, Ethernet1/32",
        ),
        (
            (
                "network_device hostname=n9k-2-pa3 ip=10.1.0.58",
                "LINKED_TO",
                "serial/SSI1912014B",
            ),
            "Ethernet1/5, Ethernet1/6",
            "Ethernet1/15, Ethernet1/16",
        ),
        (
            (
                "network_device hostname=sw2-mgmt-eqnx ip=172.25.1.2",
                "LINKED_TO",
                "serial/SSI1912014B",
            ),
            "FastEthernet0/2",
            "mgmt0",
        ),
    }


def test_the_folder_is_imported_as_a_whole_but_for_its_schema(sample):
    ((kind, files),) = importers.inputs(sample("glpi"))

    assert kind == "glpi"
    seen = read(kind, files)
    assert len(seen.cis) == 3
    assert seen.errors == []
