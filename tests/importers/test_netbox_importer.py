"""What NetBox's answers come to: nothing is lost, one parent, power and uplinks by their cables."""

import json
from typing import Any

import pytest
from readings import read

from cmdb.intake.model import Files, ObservedCI, ScopeEnd, SourceName
from importers import netbox
from importers.netbox.links import WIRED

URL = "https://netbox.example/api"


def one(endpoint: str, id_: int, name: str | None, **more: Any) -> dict[str, Any]:
    return {"id": id_, "url": f"{URL}/{endpoint}/{id_}/", "name": name, **more}


def device(id_: int, name: str | None, role: str, **more: Any) -> dict[str, Any]:
    return one("dcim/devices", id_, name, role=one("dcim/device-roles", 1, role), **more)


def page(*records: Any, count: int | None = None, next_: str | None = None) -> dict[str, Any]:
    return {
        "count": len(records) if count is None else count,
        "next": next_,
        "previous": None,
        "results": list(records),
    }


@pytest.fixture
def seen(tmp_path):
    """A function that reads files, given by name."""

    def of(_settings: dict[str, Any] | None = None, **files: Any):
        for name, value in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(value), "utf-8")
        names = tuple(f"{name}.json" for name in files)
        return read("netbox", Files(tmp_path, names, "export"), **(_settings or {}))

    return of


def scopes(reading) -> dict[str, bool]:
    ends = {s.scope: s.complete for s in reading.all if isinstance(s, ScopeEnd)}
    ends.pop("connections")
    return ends


def kinds(reading) -> dict[str, str]:
    return {ci.name: ci.class_name for ci in reading.cis.values()}


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        ("Core Switch", ("network_device", "switch")),
        ("ToR", ("network_device", "switch")),
        ("Access Points", ("network_device", "wireless")),
        ("edge-router", ("network_device", "router")),
        ("Firewalls", ("network_device", "firewall")),
        ("FC Switch", ("network_device", "san_switch")),
        ("Console Server", ("network_device", "console_server")),
        ("Patch Panel", ("network_device", "other")),
        ("Database Server", ("server", None)),
        ("K8s Node", ("server", None)),
        ("ESXi", ("hypervisor", None)),
        ("Rack PDU", ("pdu", None)),
        ("UPS", ("ups", None)),
        ("Storage", ("storage_system", None)),
        ("Load Balancer", ("load_balancer", None)),
        ("Blade Chassis", ("enclosure", None)),
        ("Groups", ("network_device", "other")),
    ],
)
def test_role_says_what_a_device_is(seen, role, wanted):
    (ci,) = seen(devices=page(device(1, "x", role))).cis.values()

    assert (ci.class_name, ci.fields.get("kind")) == wanted


def test_device_without_name_or_serial_is_not_lost(seen):
    type_ = {"id": 3, "model": "R650", "manufacturer": {"id": 1, "name": "Dell"}}
    found = seen(
        devices=page(
            device(7, None, "Server", serial="", device_type=type_, display="R650"),
            device(8, "", "Server", serial=None, device_type=None),
        )
    )

    assert {key: ci.name for key, ci in found.cis.items()} == {
        "dcim.device/7": "Dell R650 (7)",
        "dcim.device/8": "device (8)",
    }


def test_missing_page_leaves_its_endpoint_incomplete(seen):
    devices = page(device(1, "a", "Server"), count=2, next_=f"{URL}/dcim/devices/?offset=1")

    assert scopes(seen(devices=devices)) == {"dcim/devices": False}


def test_all_pages_together_are_complete(seen):
    first = page(device(1, "a", "Server"), count=2, next_=f"{URL}/dcim/devices/?offset=1")
    second = page(device(2, "b", "Server"), count=2)

    found = seen(devices_1=first, devices_2=second)

    assert set(kinds(found)) == {"a", "b"}
    assert scopes(found) == {"dcim/devices": True}


def test_list_without_a_count_is_complete_only_when_the_user_says_so(seen):
    devices = [device(1, "a", "Server")]

    assert scopes(seen(devices=devices)) == {"dcim/devices": False}
    assert scopes(seen({"complete": True}, devices=devices)) == {"dcim/devices": True}


