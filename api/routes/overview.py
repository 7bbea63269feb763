"""/overview: what needs somebody first, in one answer"""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import answers
from api.deps import Asker, Operator, TheGraph, TheServices
from cmdb import history, intake, overview
from cmdb.errors import Conflict, Unavailable
from cmdb.intake import Options
from cmdb.intake.model import Files

router = APIRouter(prefix="/api/v1", tags=["overview"])

_DEMO = Path(__file__).parents[2] / "docs/demo"
_DATA = (".yaml", ".yml", ".json", ".jsonl")
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


@router.post(
    "/demo",
    summary="Load the demo estate",
    responses=answers.shown({"cis": 350, "relations": 800}),
)
def demo(who: Operator, services: TheServices) -> Response:
    """Import the demo estate into a database that nobody has written to (409 else), as `cmdb up`
    does."""
    if services.graph.read(history.newest).number:
        raise Conflict(
            "This database is not empty: the demo estate would mix with what is in it.",
            remedy="Start another with `CMDB_HOME=… cmdb up`.",
        )
    names = sorted(one.name for one in _DEMO.glob("*") if one.suffix in _DATA)
    if not names:
        raise Unavailable("The demo estate is not part of this installation.")
    readings = services.importing.readings(Files(_DEMO, tuple(names), "demo"))
    options = Options(who.actor, reason="the demo estate")
    reports = intake.bring_in(services.graph, services.model, readings, options)
    made = {
        "cis": sum(one.created for one in reports),
        "relations": sum(one.relations_created for one in reports),
    }
    return answers.json(made)
