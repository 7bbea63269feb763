"""What the end of a thing would hit: the impact of its being down, of each by itself."""

from cmdb.expiry.model import Ending, Hits, ServiceHit
from cmdb.impact.model import DOWN, STATES, ShortCi
from cmdb.impact.order import in_order
from cmdb.impact.rules import Evaluation, evaluate
from cmdb.topology.snapshot import Topology

_LISTED = 5
_COVERED_BY = "COVERED_BY"


def hits(topology: Topology, place: int, ending: Ending) -> tuple[Hits | None, Evaluation | None]:
    """Return what would be hit, and the evaluation that says so.

    A contract does not work or fail: what it covers is assumed to be down. None for support and
    warranty, and for what is not in operation.
    """
    covered = _covered(topology, place)
    if ending.kind != "expires" or not topology.operating[place]:
        return None, None
    assumed = covered or [place]
    found = evaluate(topology, dict.fromkeys(assumed, DOWN))
    states = [state for place, state in found.states.items() if place not in found.given]
    services = _services(found)
    return (
        {
            "assumed": "covered" if covered else "itself",
            "counts": {STATES[state]: states.count(state) for state in (3, 2, 1)},
            "services": services[:_LISTED],
            "service_count": len(services),
        },
        found,
    )


def concerned(topology: Topology, place: int, ending: Ending) -> list[int]:
    """Return the CIs that are without it then: those that a contract covers; else the CI itself."""
    return (_covered(topology, place) if ending.kind == "expires" else []) or [place]


def weight(topology: Topology, found: Evaluation | None, place: int) -> tuple[int, ...]:
    """Return what sorts the weightiest first: its services down, degraded, then CIs, then its own."""
    own = _worth(topology, place)
    if found is None:
        return (0, 0, 0, -own)
    states = found.states
    services = [
        _worth(topology, p) for p in states if _is_service(topology, p) and states[p] == DOWN
    ]
    degraded = sum(_is_service(topology, p) and states[p] < DOWN for p in states)
    return (-sum(services), -degraded, -len(states), -own)


def _worth(topology: Topology, place: int) -> int:
    criticalities = (None, "low", "medium", "high", "critical")
    profile = topology.profile(place)
    known = profile.criticality if profile.criticality in criticalities else None
    return 1 + 2 * criticalities.index(known) + (profile.environment == "production")


def _covered(topology: Topology, place: int) -> list[int]:
    ties, operating = topology.ties.values, topology.operating
    users = zip(*topology.users(place), strict=True)
    return [user for user, code in users if ties[code].type == _COVERED_BY and operating[user]]


def _services(found: Evaluation) -> list[ServiceHit]:
    topology = found.topology
    return [
        {"ci": short(topology, place), "state": STATES[found.states[place]]}
        for place in in_order(found)
        if place not in found.given and _is_service(topology, place)
    ]


def _is_service(topology: Topology, place: int) -> bool:
    return topology.model.is_a(topology.profile(place).class_name, "service")


def short(topology: Topology, place: int) -> ShortCi:
    """Return what names a CI."""
    return {
        "id": topology.id(place),
        "class": topology.profile(place).class_name,
        "name": topology.name(place),
    }
