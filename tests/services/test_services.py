"""A service in one look: users, teams, redundancy, weak points, and what is not known of it."""

from datetime import UTC, datetime, timedelta

import pytest
from estates import Estate
from hypothesis import given, settings
from random_estates import estates

from cmdb import services
from cmdb.errors import Invalid, NotFound
from cmdb.impact.rules import evaluate
from cmdb.proofs.trust import Known
from cmdb.services import Wanted
from cmdb.services.quality import links, of_evidence
from cmdb.services.reach import reach
from cmdb.services.used_by import used_by

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def estate():
    """Payments on a pair of servers in one rack, offered to two units, with a few gaps."""
    made = Estate()
    made.ci(
        "pay", "business_service", environment="production", owner="李娜", criticality="critical"
    )
    made.ci("offer", "service_offering")
    made.ci("retail", "business_unit")
    made.ci("order-to-cash", "business_process")
    made.ci("app", support_team="web", environment="production", quorum={"db": {"needs": 1}})
    made.ci("old", "server", lifecycle="retired")
    made.ci("test-box", "server", environment="test")
    for name in ("db-1", "db-2"):
        made.ci(name, "server", criticality="critical")
        made.relate("app", "DEPENDS_ON", name, group="db")
        made.relate(name, "CONTAINED_IN", "rack")
    made.cis["rack"]["class"] = "rack"
    made.ci("dba", "team")
    made.relate("db-1", "SUPPORTED_BY", "dba")
    made.relate("app", "DEPENDS_ON", "old", strength="soft")
    made.relate("app", "DEPENDS_ON", "test-box", strength="soft")
    made.relate("pay", "DEPENDS_ON", "app")
    made.relate("offer", "DEPENDS_ON", "pay")
    made.relate("retail", "CONSUMES", "offer")
    made.relate("retail", "CONSUMES", "pay")
    made.relate("order-to-cash", "DEPENDS_ON", "pay")
    return made


def look(estate, ref="pay", **more):
    return services.look(estate.topology(), ref, **more).service


def named(cis):
    return [one["ci"]["name"] for one in cis]


def test_it_says_what_it_stands_on_level_by_level(estate):
    found = look(estate)

    assert [len(level["cis"]) for level in found["levels"]] == [1, 4, 1]
    assert found["suppliers"] == 6
    assert found["complete"]
    assert not look(estate, levels=1)["complete"]


def test_it_says_who_would_notice(estate):
    topology = estate.topology()
    users = {("retail", "offer"): 100, ("retail", "pay"): 30}

    found = used_by(reach(topology, topology.place("pay")), users)

    assert [(one["via"]["name"], one["users"]) for one in found["consumers"]] == [
        ("offer", 100),
        ("pay", 30),
    ]
    assert found["users"] == 100, "perhaps the same people"
    assert named(found["processes"]) == ["order-to-cash"]
    assert named(found["services"]) == ["offer"]


def test_it_says_which_teams_would_be_called(estate):
    teams = look(estate)["teams"]

    assert (teams["owner"], teams["support_team"]) == ("李娜", None)
    assert [(one["team"], one["cis"], one["critical"]) for one in teams["called"]] == [
        ("dba", 1, 1),
        ("web", 1, 0),
    ]
    assert teams["nobody"] == 4


def test_it_says_where_it_is_redundant_and_what_is_left_now(estate):
    (pool,) = look(estate)["redundancy"]

    assert (pool["ci"]["name"], pool["group"], pool["level"]) == ("app", "db", 1)
    assert (pool["quorum"]["needs_count"], pool["quorum"]["source"]) == (1, "declared")
    assert (pool["member_count"], pool["spare"], pool["spare_now"]) == (2, 1, 1)
    estate.cis["db-1"]["health"] = "down"
    found = look(estate)
    assert found["state"] == "at_risk"
    assert found["redundancy"][0]["spare_now"] == 0
    assert [m["state"] for m in found["redundancy"][0]["members"]] == ["down", "ok"]


def test_it_says_where_it_is_weak(estate):
    weak = look(estate)["weak_points"]

    assert weak["counts"]["down"] == 2
    assert {one["ci"]["name"] for one in weak["single_points"]} >= {"app", "rack"}
    assert "share rack" in weak["common_causes"][0]["text"]


def test_it_says_what_is_not_known_well(estate):
    estate.cis["app"]["quorum"] = {}
    doubts = {one["kind"]: [ci["name"] for ci in one["cis"]] for one in look(estate)["quality"]}

    assert doubts == {
        "missing_support_team": ["pay"],
        "ownerless_suppliers": ["db-1", "db-2", "test-box", "rack"],
        "default_quorums": ["app"],
        "suppliers_out_of_operation": ["old"],
        "needs_non_production": ["app"],
    }


def test_what_no_source_confirms_or_nobody_saw_lately_is_said(estate):
    topology = estate.topology()
    reached = reach(topology, topology.place("pay"))
    old, new = NOW - timedelta(days=90), NOW - timedelta(days=1)
    cis = {"app": Known(["scan"], old), "db-1": Known([], None, new), "pay": Known(["scan"], new)}
    key = ("app", "DEPENDS_ON", "db-1")
    relations = {key: Known(["scan"], new, origin="inferred")}

    found = list(of_evidence(reached, cis, relations, NOW, timedelta(days=30)))

    assert {one["kind"]: [ci["name"] for ci in one["cis"]] for one in found} == {
        "unconfirmed": ["db-1"],
        "stale": ["app"],
        "weak_relations": ["app"],
    }
    assert key in links(reached)


def test_any_ci_may_be_looked_at_and_one_out_of_operation_has_no_state(estate):
    found = look(estate, "old")

    assert (found["state"], found["weak_points"], found["levels"]) == (None, None, [])
    with pytest.raises(NotFound):
        look(estate, "pays")
    with pytest.raises(Invalid):
        look(estate, levels=0)


@given(estates())
@settings(max_examples=60, deadline=None)
def test_what_is_below_and_above_is_what_a_failure_could_reach(estate):
    topology = estate.topology()
    for place in topology.places():
        if not topology.operating[place]:
            continue
        above = {p for p in reach(topology, place).above if topology.operating[p]}

        assert set(evaluate(topology, {place: 3}).states) - {place} <= above
        assert all(
            place in reach(topology, p).above
            for p in reach(topology, place).below
            if topology.operating[p]
        )


# The catalogue


def listed(estate, after=("", ""), limit=50, **wanted):
    found = services.listed(estate.topology(), Wanted(**wanted), after, limit)
    return [one["ci"]["name"] for one in found]


def test_services_are_listed_by_name_and_filtered(estate):
    estate.ci("gone", "business_service", lifecycle="retired")

    assert listed(estate) == ["offer", "pay"]
    assert listed(estate, criticality="critical") == ["pay"]
    assert listed(estate, owner="nobody") == []
    assert listed(estate, class_name="application_service") == ["app"]
    assert listed(estate, lifecycle="retired") == ["gone"]
    assert listed(estate, after=("offer", "offer")) == ["pay"]
    assert listed(estate, limit=1) == ["offer"]
    with pytest.raises(Invalid):
        listed(estate, class_name="servise")


def test_a_listed_service_says_how_it_works_now(estate):
    estate.cis["rack"]["health"] = "down"

    (offer, pay) = services.listed(estate.topology(), Wanted(), ("", ""), 10)

    assert (offer["state"], pay["state"]) == ("down", "down")
    assert (pay["needs"], pay["needed_by"]) == (1, 2)
