"""The demo estate: believable, whole, and as its README tells."""

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from cmdb import impact, intake
from cmdb.impact import Given, Question
from cmdb.intake import Options, Reading
from cmdb.intake.model import Files, Issue, ObservedCI, ObservedRelation, SourceName
from cmdb.model import load
from cmdb.model.quorum import parse
from cmdb.topology import TopologyKeeper
from importers import cmdb_document

FOLDER = Path(__file__).parents[2] / "docs" / "demo"
NAMES = tuple(sorted(path.name for path in FOLDER.glob("*.yaml")))
PAY = "在线支付服务"
SHOP = "Online shop 网上商城"
SHIPPING = "Order fulfilment 仓储发货服务"
BOOKS = "Finance and reporting 财务报表服务"
IN_OPERATION = ("operational", "retiring")


@cache
def observations():
    settings = cmdb_document.Settings(files=Files(FOLDER, NAMES, "demo"))
    return tuple(cmdb_document.read(settings))


@cache
def cis():
    return {o.external_id: o for o in observations() if isinstance(o, ObservedCI)}


@cache
def relations():
    return [o for o in observations() if isinstance(o, ObservedRelation)]


def of_layer(ci):
    return load().ci_class(ci.class_name).layer


def in_operation(ci):
    return ci.fields.get("lifecycle", "operational") in IN_OPERATION


@cache
def needs():
    """What each CI in operation stands on: external id → external ids."""
    found = defaultdict(set)
    for r in relations():
        strength, _ = load().effective(r.type, r.fields)
        if strength != "none" and in_operation(cis()[r.from_id]) and in_operation(cis()[r.to_id]):
            found[r.from_id].add(r.to_id)
    return found


def stands_on(key):
    seen, line = {key}, [key]
    while line:
        for other in needs().get(line.pop(), ()):
            if other not in seen:
                seen.add(other)
                line.append(other)
    return seen


def test_every_document_is_read_without_an_issue_and_of_one_source():
    assert [o for o in observations() if isinstance(o, Issue)] == []
    assert {o.name for o in observations() if isinstance(o, SourceName)} == {"demo"}
    assert len(cis()) == sum(isinstance(o, ObservedCI) for o in observations())


def test_it_is_a_company_of_about_300_cis_over_all_layers():
    layers = Counter(of_layer(ci) for ci in cis().values())

    assert 300 <= len(cis()) <= 360
    assert set(layers) == {None, 1, 2, 3, 4, 5, 6}
    assert min(layers.values()) >= 10


def test_every_ci_keeps_to_the_model():
    for ci in cis().values():
        checked = load().checked_ci(ci.class_name, {"name": ci.name, **ci.fields})
        assert checked["name"] == ci.name
        for group, quorum in ci.quorum.items():
            assert parse(quorum), (ci.external_id, group)


def test_every_relation_is_allowed_and_leads_to_a_ci_of_the_estate():
    for r in relations():
        ends = cis()[r.from_id].class_name, cis()[r.to_id].class_name
        assert load().checked_relation(r.type, *ends, r.fields) is not None
        assert r.from_id != r.to_id
    assert len({(r.from_id, r.type, r.to_id) for r in relations()}) == len(relations())


def test_every_declared_quorum_has_its_group():
    groups = defaultdict(set)
    for r in relations():
        groups[r.from_id].add(load().effective(r.type, r.fields)[1])

    for ci in cis().values():
        assert set(ci.quorum) <= groups[ci.external_id], ci.external_id


def test_every_operational_service_reaches_the_facility_layer():
    services = [ci for ci in cis().values() if of_layer(ci) == 2 and in_operation(ci)]

    assert len(services) >= 15
    for service in services:
        below = {of_layer(cis()[key]) for key in stands_on(service.external_id)}
        assert 6 in below, service.name


def test_every_device_stands_somewhere_and_has_power():
    for ci in cis().values():
        if not in_operation(ci) or not load().is_a(ci.class_name, "hardware"):
            continue
        if load().is_a(ci.class_name, "virtual_machine") or ci.class_name == "end_user_device":
            continue
        assert 6 in {of_layer(cis()[key]) for key in stands_on(ci.external_id)}, ci.name


