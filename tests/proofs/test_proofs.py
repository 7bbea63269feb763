"""Every proof stands by itself: recomputed from the relations alone, on any graph."""

from itertools import combinations

from estates import Estate
from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import questions
from reference import ORDER, contribution, evaluate, group_state, needs_of, operates, worse

from cmdb import proofs
from cmdb.impact import Given, Question
from cmdb.model import load
from cmdb.proofs import Limits

THOROUGH = settings(max_examples=200, deadline=None)
SETTINGS = settings(max_examples=80, deadline=None)
PATIENT = Limits(seconds=1e9, evaluations=10**9)


def why(estate, failing, ci, limits=PATIENT, **more):
    given_ = [Given(name, state) for name, state in failing.items()]
    return proofs.why(estate.topology(), Question(given_, **more), ci, limits)


def state_of(estate, failing, ci):
    return evaluate(estate, failing)[0].get(ci, "ok")


def alone(estate, name, need, final, known):
    """Return the state of one need when only the suppliers in `known` are not ok."""
    for key, members, (k, m) in needs_of(estate, name):
        if key == need:
            got = [
                worse(
                    *(
                        contribution(s, final[supplier] if supplier in known else "ok")
                        for s in strengths
                    )
                )
                for supplier, strengths in members.items()
            ]
            return group_state(got, k, m)
    raise AssertionError(need)


def key(need):
    if need["kind"] == "group":
        return (1, need["group"], "")
    return (0, need["type"], need["via"])


@THOROUGH
@given(questions())
def test_every_step_follows_from_the_steps_it_rests_on_and_all_end_at_given_failures(question):
    estate, failing = question
    final, _, _ = evaluate(estate, failing)
    for ci, state in final.items():
        answer = why(estate, failing, ci)
        assert (answer["impacted"], answer["state"]) == (True, state)
        listed = {step["ci"]["name"]: step for step in answer["steps"]}
        assert (answer["steps"][0]["ci"]["name"], answer["steps"][0]["level"]) == (ci, 0)
        assert answer["steps_count"] == len(listed) == len(answer["steps"])
        done = set()
        left = dict(listed)
        while left:  # from the failures up: a circle would leave nothing to do
            ready = [n for n, step in left.items() if set(step["rests_on"]) <= done]
            assert ready, f"the proof of {ci} goes round in a circle"
            for name in ready:
                step = left.pop(name)
                assert step["state"] == final[name]
                if step["need"] is None:
                    assert failing[name] == step["state"]
                    assert step["given"]
                else:
                    known = set(step["rests_on"])
                    assert alone(estate, name, key(step["need"]), final, known) == step["state"]
            done.update(ready)


@THOROUGH
@given(questions())
def test_the_relations_of_a_step_are_those_that_carry_it(question):
    estate, failing = question
    there = {(a, type_, b) for a, type_, b, _ in estate.relations}
    for ci in evaluate(estate, failing)[0]:
        for step in why(estate, failing, ci)["steps"]:
            links = step["relations"]
            assert {(link["from"], link["type"], link["to"]) for link in links} <= there
            assert {link["to"] for link in links} == set(step["rests_on"])


def minimal(estate, failing, ci):
    """Every minimal set of given failures that is enough, by trying all of them."""
    state = state_of(estate, failing, ci)
    found = []
    for size in range(len(failing) + 1):
        for chosen in combinations(failing, size):
            known = {name: failing[name] for name in chosen}
            enough = ORDER.index(state_of(estate, known, ci)) >= ORDER.index(state)
            if enough and not any(set(one) <= set(chosen) for one in found):
                found.append(chosen)
    return found


@st.composite
def many_failures(draw):
    estate, failing = draw(questions())
    for name in draw(st.lists(st.sampled_from(sorted(estate.cis)), max_size=4)):
        if operates(estate.cis[name]):
            failing[name] = draw(st.sampled_from(("at_risk", "degraded", "down")))
    return estate, failing


@THOROUGH
@given(many_failures())
def test_minimal_causes_are_those_that_trying_all_of_them_finds(question):
    estate, failing = question
    for ci in evaluate(estate, failing)[0]:
        answer = why(estate, failing, ci)
        expected = {frozenset(one) for one in minimal(estate, failing, ci)}
        shown = [frozenset(c["ci"]["name"] for c in one) for one in answer["minimal_causes"]]
        assert set(shown) <= expected
        assert len(set(shown)) == len(shown) == min(3, len(expected))
        assert answer["causes_complete"] == (len(expected) <= 3)


