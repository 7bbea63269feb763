"""A service in one look: what it stands on, who uses it and answers for it, how well it is known."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cmdb import impact, weaknesses
from cmdb.graph import Tx
from cmdb.proofs import store as evidence
from cmdb.services import quality, redundancy, store
from cmdb.services.catalogue import Wanted, listed, standing
from cmdb.services.marks import Scores, marks
from cmdb.services.model import Listed, Mark, Service, Standing, WeakPoints
from cmdb.services.reach import Reach, reach, steps_down
from cmdb.services.teams import teams
from cmdb.services.used_by import consumed, used_by
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import Topology
from cmdb.weaknesses import SinglePoints, Weighed

__all__ = [
    "Listed",
    "Look",
    "Mark",
    "Scores",
    "Service",
    "Standing",
    "Wanted",
    "beneath",
    "listed",
    "look",
    "looked_at",
    "marks",
    "standing",
]

_POINTS = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What the graph alone tells of a service, and what the rest is found out from."""

    reach: Reach
    points: SinglePoints | None
    service: Service


def look(topology: Topology, ref: str, *, levels: int | None = None, limit: int = 100) -> Look:
    """Return what the graph alone tells of a service, or of any other CI.

    `limit` is how many groups are listed. Raises NotFound with near names, Invalid for an ambiguous
    name or less than one level.
    """
    place = resolve(topology, ref)
    stands_on = impact.needs(topology, topology.id(place), levels)
    reached = reach(topology, place)
    pools = list(redundancy.pools(reached))
    points = _points(topology, place)
    return Look(
        reached,
        points,
        {
            "revision": topology.revision,
            "complete": stands_on["complete"],
            "ci": stands_on["ci"],
            "state": reached.state(place) if topology.operating[place] else None,
            "suppliers": len(reached.below),
            "levels": stands_on["levels"],
            "used_by": used_by(reached, {}),
            "teams": teams(reached),
            "redundancy": [redundancy.shown(reached, *one) for one in pools[:limit]],
            "redundancy_count": len(pools),
            "weak_points": _weak(points),
            "quality": list(quality.of_graph(reached, (group for _, group in pools))),
        },
    )


def beneath(topology: Topology, ref: str) -> set[int]:
    """Return the places of a CI and of all that it stands on. Raises NotFound, Invalid."""
    place = resolve(topology, ref)
    return {place, *steps_down(topology, place)}


def looked_at(tx: Tx, seen: Look, now: datetime, stale_after: timedelta) -> Service:
    """Return the look with what only the database knows: users, sources, how often things changed."""
    reached, topology = seen.reach, seen.reach.topology
    services = {topology.id(what) for _, what in consumed(reached)}
    cis = evidence.cis(tx, {topology.id(place) for place, _ in reached.standing()})
    relations = evidence.relations(tx, quality.links(reached))
    doubts = quality.of_evidence(reached, cis, relations, now, stale_after)
    points = seen.points
    if points is not None:
        points = weaknesses.with_changes(tx, topology, points)
    return {
        **seen.service,
        "used_by": used_by(reached, store.users(tx, sorted(services))),
        "weak_points": _weak(points),
        "quality": [*seen.service["quality"], *doubts],
    }


def _points(topology: Topology, place: int) -> SinglePoints | None:
    """Return the weak points; None of what is not in operation."""
    if not topology.operating[place]:
        return None
    return weaknesses.of(topology, Weighed(topology.id(place), limit=_POINTS))


def _weak(found: SinglePoints | None) -> WeakPoints | None:
    if found is None:
        return None
    return {
        "counts": found.counts,
        "single_points": found.single_points,
        "common_causes": found.common_causes,
        "common_cause_count": found.common_cause_count,
    }
