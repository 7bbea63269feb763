"""/healthz, /readyz, /metrics, /openapi.json, /api/v1/status"""

import platform
from typing import Any, cast

from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api import answers
from api.deps import Json, Reader, TheServices
from api.edge import Metrics
from api.release import release
from cmdb.topology import counting

router = APIRouter(tags=["status"])


@router.get("/healthz", summary="Is the process alive?")
async def alive() -> Json:
    """Answer as long as the process does. Needs no token."""
    return {"status": "alive"}


@router.get("/readyz", summary="Can it answer questions?")
def ready(services: TheServices) -> Json:
    """Return the newest revision once the topology is loaded, 503 without Neo4j. Needs no token."""
    return {"status": "ready", "revision": services.topology.current().revision}


@router.get(
    "/api/v1/status",
    summary="What runs here",
    responses=answers.shown(
        {
            "versions": {"cmdb": "0.1.0", "neo4j": "Neo4j/2026.08.1", "python": "3.11.7"},
            "revision": 42,
            "counts": {"cis": 300, "relations": 520, "by_class": {"server": 24}},
        }
    ),
)
def status(who: Reader, services: TheServices) -> Response:
    """Return versions, the newest revision and counts; addresses and logs to those who operate."""
    topology = services.topology.current()
    classes, types = counting.by_class(topology), counting.by_type(topology)
    shape: dict[str, Any] = {
        "versions": {
            "cmdb": release(),
            "neo4j": services.graph.server(),
            "python": platform.python_version(),
        },
        "revision": topology.revision,
        "revised_at": topology.stamp.at,
        "counts": {
            "cis": len(topology),
            "relations": sum(types.values()),
            "by_class": classes,
            "by_type": types,
        },
    }
    if "operate" in who.rights:
        shape["places"] = services.places
        if unusable := services.importing.kinds()["broken"]:
            shape["broken_importers"] = unusable
    return answers.json(shape)


@router.get("/metrics", summary="Prometheus metrics", response_class=Response)
def metrics(_: Reader, request: Request) -> Response:
    """Return requests counted and timed, by route, in Prometheus' text format."""
    counted = cast("Metrics", request.app.state.metrics)
    return Response(generate_latest(counted.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/openapi.json", summary="This API's description")
def description(_: Reader, request: Request) -> Json:
    """Return the OpenAPI document that /docs draws."""
    return cast("FastAPI", request.app).openapi()