def test_slice_by_endpoint_is_never_complete(seen):
    found = seen({"complete": True}, slice={"dcim/devices": [device(1, "a", "Server")]})

    assert scopes(found) == {"dcim/devices": False}


def test_empty_answer_that_counts_nothing_is_complete(seen):
    found = seen(all={"dcim/devices": page(), "dcim/sites": page(one("dcim/sites", 1, "s"))})

    assert scopes(found) == {"dcim/devices": True, "dcim/sites": True}


def test_bad_record_is_named_and_the_rest_goes_on(seen):
    found = seen(devices=page(device(1, "a", "Server"), None, {"name": "b"}))

    assert set(kinds(found)) == {"a"}
    assert scopes(found) == {"dcim/devices": False}
    assert "devices.json: results[1]: is no object" in found.noted()


def test_one_parent_the_nearest(seen):
    site, rack = one("dcim/sites", 1, "S"), one("dcim/racks", 1, "R")
    chassis = device(1, "c", "Blade Chassis", site=site, rack=rack, position=5.0)
    bay = {**one("dcim/devices", 1, "c"), "device_bay": {"id": 1, "name": "Bay 3"}}
    blade = device(2, "b", "Server", site=site, rack=rack, parent_device=bay)

    found = seen(devices=page(chassis, blade))

    assert {key for key in found.relations if key[1] == "CONTAINED_IN"} == {
        ("dcim.device/2", "CONTAINED_IN", "dcim.device/1"),
        ("dcim.device/1", "CONTAINED_IN", "dcim.rack/1"),
        ("dcim.rack/1", "CONTAINED_IN", "dcim.site/1"),
    }
    inside = found.relations["dcim.device/2", "CONTAINED_IN", "dcim.device/1"]
    assert inside.fields["position"] == "Bay 3"


def port(endpoint: str, id_: int, name: str, of: int, **more: Any) -> dict[str, Any]:
    return one(endpoint, id_, name, device=one("dcim/devices", of, None), **more)


def cable(id_: int, a: tuple[str, int], b: tuple[str, int], **more: Any) -> dict[str, Any]:
    ends = [[{"object_type": type_, "object_id": number}] for type_, number in (a, b)]
    return one("dcim/cables", id_, None, a_terminations=ends[0], b_terminations=ends[1], **more)


def test_power_comes_by_cable(seen):
    found = seen(
        all={
            "dcim/devices": page(device(1, "srv", "Server"), device(2, "strip", "Misc")),
            "dcim/power-ports": page(port("dcim/power-ports", 1, "PSU1", 1)),
            "dcim/power-outlets": page(port("dcim/power-outlets", 9, "Outlet 4", 2)),
            "dcim/cables": page(cable(1, ("dcim.powerport", 1), ("dcim.poweroutlet", 9))),
        }
    )

    assert kinds(found)["strip"] == "pdu"
    assert found.relations["dcim.device/1", "POWERED_BY", "dcim.device/2"].fields["outlet"] == (
        "Outlet 4"
    )


def test_connections_are_complete_only_with_all_that_they_are_traced_over(seen):
    wired = dict.fromkeys(WIRED, page())
    whole = seen(all=wired).all[-1]
    assert (whole.scope, whole.complete) == ("connections", True)

    del wired["dcim/front-ports"]
    part = seen(all=wired).all[-1]
    assert (part.scope, part.complete) == ("connections", False)


def test_planned_cable_connects_nothing(seen):
    planned = {"value": "planned", "label": "Planned"}
    found = seen(
        all={
            "dcim/devices": page(device(1, "srv", "Server"), device(2, "pdu", "PDU")),
            "dcim/power-ports": page(port("dcim/power-ports", 1, "PSU1", 1, cable={"id": 1})),
            "dcim/power-outlets": page(port("dcim/power-outlets", 9, "4", 2, cable={"id": 1})),
            "dcim/cables": page(
                cable(1, ("dcim.powerport", 1), ("dcim.poweroutlet", 9), status=planned)
            ),
        }
    )

    assert not found.relations
    assert "planned" in found.noted()


