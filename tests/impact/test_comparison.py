"""What makes one impact answer another: held against the two answers themselves."""

from estates import Estate
from hypothesis import given, settings
from random_estates import questions

from cmdb.impact.comparison import compared
from cmdb.impact.model import STATES
from cmdb.impact.rules import evaluate


def evaluated(estate, given_):
    topology = estate.topology()
    return evaluate(topology, {topology.place(n): STATES.index(s) for n, s in given_.items()})


def names(differences):
    return {one["ci"]["name"]: (one["before"], one["after"]) for one in differences}


def pool(*members):
    estate = Estate()
    estate.ci("shop", quorum={"web": 1})
    for one in members:
        estate.relate("shop", "DEPENDS_ON", one, group="web")
    estate.relate("till", "DEPENDS_ON", "shop")
    return estate


def test_a_second_member_makes_an_outage_a_risk():
    found = compared(
        evaluated(pool("web1"), {"web1": "down"}), evaluated(pool("web1", "web2"), {"web1": "down"})
    )

    assert names(found.changed) == {"shop": ("down", "at_risk"), "till": ("down", "at_risk")}
    assert (found.newly_hit, found.no_longer_hit, found.unchanged) == ([], [], 1)


def test_a_ci_that_was_not_there_had_no_state():
    grown = pool("web1")
    grown.relate("app", "DEPENDS_ON", "shop")
    small, large = evaluated(pool("web1"), {"web1": "down"}), evaluated(grown, {"web1": "down"})

    assert names(compared(small, large).newly_hit) == {"app": (None, "down")}
    assert names(compared(large, small).no_longer_hit) == {"app": ("down", None)}
    assert compared(small, large).newly_hit[0]["need"]["via"] == "shop"


def test_the_worst_and_most_critical_come_first():
    estate = pool("web1")
    estate.ci("pay", criticality="critical")
    estate.relate("pay", "DEPENDS_ON", "web1")
    estate.relate("feed", "USES", "web1", strength="soft")
    quiet = evaluated(estate, {"feed": "at_risk"})

    listed = compared(quiet, evaluated(estate, {"web1": "down"})).newly_hit

    assert [one["ci"]["name"] for one in listed] == ["pay", "shop", "till", "web1"]


@settings(max_examples=150, deadline=None)
@given(questions(), questions())
def test_a_comparison_holds_just_what_differs(one, other):
    before, after = evaluated(*one), evaluated(*other)
    was = {before.topology.id(p): STATES[s] for p, s in before.states.items()}
    is_ = {after.topology.id(p): STATES[s] for p, s in after.states.items()}

    found = compared(before, after)

    said = names(found.newly_hit) | names(found.no_longer_hit) | names(found.changed)
    assert {n: (b or "ok", a or "ok") for n, (b, a) in said.items()} == {
        n: (was.get(n, "ok"), is_.get(n, "ok"))
        for n in was.keys() | is_.keys()
        if was.get(n) != is_.get(n)
    }
    assert found.unchanged == sum(1 for n in was if was[n] == is_.get(n))
    assert all(n not in was for n in names(found.newly_hit))
    assert all(n not in is_ for n in names(found.no_longer_hit))
