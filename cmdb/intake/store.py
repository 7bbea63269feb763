"""Intake queries: one function for each file in `cypher/intake/`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from cmdb.graph import Tx

Row = dict[str, Any]
_LISTS = 200


def start(tx: Tx, run: Row, now: datetime, dead_before: datetime) -> Row:
    """Start a run. Returns {"under_way": another run of the source, "newest": its newest run}."""
    return tx.run("intake/start", **run, now=now, dead_before=dead_before)[0]


def beat(tx: Tx, run: str, written: int, now: datetime) -> None:
    tx.run("intake/beat", id=run, written=written, now=now)


def finish(tx: Tx, run: str, status: str, report: Row, now: datetime) -> None:
    text = orjson.dumps(report).decode()
    tx.run("intake/finish", id=run, status=status, report=text, now=now)


def newest_run(tx: Tx, source: str) -> str | None:
    rows = tx.run("intake/newest_run", source=source)
    return rows[0]["id"] if rows else None


def known(tx: Tx, source: str) -> list[list[Any]]:
    """Return [external id, CI, digest, scope, missing] of all records of a source that have a CI."""
    rows = tx.stream("intake/known", source=source, parts=_LISTS)
    return [one for row in rows for one in row["some"]]


def forget_broken(tx: Tx, source: str, dead_before: datetime) -> None:
    """Forget what runs of a source that broke off had kept of relations they may not have drawn."""
    tx.run("intake/forget_broken", source=source, dead_before=dead_before)


def ids(tx: Tx, uids: Collection[str]) -> dict[str, str]:
    """Return uid → CI id of those records that there are."""
    return {row["uid"]: row["ci"] for row in tx.run("intake/ids", uids=list(uids))}


def stated(tx: Tx, uids: Collection[str]) -> dict[str, list[Any]]:
    """Return uid → the relations that the record's source stated of it last."""
    rows = tx.run("intake/stated", uids=list(uids))
    return {row["uid"]: orjson.loads(row["relations"]) for row in rows}


def keep_records(tx: Tx, seen: Row, made: Sequence[Row], known: Sequence[Row]) -> None:
    """Keep what a source says of CIs: of those that it made, and of those that were known.

    `seen` is source, kind, run and now: when it was seen.
    """
    if made:
        tx.run("intake/create_records", **seen, rows=list(made))
        claiming = [row for row in made if row["claims"]]
        if claiming:
            tx.run("intake/create_claims", rows=claiming)
    if known:
        tx.run("intake/keep_records", **seen, rows=list(known))
        tx.run("intake/keep_claims", rows=list(known))


def keep_stated(tx: Tx, rows: Sequence[Row]) -> None:
    """Keep the relations that records state, and the digests that stand for the whole of them."""
    tx.run("intake/keep_stated", rows=list(rows))


def keep_cases(tx: Tx, rows: Sequence[Row], now: datetime) -> None:
    tx.run("intake/keep_cases", rows=list(rows), now=now)


def keep_parked(tx: Tx, rows: Sequence[Row]) -> None:
    tx.run("intake/keep_parked", rows=list(rows))


def parked(tx: Tx, after: str, limit: int) -> list[Row]:
    """Return relations that wait for an end, by their keys, from after one."""
    return tx.run("intake/parked", after=after, limit=limit)


def unpark(tx: Tx, uids: Collection[str]) -> None:
    tx.run("intake/unpark", uids=list(uids))


def keep_scopes(tx: Tx, source: str, run: str, now: datetime, scopes: Mapping[str, bool]) -> None:
    rows = [{"name": name, "complete": complete} for name, complete in scopes.items()]
    tx.run("intake/keep_scopes", source=source, run=run, now=now, rows=rows)


def miss(tx: Tx, uids: Sequence[str], now: datetime) -> None:
    """Mark records as missing, or as missing once more."""
    tx.run("intake/miss", uids=list(uids), now=now)


def found_again(tx: Tx, uids: Sequence[str]) -> None:
    tx.run("intake/found_again", uids=list(uids))


def overdue(tx: Tx, source: str, runs: int, before: datetime) -> list[Row]:
    """Return uid and CI of the source's records that are missing for longer than its grace."""
    return tx.run("intake/overdue", source=source, runs=runs, before=before)


def give_up(tx: Tx, uids: Sequence[str]) -> None:
    """Mark records as gone: their word counts no longer."""
    tx.run("intake/give_up", uids=list(uids))


def relations_to(tx: Tx, cis: Sequence[str]) -> list[Row]:
    """Return who relates to these CIs, with all relations of each: to see what groups keep."""
    rows = tx.run("intake/relations_to", cis=list(cis))
    for row in rows:
        row["user"]["quorum"] = orjson.loads(row["user"].get("quorum") or "{}")
    return rows


def veto(tx: Tx, run: str, uids: Sequence[str]) -> None:
    tx.run("intake/veto", run=run, uids=list(uids))


def vetoed(tx: Tx, run: str) -> list[str]:
    """Return the uids of the records that a vetoed run would have marked as missing."""
    return [row["uid"] for row in tx.run("intake/vetoed", run=run)]


def would_retire(tx: Tx, uids: Sequence[str], runs: int, before: datetime) -> list[Row]:
    """Return uid and CI of those records that one more run without them would retire."""
    return tx.run("intake/would_retire", uids=list(uids), runs=runs, before=before)


def keep_plan(tx: Tx, run: str, parts: Sequence[Row]) -> None:
    tx.run("intake/keep_plan", run=run, parts=list(parts))


def forget_plans(tx: Tx, source: str) -> None:
    tx.run("intake/forget_plans", source=source)


def hold_run(tx: Tx, id_: str) -> Row | None:
    """Lock a run and return it."""
    rows = tx.run("intake/hold_run", id=id_)
    return _run(rows[0]["run"]) if rows else None


def decide_run(tx: Tx, id_: str, by: tuple[str, str | None], now: datetime) -> None:
    """Keep who decided about a run, and why."""
    tx.run("intake/decide_run", id=id_, actor=by[0], reason=by[1], now=now)


def lift_veto(tx: Tx, run: str) -> None:
    tx.run("intake/lift_veto", run=run)


def keep_cursor(tx: Tx, source: str, cursor: Mapping[str, Any]) -> None:
    tx.run("intake/keep_cursor", source=source, cursor=orjson.dumps(cursor).decode())


def cursor(tx: Tx, source: str) -> Row | None:
    rows = tx.run("intake/cursor", source=source)
    return orjson.loads(rows[0]["cursor"]) if rows and rows[0]["cursor"] else None


def runs(
    tx: Tx,
    source: str | None,
    statuses: Sequence[str],
    dead_before: datetime,
    skip: int,
    limit: int,
) -> list[Row]:
    rows = tx.run(
        "intake/runs",
        source=source,
        statuses=list(statuses),
        dead_before=dead_before,
        skip=skip,
        limit=limit,
    )
    return [_run(row["run"]) for row in rows]


def run(tx: Tx, id_: str) -> Row | None:
    rows = tx.run("intake/run", id=id_)
    return _run(rows[0]["run"]) if rows else None


def _run(properties: Row) -> Row:
    found = dict(properties)
    for name in ("started_at", "beat_at", "finished_at", "decided_at"):
        if name in found:
            found[name] = found[name].to_native().isoformat()
    if "report" in found:
        found["report"] = orjson.loads(found["report"])
    return found
