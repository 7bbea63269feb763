"""Which CIs bring another to its knees alone?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from cmdb.impact.groups import Group
from cmdb.impact.model import DEGRADED, STATES, ShortCi
from cmdb.impact.proof import Proofs, via
from cmdb.impact.rules import Evaluation, evaluate, plain
from cmdb.topology.snapshot import Topology
from cmdb.weaknesses.circuit import Circuit
from cmdb.weaknesses.model import SinglePoint, Step
from cmdb.weaknesses.rules import FINE, ByPlace, Pause, sweep

_AT_ONCE = 2_048
_NO_LAYER = 9


def alone(
    circuit: Circuit,
    target: int,
    base: Mapping[int, int],
    pause: Pause,
    learn: Callable[[Sequence[int], ByPlace], None] | None = None,
) -> dict[int, int]:
    """Return the state that each CI's failure, with the base, brings the target to.

    CIs that bring it to no more than risk are left out. `learn` gets all that follows.
    """
    states: dict[int, int] = {}
    for some, found in sweep(circuit, circuit.order, base, _AT_ONCE, pause):
        masks = found.get(target, FINE)
        for at, place in enumerate(some):
            state = masks.state(at)
            if state >= DEGRADED:
                states[place] = state
        if learn is not None:
            learn(some, found)
    return states


def within(circuit: Circuit) -> Topology:
    """Return the graph in which only the circuit's CIs take part: an evaluation stays among them."""
    topology = circuit.topology
    operating = bytearray(len(topology.operating))
    for place in circuit.order:
        operating[place] = topology.operating[place]
    return replace(topology, overlay=replace(topology.overlay, operating=operating))


class Chains:
    """How a failure gets to the target, step by step, in the graph within its circuit."""

    def __init__(self, topology: Topology, target: int, base: Mapping[int, int]) -> None:
        self._topology, self._target, self._base = topology, target, base

    def of(self, place: int) -> tuple[list[Step], float | None]:
        """Return the steps from the target to where failure begins, and the lowest confidence."""
        found = evaluate(self._topology, {**self._base, place: 3})
        proofs = Proofs(found)
        steps: list[Step] = []
        sure: list[float] = []
        at: int | None = self._target
        while at is not None:
            need = proofs.need(at)
            steps.append(
                {
                    "ci": short(self._topology, at),
                    "state": STATES[found.states[at]],
                    "text": None if need is None else need["text"],
                }
            )
            sure += _confidences(found, at)
            at = None if need is None else via(found, at, found.causes[at])
        return steps, min(sure, default=None)


def _confidences(found: Evaluation, place: int) -> Iterator[float]:
    """Yield what is known of how sure the relations of a deciding need are."""
    cause = found.causes.get(place)
    if cause is None:
        return
    codes = cause.codes if isinstance(cause, Group) else (plain(cause)[1],)
    for code in codes:
        confidence = found.topology.tie(code).confidence
        if confidence is not None:
            yield confidence


def short(topology: Topology, place: int) -> ShortCi:
    """Return what names a CI."""
    return {
        "id": topology.id(place),
        "class": topology.profile(place).class_name,
        "name": topology.name(place),
    }


def shown(
    topology: Topology,
    place: int,
    state: int,
    before: int,
    chain: tuple[list[Step], float | None],
) -> SinglePoint:
    """Return a single point; how often it was changed is not known yet."""
    return {
        "ci": topology.summary(place),
        "state": STATES[state],
        "newly": state > before,
        "before": STATES[before],
        "confidence": chain[1],
        "changes": 0,
        "chain": chain[0],
    }


def first(topology: Topology, places: Sequence[int]) -> list[int]:
    """Return CIs by class, what stands nearest to the business first: software and its changes
    fail more often than machines, and machines than buildings; then by name."""
    return sorted(places, key=lambda p: (*_class(topology, p), topology.name(p), topology.id(p)))


def ranked(topology: Topology, points: Sequence[SinglePoint]) -> list[SinglePoint]:
    """Return single points in order: what takes it down first, what does so newly before what
    always did; then by class, by trust, by how often it was changed, by name."""

    def key(one: SinglePoint) -> tuple[object, ...]:
        layer, class_name = _class_of(topology, one["ci"]["class"])
        sure = 1.0 if one["confidence"] is None else one["confidence"]
        worse = -STATES.index(one["state"])
        order = (worse, not one["newly"], layer, class_name, -sure, -one["changes"])
        return (*order, one["ci"]["name"], one["ci"]["id"])

    return sorted(points, key=key)


def _class(topology: Topology, place: int) -> tuple[int, str]:
    return _class_of(topology, topology.profile(place).class_name)


def _class_of(topology: Topology, class_name: str) -> tuple[int, str]:
    return topology.model.ci_class(class_name).layer or _NO_LAYER, class_name
