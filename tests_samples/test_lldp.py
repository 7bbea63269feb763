"""The neighbours of a switch as napalm told them: exactly who hangs on it."""

from readings import read

import importers


def test_a_switch_with_its_servers(sample):
    files = sample("lldp/eos-neighbors-detail.json")
    assert [kind for kind, _ in importers.inputs(files)] == ["lldp"]
    seen = read("lldp", files)

    assert (seen.sources, seen.errors, seen.notes) == (["lldp:lldp"], [], [])
    servers = {f"78m{number}" for number in range(1, 20)} | {"ord78"}
    assert {ci.name: ci.class_name for ci in seen.cis.values()} == {
        "eos": "network_device",
        "ms01.bru01": "network_device",
        **dict.fromkeys(servers, "server"),
    }
    assert set(seen.relations) == {
        *((f"device/{name}", "CONNECTED_TO", "device/eos") for name in servers),
        ("device/eos", "LINKED_TO", "device/ms01.bru01"),
    }
    assert not seen.complete


def test_what_is_known_of_a_server_and_its_cables(sample):
    seen = read("lldp", sample("lldp/eos-neighbors-detail.json"))

    server = seen.cis["device/78m1"]
    assert server.fields == {
        "description": "Linux 3.18.22-cloudflare x86_64",
        "mac_addresses": ["00:0f:53:2e:f1:80", "00:0f:53:2e:f1:81", "2c:60:0c:ad:30:34"],
    }
    assert server.identity == {
        "hostname": ["78m1"],
        "mac": ["00:0f:53:2e:f1:80", "00:0f:53:2e:f1:81", "2c:60:0c:ad:30:34"],
    }
    cable = seen.relations["device/78m1", "CONNECTED_TO", "device/eos"]
    assert cable.fields == {
        "origin": "observed",
        "confidence": 0.95,
        "interface": "eth2, eth3",
        "remote_interface": "Ethernet1, Ethernet2",
    }
    peer = seen.relations["device/eos", "LINKED_TO", "device/ms01.bru01"].fields
    assert (peer["interface"], peer["remote_interface"]) == ("Ethernet47", "597")
