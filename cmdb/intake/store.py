"""Intake queries: one function for each file in `cypher/intake/`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import orjson

from cmdb.graph import Tx
from cmdb.intake.rules import Known, Values, uid
from cmdb.items.model import RelationKey

Row = dict[str, Any]


def start(tx: Tx, run: Row, now: datetime, dead_before: datetime) -> str | None:
    """Start a run; return the id of another run of the source that is under way instead."""
    rows = tx.run("intake/start", **run, now=now, dead_before=dead_before)
    return rows[0]["under_way"]  # type: ignore[no-any-return]  # a row of ours


def beat(tx: Tx, run: str, written: int, now: datetime) -> None:
    tx.run("intake/beat", id=run, written=written, now=now)


def finish(tx: Tx, run: str, status: str, report: Row, now: datetime) -> None:
    text = orjson.dumps(report).decode()
    tx.run("intake/finish", id=run, status=status, report=text, now=now)


def records(tx: Tx, source: str, external_ids: Collection[str]) -> dict[str, Known]:
    uids = [uid(source, one) for one in external_ids]
    return {
        row["external_id"]: Known(row["ci"], row["values"] and orjson.loads(row["values"]))
        for row in tx.run("intake/records", uids=uids)
    }


def record_count(tx: Tx, source: str) -> int:
    return int(tx.run("intake/record_count", source=source)[0]["number"])


def keep_records(tx: Tx, source: str, run: str, rows: Sequence[Row]) -> None:
    tx.run("intake/keep_records", source=source, run=run, rows=list(rows))


def evidence(
    tx: Tx, wanted: Collection[RelationKey]
) -> dict[RelationKey, tuple[Row, dict[str, Values]]]:
    """Return the facts of those relations that exist, and what each source said of them."""
    found = {}
    for row in tx.run("intake/evidence", wanted=[list(key) for key in wanted]):
        properties = dict(row["properties"])
        said = orjson.loads(properties.pop("evidence", "{}"))
        properties.pop("rev")
        if properties.get("group") == "":
            properties["group"] = None
        key = (row["from"], row["type"], row["to"])
        found[key] = ({"from": key[0], "type": key[1], "to": key[2], **properties}, said)
    return found


def keep_evidence(tx: Tx, rows: Sequence[Row]) -> None:
    tx.run("intake/keep_evidence", rows=list(rows))


def runs(tx: Tx, source: str | None, skip: int, limit: int) -> list[Row]:
    rows = tx.run("intake/runs", source=source, skip=skip, limit=limit)
    return [_run(row["run"]) for row in rows]


def run(tx: Tx, id_: str) -> Row | None:
    rows = tx.run("intake/run", id=id_)
    return _run(rows[0]["run"]) if rows else None


def records_of(tx: Tx, ci: str) -> list[Row]:
    return tx.run("intake/records_of", ci=ci)


def _run(properties: Row) -> Row:
    found = dict(properties)
    for name in ("started_at", "beat_at", "finished_at"):
        if name in found:
            found[name] = found[name].to_native().isoformat()
    if "report" in found:
        found["report"] = orjson.loads(found["report"])
    return found
