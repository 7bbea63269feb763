"""The estate at a glance: how much there is, who answers for it, how services are, what waits."""

from cmdb import feed, services
from cmdb.feed import Pulse
from cmdb.graph import Tx
from cmdb.overview.model import Overview
from cmdb.overview.teams import nobodys, running, teams, view
from cmdb.topology import counting
from cmdb.topology.snapshot import Topology

__all__ = ["Overview", "overview", "pulse"]

_TEAMS = 500
_SERVICES = 12


def pulse(tx: Tx) -> Pulse:
    """Return what is under way and what waits for a person."""
    return feed.beat(tx)


def overview(topology: Topology, moving: Pulse, team: str | None = None) -> Overview:
    """Return the overview, and what one team answers for where one is given."""
    profiles = counting.by_profile(topology)
    listed, count = teams(topology.model, profiles, _TEAMS)
    return {
        "revision": topology.revision,
        "at": topology.stamp.at if topology.revision else None,
        "counts": {
            "cis": len(topology),
            "relations": sum(counting.by_type(topology).values()),
            "services": running(topology.model, profiles),
            "nobodys": nobodys(profiles),
        },
        "teams": listed,
        "team_count": count,
        "team": None if team is None else view(topology, team),
        "services": services.standing(topology, team, _SERVICES),
        "waiting": moving.waiting,
        "runs": list(moving.runs.values()),
    }
