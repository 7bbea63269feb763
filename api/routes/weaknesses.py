"""/spof, and /weaknesses of the whole estate"""

from collections.abc import Generator
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api import answers, steps
from api.deps import Asker, TheGraph
from cmdb import weaknesses
from cmdb.errors import Invalid, Problem
from cmdb.graph import Graph
from cmdb.model.durations import seconds
from cmdb.topology.snapshot import Topology
from cmdb.weaknesses import Progress, SinglePoints, Weaknesses, Weighed

router = APIRouter(prefix="/api/v1", tags=["weaknesses"])

_CI = Annotated[str, Field(max_length=600)]
_LEFT = 499  # what servers note of a client that did not wait


class Service(BaseModel):
    """A service, or any other CI, and what is planned to fail."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"ci": "在线支付服务", "given": ["pay-dbsrv-1"], "order": 2}]
        },
    )

    ci: Annotated[str, Field(max_length=600, description="An id, a unique name, or `class:name`.")]
    given: Annotated[
        list[_CI], Field(max_length=10_000, description="What is down already, as planned.")
    ] = []
    order: Annotated[
        int, Field(description="Look for sets of up to so many CIs (1 to 3) that take it down.")
    ] = 1
    budget: Annotated[
        str, Field(max_length=40, description="How long to look for sets, up to PT1M.")
    ] = "PT5S"
    limit: Annotated[int, Field(ge=1, le=10_000, description="How many of a kind to list.")] = 100


_PAY = {"id": "01KAK…", "class": "business_service", "name": "在线支付服务"}
_UPS = {"id": "01KAJ…", "class": "ups", "name": "bj1-ups-a"}
_CAUSE = {
    "ci": {"id": "01KAM…", "class": "database_cluster", "name": "pay-db-pair"},
    "group": "members",
    "cause": _UPS,
    "alone": True,
    "failing": [{"id": "01KAN…", "class": "database_instance", "name": "pay-db-1"}],
    "failing_count": 2,
    "members": 2,
    "tolerated": 1,
    "others": 8,
    "text": "pay-db-1 and pay-db-2 of pay-db-pair's group members share ups bj1-ups-a",
}
_SPOF = {
    "revision": 42,
    "complete": True,
    "ci": _PAY,
    "state": "ok",
    "given": [],
    "suppliers": 153,
    "counts": {"down": 24, "degraded": 33},
    "newly": 0,
    "single_points": [
        {
            "ci": _UPS,
            "state": "down",
            "newly": False,
            "before": "down",
            "confidence": None,
            "changes": 1,
            "chain": [
                {"ci": _PAY, "state": "down", "text": "depends on pay-db, which is down"},
                {"ci": _UPS, "state": "down", "text": None},
            ],
        }
    ],
    "common_causes": [_CAUSE],
    "common_cause_count": 59,
    "cuts": None,
    "notes": [],
}
_WEAKNESSES = {
    "revision": 42,
    "complete": True,
    "cis": 344,
    "examined": 322,
    "counted": "services",
    "ranking": [
        {
            "rank": 1,
            "ci": {"id": "01KAJ…", "class": "room", "name": "bj1-room-1"},
            "score": 762.92,
            "services": {"down": 26, "degraded": 4, "at_risk": 2},
            "cis": 153,
            "worst": [_PAY],
            "consumers": [
                {
                    "ci": {"id": "01KAP…", "class": "business_unit", "name": "零售事业部"},
                    "users": 3100000,
                }
            ],
            "consumer_count": 4,
            "users": 3112225,
        }
    ],
    "common_causes": [_CAUSE],
    "common_cause_count": 118,
    "notes": [],
}


@router.post(
    "/spof", summary="What takes this down alone, or together?", responses=answers.shown(_SPOF)
)
def spof(asker: Asker, graph: TheGraph, body: Service) -> Response:
    """Return the single points of failure of a CI, each with its proof, and hidden common causes.

    With `given` failures also what they newly expose; with `order` 2 or 3 the minimal sets.
    """
    asked = Weighed(body.ci, tuple(body.given), body.order, _seconds(body.budget), body.limit)
    topology = asker.topology()
    found = weaknesses.of(topology, asked, steps.others_first)
    return _json(graph.read(weaknesses.with_changes, topology, found))


@router.get(
    "/weaknesses",
    summary="Whose failure hurts most?",
    responses=answers.shown(_WEAKNESSES),
)
async def estate(
    asker: Asker,
    graph: TheGraph,
    request: Request,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many of a kind to list.")] = 10,
) -> Response:
    """Return the CIs whose failure hurts most, and the groups whose redundancy one CI undoes.

    With `Accept: text/event-stream` progress comes first. The work ends when the client leaves.
    """
    topology = await to_thread.run_sync(asker.topology)
    work = partial(_estate, topology, graph, limit)
    if "text/event-stream" in request.headers.get("accept", ""):
        return steps.followed(request, work, "weaknesses")
    found = await steps.finished(request, work)
    return Response(status_code=_LEFT) if found is None else _json(found)


def _estate(topology: Topology, graph: Graph, limit: int) -> Generator[Progress | Weaknesses]:
    uses = graph.read(weaknesses.uses)
    yield from weaknesses.of_estate(topology, uses, limit, steps.others_first)


def _json(found: SinglePoints | Weaknesses) -> Response:
    return answers.json(found, headers={"ETag": f'"{found.revision}"'})


def _seconds(duration: str) -> float:
    try:
        return seconds(duration)
    except ValueError as exc:
        raise Invalid(f"budget: {exc}.", problems=[Problem("budget", str(exc))]) from exc
