"""Scans of known projects: exactly what is in them."""

from readings import read

import importers


def seen(files):
    ((kind, own),) = importers.inputs(files)
    assert kind == "nmap"
    return read(kind, own)


def test_a_net_of_which_four_addresses_answered(sample):
    found = seen(sample("nmap/libnmap-full_sudo6-lan24.xml"))

    assert found.errors == found.notes == []
    assert {id_: ci.class_name for id_, ci in found.cis.items()} == {
        "192.168.1.1": "network_device",
        "192.168.1.2": "server",
        "192.168.1.3": "server",
        "192.168.1.5": "server",
    }
    assert found.fields("192.168.1.1") == {
        "open_ports": [
            *("23/tcp telnet", "80/tcp http", "443/tcp https", "992/tcp telnet"),
            *("8080/tcp http-proxy", "8443/tcp https-alt"),
        ],
        "management_address": "192.168.1.1",
        "mac_addresses": ["6c:2e:85:19:af:00"],
        "kind": "wireless",
        "manufacturer": "Sagemcom",
    }
    assert found.fields("192.168.1.5")["operating_system"] == "Windows"
    assert found.cis["192.168.1.5"].identity == {
        "mac": ["00:1f:3c:87:66:50"],
        "ip": ["192.168.1.5"],
    }


def test_a_scan_without_version_detection_infers(sample):
    found = seen(sample("nmap/libnmap-2_hosts_version.xml"))

    assert found.cis["74.207.244.221"].name == "scanme.nmap.org"
    assert {(a, b): r.fields["confidence"] for (a, _, b), r in found.relations.items()} == {
        ("74.207.244.221/80", "74.207.244.221"): 0.3,
        ("libnmap-2_hosts_version/127.0.0.1/3306", "libnmap-2_hosts_version/127.0.0.1"): 0.3,
    }
    assert {r.fields["origin"] for r in found.relations.values()} == {"inferred"}


def test_a_host_without_an_open_port_is_there_all_the_same(sample):
    found = seen(sample("nmap/libnmap-1_hosts_down.xml"))

    assert found.fields("10.1.1.1") == {"ip_addresses": ["10.1.1.1"]}


def test_a_machine_that_scanned_itself_is_told_by_nothing(sample):
    found = seen(sample("nmap/nmap-7.93-localhost.xml"))
    ((id_, ci),) = found.cis.items()

    assert id_ == "nmap-7.93-localhost/127.0.0.1"
    assert ci.name == "localhost (nmap-7.93-localhost)"
    assert ci.identity == {}


def test_all_scans_together_never_make_one_machine_of_two_loopbacks(sample):
    found = seen(sample("nmap"))

    assert sum(ci.name.startswith("localhost") for ci in found.cis.values()) == 2
    assert len([ci for ci in found.cis.values() if "/" not in ci.external_id]) == 6
    assert not found.complete
