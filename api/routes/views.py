"""/views: what somebody wants to look at again"""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api import answers
from api.deps import Editor, Reader, TheGraph
from api.services import now
from cmdb import views
from cmdb.views import View

router = APIRouter(prefix="/api/v1", tags=["views"])

_KIND = "Which page it is of."
Kind = Annotated[str, Path(max_length=30, description=_KIND, examples=["map"])]
Name = Annotated[str, Path(max_length=400, description="Its name.", examples=["shop"])]
Shared = Annotated[bool, Query(description="The shared one of that name, not one's own.")]
_VIEW = {
    "kind": "map",
    "name": "shop",
    "query": "ci=01KAJ5T3M4QF7R0V9YB2C8D6EG&up=1&down=3",
    "shared": True,
    "owner": "alice",
    "created_at": "2026-11-21T07:12:44.018230Z",
    "changed_by": "alice",
    "changed_at": "2026-11-21T07:12:44.018230Z",
}


class Looked(BaseModel):
    """What a page is asked to show: the query string of its address, without `?`."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"query": "ci=shop&up=1", "shared": True}]}
    )

    query: Annotated[str, Field(max_length=8_000)]
    shared: Annotated[bool, Field(description="For everybody, not for oneself alone.")] = False


@router.get(
    "/views", summary="List views", responses=answers.shown({"items": [_VIEW], "next": None})
)
def listed(
    who: Reader,
    graph: TheGraph,
    kind: Annotated[str, Query(max_length=30, description=_KIND)] = "map",
) -> Response:
    """Return the views of a page by name, those that are shared and one's own."""
    found = graph.read(views.every, kind, who.actor)
    return answers.json({"items": [_shape(one) for one in found], "next": None})


@router.put("/views/{kind}/{name}", summary="Save a view", responses=answers.shown(_VIEW))
def save(who: Editor, kind: Kind, name: Name, body: Looked, graph: TheGraph) -> Response:
    """Return the view, new or instead of what had the name."""
    wanted = View(kind, name, body.query, body.shared, who.actor)
    return answers.json(_shape(graph.write(views.save, wanted, now())))


@router.delete("/views/{kind}/{name}", summary="Remove a view", responses=answers.shown(_VIEW))
def remove(
    who: Editor, kind: Kind, name: Name, graph: TheGraph, shared: Shared = False
) -> Response:
    """Return the view that had the name."""
    found = graph.write(views.remove, kind, name, who.actor, shared=shared)
    return answers.json(_shape(found))


def _shape(found: View) -> dict[str, str | bool]:
    return {
        "kind": found.kind,
        "name": found.name,
        "query": found.query,
        "shared": found.shared,
        "owner": found.owner,
        "created_at": found.created_at,
        "changed_by": found.changed_by,
        "changed_at": found.changed_at,
    }