def test_uplink_is_traced_through_patch_panels(seen):
    found = seen(
        all={
            "dcim/devices": page(
                device(1, "srv", "Server"),
                device(2, "sw", "Access Switch"),
                device(3, "panel-a", "Patch Panel"),
                device(4, "panel-b", "Patch Panel"),
            ),
            "dcim/interfaces": page(
                port("dcim/interfaces", 1, "eth0", 1), port("dcim/interfaces", 2, "Gi1", 2)
            ),
            "dcim/front-ports": page(
                port("dcim/front-ports", 1, "1", 3, rear_port={"id": 1}, rear_port_position=2),
                port("dcim/front-ports", 2, "1", 4, rear_port={"id": 2}, rear_port_position=2),
                port("dcim/front-ports", 3, "2", 4, rear_port={"id": 2}, rear_port_position=1),
            ),
            "dcim/cables": page(
                cable(1, ("dcim.interface", 1), ("dcim.frontport", 1)),
                cable(2, ("dcim.rearport", 1), ("dcim.rearport", 2)),
                cable(3, ("dcim.frontport", 2), ("dcim.interface", 2)),
            ),
        }
    )

    assert set(found.relations) == {("dcim.device/1", "CONNECTED_TO", "dcim.device/2")}
    fields = found.relations["dcim.device/1", "CONNECTED_TO", "dcim.device/2"].fields
    assert (fields["interface"], fields["remote_interface"]) == ("eth0", "Gi1")


def test_cables_in_a_ring_come_to_an_end(seen):
    found = seen(
        all={
            "dcim/devices": page(device(1, "srv", "Server"), device(2, "p", "Patch Panel")),
            "dcim/interfaces": page(port("dcim/interfaces", 1, "eth0", 1)),
            "dcim/front-ports": page(
                port("dcim/front-ports", 1, "1", 2, rear_port={"id": 1}),
                port("dcim/front-ports", 2, "2", 2, rear_port={"id": 2}),
            ),
            "dcim/cables": page(
                cable(1, ("dcim.interface", 1), ("dcim.frontport", 1)),
                cable(2, ("dcim.rearport", 1), ("dcim.rearport", 2)),
                cable(3, ("dcim.frontport", 2), ("dcim.frontport", 1)),
            ),
        }
    )

    assert not found.relations


def test_equal_tiers_are_linked_and_management_is_told_apart(seen):
    found = seen(
        all={
            "dcim/devices": page(
                device(1, "a", "Core Switch"),
                device(2, "b", "Core Switch"),
                device(3, "s", "Server"),
            ),
            "dcim/interfaces": page(
                port("dcim/interfaces", 1, "1", 1),
                port("dcim/interfaces", 2, "1", 2),
                port("dcim/interfaces", 3, "ilo", 3, mgmt_only=True),
                port("dcim/interfaces", 4, "2", 2),
            ),
            "dcim/cables": page(
                cable(1, ("dcim.interface", 1), ("dcim.interface", 2)),
                cable(2, ("dcim.interface", 3), ("dcim.interface", 4)),
            ),
        }
    )

    assert ("dcim.device/1", "LINKED_TO", "dcim.device/2") in found.relations
    up = found.relations["dcim.device/3", "CONNECTED_TO", "dcim.device/2"]
    assert up.fields["network"] == "management"


def test_old_versions_write_roles_status_and_cables_otherwise(seen):
    old = {
        "id": 1,
        "name": "r1",
        "device_role": {"id": 1, "name": "Router"},
        "device_type": {"id": 1, "model": "MX"},
        "serial": "A1",
        "status": {"value": 3, "label": "Staged"},
    }
    other = {**old, "id": 2, "name": "r2", "status": {"value": True, "label": "Active"}}
    ends = {
        "termination_a_type": "dcim.interface",
        "termination_a_id": 1,
        "termination_a": {"id": 1, "name": "xe-0", "device": {"id": 1, "name": "r1"}},
        "termination_b_type": "dcim.interface",
        "termination_b_id": 2,
        "termination_b": {"id": 2, "name": "xe-1", "device": {"id": 2, "name": "r2"}},
    }

    found = seen(devices=page(old, other), cables=page({"id": 1, **ends}))

    assert found.fields("dcim.device/1")["lifecycle"] == "in_build"
    assert found.fields("dcim.device/2")["lifecycle"] == "operational"
    assert set(found.relations) == {("dcim.device/1", "LINKED_TO", "dcim.device/2")}


