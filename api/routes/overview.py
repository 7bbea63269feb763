"""/overview: what needs somebody first, in one answer"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import answers
from api.deps import Asker, TheGraph
from cmdb import overview

router = APIRouter(prefix="/api/v1", tags=["overview"])

_CI = {
    "id": "01KAK…",
    "class": "network_device",
    "name": "bj1-core-1",
    "lifecycle": "operational",
    "criticality": "critical",
    "environment": "production",
    "owner": "李娜",
    "support_team": "Network team",
}
_EXAMPLE = {
    "revision": 42,
    "at": "2026-11-21T14:00:00Z",
    "counts": {"cis": 350, "relations": 800, "services": 34, "nobodys": 60},
    "teams": [{"name": "Network team", "cis": 44, "services": 2}],
    "team_count": 9,
    "team": {
        "name": "Network team",
        "cis": 44,
        "classes": [{"class": "network_device", "count": 40}],
        "ailing": [{"ci": _CI, "health": "degraded"}],
        "ailing_count": 1,
        "first": [_CI],
    },
    "services": {
        "count": 2,
        "states": {"ok": 1, "at_risk": 0, "degraded": 1, "down": 0},
        "items": [{"ci": _CI, "state": "degraded", "needs": 4, "needed_by": 7}],
    },
    "waiting": {"vetoes": 1, "duplicates": 2, "retirements": 0},
    "runs": [],
}


@router.get(
    "/overview",
    summary="The estate at a glance",
    responses=answers.shown(_EXAMPLE, schema=answers.of(overview.Overview)),
)
def glance(
    asker: Asker,
    graph: TheGraph,
    team: Annotated[
        str | None, Query(max_length=500, description="Who owns or supports what is meant.")
    ] = None,
) -> Response:
    """Return how much there is, who answers for it, how services are, and what waits for a person.

    With a team what it answers for, and its services; else all. Nothing of it is found by a scan.
    """
    found = overview.overview(asker.topology(), graph.read(overview.pulse), team)
    return answers.json(found)