def without(estate, link):
    """Return the estate as if a relation led to something healthy instead."""
    key_ = (link["from"], link["type"], link["to"])
    kept, gone = [], []
    for one in estate.relations:
        (gone if one[:3] == key_ else kept).append(one)
    left = Estate(dict(estate.cis), kept)
    group = load().effective(gone[0][1], gone[0][3])[1]
    others = {
        load().effective(type_, fields)[1]
        for a, type_, b, fields in kept
        if (a, b) == (link["from"], link["to"])
    }
    if group is None or group not in others:
        left.ci("healthy")
        left.relate(link["from"], link["type"], "healthy", **gone[0][3])
    return left


@SETTINGS
@given(questions(most=6))
def test_a_relation_is_necessary_where_the_state_is_better_if_it_passes_nothing_on(question):
    estate, failing = question
    for ci, state in evaluate(estate, failing)[0].items():
        for step in why(estate, failing, ci)["steps"]:
            for link in step["relations"]:
                left = without(estate, link)
                better = ORDER.index(state_of(left, failing, ci)) < ORDER.index(state)
                assert link["necessary"] == better


@THOROUGH
@given(questions())
def test_what_is_not_impacted_names_only_needs_that_hold(question):
    estate, failing = question
    final, _, _ = evaluate(estate, failing)
    for ci in estate.cis:
        if ci in final:
            continue
        answer = why(estate, failing, ci)
        assert (answer["impacted"], answer["state"], answer["steps"]) == (False, "ok", [])
        not_ = answer["why_not"]
        if not operates(estate.cis[ci]):
            assert not_["reason"] == "not_in_operation"
            continue
        own = {key_ for key_, _, _ in needs_of(estate, ci)}
        assert len(not_["needs"]) == not_["needs_count"]
        shown = {
            (1, need["group"], "") if need["kind"] == "group" else (0, need["type"])
            for need in not_["needs"]
        }
        assert shown == {k if k[0] else k[:2] for k in own}
        for need in (*not_["needs"], *not_["held_at"]):
            dependent = need["ci"]["name"]
            assert dependent not in final
            assert (need["why"] == "untouched") == (not need["failing"])
            assert {m["name"]: m["state"] for m in need["failing"]}.items() <= final.items()
            if need["kind"] == "group":
                known = set(final)
                held = alone(estate, dependent, (1, need["group"], ""), final, known)
                assert held == "ok"
        if not_["reason"] == "not_connected":
            assert not any(need["failing"] for need in not_["needs"])


def test_a_member_that_fails_because_of_the_ci_is_no_part_of_its_proof():
    estate = Estate()
    estate.ci("app", quorum={"web": 2})
    for name in ("m1", "m2", "m3"):
        estate.relate("app", "DEPENDS_ON", name, group="web")
    for a, b in (("m1", "y1"), ("y1", "y2"), ("y2", "z"), ("m2", "app")):
        estate.relate(a, "DEPENDS_ON", b)
    answer = why(estate, {"m1": "degraded", "z": "down"}, "app")
    assert [step["ci"]["name"] for step in answer["steps"]] == ["app", "m1", "y1", "y2", "z"]


def pair():
    estate = Estate()
    estate.ci("shop", quorum={"web": 1})
    for web in ("web1", "web2"):
        estate.relate("shop", "DEPENDS_ON", web, group="web")
        estate.relate(web, "RUNS_ON", f"{web}-host")
        estate.relate(f"{web}-host", "CONTAINED_IN", "rack")
    estate.relate("shop", "DEPENDS_ON", "dns", strength="soft")
    return estate


def names(causes):
    return [[cause["ci"]["name"] for cause in one] for one in causes]


def test_both_together_or_what_they_share():
    failing = dict.fromkeys(("web1", "web2-host", "rack", "dns"), "down")
    answer = why(pair(), failing, "shop")
    assert names(answer["minimal_causes"]) == [["rack"], ["web1", "web2-host"]]
    assert answer["causes_complete"]


