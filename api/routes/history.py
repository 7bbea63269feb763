"""/revisions, and the history of a CI"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal, TypedDict

from fastapi import APIRouter, Path, Query, Response
from pydantic import AwareDatetime, BaseModel, Field

from api import answers, shapes
from api.deps import Editor, Reader, TheGraph, TheModel
from api.paging import DEFAULT, Cursor, Limit, cursor_of, page, place
from api.past import SAID
from api.refs import Ref, resolve
from api.services import now
from api.writes import Write
from cmdb import baselines, history, items
from cmdb.errors import NotFound
from cmdb.graph import Tx
from cmdb.history import Difference, Event, Revision, Wanted
from cmdb.model import Model

router = APIRouter(prefix="/api/v1", tags=["history"])

_ALL = 2**53
Number = Annotated[int, Path(ge=1, le=2**53, description="A revision's number.")]
_REVISION = {
    "number": 42,
    "at": "2026-11-21T07:47:13.204511+00:00",
    "actor": "admin",
    "events": 1,
    "reason": "moved to the new rack",
}
_EVENT = {
    "kind": "ci",
    "op": "change",
    "ci": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "class": "server",
    "name": "shop-db-1",
    "changes": {"owner": {"before": "alice", "after": "bob"}},
}


class _Undone(TypedDict):
    revision: int | None
    undoes: int
    events: int


class _Counts(TypedDict):
    cis: dict[str, int]
    relations: dict[str, int]


class Filters(BaseModel):
    """Every filter that is given must hold."""

    by: Annotated[
        str | None, Field(max_length=500, description="Who wrote it: a person, or a source.")
    ] = None
    kind: Annotated[
        Literal["people", "imports"] | None, Field(description="Whether people or imports did.")
    ] = None
    run: Annotated[str | None, Field(max_length=100, description="Which run of an import.")] = None
    since: Annotated[AwareDatetime | None, Field(description="Not before, with its zone.")] = None
    until: Annotated[AwareDatetime | None, Field(description="Before, with its zone.")] = None


@router.get(
    "/cis/{ref:path}/history",
    summary="A CI's history",
    responses=answers.shown(
        {"items": [{"revision": _REVISION, **_EVENT}], "next": None},
        schema=answers.listing(shapes.StoryShown),
    ),
)
def of_ci(
    _: Reader,
    ref: Ref,
    graph: TheGraph,
    model: TheModel,
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return what happened to it and its relations, the newest first.

    By its id also what happened to a CI that is no longer there: its creation was undone.
    """
    after = place(cursor, int, int)

    def work(tx: Tx) -> tuple[list[tuple[Event, Revision]], dict[str, str]]:
        found = history.of_ci(tx, _of(tx, model, ref), after=after, limit=limit + 1)
        return found, _names(tx, [event for event, _ in found])

    found, names = graph.read(work)
    return answers.json(
        page(
            found,
            limit,
            lambda one: {"revision": shapes.revision(one[1]), **shapes.event(one[0], names)},
            lambda one: (one[0].revision, one[0].ordinal),
        )
    )


def _of(tx: Tx, model: Model, ref: str) -> str:
    """Return the id that is meant, also of a CI that only the history knows."""
    try:
        return resolve(tx, model, ref)
    except NotFound:
        if items.is_id(ref) and history.of_ci_itself(tx, ref, 1):
            return ref
        raise


def _names(tx: Tx, events: Sequence[Event]) -> dict[str, str]:
    """Return the names of the CIs at the ends of relations: ids alone tell a person nothing."""
    ends = {end for e in events if e.kind == "relation" for end in (e.ci, e.to) if end}
    return {one.id: one.facts["name"] for one in items.several(tx, sorted(ends))}


