"""Where is redundancy on paper only, since one CI takes more members of a group than may fail?"""

from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import islice
from typing import NamedTuple

from cmdb.topology.snapshot import Topology
from cmdb.weaknesses.circuit import Circuit, Needs, Pool
from cmdb.weaknesses.model import CommonCause
from cmdb.weaknesses.rules import FINE, ByPlace, answers, contributed, one_by_one
from cmdb.weaknesses.single_points import short
from cmdb.weaknesses.tally import at_least, ones

_NAMED = 3
_LISTED = 20
# Which of them are nearest is found out together: beyond so many the first ones are compared.
_COMPARED = 256
_KEPT = 64


class Shared(NamedTuple):
    """A group that single CIs beside it break, `alone` or together with other needs of the CI."""

    dependent: int
    pool: Pool
    alone: dict[int, bool]
    """Whether no other need of the dependent would fail: by the CI that breaks the group."""


class CommonCauses:
    """The groups with spare members that one CI breaks, as far as questions have been asked."""

    def __init__(self, circuit: Circuit) -> None:
        self._circuit = circuit
        self._shared: dict[tuple[int, str], Shared] = {}
        self._together: dict[tuple[int, ...], ByPlace] = {}

    def add(self, places: Sequence[int], found: ByPlace) -> None:
        """Learn from the answers to each of these CIs being down alone."""
        number = {place: at for at, place in enumerate(places)}
        for dependent in found:
            needs = self._circuit.needs(dependent)
            for pool in needs.pools:
                if pool.down_at > 1:
                    self._broken(dependent, needs, pool, number, places, found)

    def _broken(
        self,
        dependent: int,
        needs: Needs,
        pool: Pool,
        number: Mapping[int, int],
        places: Sequence[int],
        found: ByPlace,
    ) -> None:
        broken = at_least(pool.down_at, contributed(pool, found)[0])
        for own in (dependent, *pool.hard, *pool.soft, *pool.standby):
            if own in number:
                broken &= ~(1 << number[own])
        if not broken:
            return
        key = (dependent, pool.name)
        known = self._shared.get(key)
        if known is None:
            known = self._shared[key] = Shared(dependent, pool, {})
        otherwise = _down_otherwise(needs, pool, found)
        for at in ones(broken):
            known.alone[places[at]] = not otherwise >> at & 1

    def together(self, causes: tuple[int, ...]) -> ByPlace:
        """Return what follows of each of these being down alone, the i-th in question i.

        Neighbours have their causes in common: the last answers are kept.
        """
        found = self._together.get(causes)
        if found is None:
            if len(self._together) >= _KEPT:
                self._together.clear()
            found = answers(self._circuit, one_by_one(causes, {}))
            self._together[causes] = found
        return found

    def all(self) -> list[Shared]:
        return list(self._shared.values())


def _down_otherwise(needs: Needs, but: Pool, found: ByPlace) -> int:
    """Return in which questions another need than that group takes the CI down."""
    down = 0
    for supplier in needs.hard:
        down |= found.get(supplier, FINE).down
    for pool in needs.pools:
        if pool is not but:
            down |= at_least(pool.down_at, contributed(pool, found)[0])
    return down


def nearest(circuit: Circuit, causes: CommonCauses, shared: Shared) -> Iterator[CommonCause]:
    """Yield the nearest causes of a broken group, the ones that break nothing else first."""
    topology = circuit.topology
    some = tuple(sorted(shared.alone, key=lambda p: (topology.name(p), p)))[:_COMPARED]
    found = causes.together(some)
    for at in sorted(_nearest(some, found), key=lambda at: not shared.alone[some[at]]):
        failing = [m for m in shared.pool.hard if found.get(m, FINE).down >> at & 1]
        yield _told(topology, shared, some[at], failing)


def _nearest(causes: Sequence[int], found: ByPlace) -> list[int]:
    """Return the numbers of those causes that take down no other one, or only such as take them
    down too: of a rack, its room and its building just the rack."""
    downs = [found[cause].down for cause in causes]
    return [
        at
        for at in range(len(causes))
        if not any(
            downs[other] >> at & 1 and not downs[at] >> other & 1
            for other in range(len(causes))
            if other != at
        )
    ]


def _told(topology: Topology, shared: Shared, cause: int, failing: Sequence[int]) -> CommonCause:
    pool, dependent = shared.pool, shared.dependent
    listed = sorted(failing, key=lambda p: (topology.name(p), topology.id(p)))
    names = [topology.name(place) for place in listed]
    class_name = topology.profile(cause).class_name.replace("_", " ")
    return {
        "ci": topology.summary(dependent),
        "group": pool.name,
        "cause": topology.summary(cause),
        "alone": shared.alone[cause],
        "failing": [short(topology, place) for place in listed[:_LISTED]],
        "failing_count": len(listed),
        "members": len(pool.hard) + len(pool.soft) + len(pool.standby),
        "tolerated": pool.down_at - 1,
        "others": len(shared.alone) - 1,
        "text": f"{_and(names)} of {topology.name(dependent)}'s group {pool.name} "
        f"share {class_name} {topology.name(cause)}",
    }


def _and(names: Sequence[str]) -> str:
    """Return names as people list them, at most three and how many more."""
    if len(names) > _NAMED + 1:
        return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
    return " and ".join((", ".join(names[:-1]), names[-1]) if len(names) > 1 else names)


def told(
    circuit: Circuit, causes: CommonCauses, hurt: Mapping[int, float], limit: int
) -> list[CommonCause]:
    """Return the first nearest causes: of groups first where nothing else would fail, then where
    the dependent's own failure hurts most."""
    topology = circuit.topology

    def key(one: Shared) -> tuple[bool, float, str, str]:
        shown_at = (topology.name(one.dependent), one.pool.name)
        return not any(one.alone.values()), -hurt.get(one.dependent, 0.0), *shown_at

    shared = nsmallest(limit, causes.all(), key=key)
    return list(islice((one for group in shared for one in nearest(circuit, causes, group)), limit))