def test_why_not_says_how_many_are_left():
    not_ = why(pair(), {"web1": "down"}, "web2")["why_not"]
    assert not_["reason"] == "not_connected"
    estate = pair()
    estate.relate("shop", "DEPENDS_ON", "web3", group="web")
    answer = why(estate, {"web1": "down"}, "shop")
    (first, *_) = answer["why_not"]["needs"]
    assert (first["why"], first["working"], first["spare"], first["members"]) == (
        "spare_left",
        2,
        1,
        3,
    )
    assert answer["why_not"]["text"] == "shop held: web: 2 of 3 work, needs 1, 1 spare"


def test_why_not_of_a_service_names_the_supplier_that_held():
    estate = pair()
    estate.relate("shop", "DEPENDS_ON", "web3", group="web")
    estate.relate("selling", "DEPENDS_ON", "shop")
    not_ = why(estate, {"web1": "down"}, "selling")["why_not"]
    assert (not_["reason"], not_["needs"][0]["why"]) == ("held", "untouched")
    assert [need["ci"]["name"] for need in not_["held_at"]] == ["shop"]


def test_why_not_tells_what_is_absorbed_tolerated_and_without_impact():
    estate = Estate()
    estate.relate("app", "DEPENDS_ON", "cache", strength="soft")
    estate.relate("app", "DEPENDS_ON", "dns", tolerates="PT5M")
    estate.relate("app", "DEPENDS_ON", "docs", strength="none")
    assert why(estate, {"cache": "degraded"}, "app")["why_not"]["needs"][0]["why"] == "absorbed"
    held = why(estate, {"dns": "down"}, "app", duration_s=300)["why_not"]
    assert held["needs"][0]["why"] == "tolerated"
    assert why(estate, {"dns": "down"}, "app", duration_s=301)["state"] == "down"
    blocked = why(estate, {"docs": "down"}, "app")["why_not"]
    assert blocked["reason"] == "no_impact"
    assert blocked["text"] == "app depends on docs; that carries no impact"


def test_what_has_failed_already_is_no_cause_but_counts():
    estate = pair()
    estate.cis["web1"]["health"] = "down"
    answer = why(estate, {"web2": "down"}, "shop", baseline="current")
    assert answer["state"] == "down"
    assert names(answer["minimal_causes"]) == [["web2"]]
    marks = {step["ci"]["name"]: (step["given"], step["already"]) for step in answer["steps"]}
    assert marks == {"shop": (False, False), "web1": (False, True), "web2": (True, False)}
    estate.cis["web2"]["health"] = "down"
    assert names(why(estate, {"dns": "down"}, "shop", baseline="current")["minimal_causes"]) == [[]]


def test_the_ci_itself_given_is_its_own_cause():
    answer = why(pair(), {"shop": "down"}, "shop")
    assert [step["need"] for step in answer["steps"]] == [None]
    assert names(answer["minimal_causes"]) == [["shop"]]


def test_a_retired_ci_takes_no_part():
    estate = pair()
    estate.cis["web1"]["lifecycle"] = "retired"
    not_ = why(estate, {"rack": "down"}, "web1")["why_not"]
    assert (not_["reason"], not_["text"]) == ("not_in_operation", "it is retired, not in operation")


def test_ten_thousand_given_failures_end_in_time_and_say_what_is_not_known():
    estate = Estate()
    for n in range(10_000):
        estate.relate("hub", "DEPENDS_ON", f"n{n}", group="many")
    limits = Limits(seconds=0.2)
    answer = why(estate, {f"n{n}": "down" for n in range(10_000)}, "hub", limits)
    assert (answer["state"], answer["complete"], answer["causes_complete"]) == (
        "down",
        False,
        False,
    )
    assert (len(answer["steps"]), answer["steps_count"]) == (limits.steps, 10_001)


def test_what_is_recoverable_on_the_way_is_said():
    estate = pair()
    estate.relate("web1", "FAILS_OVER_TO", "web1-cold", mode="manual", rto="PT4H")
    answer = why(estate, {"rack": "down"}, "shop")
    assert [(r["ci"]["name"], r["text"]) for r in answer["recoverable"]] == [
        ("web1", "recoverable: manual, RTO PT4H")
    ]
    assert answer["state"] == "down"
