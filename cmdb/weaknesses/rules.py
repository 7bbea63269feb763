"""The rule of IMPACT.md for many questions at once, a bit of a mask for each. No I/O, no clock.

Every state of the rule is a threshold: a group that needs k of n is down where at least n - k + 1
members are, and so on (`circuit.Pool`). So a CI's state in a thousand questions is three masks,
and a need is a handful of operations on whole masks. The states are those of
`cmdb.impact.rules.evaluate`, which the tests hold it to; that one also proves them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from cmdb.impact.model import AT_RISK, DEGRADED, DOWN, OK
from cmdb.weaknesses.circuit import Circuit, Needs, Pool
from cmdb.weaknesses.tally import at_least

Pause = Callable[[], None]
"""Called every millisecond or so of long work, so that others have their turn."""

_A_TURN = 32


class Masks(NamedTuple):
    """In which questions a CI is down; degraded or worse; at risk or worse."""

    down: int
    degraded: int
    risky: int

    def state(self, question: int) -> int:
        """Return the CI's state in one of the questions."""
        if self.down >> question & 1:
            return DOWN
        if self.degraded >> question & 1:
            return DEGRADED
        return AT_RISK if self.risky >> question & 1 else OK


FINE = Masks(0, 0, 0)

ByPlace = Mapping[int, Masks]
"""Masks by place; who is not in it is ok in every question."""


def one_by_one(places: Sequence[int], base: Mapping[int, int]) -> dict[int, Masks]:
    """Return questions: each of these CIs down, alone but for the states that hold in all."""
    every = (1 << len(places)) - 1
    asked = {place: given_in(every, state) for place, state in base.items()}
    for at, place in enumerate(places):
        bit = 1 << at
        known = asked.get(place, FINE)
        asked[place] = Masks(known.down | bit, known.degraded | bit, known.risky | bit)
    return asked


def given_in(questions: int, state: int) -> Masks:
    """Return masks of a state that holds in these questions."""
    return Masks(
        questions if state == DOWN else 0,
        questions if state >= DEGRADED else 0,
        questions if state >= AT_RISK else 0,
    )


def _nobody_waits() -> None:
    """Nothing else is to be done meanwhile."""


def answers(circuit: Circuit, asked: ByPlace, pause: Pause = _nobody_waits) -> dict[int, Masks]:
    """Return the states that follow in every question, by place.

    Looks only at what stands on the CIs asked about, suppliers first; circles are gone round until
    nothing rises any more, which every step does: so this is the least fixpoint.
    """
    order, rank, users = circuit.order, circuit.rank, circuit.topology.walker
    found = dict(asked)
    waiting = {rank[user] for place in asked for user in users(place)[0] if rank[user] >= 0}
    heap = list(waiting)
    heapify(heap)
    steps = 0
    while heap:
        at = heappop(heap)
        waiting.discard(at)
        place = order[at]
        known = found.get(place, FINE)
        risen = _followed(circuit.needs(place), found, known)
        if risen != known:
            found[place] = risen
            for user in users(place)[0]:
                next_ = rank[user]
                if next_ >= 0 and next_ not in waiting:
                    waiting.add(next_)
                    heappush(heap, next_)
        steps += 1
        if steps % _A_TURN == 0:
            pause()
    return found


def _followed(needs: Needs, found: ByPlace, known: Masks) -> Masks:
    """Return a CI's state in every question, by those of its suppliers; never better than known."""
    down, degraded, risky = known
    for supplier in needs.hard:
        theirs = found.get(supplier)
        if theirs is not None:
            down |= theirs[0]
            degraded |= theirs[1]
            risky |= theirs[2]
    for supplier in needs.soft:
        degraded |= found.get(supplier, FINE)[0]
    for supplier in needs.standby:
        risky |= found.get(supplier, FINE)[1]
    for pool in needs.pools:
        downs, worse, lost = contributed(pool, found)
        down |= at_least(pool.down_at, downs)
        degraded |= at_least(pool.degraded_at, worse)
        risky |= at_least(pool.risky_at, worse) | at_least(pool.down_at, lost)
    degraded |= down
    return Masks(down, degraded, risky | degraded)


def contributed(pool: Pool, found: ByPlace) -> tuple[list[int], list[int], list[int]]:
    """Return in which questions members contribute down; degraded or worse; at risk or worse."""
    hard = [theirs for supplier in pool.hard if (theirs := found.get(supplier)) is not None]
    downs = [theirs[0] for theirs in hard]
    worse = [theirs[1] for theirs in hard]
    lost = [theirs[2] for theirs in hard]
    for supplier in pool.soft:
        theirs = found.get(supplier, FINE)
        worse.append(theirs[0])
        lost.append(theirs[0])
    lost += [found.get(supplier, FINE)[1] for supplier in pool.standby]
    return downs, worse, lost


def sweep(
    circuit: Circuit,
    places: Sequence[int],
    base: Mapping[int, int],
    at_once: int,
    pause: Pause = _nobody_waits,
) -> Iterator[tuple[Sequence[int], dict[int, Masks]]]:
    """Yield what follows when each of these CIs is down alone, so many of them at a time.

    Each time: the CIs, of which the i-th is down in question i, and the states by place.
    """
    for begin in range(0, len(places), at_once):
        some = places[begin : begin + at_once]
        yield some, answers(circuit, one_by_one(some, base), pause)
