"""Many questions at once have the answers that each has alone."""

from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import STATES, estates

from cmdb.impact.rules import evaluate
from cmdb.weaknesses.circuit import under, whole
from cmdb.weaknesses.rules import FINE, answers, given_in, one_by_one, sweep
from cmdb.weaknesses.tally import Tally, at_least, bits, ones

THOROUGH = settings(max_examples=150, deadline=None)
ORDER = ("ok", "at_risk", "degraded", "down")


def working(topology):
    return [place for place in topology.places() if topology.operating[place]]


@THOROUGH
@given(estates(), st.data())
def test_every_question_has_the_answer_that_it_has_alone(estate, data):
    topology = estate.topology()
    places = working(topology)
    if not places:
        return
    many = data.draw(
        st.lists(st.dictionaries(st.sampled_from(places), STATES, max_size=3), max_size=12)
    )
    asked = {}
    for at, question in enumerate(many):
        for place, state in question.items():
            known = asked.get(place, FINE)
            more = given_in(1 << at, ORDER.index(state))
            asked[place] = type(known)(*(a | b for a, b in zip(known, more, strict=True)))

    found = answers(whole(topology), asked)

    for at, question in enumerate(many):
        alone = evaluate(topology, {p: ORDER.index(s) for p, s in question.items()}).states
        together = {p: masks.state(at) for p, masks in found.items() if masks.state(at)}
        assert together == alone


@THOROUGH
@given(estates(), st.data())
def test_under_a_ci_stands_all_that_its_state_hangs_on(estate, data):
    topology = estate.topology()
    places = working(topology)
    if not places:
        return
    target = data.draw(st.sampled_from(places))
    base = {p: ORDER.index(s) for p, s in data.draw(_states(places)).items()}
    circuit = under(topology, target)
    near = {p: s for p, s in base.items() if circuit.rank[p] >= 0}

    for some, found in sweep(circuit, circuit.order, near, 3):
        for at, place in enumerate(some):
            alone = evaluate(topology, {**base, place: 3}).states
            assert found.get(target, FINE).state(at) == alone.get(target, 0)
    apart = set(places) - set(circuit.order)
    assert all(target not in evaluate(topology, {place: 3}).states for place in apart)


def _states(places):
    return st.dictionaries(st.sampled_from(places), STATES, max_size=2)


@given(st.lists(st.integers(0, 2**40 - 1), max_size=20), st.integers(1, 21))
def test_a_tally_counts(masks, number):
    expected = [sum(mask >> at & 1 for mask in masks) for at in range(40)]
    tally = Tally(masks)

    assert tally.counts(40).tolist() == expected
    enough = [at for at, count in enumerate(expected) if count >= number]
    assert ones(tally.at_least(number)) == ones(at_least(number, masks)) == enough


def test_bits_come_lowest_first():
    assert bits(0b1011, 6).tolist() == [1, 1, 0, 1, 0, 0]


def test_one_that_is_down_in_all_is_down_in_all():
    asked = one_by_one([4, 5, 6], {5: 3, 7: 1})

    assert [asked[5].state(at) for at in range(3)] == [3, 3, 3]
    assert [asked[7].state(at) for at in range(3)] == [1, 1, 1]
    assert [asked[6].state(at) for at in range(3)] == [0, 0, 3]
