"""The graph that Cartography made of a small shop: exactly what is in it."""

from collections import Counter

import importers
from cmdb.intake.model import ObservedCI, ObservedRelation
from cmdb.model import load


def test_shop_of_moto(sample):
    ((kind, own),) = importers.inputs(sample("cartography/moto-shop-graph.json"))
    assert kind == "cartography"
    module = importers.importer(kind)
    seen = list(module.read(module.Settings(files=own), None))
    cis = {one.external_id: one for one in seen if isinstance(one, ObservedCI)}
    relations = {(r.from_id, r.type, r.to_id): r for r in seen if isinstance(r, ObservedRelation)}
    names = {(cis[a].name, type_, cis[b].name) for a, type_, b in relations}

    assert Counter(ci.class_name for ci in cis.values()) == {
        "subnet": 8,
        "availability_zone": 6,
        "storage_volume": 3,
        "virtual_machine": 3,
        "dns_record": 2,
        "virtual_network": 2,
        "cloud_account": 1,
        "dns_zone": 1,
        "cloud_resource": 1,
        "database": 1,
        "load_balancer": 1,
        "database_instance": 1,
        "object_store": 1,
        "region": 1,
    }
    assert {("shop-alb", "HAS_MEMBER", "web-1"), ("shop-alb", "HAS_MEMBER", "web-2")} == {
        one for one in names if one[1] == "HAS_MEMBER"
    }
    assert ("www.shop.example.com", "DEPENDS_ON", "shop-alb") in names
    assert ("web-1", "STORED_ON", "vol-0cf6bcc9cd23f2ab7") in names
    assert ("10.0.0.0/24", "CONNECTED_TO", "shop-vpc") in names
    assert sum(1 for one in names if one[1] == "IN_ACCOUNT") >= 20
    web = next(ci for ci in cis.values() if ci.name == "web-1")
    assert web.fields["environment"] == "production"
    assert web.identity["provider_id"][0] == web.fields["provider_id"]

    model = load()
    for ci in cis.values():
        model.checked_ci(ci.class_name, {"name": ci.name, **ci.fields})
    for (a, type_, b), relation in relations.items():
        model.checked_relation(type_, cis[a].class_name, cis[b].class_name, relation.fields)
