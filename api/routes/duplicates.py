"""/duplicates and /retirements: cases that a person decides"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from api import answers
from api.deps import Editor, Operator, Reader, TheGraph, TheServices
from api.paging import DEFAULT, Cursor, Limit, cursor_of, place
from api.refs import resolve
from api.services import now
from api.writes import Write
from cmdb import duplicates
from cmdb.duplicates import Decided, model
from cmdb.duplicates.model import ListedCase
from cmdb.graph import Graph, Tx

router = APIRouter(prefix="/api/v1", tags=["duplicates"])

_CI = {
    "id": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "class": "server",
    "name": "bj1-app-01",
    "lifecycle": "operational",
}
_CASE: dict[str, Any] = {
    "id": "01KAK2W7Q0Z3H5N8M1P4R6T9VX",
    "kind": "duplicate",
    "status": "open",
    "name": "bj1-app-01",
    "cis": [_CI],
    "by": "mac",
    "reason": "2 CIs have its mac",
    "source": "nmap:scans",
    "external_id": "10.1.0.11",
    "opened_at": "2026-11-21T08:00:00+00:00",
}
_DECIDED = {"case": {**_CASE, "status": "merged"}, "revision": 43}
_DECIDES = answers.of(model.DecidedCase)
Case = Annotated[str, Path(max_length=100, description="The case's id.")]
Status = Annotated[str, Query(pattern="^(open|merged|distinct|retired|kept)$")]
Other = Literal["distinct", "unmerge", "reopen"]
_OTHERS: dict[Other, Callable[..., Decided]] = {
    "distinct": duplicates.distinct,
    "unmerge": duplicates.unmerge,
    "reopen": duplicates.reopened,
}


class Suspicion(BaseModel):
    """CIs that may be the same, by id, unique name or `class:name`."""

    cis: Annotated[
        list[str],
        Field(min_length=2, max_length=20, examples=[["server:bj1-app-01", "server:bj1-app-1"]]),
    ]


@router.get(
    "/duplicates",
    summary="List duplicate cases",
    responses=answers.shown({"items": [_CASE], "next": None}, schema=answers.listing(ListedCase)),
)
def listed(
    _: Reader,
    graph: TheGraph,
    status: Status = "open",
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return the cases of CIs that may be the same, newest first."""
    return _page(graph, duplicates.DUPLICATE, status, limit, cursor)


@router.post(
    "/duplicates",
    summary="Open a duplicate case",
    responses=answers.shown({**_CASE, "cis": ["01KAJ…"]}, schema=answers.of(model.Case)),
)
def opened(_: Editor, body: Suspicion, services: TheServices) -> Response:
    """Return the case of CIs that somebody says may be the same; nothing else is written."""

    def work(tx: Tx) -> dict[str, Any]:
        cis = [resolve(tx, services.model, ref) for ref in body.cis]
        return duplicates.opened(tx, cis, now())

    return answers.json(services.graph.write(work))


@router.get(
    "/duplicates/{case}",
    summary="Compare a duplicate case",
    responses=answers.shown(
        {
            "case": {**_CASE, "cis": ["01KAJ5T3M4QF7R0V9YB2C8D6EG"]},
            "columns": [{**_CI, "sources": ["glpi:hq"], "relations": 4}],
            "attributes": [{"attribute": "name", "values": ["bj1-app-01"], "same": True}],
        },
        schema=answers.of(model.Comparison),
    ),
)
def compared(_: Reader, case: Case, graph: TheGraph) -> Response:
    """Return a case side by side: its CIs, and the observation that waits for the decision."""
    return answers.json(graph.write(duplicates.compared, case))


@router.post(
    "/duplicates/{case}/merge",
    summary="Merge duplicates",
    responses=answers.shown(_DECIDED, schema=_DECIDES),
)
def merge(
    who: Editor,
    case: Case,
    services: TheServices,
    write: Write,
    survivor: Annotated[str, Query(max_length=600, description="The CI that stays.")],
) -> Response:
    """Return the case, and the revision that made its CIs one: the others stay for their history."""
    stamp = write.stamp(who)

    def work(tx: Tx) -> Decided:
        ci = resolve(tx, services.model, survivor)
        return duplicates.merge(tx, services.truth(now()), case, ci, stamp, now())

    return _decided(services.graph, work)


@router.post(
    "/duplicates/{case}/{decision}",
    summary="Say that they are not the same, or take a decision back",
    responses=answers.shown(
        {"case": {**_CASE, "status": "distinct"}, "revision": None}, schema=_DECIDES
    ),
)
def decided(
    who: Editor,
    case: Case,
    decision: Annotated[Other, Path(description="reopen: whatever was decided.")],
    services: TheServices,
    write: Write,
) -> Response:
    """Return the case as it is now. `distinct` is remembered, and an observation that waited becomes
    a CI of its own; `unmerge` undoes a merge and `reopen` any decision, and the case is open again:
    refused (409) where something was written since."""
    stamp, decide = write.stamp(who), _OTHERS[decision]
    return _decided(
        services.graph, lambda tx: decide(tx, services.truth(now()), case, stamp, now())
    )


@router.get(
    "/retirements",
    summary="List CIs that a run would not retire",
    responses=answers.shown(
        {"items": [{**_CASE, "kind": "retirement"}], "next": None},
        schema=answers.listing(ListedCase),
    ),
)
def retirements(
    _: Reader,
    graph: TheGraph,
    status: Status = "open",
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return CIs that no source sees any more, but that a group of another CI still wants."""
    return _page(graph, duplicates.RETIREMENT, status, limit, cursor)


@router.post(
    "/retirements/{case}/{decision}",
    summary="Retire it, or keep it",
    responses=answers.shown(
        {"case": {**_CASE, "kind": "retirement", "status": "kept"}, "revision": 45}, schema=_DECIDES
    ),
)
def retirement(
    who: Operator,
    case: Case,
    decision: Literal["retire", "keep", "reopen"],
    services: TheServices,
    write: Write,
) -> Response:
    """Return the case as it is now. A person's word: no run changes it until it is released, or
    until it is taken back (reopen)."""
    stamp, truth = write.stamp(who), services.truth(now())

    def work(tx: Tx) -> Decided:
        if decision == "reopen":
            return duplicates.reopened(tx, truth, case, stamp, now())
        retire = decision == "retire"
        return duplicates.retirement(tx, truth, case, stamp, now(), retire=retire)

    return _decided(services.graph, work)


def _page(graph: Graph, kind: str, status: str, limit: int, cursor: str | None) -> Response:
    (skip,) = place(cursor, int) or (0,)
    skip = max(0, skip)
    found = graph.read(duplicates.cases, kind=kind, status=status, skip=skip, limit=limit + 1)
    more = cursor_of([skip + limit]) if len(found) > limit else None
    return answers.json({"items": found[:limit], "next": more})


def _decided(graph: Graph, work: Callable[[Tx], Decided]) -> Response:
    done = graph.write(work)
    return answers.json({"case": done.case, "revision": done.revision})
