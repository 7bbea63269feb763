"""How much it hurts when a service is hit. docs/decisions/0012 says why these numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log10

from cmdb.impact.model import DEGRADED, DOWN, STATES
from cmdb.topology.snapshot import Topology

CRITICALITY: Mapping[str | None, int] = {"critical": 8, "high": 4, "medium": 2, "low": 1, None: 2}
"""Each step counts twice the one below; what nobody rated counts as medium."""

SEVERITY: Mapping[int, int] = {DOWN: 4, DEGRADED: 1}
"""A service at risk works as ever: it does not hurt yet."""

_SERVICES = ("service", "application_service")

Use = tuple[str, str, int | None]
"""Ids of a consumer and of the service that it uses, and how many of its people do, if known."""


class Worth:
    """What each service weighs: its criticality, more for each consumer and its users.

    `counted` is `services`; `tops` in an estate without a service in operation, where whatever
    nothing else stands on counts as one.
    """

    def __init__(self, topology: Topology, uses: Iterable[Use]) -> None:
        self._topology = topology
        self.consumers = _consumers(topology, uses)
        services = [p for p in topology.places() if topology.operating[p] and self._is_one(p)]
        self.counted = "services" if services else "tops"
        self.of = {place: self._weight(place) for place in services or _tops(topology)}

    def _is_one(self, place: int) -> bool:
        topology = self._topology
        class_name = topology.profile(place).class_name
        ancestors = topology.model.ci_class(class_name).ancestors
        return place in self.consumers or any(name in ancestors for name in _SERVICES)

    def _weight(self, place: int) -> float:
        """Return criticality × (1 + Σ (1 + log10(1 + users)) over its consumers)."""
        users = (number or 0 for _, number in self.consumers.get(place, ()))
        reach = 1 + sum(1 + log10(1 + number) for number in users)
        return CRITICALITY.get(self._topology.profile(place).criticality, 1) * reach


def hurt(worth: Worth, states: Mapping[int, int], failing: int) -> float:
    """Return Σ severity(state) × weight over the services that are hit besides the failing CI."""
    return sum(
        SEVERITY.get(state, 0) * worth.of[place]
        for place, state in states.items()
        if place != failing and place in worth.of
    )


def by_state(worth: Worth, states: Mapping[int, int], failing: int) -> dict[str, int]:
    """Return how many services besides the failing CI are down, degraded, at risk."""
    hit = [state for p, state in states.items() if p != failing and p in worth.of]
    return {STATES[state]: hit.count(state) for state in (3, 2, 1)}


def _consumers(
    topology: Topology, uses: Iterable[Use]
) -> dict[int, Sequence[tuple[int, int | None]]]:
    found: dict[int, list[tuple[int, int | None]]] = {}
    for consumer, service, users in uses:
        who, what = topology.place(consumer), topology.place(service)
        if who is not None and what is not None and topology.operating[what]:
            found.setdefault(what, []).append((who, users))
    return dict(found)


def _tops(topology: Topology) -> list[int]:
    """Return what stands on something and has nothing that stands on it."""
    needs: Callable[[int], tuple[Sequence[int], Sequence[int]]] = topology.walked_needs
    users = topology.walked_users
    return [
        p for p in topology.places() if topology.operating[p] and needs(p)[0] and not users(p)[0]
    ]
