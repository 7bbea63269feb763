"""Runs: what they reported, undoing one, and deciding about one that was vetoed."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from cmdb import history, items
from cmdb.errors import Conflict, NotFound
from cmdb.graph import Graph, Tx
from cmdb.history import Stamp
from cmdb.intake import store
from cmdb.intake.rules import uid
from cmdb.model import Model
from cmdb.reconcile import DEAD_AFTER
from cmdb.reconcile.store import records_of

Row = dict[str, Any]
By = tuple[str, str | None]
"""Who decides, and why."""


def utc() -> datetime:
    return datetime.now(UTC)


def run(tx: Tx, id_: str) -> Row:
    """Return a run with its report. Raises NotFound."""
    found = store.run(tx, id_)
    if found is None:
        raise _no_run(id_)
    return _judged(found, utc())


def _no_run(id_: str) -> NotFound:
    return NotFound(f"There is no run {id_}.", remedy="`cmdb runs` lists them.")


def runs(
    tx: Tx,
    *,
    source: str | None = None,
    statuses: Sequence[str] = (),
    skip: int = 0,
    limit: int = 50,
    clock: Callable[[], datetime] = utc,
) -> list[Row]:
    """Return runs, newest first: of a source, in some states. One whose process died is incomplete."""
    now = clock()
    found = store.runs(tx, source, statuses, now - DEAD_AFTER, skip, limit)
    return [_judged(one, now) for one in found]


def _judged(one: Row, now: datetime) -> Row:
    dead = one["status"] == "running" and datetime.fromisoformat(one["beat_at"]) < now - DEAD_AFTER
    return {**one, "status": "incomplete"} if dead else one


def records_of_ci(tx: Tx, ci: str) -> list[Row]:
    """Return which sources know a CI: source, external_id, place in its input, when it was seen."""
    return [
        {
            "source": one.source,
            "external_id": one.external_id,
            "place": one.place,
            "seen_at": one.seen_at.isoformat() if one.seen_at else None,
            "missing_since": one.missing_since.isoformat() if one.missing_since else None,
        }
        for one in records_of(tx, [ci])
    ]


def known(tx: Tx, source: str, external_ids: Sequence[str]) -> dict[str, str]:
    """Return external id → CI id of those that a source has imported."""
    uids = {uid(source, one): one for one in external_ids}
    return {uids[found]: ci for found, ci in store.ids(tx, list(uids)).items()}


def undo_run(
    graph: Graph,
    model: Model,
    run_id: str,
    actor: str,
    clock: Callable[[], datetime] = utc,
) -> list[int]:
    """Undo all that a run wrote, newest first; return the revisions that did. Raises Conflict."""
    found = graph.read(run, run_id)
    made = []
    for number in graph.read(history.of_run, run_id):
        stamp = Stamp(actor, f"undo run {run_id}", undoes=number, request=f"undo:{number}")
        outcome = graph.write(items.undo, model, number, stamp, clock())
        if outcome.revision:
            made.append(outcome.revision.number)
    graph.write(store.finish, run_id, "undone", found.get("report") or {}, clock())
    return made


def confirm(tx: Tx, run_id: str, by: By, now: datetime) -> Row:
    """Let a vetoed run mark as missing what it would have lost; return the run.

    What was seen again since is not among it. Raises NotFound, Conflict for a run without a veto.
    """
    found = _vetoed(tx, run_id)
    uids = store.vetoed(tx, run_id)
    store.miss(tx, uids, now)
    report = found.get("report") or {}
    report |= {"missing": report.get("missing", 0) + len(uids), "status": "done"}
    store.finish(tx, run_id, "done", report, now)
    store.decide_run(tx, run_id, by, now)
    return {**run(tx, run_id), "confirmed": len(uids)}


def discard(tx: Tx, run_id: str, by: By, now: datetime) -> Row:
    """Forget what a vetoed run would have lost; what it saw stays written. Raises as `confirm`."""
    found = _vetoed(tx, run_id)
    uids = store.vetoed(tx, run_id)
    store.lift_veto(tx, run_id)
    report = (found.get("report") or {}) | {"status": "discarded"}
    store.finish(tx, run_id, "discarded", report, now)
    store.decide_run(tx, run_id, by, now)
    return {**run(tx, run_id), "discarded": len(uids)}


def _vetoed(tx: Tx, run_id: str) -> Row:
    found = store.hold_run(tx, run_id)
    if found is None:
        raise _no_run(run_id)
    if found["status"] != "vetoed":
        who = f", decided by {found['decided_by']}" if found.get("decided_by") else ""
        raise Conflict(
            f"Run {run_id} is {found['status']}{who}: there is nothing to decide.",
            remedy="`cmdb runs` lists those that are vetoed.",
        )
    return found
