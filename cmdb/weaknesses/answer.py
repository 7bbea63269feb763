"""The weak points of one CI, as people and programs read them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from time import monotonic

from cmdb.impact.model import DEGRADED, DOWN, OK, STATES
from cmdb.topology.snapshot import Topology
from cmdb.weaknesses import cuts
from cmdb.weaknesses import single_points as points
from cmdb.weaknesses.circuit import Circuit, under
from cmdb.weaknesses.common_causes import CommonCauses, told
from cmdb.weaknesses.model import Cuts, CutSet, SinglePoint, SinglePoints, Weighed
from cmdb.weaknesses.rules import Pause


@dataclass(frozen=True, slots=True)
class Failing:
    """What is given to fail: the CIs named, their states and whom they stand for, all that follows."""

    named: tuple[int, ...]
    given: Mapping[int, int]
    states: Mapping[int, int]


def of(
    topology: Topology, target: int, failing: Failing, asked: Weighed, pause: Pause
) -> SinglePoints:
    """Return the weak points of a CI in operation, with what is given to fail."""
    circuit = under(topology, target)
    causes = CommonCauses(circuit)
    before = points.alone(circuit, target, {}, pause, causes.add)
    base = {p: state for p, state in failing.given.items() if circuit.rank[p] >= 0}
    after = points.alone(circuit, target, base, pause) if base else before
    state = failing.states.get(target, OK)
    worse = {
        place: brought
        for place, brought in after.items()
        if brought > state and place != target and failing.states.get(place, OK) < DOWN
    }
    return SinglePoints(
        revision=topology.revision,
        complete=True,
        ci=topology.summary(target),
        state=STATES[state],
        given=[points.short(topology, place) for place in failing.named],
        suppliers=len(circuit.order) - 1,
        counts={STATES[s]: list(worse.values()).count(s) for s in (DOWN, DEGRADED)},
        newly=sum(brought > before.get(place, OK) for place, brought in worse.items()),
        single_points=_listed(circuit, target, base, worse, before, asked.limit),
        common_causes=told(circuit, causes, before, asked.limit),
        common_cause_count=len(causes.all()),
        cuts=_cuts(circuit, target, base, asked, pause) if state < DOWN else None,
        notes=list(_notes(circuit, target, state, failing)),
    )


def _listed(
    circuit: Circuit,
    target: int,
    base: Mapping[int, int],
    worse: Mapping[int, int],
    before: Mapping[int, int],
    limit: int,
) -> list[SinglePoint]:
    """Return the single points with their proofs; of each state so many, the new ones first."""
    topology = circuit.topology
    chains = points.Chains(points.within(circuit), target, base)
    found = []
    for state in (DOWN, DEGRADED):
        some = points.first(topology, [p for p, brought in worse.items() if brought == state])
        some.sort(key=lambda place: before.get(place, OK) >= state)
        for place in some[:limit]:
            known = before.get(place, OK)
            found.append(points.shown(topology, place, state, known, chains.of(place)))
    return points.ranked(topology, found)


def _cuts(
    circuit: Circuit, target: int, base: Mapping[int, int], asked: Weighed, pause: Pause
) -> Cuts | None:
    if asked.order == 1:
        return None
    until = monotonic() + asked.budget_s

    def spent() -> bool:
        return monotonic() > until

    search = cuts.Search(asked.order, asked.limit, spent, pause)
    found = cuts.minimal(circuit, target, base, search)
    return {
        "order": asked.order,
        "complete": found.exhaustive_order == asked.order,
        "exhaustive_order": found.exhaustive_order,
        "examined": found.examined,
        "possible": found.possible,
        "found": {str(size): count for size, count in found.count.items()},
        "sets": [_cut(circuit.topology, [found.classes[one] for one in s]) for s in found.sets],
    }


def _cut(topology: Topology, parts: Sequence[Sequence[int]]) -> CutSet:
    return {
        "order": len(parts),
        "count": prod(map(len, parts)),
        "parts": [[points.short(topology, place) for place in part] for part in parts],
    }


def _notes(circuit: Circuit, target: int, state: int, failing: Failing) -> Iterator[str]:
    name = circuit.topology.name(target)
    if len(circuit.order) == 1:
        yield f"{name} stands on nothing that is known."
    if state == DOWN:
        yield f"What is given takes {name} down already: nothing can do so newly."
    elif state:
        yield f"What is given brings {name} to {STATES[state]} already."
    apart = sum(circuit.rank[place] < 0 for place in failing.named)
    if apart:
        yield f"{name} does not stand on {apart} of the {len(failing.named)} given."
