"""/runs: imports that ran or were tried, line by line; vetoes to decide; undo"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from api import answers
from api.deps import Operator, Reader, TheGraph, TheServices
from api.paging import DEFAULT, Cursor, Limit, cursor_of, place
from api.services import now
from api.writes import Reason
from cmdb import intake
from cmdb.graph import Tx
from cmdb.runs import START, LineGroup, Place, groups, lines
from cmdb.runs.model import Brief, Confirmed, Discarded, Listed, Ran

router = APIRouter(prefix="/api/v1/runs", tags=["runs"])

_STATUSES = "running|planned|done|vetoed|discarded|incomplete|resumed|superseded|undone"
_LONG = ("changes", "left_out", "notes", "named")
_REPORT: dict[str, Any] = {
    "source": "compose:example-voting-app",
    "kind": "compose",
    "run": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "plan": None,
    "status": "done",
    "dry_run": False,
    "created": 5,
    "linked": 0,
    "changed": 0,
    "unchanged": 0,
    "relations_created": 4,
    "relations_changed": 0,
    "relations_removed": 0,
    "relations_unchanged": 0,
    "not_seen": 0,
    "missing": 0,
    "retired": 0,
    "kept_for_redundancy": 0,
    "duplicates": 0,
    "parked": 0,
    "vetoed": [],
    "incomplete": [],
    "left_out_count": 0,
    "notes_count": 0,
    "first_revision": 41,
    "last_revision": 42,
    "seconds": 0.4,
    "left_out": [],
    "notes": [],
    "changes": [],
    "named": {},
}
_RUN = {
    "id": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "source": "compose:example-voting-app",
    "kind": "compose",
    "actor": "alice",
    "status": "done",
    "started_at": "2026-11-21T08:00:00+00:00",
    "beat_at": "2026-11-21T08:00:00+00:00",
    "finished_at": "2026-11-21T08:00:01+00:00",
    "written": 0,
    "total": 9,
    "report": _REPORT,
    "decided_by": None,
    "decided_at": None,
    "decision": None,
}
_BRIEF = {**_RUN, "report": {k: v for k, v in _REPORT.items() if k not in _LONG}}
_LINE = {
    "group": "changed",
    "ci": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "class": "server",
    "name": "bj1-app-01",
    "type": None,
    "to": None,
    "to_name": None,
    "fields": {"owner": ["alice", "bob"]},
    "place": None,
    "text": None,
}
Id = Annotated[str, Path(max_length=100, description="The run's id.")]
Word = Annotated[str, Field(pattern=f"^({_STATUSES})$")]


@router.get(
    "",
    summary="List imports",
    responses=answers.shown({"items": [_RUN], "next": None}, schema=answers.listing(Brief)),
)
def runs(
    _: Reader,
    graph: TheGraph,
    source: Annotated[str | None, Query(max_length=500)] = None,
    status: Annotated[list[Word], Query(max_length=20, description="Any of these.")] = [],  # noqa: B006  FastAPI copies it
    brief: Annotated[
        bool, Query(description="The numbers of each report, without its lists.")
    ] = False,
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return runs, the newest first, each with its report."""
    (skip,) = place(cursor, int) or (0,)
    skip = max(0, skip)
    found = graph.read(intake.runs, source=source, statuses=status, skip=skip, limit=limit + 1)
    more = cursor_of([skip + limit]) if len(found) > limit else None
    return answers.json({"items": [_shape(o, brief=brief) for o in found[:limit]], "next": more})


@router.get(
    "/{run}", summary="Read an import", responses=answers.shown(_RUN, schema=answers.of(Ran))
)
def run(_: Reader, run: Id, graph: TheGraph) -> Response:
    """Return a run with its report; of one that is under way how much is written."""
    return answers.json(_shape(graph.read(intake.run, run)))


@router.get(
    "/{run}/lines",
    summary="An import, line by line",
    responses=answers.shown(
        {"groups": {"changed": 1, "notes": 3}, "items": [_LINE], "next": None},
        schema=answers.of(Listed),
    ),
)
def listed(
    _: Reader,
    run: Id,
    graph: TheGraph,
    group: Annotated[LineGroup, Query(description="Which lines.")] = "created",
    q: Annotated[str | None, Query(max_length=200, description="Only lines that hold it.")] = None,
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return what a run did to each CI and relation; of a dry run what it would do.

    `groups` says on the first page how many lines each group has, without `q`; else it is empty.
    """
    after = Place(*(place(cursor, int, int, str) or START))

    def work(tx: Tx) -> dict[str, Any]:
        found, last = lines(tx, run, group, (q or "").strip() or None, after, limit)
        counts = groups(tx, run) if cursor is None else {}
        return {"groups": counts, "items": found, "next": cursor_of(last) if last else None}

    return answers.json(graph.read(work))


@router.post(
    "/{run}/confirm",
    summary="Confirm a vetoed import",
    responses=answers.shown({**_RUN, "confirmed": 12}, schema=answers.of(Confirmed)),
)
def confirm(who: Operator, run: Id, graph: TheGraph, reason: Reason = None) -> Response:
    """Let it mark as missing what it would have lost; refused (409) where nothing is vetoed."""
    return _decided(graph.write, intake.confirm, run, (who.actor, _said(reason)))


@router.post(
    "/{run}/discard",
    summary="Discard a veto",
    responses=answers.shown(
        {**_RUN, "status": "discarded", "discarded": 12}, schema=answers.of(Discarded)
    ),
)
def discard(who: Operator, run: Id, graph: TheGraph, reason: Reason = None) -> Response:
    """Forget what it would have lost: what it saw stays; refused (409) where nothing is vetoed."""
    return _decided(graph.write, intake.discard, run, (who.actor, _said(reason)))


@router.post(
    "/{run}/undo",
    summary="Undo an import",
    responses=answers.shown({"run": "01KAJ5T3M4QF7R0V9YB2C8D6EG", "revisions": [44, 43]}),
)
def undo(who: Operator, run: Id, services: TheServices) -> Response:
    """Set back all that a run wrote; refused (409) where something was written since."""
    made = intake.undo_run(services.graph, services.model, run, who.actor)
    return answers.json({"run": run, "revisions": made})


def _decided(
    write: Callable[..., dict[str, Any]],
    decide: Callable[..., dict[str, Any]],
    run: str,
    by: tuple[str, str | None],
) -> Response:
    return answers.json(_shape(write(decide, run, by, now())))


def _said(reason: str | None) -> str | None:
    return (reason or "").strip() or None


def _shape(found: dict[str, Any], *, brief: bool = False) -> dict[str, Any]:
    """Return a run as it is shown: every name always, a report where there is one."""
    report = found.get("report") or None
    if report and brief:
        report = {name: value for name, value in report.items() if name not in _LONG}
    known = {name: value for name, value in found.items() if name != "locked"}
    if report:
        report = {"plan": None, **report}  # older reports know of none
    return {**dict.fromkeys(_RUN), **known, "report": report}
