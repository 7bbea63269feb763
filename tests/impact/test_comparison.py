"""What makes one impact answer another: held against the two answers themselves."""

from itertools import combinations

import reference
from estates import Estate
from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import questions

from cmdb.impact.comparison import changed_ids, compared
from cmdb.impact.contrast import changes, thawed, without
from cmdb.impact.explained import explained
from cmdb.impact.model import STATES
from cmdb.impact.reasons import reasons
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


def ids(found):
    """Return name → state of the CIs that are not ok."""
    return {found.topology.id(p): STATES[s] for p, s in found.states.items()}


@settings(max_examples=400, deadline=None)
@given(questions(5), questions(5))
def test_undoing_every_change_gives_the_answer_before(one, other):
    before, after = evaluated(*one), evaluated(*other)
    undone = without(before, after, (None, None), changes(before, after, (None, None)))
    assert ids(undone) == ids(before)


def set_back(one, other, undone):
    """Return the estate and question afterwards with these changes set back, by their facts."""
    estate = Estate({n: dict(f) for n, f in other[0].cis.items()}, list(other[0].relations))
    given_ = dict(other[1])
    for change in undone:
        if change.kind == "relation":
            for end in change.key[::2] if change.before else ():
                estate.cis.setdefault(end, one[0].cis.get(end))
            estate.relations = [r for r in estate.relations if tuple(r[:3]) != change.key]
            estate.relations += [r for r in one[0].relations if tuple(r[:3]) == change.key]
        elif change.kind == "state":
            given_.pop(change.key[0], None)
            if change.before:
                estate.cis.setdefault(change.key[0], one[0].cis.get(change.key[0]))
                given_[change.key[0]] = STATES[change.before]
        elif change.kind == "quorum":
            quorum = dict(estate.cis[change.key[0]].get("quorum", {}))
            quorum.pop(change.key[1], None)
            if change.before is not None:
                quorum[change.key[1]] = thawed(change.before)
            estate.cis[change.key[0]]["quorum"] = quorum
        else:
            estate.cis[change.key[0]][change.kind] = change.before
    able = {n for n, f in estate.cis.items() if reference.operates(f)}
    return reference.evaluate(estate, {n: s for n, s in given_.items() if n in able})[0]


@settings(max_examples=120, deadline=None)
@given(questions(4), questions(4))
def test_every_reason_restores_the_old_state_and_no_part_of_it_does(one, other):
    """Held against the slow reference on facts that are set back by hand."""
    before, after = evaluated(*one), evaluated(*other)
    found = reasons(before, after, tries=5_000)
    was = ids(before)
    if found.complete:
        assert found.of.keys() == changed_ids(before, after).keys()
    for id_, listed in found.of.items():
        for reason in listed:
            for size in range(min(len(reason), 4) + 1):
                for part in combinations(reason, size):
                    states = set_back(one, other, [found.changes[at] for at in part])
                    restored = states.get(id_, "ok") == was.get(id_, "ok")
                    assert restored == (len(part) == len(reason))


@settings(max_examples=60, deadline=None)
@given(questions(), questions(), st.integers(0, 12))
def test_a_budget_that_is_spent_is_admitted_and_what_was_found_holds(one, other, tries):
    before, after = evaluated(*one), evaluated(*other)
    found, whole = reasons(before, after, tries=tries), reasons(before, after, tries=5_000)
    for id_, listed in found.of.items():
        assert set(listed) <= set(whole.of[id_])
    if found.complete:
        assert found.of.keys() == changed_ids(before, after).keys()


def because(answer, name):
    """Return the reasons of a CI, each as the texts of its changes."""
    listed = answer["newly_hit"] + answer["no_longer_hit"] + answer["changed"]
    (one,) = [one for one in listed if one["ci"]["name"] == name]
    return [{answer["changes"][at]["text"] for at in some} for some in one["because"]]


def test_a_relation_that_was_added_is_named():
    before = evaluated(pool("web1"), {"web1": "down"})
    answer = explained(before, evaluated(pool("web1", "web2"), {"web1": "down"}))
    assert because(answer, "till") == [{"shop DEPENDS_ON web2: was added"}]
    assert answer["because_complete"]


def test_a_quorum_that_was_raised_and_a_lifecycle_that_ended_are_named():
    stricter, smaller = pool("web1", "web2", "web3"), pool("web1", "web2", "web3")
    stricter.cis["shop"]["quorum"] = {"web": {"needs": 2, "wants": 3}}
    smaller.cis["web2"]["lifecycle"] = "retired"
    smaller.cis["web3"]["lifecycle"] = "retired"
    given_ = {"web1": "down"}
    before = evaluated(pool("web1", "web2", "web3"), given_)

    answer = explained(before, evaluated(stricter, given_))
    assert because(answer, "shop") == [{"shop: quorum of web 1 → 2, wants 3"}]

    answer = explained(before, evaluated(smaller, given_))
    gone = {f"web{n}: lifecycle not set → retired" for n in (2, 3)}
    assert because(answer, "shop") == [gone]


def test_what_the_question_itself_changes_is_named():
    estate = pool("web1", "web2")
    answer = explained(
        evaluated(estate, {"web1": "down"}), evaluated(estate, {"web1": "down", "web2": "down"})
    )
    assert because(answer, "shop") == [{"web2: state ok → down"}]
    assert because(answer, "web2") == [{"web2: state ok → down"}]


def test_a_duration_that_is_longer_than_what_is_tolerated_is_named():
    estate = Estate()
    estate.relate("app", "DEPENDS_ON", "dns", tolerates="PT4H")
    topology = estate.topology()
    down = {topology.place("dns"): 3}
    hours = 3_600.0, 36_000.0
    short, long = (evaluate(topology, down, duration) for duration in hours)

    answer = explained(short, long, hours)

    assert because(answer, "app") == [{"duration 3600.0 → 36000.0"}]
    assert because(explained(long, short, hours[::-1]), "app") == [{"duration 36000.0 → 3600.0"}]
