"""What a service stands on and what stands on it, step by step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from cmdb.impact.model import OK, STATES, ShortCi
from cmdb.impact.rules import evaluate
from cmdb.topology.compact import Row
from cmdb.topology.snapshot import Topology


@dataclass(frozen=True, slots=True)
class Reach:
    """A CI with what is below and above it: place → steps, itself not among them.

    `states` are those of what is not well, as things are known now.
    """

    topology: Topology
    place: int
    below: Mapping[int, int]
    above: Mapping[int, int]
    states: Mapping[int, int]

    def standing(self) -> Iterator[tuple[int, int]]:
        """Yield (place, level) of the CI and of what it stands on, in operation, the nearest first."""
        operating = self.topology.operating
        yield self.place, 0
        yield from ((place, level) for place, level in self.below.items() if operating[place])

    def state(self, place: int) -> str:
        return STATES[self.states.get(place, OK)]

    def short(self, place: int) -> ShortCi:
        """Return what names a CI."""
        return {
            "id": self.topology.id(place),
            "class": self.topology.profile(place).class_name,
            "name": self.topology.name(place),
        }


def reach(topology: Topology, place: int) -> Reach:
    """Return what is below and above a CI; what is out of operation is seen and not walked through."""
    ailing = {p: STATES.index(health) for p, health in topology.ailing().items()}
    states = evaluate(topology, ailing).states if ailing else {}
    below = _steps(topology, place, topology.walked_needs)
    above = _steps(topology, place, topology.walked_users)
    return Reach(topology, place, below, above, states)


def steps_up(topology: Topology, place: int) -> dict[int, int]:
    """Return what stands on a CI: place → steps."""
    return _steps(topology, place, topology.walked_users)


def steps_down(topology: Topology, place: int) -> dict[int, int]:
    """Return what a CI stands on: place → steps."""
    return _steps(topology, place, topology.walked_needs)


def _steps(topology: Topology, place: int, row: Callable[[int], Row]) -> dict[int, int]:
    """Return the shortest steps by place, nearest first, of one step by name."""
    strength, operating = topology.ties.strength, topology.operating
    steps: dict[int, int] = {}
    line, number = [place], 0
    while line:
        number += 1
        found = {
            other
            for one in line
            if one == place or operating[one]
            for other, code in zip(*row(one), strict=True)
            if strength[code] and other != place and other not in steps
        }
        line = sorted(found, key=lambda p: (topology.name(p), topology.id(p)))
        steps.update(dict.fromkeys(line, number))
    return steps
