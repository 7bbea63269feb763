"""Which outages does it take? Inclusion-minimal sets of those open, within limits."""

from collections.abc import Iterable, Mapping
from itertools import combinations, islice

from cmdb.collisions.joint import Budget, Joint, Spent
from cmdb.collisions.timeline import Open

MOST_SETS = 3
_FEW = 5
"""Of so many outages every subset is looked at; of more one is left out after the other."""

Sets = tuple[Open, ...]


def behind(joint: Joint, outages: Open, states: Mapping[int, int]) -> dict[int, Open]:
    """Return of each CI that is not ok which of these outages could have to do with it.

    Those whose failures reach it over CIs that are not ok: no other one can matter.
    """
    found: dict[int, set[int]] = {}
    users = joint.topology.walker
    for at in outages:
        frontier = list(joint.own(at))
        seen = set(frontier)
        while frontier:
            place = frontier.pop()
            found.setdefault(place, set()).add(at)
            fresh = [user for user in users(place)[0] if user in states and user not in seen]
            seen.update(fresh)
            frontier += fresh
    return {place: frozenset(numbers) for place, numbers in found.items()}


def minimal(
    joint: Joint, outages: Open, place: int, state: int, budget: Budget
) -> tuple[Sets, bool]:
    """Return up to three minimal sets that bring a CI to a state, and whether limits allowed it.

    All of `outages` together do. Without the means it is them.
    """
    try:
        if len(outages) <= _FEW:
            found = _of_few(joint, outages, place, state, budget)
        else:
            found = _of_many(joint, outages, place, state, budget)
    except Spent:
        return (outages,), False
    return found, True


def _of_few(joint: Joint, outages: Open, place: int, state: int, budget: Budget) -> Sets:
    found: list[Open] = []
    for chosen in _subsets(outages):
        smaller = any(known <= chosen for known in found)
        if not smaller and joint.states(chosen, budget).get(place, 0) >= state:
            found.append(chosen)
            if len(found) == MOST_SETS:
                break
    return tuple(found)


def _subsets(outages: Open) -> Iterable[Open]:
    """Yield the sets of two and more, the small ones first."""
    ordered = sorted(outages)
    for size in range(2, len(ordered) + 1):
        yield from map(frozenset, combinations(ordered, size))


def _of_many(joint: Joint, outages: Open, place: int, state: int, budget: Budget) -> Sets:
    """Leave out one after the other; begun anew at each of a set found, another one may come."""
    found: list[Open] = []
    ordered = sorted(outages)
    firsts: list[int | None] = [None]
    while firsts and len(found) < MOST_SETS:
        first = firsts.pop(0)
        kept = set(ordered)
        for at in sorted(ordered, key=lambda one: (one != first, one)):
            if joint.states(frozenset(kept - {at}), budget).get(place, 0) >= state:
                kept.discard(at)
        if frozenset(kept) not in found:
            found.append(frozenset(kept))
            firsts += list(islice(sorted(kept), MOST_SETS))
    return tuple(found)
