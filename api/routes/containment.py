"""/tree: what stands in what"""

from typing import Annotated, Any, Literal, TypedDict

from fastapi import APIRouter, Query, Response

from api import answers
from api.deps import Asker, TheServices
from api.paging import DEFAULT, Cursor, Limit, cursor_of, place
from api.refs import Ref
from cmdb import containment
from cmdb.containment import GROUPS, Node, Page
from cmdb.topology.snapshot import CiSummary

router = APIRouter(prefix="/api/v1", tags=["items"])

_NODE = {
    "id": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "class": "site",
    "name": "Beijing 1",
    "lifecycle": "operational",
    "criticality": None,
    "environment": None,
    "owner": None,
    "support_team": None,
    "children": 12,
    "by": None,
}
_LEVEL = {"revision": 42, "total": 1, "items": [_NODE], "next": None}
_GROUP = {"group": "places", "total": 1, "items": [_NODE], "next": None}


class Shape(CiSummary):
    children: int
    by: str | None


class Level(TypedDict):
    revision: int
    total: int
    items: list[Shape]
    next: str | None


class Group(TypedDict):
    group: str
    total: int
    items: list[Shape]
    next: str | None


class Groups(TypedDict):
    revision: int
    items: list[Group]
    next: None


GroupName = Literal["places", "platforms", "clouds", "unplaced"]


@router.get(
    "/tree",
    summary="Where the tree begins",
    responses=answers.shown(
        {"revision": 42, "items": [_GROUP], "next": None}, schema=answers.of(Groups)
    ),
)
def roots(
    asker: Asker,
    services: TheServices,
    group: Annotated[GroupName | None, Query(description="Else the start of each.")] = None,
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return what is in nothing else, by group: places, platforms, clouds, and what stands nowhere
    though it should."""
    (skip,) = place(cursor, int) or (0,)
    topology = asker.topology()
    found = [
        {"group": name, **_level(services.tree.roots(topology, name, max(0, skip), limit), skip)}
        for name in ([group] if group else GROUPS)
    ]
    return answers.json({"revision": topology.revision, "items": found, "next": None})


@router.get(
    "/cis/{ref:path}/children",
    summary="What is in a CI",
    responses=answers.shown(_LEVEL, schema=answers.of(Level)),
)
def children(asker: Asker, ref: Ref, limit: Limit = DEFAULT, cursor: Cursor = None) -> Response:
    """Return what it holds: racks of a site, hosts of a cluster, machines of a host."""
    (skip,) = place(cursor, int) or (0,)
    topology = asker.topology()
    found = containment.children(topology, ref, max(0, skip), limit)
    return answers.json({"revision": topology.revision, **_level(found, skip)})


@router.get(
    "/cis/{ref:path}/place",
    summary="Where a CI stands",
    responses=answers.shown(_LEVEL, schema=answers.of(Level)),
)
def path(asker: Asker, ref: Ref) -> Response:
    """Return the way from the root of the tree down to it."""
    topology = asker.topology()
    way = containment.path(topology, ref)
    return answers.json({"revision": topology.revision, **_level(Page(way, len(way)), 0)})


def _level(found: Page, skip: int) -> dict[str, Any]:
    end = max(0, skip) + len(found.nodes)
    return {
        "total": found.total,
        "items": [_shape(one) for one in found.nodes],
        "next": cursor_of([end]) if end < found.total else None,
    }


def _shape(node: Node) -> dict[str, Any]:
    return {**node.ci, "children": node.children, "by": node.by}
