"""How do two CIs hang together? The shortest way between them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from cmdb.topology.snapshot import Topology

Over = Literal["need", "impact", "any"]
"""A way of needs from one to the other; over relations that carry impact, in either direction; over
any relation."""


@dataclass(frozen=True, slots=True)
class Way:
    """The places from one CI to the other, both included, and what it leads over."""

    places: tuple[int, ...]
    over: Over


def between(topology: Topology, start: int, end: int) -> Way | None:
    """Return the shortest way of needs, from either; else over impact; else over anything; or None.

    A way of needs says that the failure of one may reach the other. It is read from `start`.
    """
    there = _shortest(start, end, lambda place: _needs(topology, place), len(topology))
    back = _shortest(end, start, lambda place: _needs(topology, place), len(topology))
    found = sorted((way for way in (there, back[::-1]) if way), key=len)
    if found:
        return Way(tuple(found[0]), "need")
    for over, next_to in (("impact", _carrying), ("any", _all)):
        way = _met(start, end, lambda place, of=next_to: of(topology, place))  # type: ignore[misc]  # one of the two
        if way:
            return Way(tuple(way), over)  # type: ignore[arg-type]  # one of Over
    return None


def _needs(topology: Topology, place: int) -> Iterable[int]:
    if not topology.operating[place]:
        return ()
    strength = topology.ties.strength
    row = zip(*topology.walked_needs(place), strict=True)
    return (other for other, code in row if strength[code])


def _carrying(topology: Topology, place: int) -> Iterable[int]:
    strength = topology.ties.strength
    for row in (topology.walked_needs(place), topology.walked_users(place)):
        yield from (other for other, code in zip(*row, strict=True) if strength[code])


def _all(topology: Topology, place: int) -> Iterable[int]:
    yield from topology.needs(place)[0]
    yield from topology.users(place)[0]


def _shortest(
    start: int, end: int, following: Callable[[int], Iterable[int]], most: int
) -> list[int]:
    """Return the places of a shortest way; none where there is none."""
    before, front = {start: start}, [start]
    while front and end not in before and len(before) <= most:
        front = _further(front, before, following)
    return _back(end, before) if end in before else []


def _met(start: int, end: int, next_to: Callable[[int], Iterable[int]]) -> list[int]:
    """Return a shortest way, looked for from both ends: a hub in the middle costs half as much."""
    here, there = {start: start}, {end: end}
    front, other = [start], [end]
    while front and other and not here.keys() & there.keys():
        if len(front) <= len(other):
            front = _further(front, here, next_to)
        else:
            other = _further(other, there, next_to)
    ways = (
        _back(middle, here) + _back(middle, there)[-2::-1] for middle in here.keys() & there.keys()
    )
    return min(ways, key=lambda way: (len(way), way), default=[])


def _further(
    front: list[int], before: dict[int, int], following: Callable[[int], Iterable[int]]
) -> list[int]:
    found = []
    for one in front:
        for other in following(one):
            if other not in before:
                before[other] = one
                found.append(other)
    return found


def _back(end: int, before: dict[int, int]) -> list[int]:
    way = [end]
    while before[way[-1]] != way[-1]:
        way.append(before[way[-1]])
    return way[::-1]