@router.get(
    "/revisions",
    summary="List revisions",
    responses=answers.shown(
        {"items": [_REVISION], "next": None}, schema=answers.listing(shapes.RevisionShown)
    ),
)
def revisions(
    _: Reader,
    graph: TheGraph,
    filters: Annotated[Filters, Query()],
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return revisions, the newest first; `undone_by` is the later one that set one back."""
    (below,) = place(cursor, int) or (None,)
    wanted = Wanted(**filters.model_dump())
    found = graph.read(history.revisions, wanted, below=below, limit=limit + 1)
    return answers.json(page(found, limit, shapes.revision, lambda one: (one.number,)))


@router.get(
    "/revisions/{number}",
    summary="Read a revision",
    responses=answers.shown(
        {"revision": _REVISION, "items": [_EVENT], "next": None},
        schema=answers.listing(shapes.EventShown, revision=shapes.RevisionShown),
    ),
)
def revision(
    _: Reader,
    number: Number,
    graph: TheGraph,
    limit: Annotated[
        int | None, Query(ge=1, le=1000, description="How many events at most; else all of them.")
    ] = None,
    cursor: Cursor = None,
) -> Response:
    """Return a revision and its events, in order."""
    (after,) = place(cursor, int) or (-1,)
    most = _ALL if limit is None else limit

    def work(tx: Tx) -> tuple[Revision, list[Event], dict[str, str]]:
        found, events = history.revision(tx, number, after=after, limit=most + 1)
        return found, events, _names(tx, events[:most])

    found, events, names = graph.read(work)
    body = page(events, most, lambda one: shapes.event(one, names), lambda one: (one.ordinal,))
    return answers.json({"revision": shapes.revision(found), **body})


@router.get(
    "/diff",
    summary="What differs between two moments",
    responses=answers.shown(
        {
            "from": _REVISION,
            "to": {**_REVISION, "number": 57},
            "revision": 57,
            "complete": True,
            "counts": {"cis": {"changed": 1}, "relations": {}},
            "items": [{"effect": "changed", "revision": 51, **_EVENT}],
            "next": None,
        },
        schema=answers.listing(
            shapes.DifferenceShown,
            **{"from": shapes.RevisionShown, "to": shapes.RevisionShown},
            revision=int,
            complete=bool,
            counts=_Counts,
        ),
    ),
)
def diff(
    _: Reader,
    graph: TheGraph,
    from_: Annotated[str, Query(alias="from", max_length=200, description=f"{SAID}.")],
    to: Annotated[str, Query(max_length=200, description=f"{SAID}.")] = "now",
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return the CIs and relations that are not as they were, with each field before and after.

    The net effect: what came and went between is not in it. CIs come first; `counts` are of all.
    """
    after = place(cursor, str, str, str, str)

    def work(tx: Tx) -> tuple[list[Revision], Difference, dict[str, str]]:
        ends = [baselines.revision(tx, said, now()) for said in (from_, to)]
        found = history.between(tx, *ends, after=after, limit=limit)
        return ends, found, _names(tx, [one.event for one in found.changes])

    (first, last), found, names = graph.read(work)
    return answers.json(
        {
            "from": shapes.revision(first),
            "to": shapes.revision(last),
            "revision": last.number,
            "complete": found.complete,
            "counts": {"cis": found.cis, "relations": found.relations},
            "items": [shapes.change(one, names) for one in found.changes],
            "next": None if found.complete else cursor_of(found.changes[-1].place),
        }
    )


@router.post(
    "/revisions/{number}/undo",
    summary="Undo a revision",
    responses=answers.shown(
        {"revision": 43, "undoes": 42, "events": 1}, schema=answers.of(_Undone)
    ),
)
def undo(who: Editor, number: Number, graph: TheGraph, model: TheModel, write: Write) -> Response:
    """Set back what it did by a new revision; refused (409) where something was written since."""
    stamp = replace(write.stamp(who), undoes=number)
    outcome = graph.write(items.undo, model, number, stamp, now())
    made = outcome.revision
    return answers.json(
        {
            "revision": made.number if made else None,
            "undoes": number,
            "events": len(outcome.events),
        }
    )
