"""Minimal cut sets are those that trying every set finds."""

from itertools import combinations, product

from estates import Estate
from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import STATES, estates

from cmdb.impact.rules import evaluate
from cmdb.weaknesses.circuit import under
from cmdb.weaknesses.cuts import Search, minimal

THOROUGH = settings(max_examples=150, deadline=None)
ORDER = ("ok", "at_risk", "degraded", "down")


def never():
    return False


def rested():
    pass


def expanded(found):
    """Every set as the places in it."""
    return {frozenset([one]) for one in found.singles} | {
        frozenset(choice)
        for classes in found.sets
        for choice in product(*(found.classes[one] for one in classes))
    }


def tried(topology, target, base, order):
    """The minimal sets, by trying every one on the whole graph."""
    failed = {p for p, state in evaluate(topology, base).states.items() if state == 3}
    able = [p for p in topology.places() if topology.operating[p] and p not in failed | {target}]
    sets = []
    for size in range(1, order + 1):
        for some in combinations(able, size):
            if not any(smaller <= set(some) for smaller in sets):
                states = evaluate(topology, {**base, **dict.fromkeys(some, 3)}).states
                if states.get(target) == 3:
                    sets.append(set(some))
    return {frozenset(one) for one in sets}


@THOROUGH
@given(estates(8), st.data())
def test_the_minimal_sets_are_those_that_trying_every_set_finds(estate, data):
    topology = estate.topology()
    working = [place for place in topology.places() if topology.operating[place]]
    if not working:
        return
    target = data.draw(st.sampled_from(working))
    given_ = data.draw(st.dictionaries(st.sampled_from(working), STATES, max_size=1))
    base = {place: ORDER.index(state) for place, state in given_.items()}
    if evaluate(topology, base).states.get(target) == 3:
        return
    order = data.draw(st.integers(1, 3))
    found = minimal(under(topology, target), target, base, Search(order, 10_000, never, rested))

    sets = expanded(found)
    assert sets == tried(topology, target, base, order)
    assert found.count == {n: sum(len(one) == n for one in sets) for n in range(1, order + 1)}
    assert found.exhaustive_order == order
    assert found.examined <= found.possible


def two_chains(length):
    """A service on two chains of hosts, of which one is enough."""
    estate = Estate()
    for side in "ab":
        estate.relate("shop", "DEPENDS_ON", f"{side}0", group="web")
        for at in range(length - 1):
            estate.relate(f"{side}{at}", "DEPENDS_ON", f"{side}{at + 1}")
    return estate.topology()


def test_cis_of_the_same_effect_are_one_class():
    topology = two_chains(30)
    shop = topology.named("shop")[0]
    found = minimal(under(topology, shop), shop, {}, Search(3, 10, never, rested))

    assert sorted(map(len, found.classes)) == [30, 30]
    assert (found.count, len(found.sets)) == ({1: 0, 2: 900, 3: 0}, 1)


def test_without_time_nothing_is_claimed():
    topology = two_chains(3)
    shop = topology.named("shop")[0]
    found = minimal(under(topology, shop), shop, {}, Search(3, 10, lambda: True, rested))

    assert (found.exhaustive_order, found.sets) == (1, [])
    assert found.examined < found.possible
