"""Facts of a known machine: exactly what they say."""

from readings import read

import importers


def test_facts_of_a_container_with_nothing_in_its_firmware(sample):
    ((kind, files),) = importers.inputs(sample("ansible"))
    seen = read(kind, files)
    ((id_, ci),) = seen.cis.items()

    assert (kind, id_, ci.class_name, ci.name) == ("ansible", "build01", "server", "build01")
    assert dict(ci.fields) == {
        "architecture": "x86_64",
        "cpu_count": 2,
        "cpu_model": "AMD EPYC",
        "disk_gb": 256.0,
        "ip_addresses": ["192.0.2.2", "fd00::2"],
        "kernel": "6.1.0-18-amd64",
        "mac_addresses": ["02:00:5e:00:53:10"],
        "memory_gb": 23.54,
        "operating_system": "Debian",
        "operating_system_version": "12.11",
    }
    assert ci.identity == {
        "mac": ["02:00:5e:00:53:10"],
        "hostname": ["build01"],
        "ip": ["192.0.2.2", "fd00::2"],
    }
    assert str(ci.observed_at) == "2026-11-21 02:26:50.754231+00:00"
    assert seen.errors == seen.notes == []
    assert not seen.complete
