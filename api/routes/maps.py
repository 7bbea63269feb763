"""/impact/map, /services/{ref}/map and /cis/{ref}/map: an answer as a picture, and for other tools"""

import base64
import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response

from api.deps import Asker
from api.past import At
from api.refs import Ref
from api.routes.impact import Question
from cmdb import hypotheses, maps
from cmdb.maps import FORMATS, MOST, Map, Wish
from cmdb.maps.style import css

router = APIRouter(prefix="/api/v1", tags=["maps"])

# A picture that is opened by itself: its own style sheet, and nothing else at all.
_POLICY = (
    "default-src 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(css().encode()).digest()).decode()}'"
)
_EXAMPLE = {
    "revision": 42,
    "title": "If shop-db-1 fails",
    "shown": ["1 down, 1 at risk", "2 of 2 CIs shown, 0 of 1 relations hidden"],
    "cis": 2,
    "relations": 1,
    "hidden": {"cis": 0, "relations": 0, "further_cis": 0, "further_relations": 0},
    "nodes": [{"id": "01KAJ…", "name": "shop-db-1", "class": "server", "state": "down"}],
    "lines": [{"from": "01KAK…", "to": "01KAJ…", "type": "DEPENDS_ON", "group": "db"}],
    "pools": [{"ci": "01KAK…", "group": "db", "needs": 1, "members": 2}],
}
_SHOWN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Done",
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": _EXAMPLE},
            **{
                one.media_type.partition(";")[0]: {"schema": {"type": "string"}}
                for name, one in FORMATS.items()
                if name != "json"
            },
        },
    }
}

FormatName = Annotated[
    Literal["json", "svg", "mermaid", "dot", "graphml"],
    Query(alias="format", description="How it is written."),
]
Steps = Annotated[int | None, Query(ge=0, le=1000)]


def _wish(
    group: Annotated[
        Literal["auto", "class", "layer", "site"],
        Query(description="What too many CIs are counted by; auto draws each while there is room."),
    ] = "auto",
    most: Annotated[
        int, Query(ge=10, le=1000, description="So many CIs are drawn each on its own.")
    ] = MOST,
) -> Wish:
    return Wish(None if group == "auto" else group, most)


TheWish = Annotated[Wish, Depends(_wish)]


def drawn(found: Map, format_: str) -> Response:
    """Return a map in a format, with its media type."""
    headers = {"ETag": f'"{found.revision}"'}
    if format_ == "svg":
        headers["Content-Security-Policy"] = _POLICY
    return Response(
        maps.written(found, format_), headers=headers, media_type=FORMATS[format_].media_type
    )


@router.post("/impact/map", summary="A map of what this takes down", responses=_SHOWN)
def of_impact(
    asker: Asker, body: Question, wish: TheWish, format_: FormatName = "json"
) -> Response:
    """Return what is not ok and the relations that carried it; it says what is not shown."""
    with asker.as_of(body.moment()) as topology:
        edits = hypotheses.edits(topology.model, body.hypothesis)
        return drawn(maps.of_impact(topology, body.asked(), wish, edits), format_)


@router.get("/services/{ref:path}/map", summary="A map of a service", responses=_SHOWN)
def of_service(
    asker: Asker, ref: Ref, wish: TheWish, format_: FormatName = "json", at: At = None
) -> Response:
    """Return all that it stands on and all that stands on it."""
    with asker.as_of(at) as topology:
        return drawn(maps.around(topology, ref, None, None, wish), format_)


@router.get("/cis/{ref:path}/map", summary="A map round about a CI", responses=_SHOWN)
def around(  # noqa: PLR0913, PLR0917  a parameter is one of the path or query
    asker: Asker,
    ref: Ref,
    wish: TheWish,
    up: Steps = 2,
    down: Steps = 2,
    format_: FormatName = "json",
    at: At = None,
) -> Response:
    """Return what needs it so many steps up, and what it needs so many steps down."""
    with asker.as_of(at) as topology:
        return drawn(maps.around(topology, ref, up, down, wish), format_)
