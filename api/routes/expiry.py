"""/expiring: what ends soon, and what that would hit"""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api import answers
from api.deps import Asker, TheGraph
from api.paging import DEFAULT, Cursor, Limit, cursor_of, place
from api.services import now
from cmdb import expiry, services
from cmdb.expiry import Kind, Span

router = APIRouter(prefix="/api/v1", tags=["expiry"])

_EXAMPLE = {
    "revision": 42,
    "at": "2026-11-21T14:00:00Z",
    "until": "2026-12-21T14:00:00Z",
    "total": 1,
    "ended": 0,
    "items": [
        {
            "ci": {"id": "01KAJ…", "class": "certificate", "name": "pay.lantern.example (TLS)"},
            "kind": "expires",
            "ends": "2026-12-18T23:59:59Z",
            "days": 27,
            "ended": False,
            "concerns": [{"id": "01KAJ…", "class": "certificate", "name": "pay.lantern.example"}],
            "concern_count": 1,
            "hits": {
                "assumed": "itself",
                "counts": {"down": 9, "degraded": 2, "at_risk": 0},
                "services": [
                    {
                        "ci": {"id": "01KAK…", "class": "business_service", "name": "在线支付服务"},
                        "state": "down",
                    }
                ],
                "service_count": 3,
            },
        }
    ],
    "next": None,
}


class Filters(BaseModel):
    """What is meant: every filter that is given must hold."""

    within: Annotated[
        str,
        Field(max_length=40, description="How far ahead: P30D, 30d, 2w, 6m, 1y.", examples=["30d"]),
    ] = "P30D"
    kind: Annotated[list[Kind] | None, Field(description="What ends; else any of them.")] = None
    under: Annotated[
        str | None,
        Field(max_length=600, description="Only what concerns this CI or what it stands on."),
    ] = None


class _Page(expiry.Expiring):
    next: str | None


@router.get(
    "/expiring",
    summary="What ends soon?",
    responses=answers.shown(_EXAMPLE, schema=answers.of(_Page)),
)
def expiring(
    asker: Asker,
    graph: TheGraph,
    filters: Annotated[Filters, Query()],
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return what ends, and what has ended and is in operation still, with what that would hit.

    An expired certificate or licence counts as down; of a contract what it covers is. Each is asked
    by itself. The first ends first; of one day what hits most.
    """
    topology, at = asker.topology(), now()
    end = expiry.until(at, filters.within)
    (skip,) = place(cursor, int) or (0,)
    skip = max(0, skip)
    endings = graph.read(expiry.ending, end)
    if filters.under is not None:
        below = services.beneath(topology, filters.under)
        endings = expiry.concerning(topology, endings, below)
    found = expiry.expiring(
        topology,
        endings,
        Span(at, end),
        kinds=filters.kind or expiry.KINDS,
        skip=skip,
        limit=limit,
    )
    more = skip + len(found["items"]) < found["total"]
    body = {**found, "next": cursor_of((skip + limit,)) if more else None}
    return answers.json(body, headers={"ETag": f'"{found["revision"]}"'})
