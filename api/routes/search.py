"""/search: CIs by text and filters, as a page, as counts, and as a table to take away"""

from typing import Annotated, Any, Literal, TypedDict

from fastapi import APIRouter, Query, Response

from api import answers
from api.asked import Asked
from api.deps import Asker, TheServices
from api.paging import DEFAULT, Cursor, Limit, cursor_of, place
from api.services import Services
from api.tables import WRITTEN, TableFormat, download
from cmdb import search
from cmdb.search import Facet, Finds, shown
from cmdb.topology.snapshot import Topology

router = APIRouter(prefix="/api/v1", tags=["search"])

_ROW = {
    "id": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "class": "server",
    "name": "shop-db-1",
    "layer": 5,
    "lifecycle": "operational",
    "health": None,
    "criticality": "high",
    "environment": "production",
    "owner": "alice",
    "support_team": "Database team",
    "values": {"serial_number": "S7K2"},
}
_FACET = {"name": "class", "values": [{"value": "server", "count": 24}], "more": 0}
_COLUMNS = "name,class,environment,lifecycle,criticality,owner,support_team,id"

Row = TypedDict(
    "Row",
    {
        "id": str,
        "class": str,
        "name": str,
        "layer": int | None,
        "lifecycle": str | None,
        "health": str | None,
        "criticality": str | None,
        "environment": str | None,
        "owner": str | None,
        "support_team": str | None,
        "values": dict[str, Any],
    },
)
"""A CI as it is found. `values` has the further columns that were asked for."""


class Found(TypedDict):
    revision: int
    total: int
    items: list[Row]
    next: str | None


class Count(TypedDict):
    value: str | int | None
    count: int


class Counted(TypedDict):
    name: str
    values: list[Count]
    more: int


class Counts(TypedDict):
    revision: int
    total: int
    items: list[Counted]
    next: None


FacetName = Literal[
    "class", "layer", "environment", "owner", "support_team", "lifecycle", "criticality", "source"
]
_FACETS: list[FacetName] = [
    "class",
    "layer",
    "environment",
    "owner",
    "support_team",
    "lifecycle",
    "criticality",
]
Sort = Annotated[
    str | None,
    Query(
        max_length=200,
        description="A column; `-name` sorts the other way round. Else the best first, or by name.",
        examples=["owner", "-serial_number"],
    ),
]
Columns = Annotated[
    str,
    Query(
        max_length=4_000,
        description="Further fields to show, with commas between; `source` is who knows the CI.",
        examples=["serial_number,source"],
    ),
]


@router.get(
    "/search",
    summary="Find CIs",
    responses=answers.shown(
        {"revision": 42, "total": 1, "items": [_ROW], "next": None}, schema=answers.of(Found)
    ),
)
def find(  # noqa: PLR0913, PLR0917  a parameter is one of the query
    asker: Asker,
    services: TheServices,
    asked: Annotated[Asked, Query()],
    sort: Sort = None,
    columns: Columns = "",
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return CIs by name, identifier or attribute, the best first; 支付 finds 在线支付服务.

    Without a text all that the filters keep. `total` says how many there are on all pages.
    """
    (skip,) = place(cursor, int) or (0,)
    wanted, topology = _columns(services, columns), asker.topology()
    finds = _finds(services, topology, asked, sort)
    page = slice(max(0, skip), max(0, skip) + limit)
    listed = shown.rows(services.graph, services.search.columns, finds, wanted, page)
    more = page.stop < len(finds)
    return answers.json(
        {
            "revision": finds.index.revision,
            "total": len(finds),
            "items": [_row(one, wanted) for one in listed],
            "next": cursor_of([page.stop]) if more else None,
        }
    )


@router.get(
    "/search/facets",
    summary="Count what is found",
    responses=answers.shown(
        {"revision": 42, "total": 24, "items": [_FACET], "next": None}, schema=answers.of(Counts)
    ),
)
def facets(
    asker: Asker,
    services: TheServices,
    asked: Annotated[Asked, Query()],
    facet: Annotated[list[FacetName], Query(max_length=20)] = _FACETS,
    most: Annotated[int, Query(ge=1, le=5_000, description="So many values of each.")] = 20,
) -> Response:
    """Return how many CIs there are of each value: of a facet under all filters but its own."""
    names = list(dict.fromkeys(facet))
    index = services.search.current(asker.topology())
    total, found = search.facets(index, services.search.columns, asked.question(), names, most)
    return answers.json(
        {
            "revision": index.revision,
            "total": total,
            "items": [_facet(one) for one in found],
            "next": None,
        }
    )


@router.get("/search/export", summary="Take the table away", responses=WRITTEN)
def export(
    asker: Asker,
    services: TheServices,
    asked: Annotated[Asked, Query()],
    format_: TableFormat = "csv",
    sort: Sort = None,
    columns: Columns = _COLUMNS,
) -> Response:
    """Return all that is found, on every page, with exactly these columns, as CSV or XLSX."""
    wanted, topology = _columns(services, columns), asker.topology()
    finds = _finds(services, topology, asked, sort)
    notes = [
        *asked.said(),
        ("CIs", f"{len(finds)}"),
        ("revision", f"{finds.index.revision}"),
        ("written at", finds.index.at or ""),
    ]
    made = shown.table(services.graph, services.search.columns, finds, wanted, notes)
    return download(made, format_, ETag=f'"{finds.index.revision}"')


def _columns(services: Services, said: str) -> list[str]:
    return shown.columns(services.model, [one for one in said.split(",") if one])


def _finds(services: Services, topology: Topology, asked: Asked, sort: str | None) -> Finds:
    question = asked.question(sort)
    if question.sort is not None:
        shown.columns(services.model, [question.sort], "sort")
    index = services.search.current(topology)
    return search.found(index, services.search.columns, question)


def _row(found: shown.Row, wanted: list[str]) -> dict[str, Any]:
    values = {name: found[name] for name in wanted if name not in shown.HELD}
    return {**{name: found[name] for name in shown.HELD}, "values": values}


def _facet(one: Facet) -> dict[str, Any]:
    values = [{"value": value, "count": count} for value, count in one.values]
    return {"name": one.name, "values": values, "more": one.more}
