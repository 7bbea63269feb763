"""Single points of failure are those that trying every CI on the whole graph finds."""

import pytest
from estates import Estate
from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import estates

from cmdb import weaknesses
from cmdb.errors import Invalid, NotFound
from cmdb.impact.rules import evaluate
from cmdb.weaknesses import Weighed

THOROUGH = settings(max_examples=150, deadline=None)
ORDER = ("ok", "at_risk", "degraded", "down")


def points(found):
    return {one["ci"]["name"]: (one["state"], one["newly"]) for one in found.single_points}


def tried(topology, target, failed):
    """Name → (state, newly), by evaluating each candidate on the whole graph, twice."""
    base = dict.fromkeys(failed, 3)
    given_ = evaluate(topology, base).states
    result = {}
    for place in topology.places():
        if not topology.operating[place] or place == target or given_.get(place) == 3:
            continue
        before = evaluate(topology, {place: 3}).states.get(target, 0)
        state = evaluate(topology, {**base, place: 3}).states.get(target, 0)
        if state >= 2 and state > given_.get(target, 0):
            result[topology.name(place)] = (ORDER[state], state > before)
    return result


@THOROUGH
@given(estates(), st.data())
def test_single_points_are_those_that_trying_every_ci_finds(estate, data):
    topology = estate.topology()
    working = [place for place in topology.places() if topology.operating[place]]
    if not working:
        return
    target = data.draw(st.sampled_from(working))
    failed = data.draw(st.lists(st.sampled_from(working), max_size=2, unique=True))
    asked = Weighed(topology.name(target), tuple(map(topology.name, failed)))
    found = weaknesses.of(topology, asked)

    expected = tried(topology, target, failed)
    assert points(found) == expected
    states = [state for state, _ in expected.values()]
    assert found.counts == {"down": states.count("down"), "degraded": states.count("degraded")}
    assert found.newly == sum(newly for _, newly in expected.values())
    for one in found.single_points:
        ends = {one["ci"]["name"], *(topology.name(place) for place in failed)}
        assert one["chain"][0]["ci"]["name"] == topology.name(target)
        assert one["chain"][-1]["ci"]["name"] in ends
        assert [step["text"] is None for step in one["chain"]].count(True) == 1


def shop():
    """A shop behind two load balancers in one rack, on two databases of which one is enough."""
    estate = Estate()
    estate.ci("在线商城", "business_service", criticality="critical")
    estate.relate("在线商城", "DEPENDS_ON", "shop")
    estate.cis["shop"]["quorum"] = {"db": {"needs": 1, "wants": 1}, "lb": 1}
    estate.ci("r02", "rack")
    for n in (1, 2):
        estate.ci(f"lb-{n}", "load_balancer")
        estate.relate("shop", "DEPENDS_ON", f"lb-{n}", group="lb")
        estate.relate(f"lb-{n}", "CONTAINED_IN", "r02")
        estate.ci(f"db-{n}", "database_instance")
        estate.relate("shop", "DEPENDS_ON", f"db-{n}", group="db", confidence=0.5)
    return estate


def test_each_comes_with_the_chain_that_proves_it():
    found = weaknesses.of(shop().topology(), Weighed("在线商城"))

    assert points(found) == {"shop": ("down", False), "r02": ("down", False)}
    rack = found.single_points[1]
    assert [step["ci"]["name"] for step in rack["chain"]] == ["在线商城", "shop", "lb-1", "r02"]
    assert rack["chain"][1]["text"].startswith("lb: 0 of 2 work, needs 1 (declared)")
    assert rack["confidence"] is None


def test_what_a_planned_failure_newly_exposes_comes_first():
    found = weaknesses.of(shop().topology(), Weighed("在线商城", ("db-1",)))

    assert found.state == "at_risk"
    assert points(found)["db-2"] == ("down", True)
    assert (found.newly, found.counts["down"]) == (1, 3)
    assert found.single_points[0]["ci"]["name"] == "db-2"
    assert found.single_points[0]["confidence"] == 0.5


def test_given_failures_that_take_it_down_already_leave_nothing_to_expose():
    found = weaknesses.of(shop().topology(), Weighed("在线商城", ("r02",), order=3))

    assert (found.state, found.single_points, found.cuts) == ("down", [], None)
    assert "takes 在线商城 down already" in found.notes[0]


def test_any_ci_has_single_points_and_one_that_stands_on_nothing_has_none():
    topology = shop().topology()

    assert points(weaknesses.of(topology, Weighed("lb-1"))) == {"r02": ("down", False)}
    lonely = weaknesses.of(topology, Weighed("r02"))
    assert (lonely.suppliers, lonely.single_points) == (0, [])
    assert lonely.notes == ["r02 stands on nothing that is known."]


def test_redundant_members_that_share_a_rack_are_told_in_words():
    found = weaknesses.of(shop().topology(), Weighed("在线商城"))

    (one,) = found.common_causes
    assert one["text"] == "lb-1 and lb-2 of shop's group lb share rack r02"
    assert (one["alone"], one["tolerated"], one["members"], one["others"]) == (True, 1, 2, 0)


def test_ten_thousand_given_failures_are_one_question():
    estate = shop()
    names = [estate.ci(f"s{n}", "server") for n in range(10_000)]
    found = weaknesses.of(estate.topology(), Weighed("在线商城", tuple(names)))

    assert found.counts == {"down": 2, "degraded": 0}
    assert found.notes == ["在线商城 does not stand on 10000 of the 10000 given."]


def test_lists_end_where_asked_and_the_counts_tell_the_rest():
    estate = Estate()
    for n in range(30):
        estate.relate("shop", "DEPENDS_ON", f"part-{n:02}")
    found = weaknesses.of(estate.topology(), Weighed("shop", limit=10))

    assert found.counts["down"] == 30
    assert [one["ci"]["name"] for one in found.single_points] == [f"part-{n:02}" for n in range(10)]


@pytest.mark.parametrize(
    ("asked", "kind", "message"),
    [
        (Weighed("nobody"), NotFound, "There is no CI 'nobody'"),
        (Weighed("old"), Invalid, "'old' has no weak points: old is retired"),
        (Weighed("shop", ("nobody",)), NotFound, "There is no CI 'nobody'"),
        (Weighed("shop", ("old",)), Invalid, "'old' cannot fail: old is retired"),
        (Weighed("shop", order=0), Invalid, "order: 0 is not 1 to 3"),
        (Weighed("shop", order=9), Invalid, "order: 9 is not 1 to 3"),
        (Weighed("shop", budget_s=0), Invalid, "budget: "),
        (Weighed("shop", budget_s=3600), Invalid, "budget: "),
        (Weighed("shop", limit=0), Invalid, "limit: "),
    ],
)
def test_a_question_that_makes_no_sense_says_why(asked, kind, message):
    estate = shop()
    estate.ci("old", lifecycle="retired")
    with pytest.raises(kind, match=message):
        weaknesses.of(estate.topology(), asked)