def test_names_are_unique_and_never_bare():
    names = Counter(ci.name for ci in cis().values())

    assert [name for name, count in names.items() if count > 1] == []
    for ci in cis().values():
        place = of_layer(ci) == 6 and ci.class_name == "site"
        assert place or re.search(r"[-. ]|[^\x00-\x7f]", ci.name), ci.name


def test_names_are_english_and_chinese():
    chinese = [ci.name for ci in cis().values() if re.search(r"[\u4e00-\u9fff]", ci.name)]

    assert "在线支付服务" in chinese
    assert len(chinese) >= 30
    assert len(cis()) - len(chinese) >= 200


def test_all_is_well_and_some_is_not_production_or_gone():
    lifecycles = Counter(ci.fields.get("lifecycle", "operational") for ci in cis().values())
    environments = Counter(ci.fields.get("environment") for ci in cis().values())

    assert {ci.fields.get("health", "ok") for ci in cis().values()} == {"ok"}
    assert lifecycles["retired"] >= 4
    assert {"planned", "in_build", "disposed"} <= lifecycles.keys()
    assert environments["production"] > 100
    assert {"staging", "test", "development", "disaster_recovery"} <= environments.keys()


def test_certificates_expire():
    expiring = {
        ci.name: datetime.fromisoformat(ci.fields["expires_at"]).astimezone(UTC)
        for ci in cis().values()
        if ci.class_name == "certificate" and in_operation(ci)
    }

    assert len(expiring) >= 4
    assert sum(at.year == 2026 for at in expiring.values()) == 2


def test_services_have_owners_teams_and_consumers():
    by_type = defaultdict(set)
    for r in relations():
        by_type[r.type].add(r.from_id)
    services = {
        key for key, ci in cis().items() if ci.class_name == "business_service" and in_operation(ci)
    }

    assert services <= by_type["OWNED_BY"]
    assert services <= by_type["SUPPORTED_BY"]
    consumed = [r for r in relations() if r.type == "CONSUMES"]
    assert all(r.fields["users"] > 0 for r in consumed)
    assert len(consumed) >= 5


@pytest.fixture
def asked(empty):
    """Imports the estate, and answers impact questions about it: name → state of all hit."""
    model = load()
    (report,) = intake.bring_in(
        empty, model, [Reading(cmdb_document.spec, observations(), "demo")], Options("demo")
    )
    assert report.created == len(cis())
    assert report.relations_created == len(relations())
    topology = TopologyKeeper(empty, model).current()

    def states(*failing):
        answer = impact.of(topology, Question([Given(name) for name in failing]))
        return {hit["ci"]["name"]: hit["state"] for hit in answer.impacted}

    return states


def test_the_stories_of_the_readme_are_true(asked):
    assert asked("pay-dbsrv-1")[PAY] == "degraded"
    ups = asked("bj1-ups-a")
    assert ups["pay-db-pair"] == ups[PAY] == ups[SHOP] == "down"
    assert ups.get("wms-db", "ok") == "ok"
    twin = asked("bj1-ups-b")
    assert {name for name, state in twin.items() if state == "down"} == {
        *("bj1-ups-b", "bj1-r01-pdu-b", "bj1-r02-pdu-b", "bj1-r05-pdu-b")
    }

    assert asked("shop-lb-1")[SHOP] == "degraded"
    assert asked("bj1-r02")[SHOP] == "down"

    assert set(asked("dns-vm-1").values()) - {"at_risk"} == {"down"}
    names = asked("dns-vm-1", "dns-vm-2")
    assert names[SHOP] == names[SHIPPING] == names[BOOKS] == "down"

    assert asked("kafka-vm-1")[SHOP] == "at_risk"
    assert asked("kafka-vm-1", "kafka-vm-2")[SHOP] == "down"

    assert asked("wh1-mpls-telecom")[SHIPPING] == "at_risk"
    assert asked("wh1-router-1")[SHIPPING] == "down"

    zone = asked("cn-hangzhou-h")
    assert (zone["fraud-score 风控评分"], zone[PAY]) == ("down", "degraded")

    assert asked("pay.lantern.example (TLS)")[PAY] == "down"
    assert asked("lantern-production")["shop-waf-edge"] == "down"