def test_machine_runs_on_its_cluster_and_is_placed_on_its_host(seen):
    cluster = one("virtualization/clusters", 1, "kvm")
    host = one("dcim/devices", 1, "h")
    found = seen(
        all={
            "dcim/devices": page(device(1, "h", "Hypervisor", cluster=cluster)),
            "virtualization/virtual-machines": page(
                one("virtualization/virtual-machines", 1, "a", cluster=cluster, device=host),
                one("virtualization/virtual-machines", 2, "b", cluster=None, device=host),
            ),
        }
    )

    assert set(found.relations) == {
        ("virtualization.cluster/1", "HAS_MEMBER", "dcim.device/1"),
        ("virtualization.virtualmachine/1", "RUNS_ON", "virtualization.cluster/1"),
        ("virtualization.virtualmachine/1", "PLACED_ON", "dcim.device/1"),
        ("virtualization.virtualmachine/2", "RUNS_ON", "dcim.device/1"),
    }


def test_addresses_stand_with_their_machine_and_vrfs_do_not_identify(seen):
    interface = {"id": 5, "name": "eth0", "device": {"id": 1, "name": "s"}}
    found = seen(
        all={
            "dcim/devices": page(device(1, "s", "Server")),
            "dcim/interfaces": page(
                port("dcim/interfaces", 5, "eth0", 1, mac_address="AA:BB:CC:00:11:22")
            ),
            "ipam/ip-addresses": page(
                one("ipam/ip-addresses", 1, None, address="10.1.0.5/24", assigned_object=interface),
                one(
                    "ipam/ip-addresses",
                    2,
                    None,
                    address="10.9.0.5/24",
                    vrf={"id": 1, "name": "v"},
                    assigned_object_type="dcim.interface",
                    assigned_object_id=5,
                ),
            ),
        }
    )

    assert found.fields("dcim.device/1")["ip_addresses"] == ["10.1.0.5", "10.9.0.5"]
    assert found.cis["dcim.device/1"].identity["ip"] == ("10.1.0.5",)
    assert found.cis["dcim.device/1"].identity["mac"] == ("aa:bb:cc:00:11:22",)


def test_dump_of_the_database_is_read(seen):
    dump = [
        {"model": "contenttypes.contenttype", "fields": {"app_label": "dcim", "model": "site"}},
        {"model": "dcim.site", "pk": 4, "fields": {"name": "S", "slug": "s", "status": "active"}},
        {"model": "dcim.devicerole", "pk": 2, "fields": {"name": "PDU", "slug": "pdu"}},
        {
            "model": "dcim.device",
            "pk": 3,
            "fields": {"name": "p", "device_role": 2, "site": 4, "status": "offline"},
        },
    ]

    found = seen(dump=dump)

    assert kinds(found) == {"S": "site", "p": "pdu"}
    assert found.fields("dcim.device/3") == {
        "lifecycle": "operational",
        "health": "down",
        "site": "S",
    }
    assert ("dcim.device/3", "CONTAINED_IN", "dcim.site/4") in found.relations


def test_source_is_named_by_its_host(seen):
    assert seen(devices=page(device(1, "a", "Server"))).sources == ["netbox:netbox.example"]


def test_truncated_file_leaves_everything_incomplete(tmp_path):
    (tmp_path / "sites.json").write_text('{"count": 1, "results": [{"id": 1, "na', "utf-8")
    (tmp_path / "devices.json").write_text(json.dumps(page(device(1, "a", "Server"))), "utf-8")

    found = read("netbox", Files(tmp_path, ("devices.json", "sites.json"), "x"))

    assert found.error().startswith("sites.json: line 1")
    assert not any(scopes(found).values())


def test_answers_of_two_netboxes_in_one_folder_are_two_sources(tmp_path):
    for host, name in (("one.example", "sw-one"), ("two.example", "sw-two")):
        switch = {**device(1, name, "Switch"), "url": f"https://{host}/api/dcim/devices/1/"}
        (tmp_path / f"{host}.json").write_text(json.dumps(page(switch)))
    files = Files(tmp_path, ("one.example.json", "two.example.json"), "export")

    said = list(netbox.read(netbox.Settings(files=files)))

    named = [one.name for one in said if isinstance(one, SourceName | ObservedCI)]
    assert named == ["netbox:one.example", "sw-one", "netbox:two.example", "sw-two"]
