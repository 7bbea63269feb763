"""Who uses a service: consumers with their users, processes, and the services above it."""

from collections.abc import Iterable, Iterator, Mapping

from cmdb.services.model import Above, Consumer, Uses
from cmdb.services.reach import Reach
from cmdb.services.store import Users
from cmdb.topology.snapshot import Topology

_CONSUMES = "CONSUMES"
_PROCESSES = ("business_process", "business_capability")


def consumed(reach: Reach) -> list[tuple[int, int]]:
    """Return (consumer, what it consumes) of the service and of all that stands on it, by place."""
    return list(consumers_of(reach.topology, (reach.place, *reach.above)))


def consumers_of(topology: Topology, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield (consumer, what it consumes) of these CIs, by place."""
    ties = topology.ties.values
    for place in places:
        for user, code in zip(*topology.users(place), strict=True):
            if ties[code].type == _CONSUMES:
                yield user, place


def used_by(reach: Reach, users: Users) -> Uses:
    """Return who would notice, those with the most users first."""
    topology, above = reach.topology, reach.above
    consumers: list[Consumer] = [
        {
            "ci": reach.short(who),
            "via": reach.short(what),
            "users": users.get((topology.id(who), topology.id(what))),
        }
        for who, what in consumed(reach)
    ]
    consumers.sort(key=lambda one: (-(one["users"] or 0), one["ci"]["name"], one["via"]["name"]))
    processes = [place for place in above if _is(reach, place, *_PROCESSES)]
    services = [place for place in above if _is(reach, place, "service")]
    return {
        "consumers": consumers,
        "users": sum(_most(consumers).values()),
        "processes": [_above(reach, place) for place in processes],
        "services": [_above(reach, place) for place in services],
        "others": len(above) - len(processes) - len(services),
    }


def _most(consumers: list[Consumer]) -> Mapping[str, int]:
    """Return the largest number of users by consumer: they are perhaps the same people."""
    most: dict[str, int] = {}
    for one in consumers:
        most[one["ci"]["id"]] = max(most.get(one["ci"]["id"], 0), one["users"] or 0)
    return most


def _above(reach: Reach, place: int) -> Above:
    return {"ci": reach.topology.summary(place), "steps": reach.above[place]}


def _is(reach: Reach, place: int, *kinds: str) -> bool:
    ancestors = reach.topology.model.ci_class(reach.topology.profile(place).class_name).ancestors
    return any(kind in ancestors for kind in kinds)
