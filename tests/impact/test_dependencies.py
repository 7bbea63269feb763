"""The dependency map: what a CI stands on, level by level."""

import pytest
from estates import Estate, of_case
from hypothesis import given, settings
from random_estates import estates

from cmdb import impact
from cmdb.errors import Invalid, NotFound
from cmdb.topology.references import resolve


def names(level):
    return [ci["name"] for ci in level["cis"]]


def test_a_service_stands_on_its_pool_and_what_the_pool_stands_on():
    estate = Estate()
    estate.ci("app", quorum={"web": {"needs": 1, "wants": 2}})
    estate.ci("web3", lifecycle="retired")
    for web in ("web1", "web2", "web3"):
        estate.relate("app", "DEPENDS_ON", web, group="web")
        estate.relate(web, "RUNS_ON", f"host-of-{web}", group=None)
    estate.relate("app", "DEPENDS_ON", "db")
    estate.relate("app", "DOCUMENTED_BY", "page")
    found = impact.needs(estate.topology(), "app")
    assert found["ci"]["name"] == "app"
    assert found["complete"]
    first, second = found["levels"]
    assert names(first) == ["db", "web1", "web2", "web3"]
    assert names(second) == ["host-of-web1", "host-of-web2"]
    plain, group = first["needs"]
    assert (plain["kind"], plain["suppliers"][0]["verb"]) == ("plain", "depends on")
    assert group["members"] == 2
    assert [s["in_operation"] for s in group["suppliers"]] == [True, True, False]
    assert group["quorum"] == {
        "needs": 1,
        "wants": 2,
        "needs_count": 1,
        "wants_count": 2,
        "source": "declared",
    }


def test_a_cycle_is_walked_once():
    estate = Estate()
    for a, b in ("ab", "bc", "ca"):
        estate.relate(a, "DEPENDS_ON", b)
    found = impact.needs(estate.topology(), "a")
    assert [names(level) for level in found["levels"]] == [["b"], ["c"], []]
    assert found["levels"][2]["needs"][0]["suppliers"][0]["name"] == "a"


def test_a_map_that_ends_before_the_graph_says_so():
    estate = Estate()
    estate.relate("a", "DEPENDS_ON", "b")
    estate.relate("b", "DEPENDS_ON", "c")
    topology = estate.topology()
    assert not impact.needs(topology, "a", 1)["complete"]
    assert impact.needs(topology, "a", 2)["complete"]
    assert impact.needs(topology, "c")["levels"] == []


def test_a_standby_and_a_group_of_retired_members_are_shown():
    estate = Estate()
    estate.ci("w", lifecycle="retired")
    estate.relate("db", "FAILS_OVER_TO", "db-dr")
    estate.relate("db", "DEPENDS_ON", "w", group="web")
    (level,) = impact.needs(estate.topology(), "db")["levels"]
    standby, idle = level["needs"]
    assert standby["suppliers"][0]["strength"] == "standby"
    assert (idle["members"], idle["quorum"]) == (0, None)


def test_less_than_one_level_or_an_unknown_ci_is_refused():
    topology = of_case(
        {"relations": [{"from": "app", "to": "db"}], "fail": {}, "retired": [], "quorum": {}}
    ).topology()
    with pytest.raises(Invalid, match="0 levels"):
        impact.needs(topology, "app", 0)
    with pytest.raises(NotFound, match="'nothing'"):
        impact.needs(topology, "nothing")


@settings(max_examples=80, deadline=None)
@given(estates())
def test_it_reaches_exactly_what_a_failure_could_come_from(estate):
    topology = estate.topology()
    able = [n for n, f in estate.cis.items() if f["lifecycle"] in ("operational", "retiring")]
    for name in able:
        found = impact.needs(topology, name)
        reached = {ci["name"] for level in found["levels"] for ci in level["cis"]}
        assert found["complete"]
        assert reached == _reachable(topology, name) - {name}


def _reachable(topology, name):
    seen, todo = set(), [resolve(topology, name)]
    while todo:
        for supplier, code in zip(*topology.needs(todo.pop()), strict=True):
            if topology.tie(code).strength != "none" and supplier not in seen:
                seen.add(supplier)
                if topology.operating[supplier]:
                    todo.append(supplier)
    return {topology.name(place) for place in seen}
