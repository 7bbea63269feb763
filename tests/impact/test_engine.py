"""The engine gives what the text says, on any graph: states, rounds and the need that decided."""

from estates import needs, states
from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import STATES, questions
from reference import ORDER, evaluate, operates, worse

from cmdb import impact
from cmdb.impact import Given, Question

THOROUGH = settings(max_examples=300, deadline=None)
SETTINGS = settings(max_examples=80, deadline=None)


def asked(estate, failing, topology=None, **more):
    question = Question([Given(name, state) for name, state in failing.items()], **more)
    return impact.of(topology or estate.topology(), question)


def key(need):
    """Return a need as the reference names it."""
    if need["kind"] == "group":
        return (1, need["group"], "")
    return (0, need["type"], need["via"])


@THOROUGH
@given(questions())
def test_states_rounds_and_deciding_needs_are_those_of_the_text(question):
    estate, failing = question
    answer = asked(estate, failing)
    expected, rounds, causes = evaluate(estate, failing)
    assert states(answer) == expected
    found = {name: need for name, need in needs(answer).items() if need is not None}
    assert {name: key(need) for name, need in found.items()} == causes
    assert {name: need["round"] for name, need in found.items()} == {n: rounds[n] for n in causes}


@SETTINGS
@given(questions(), st.sampled_from((0.0, 1800.0, 3600.0, 7200.0, 14400.0, 14401.0)))
def test_a_loss_that_is_tolerated_long_enough_does_not_count(question, duration_s):
    estate, failing = question
    answer = asked(estate, failing, duration_s=duration_s)
    assert states(answer) == evaluate(estate, failing, duration_s)[0]


@SETTINGS
@given(questions())
def test_what_is_known_to_fail_fails_too_and_is_kept_apart(question):
    estate, failing = question
    ill = {
        name: facts["health"]
        for name, facts in estate.cis.items()
        if facts.get("health") in ORDER[1:] and operates(facts)
    }
    joint = {n: worse(ill.get(n, "ok"), failing.get(n, "ok")) for n in {**ill, **failing}}
    answer = asked(estate, failing, baseline="current")
    before, after = evaluate(estate, ill)[0], evaluate(estate, joint)[0]
    assert states(answer) == after
    for one in answer.impacted:
        name = one["ci"]["name"]
        assert one["was"] == before.get(name, "ok")
        assert one["already"] == (one["was"] == one["state"])
        assert one["given"] == (name in failing)
    newly = [state for name, state in after.items() if before.get(name, "ok") != state]
    assert answer.newly == {state: newly.count(state) for state in ("down", "degraded", "at_risk")}


@SETTINGS
@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_rows_cannot_matter(question, dice):
    estate, failing = question
    expected = asked(estate, failing)
    dice.shuffle(estate.relations)
    order = list(estate.cis)
    dice.shuffle(order)
    estate.cis = {name: estate.cis[name] for name in order}
    assert asked(estate, failing) == expected


@SETTINGS
@given(questions(), st.data())
def test_a_worse_failure_never_makes_anything_better(question, data):
    estate, failing = question
    more = {name: worse(data.draw(STATES), state) for name, state in failing.items()}
    before, after = states(asked(estate, failing)), states(asked(estate, more))
    assert all(ORDER.index(after[name]) >= ORDER.index(s) for name, s in before.items())


@SETTINGS
@given(questions())
def test_every_chain_of_proof_ends_at_a_given_failure(question):
    estate, failing = question
    found = needs(asked(estate, failing))
    for name in found:
        steps, at = 0, name
        while found[at] is not None:
            at = found[at]["via"]
            steps += 1
            assert steps <= 4 * len(found), f"{name} goes round in a circle"
        assert at in failing


@SETTINGS
@given(questions())
def test_a_group_s_figures_are_those_of_the_final_states(question):
    estate, failing = question
    answer = asked(estate, failing)
    final = states(answer)
    for need in needs(answer).values():
        if need is not None and need["kind"] == "group":
            assert need["failing"] == [
                {"id": m["id"], "name": m["name"], "state": final[m["name"]]}
                for m in need["failing"]
            ]
            assert need["failing_count"] == len(need["failing"]) <= need["members"]
            assert need["spare"] == max(0, need["working"] - need["quorum"]["wants_count"])
            assert 1 <= need["quorum"]["needs_count"] <= need["quorum"]["wants_count"]
            assert need["quorum"]["wants_count"] <= need["members"]
