"""/healthz, /readyz, /metrics, /openapi.json"""

from typing import cast

from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.deps import Json, Reader, TheGraph
from api.edge import Metrics
from cmdb import history

router = APIRouter(tags=["status"])


@router.get("/healthz", summary="Is the process alive?")
async def alive() -> Json:
    """Answer as long as the process does. Needs no token."""
    return {"status": "alive"}


@router.get("/readyz", summary="Can it answer questions?")
def ready(graph: TheGraph) -> Json:
    """Return the newest revision if Neo4j is reachable, else 503. Needs no token."""
    return {"status": "ready", "revision": graph.read(history.newest).number}


@router.get("/metrics", summary="Prometheus metrics", response_class=Response)
def metrics(_: Reader, request: Request) -> Response:
    """Return requests counted and timed, by route, in Prometheus' text format."""
    counted = cast("Metrics", request.app.state.metrics)
    return Response(generate_latest(counted.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/openapi.json", summary="This API's description")
def description(_: Reader, request: Request) -> Json:
    """Return the OpenAPI document that /docs draws."""
    return cast("FastAPI", request.app).openapi()
