"""Which CIs hurt most when they fail? Every CI in operation is tried, a thousand at a time."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest

import numpy as np

from cmdb.impact.model import DEGRADED, DOWN
from cmdb.impact.rules import evaluate
from cmdb.topology.snapshot import Topology
from cmdb.weaknesses.circuit import whole
from cmdb.weaknesses.common_causes import CommonCauses, told
from cmdb.weaknesses.model import Consumer, Progress, Ranked, Weaknesses
from cmdb.weaknesses.rules import Masks, Pause, sweep
from cmdb.weaknesses.single_points import short
from cmdb.weaknesses.tally import Tally
from cmdb.weaknesses.worth import SEVERITY, Worth, by_state

_AT_ONCE = 1_024
_WORST = 5
_CONSUMERS = 10


def estate(
    topology: Topology, worth: Worth, limit: int, pause: Pause
) -> Iterator[Progress | Weaknesses]:
    """Yield how far it is, and in the end the weak points of the whole estate.

    Of the CIs that hurt most, and of the groups with hidden common causes, `limit` are listed.
    Work is done between the values only: who takes no more of them ends it.
    """
    circuit = whole(topology)
    causes = CommonCauses(circuit)
    places = [place for place in circuit.order if topology.walked_users(place)[0]]
    scores: dict[int, float] = {}
    done = 0
    for some, found in sweep(circuit, places, {}, _AT_ONCE, pause):
        yield Progress("trying", done, len(places))
        done += len(some)
        pairs = zip(some, scored(worth, some, found), strict=True)
        scores |= {place: score for place, score in pairs if score}
        causes.add(some, found)
    yield Progress("telling", done, len(places))
    yield Weaknesses(
        revision=topology.revision,
        complete=True,
        cis=len(topology),
        examined=len(circuit.order),
        counted=worth.counted,
        ranking=_first(topology, worth, scores, limit),
        common_causes=told(circuit, causes, _with_own(worth, scores), limit),
        common_cause_count=len(causes.all()),
    )


def scored(worth: Worth, places: Sequence[int], found: Mapping[int, Masks]) -> list[float]:
    """Return how much each CI's failure hurts, the i-th CI being down in question i."""
    tallies: dict[float, Tally] = {}
    own = {place: 1 << at for at, place in enumerate(places)}
    for place, masks in found.items():
        weight = worth.of.get(place)
        if weight is None:
            continue
        others = ~own.get(place, 0)
        down = masks.down & others
        degraded = masks.degraded & others & ~down
        for mask, severity in ((down, SEVERITY[DOWN]), (degraded, SEVERITY[DEGRADED])):
            if mask:
                tallies.setdefault(severity * weight, Tally()).add(mask)
    scores = np.zeros(len(places))
    for value in sorted(tallies):
        scores += value * tallies[value].counts(len(places))
    return [float(score) for score in scores]


def _with_own(worth: Worth, scores: Mapping[int, float]) -> dict[int, float]:
    """Return how much each CI's failure hurts, itself counted where it is a service."""
    found = dict(scores)
    for place, weight in worth.of.items():
        found[place] = found.get(place, 0.0) + SEVERITY[DOWN] * weight
    return found


def _first(
    topology: Topology, worth: Worth, scores: Mapping[int, float], limit: int
) -> list[Ranked]:
    """Return the CIs that hurt most, by name where two hurt as much."""

    def key(place: int) -> tuple[float, str, str]:
        return -round(scores[place], 6), topology.name(place), topology.id(place)

    return [
        _ranked(topology, worth, at, place, scores[place])
        for at, place in enumerate(nsmallest(limit, scores, key=key), 1)
    ]


def _ranked(topology: Topology, worth: Worth, rank: int, place: int, score: float) -> Ranked:
    states = evaluate(topology, {place: DOWN}).states
    hit = [p for p, s in states.items() if s >= DEGRADED and p != place and p in worth.of]
    hit.sort(key=lambda p: (-SEVERITY[states[p]] * worth.of[p], topology.name(p)))
    consumers, users = _consumers(topology, worth, hit)
    return {
        "rank": rank,
        "ci": topology.summary(place),
        "score": round(score, 2),
        "services": by_state(worth, states, place),
        "cis": sum(state == DOWN for state in states.values()) - 1,
        "worst": [short(topology, p) for p in hit[:_WORST]],
        "consumers": consumers[:_CONSUMERS],
        "consumer_count": len(consumers),
        "users": users,
    }


def _consumers(topology: Topology, worth: Worth, hit: Sequence[int]) -> tuple[list[Consumer], int]:
    """Return who uses what is hit, the most people first, and how many people that is together.

    Of one consumer of several services the largest number counts: its people may be the same.
    """
    most: dict[int, int | None] = {}
    for service in hit:
        for consumer, users in worth.consumers.get(service, ()):
            known = most.get(consumer)
            most[consumer] = users if known is None else max(known, users or 0)
    listed = sorted(most, key=lambda p: (-(most[p] or 0), topology.name(p)))
    shown: list[Consumer] = [{"ci": short(topology, p), "users": most[p]} for p in listed]
    return shown, sum(users or 0 for users in most.values())
