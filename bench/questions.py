"""Impact questions of a wanted answer size, all different, that a plain traversal answers too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from bench.estate import Estate
from cmdb.impact.rules import evaluate
from cmdb.topology import Topology

_DOWN = 3
_TOLERANCE = 0.3


@dataclass(frozen=True, slots=True)
class Question:
    """One CI that is down; `hits` others follow, over `relations` that have to be looked at.

    These are the relations towards each impacted CI and, where one is in a group of a dependent,
    those of that dependent to what it needs.
    """

    ci: str
    place: int
    hits: int
    relations: int


def questions(topology: Topology, estate: Estate, hits: int, most: int) -> list[Question]:
    """Return up to `most` questions with about `hits` impacted CIs each, fewer if there are fewer."""
    return list(islice(_fitting(topology, estate, hits), most))


def _fitting(topology: Topology, estate: Estate, hits: int) -> Iterator[Question]:
    for ci in estate.landmarks(hits):
        place = topology.place(ci)
        if place is None:
            continue
        states = evaluate(topology, {place: _DOWN}).states
        near = abs(len(states) - 1 - hits) <= max(3, hits * _TOLERANCE)
        if near and states.keys() == reached(topology, place):
            looked_at = relations_looked_at(topology, states.keys())
            yield Question(ci, place, len(states) - 1, looked_at)


def reached(topology: Topology, place: int) -> set[int]:
    """Return a CI and all that stand on it, whatever their groups say."""
    seen, ahead = {place}, [place]
    strength = topology.ties.strength
    while ahead:
        dependents, ties = topology.walked_users(ahead.pop())
        for dependent, tie in zip(dependents, ties, strict=True):
            if strength[tie] and dependent not in seen:
                seen.add(dependent)
                ahead.append(dependent)
    return seen


def relations_looked_at(topology: Topology, impacted: Iterable[int]) -> int:
    """Return how many relations have to be looked at to find that these are impacted."""
    count = 0
    grouped: set[int] = set()
    group = topology.ties.group
    for place in impacted:
        dependents, ties = topology.walked_users(place)
        count += len(dependents)
        grouped.update(d for d, t in zip(dependents, ties, strict=True) if group[t] is not None)
    return count + sum(len(topology.walked_needs(place)[0]) for place in grouped)
