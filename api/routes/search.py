"""/search"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import answers, shapes
from api.deps import Reader, TheServices
from api.paging import DEFAULT, Cursor, Limit, cursor_of, place
from cmdb import search

router = APIRouter(prefix="/api/v1", tags=["search"])


@router.get(
    "/search",
    summary="Find CIs",
    responses=answers.shown(
        {
            "items": [
                {
                    "id": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
                    "class": "business_service",
                    "name": "在线支付服务",
                    "lifecycle": "operational",
                }
            ],
            "next": None,
        }
    ),
)
def find(
    _: Reader,
    services: TheServices,
    q: Annotated[str, Query(max_length=1000, description="Names, identifiers, parts of them.")],
    class_: Annotated[str | None, Query(alias="class", max_length=200)] = None,
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return CIs by name, identifier or attribute, the best first; 支付 finds 在线支付服务."""
    (skip,) = place(cursor, int) or (0,)
    found, more = services.graph.read(
        search.find, services.model, q, class_name=class_, skip=max(0, skip), limit=limit
    )
    shown = [shapes.summary(one) for one in found]
    return answers.json({"items": shown, "next": cursor_of([skip + limit]) if more else None})
