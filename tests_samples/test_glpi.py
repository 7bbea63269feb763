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
        "mac": ["02:00:5e:00:53:12"],
        "hostname": ["build01"],
        "ip": ["192.0.2.2", "fd00::2"],
    }
