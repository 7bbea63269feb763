"""NetBox's answers, of an old and a new version: exactly what is in them."""

from collections import Counter

import pytest

import importers
from cmdb.intake.model import ObservedCI, ObservedRelation, ScopeEnd, SourceName
from cmdb.model import load


def read(files):
    """Return (source, CIs by id, relations, scopes) of an upload that is NetBox's alone."""
    ((kind, own),) = importers.inputs(files)
    assert kind == "netbox"
    module = importers.importer(kind)
    seen = list(module.read(module.Settings(files=own), None))
    return (
        next(one.name for one in seen if isinstance(one, SourceName)),
        {one.external_id: one for one in seen if isinstance(one, ObservedCI)},
        {(r.from_id, r.type, r.to_id): r for r in seen if isinstance(r, ObservedRelation)},
        {one.scope: one.complete for one in seen if isinstance(one, ScopeEnd)},
    )


def test_slice_of_a_new_netbox(sample):
    source, cis, relations, scopes = read(sample("netbox/netbox-4.2.9-api-slice.json"))

    assert source == "netbox:netbox"
    assert Counter(ci.class_name for ci in cis.values()) == {
        "site": 14,
        "rack": 10,
        "cluster": 9,
        "organization": 6,
        "pdu": 6,
        "power_feed": 5,
        "virtual_machine": 5,
        "virtual_network": 5,
        "vlan": 5,
        "subnet": 5,
        "vendor": 5,
        "circuit": 5,
        "room": 4,
        "person": 3,
        "network_device": 3,
    }
    assert not any(scopes.values())
    switch, router, pdu = "dcim.device/14", "dcim.device/1", "dcim.device/27"
    assert {r for r in relations if r[0] in (switch, router) and r[1] != "OWNED_BY"} == {
        (router, "CONTAINED_IN", "dcim.rack/1"),
        (switch, "CONTAINED_IN", "dcim.rack/1"),
        (router, "POWERED_BY", pdu),
        (switch, "POWERED_BY", pdu),
        (switch, "CONNECTED_TO", router),
        (router, "CONNECTED_TO", "circuits.circuit/19"),
    }
    assert cis[router].name == "dmi01-akron-rtr01"
    assert cis[router].fields["manufacturer"] == "Cisco"
    assert cis["dcim.powerfeed/1"].fields["capacity_kw"] == 4.4


def test_fixtures_of_an_old_netbox(sample):
    source, cis, relations, scopes = read(sample("netbox/pynetbox-fixtures"))

    assert source == "netbox:pynetbox-fixtures"
    assert Counter(ci.class_name for ci in cis.values()) == {
        "network_device": 9,
        "rack": 2,
        "organization": 2,
        "pdu": 2,
        "subnet": 2,
        "site": 1,
        "vendor": 1,
        "circuit": 1,
    }
    assert cis["dcim.device/1"].fields["serial_number"] == "5555555555"
    assert cis["dcim.device/2"].fields["management_address"] == "10.0.254.1"
    in_racks = {(r[0], r[2]) for r in relations if r[2].startswith("dcim.rack/")}
    assert len(in_racks) == 11
    assert {name for name, complete in scopes.items() if not complete} == {
        "dcim/racks",
        "circuits/providers",
        "connections",
    }


@pytest.mark.parametrize("name", ["netbox/netbox-4.2.9-api-slice.json", "netbox/pynetbox-fixtures"])
def test_everything_holds_to_the_model(sample, name):
    model = load()
    _, cis, relations, _ = read(sample(name))

    for ci in cis.values():
        model.checked_ci(ci.class_name, {"name": ci.name, **ci.fields})
    for (from_id, type_, to_id), relation in relations.items():
        ends = (cis[from_id].class_name, cis[to_id].class_name)
        model.checked_relation(type_, *ends, relation.fields)
