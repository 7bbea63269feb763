"""Reconciliation queries: one function for each file in `cypher/reconcile/`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from cmdb.graph import Tx
from cmdb.reconcile.precedence import Claim
from cmdb.reconcile.rules import claim

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """What a source last said of a CI. `values` is None where it was forgotten (an undone run)."""

    source: str
    kind: str
    external_id: str
    ci: str
    values: Row | None
    observed_at: datetime | None
    seen_at: datetime | None
    gone: bool
    missing_since: datetime | None
    place: str = ""
    identity: tuple[tuple[str, str], ...] = ()

    @property
    def claims(self) -> bool:
        """Whether its word counts: it says something, and its CI was not missing for too long."""
        return self.values is not None and not self.gone

    @property
    def claim(self) -> Claim:
        assert self.values is not None  # noqa: S101  asked only of those that claim
        return claim(self.source, self.kind, self.values, self.observed_at, self.seen_at)


def records_of(tx: Tx, cis: Collection[str]) -> list[Record]:
    """Return all records of these CIs, by source and external id."""
    return [_record(row) for row in tx.run("reconcile/records_of", cis=list(cis))]


def under_way(tx: Tx, source: str, alive_since: datetime) -> str | None:
    """Return the run of a source that goes on, and has shown itself since then."""
    rows = tx.run("reconcile/under_way", source=source, alive_since=alive_since)
    return str(rows[0]["id"]) if rows else None


def _record(row: Row) -> Record:
    observed = row["observed_at"]
    return Record(
        source=row["source"],
        kind=row["kind"] or "",
        external_id=row["external_id"],
        ci=row["ci"],
        values=orjson.loads(row["values"]) if row["values"] else None,
        observed_at=datetime.fromisoformat(observed) if observed else None,
        seen_at=_native(row["seen_at"]),
        gone=bool(row["gone"]),
        missing_since=_native(row["missing_since"]),
        place=row["place"] or "",
        identity=tuple((kind, value) for kind, value in orjson.loads(row["identity"] or "[]")),
    )


def _native(value: Any) -> datetime | None:
    return None if value is None else value.to_native()


def sourced(tx: Tx, source: str | None, after: str, limit: int) -> list[str]:
    """Return ids of CIs that a source knows (any, where it is None), in order, after one."""
    rows = tx.run("reconcile/sourced", source=source, after=after, limit=limit)
    return [row["ci"] for row in rows]


def several(
    tx: Tx,
    after: str,
    classes: Sequence[str] | None,
    source: str | None,
    limit: int,
    *,
    pinned: bool,
) -> list[str]:
    """Return ids of CIs that several records speak of, or that people pinned, in order, after one."""
    rows = tx.run(
        "reconcile/several",
        after=after,
        classes=classes,
        source=source,
        limit=limit,
        pinned=pinned,
    )
    return [row["ci"] for row in rows]


def stated(tx: Tx, source: str, cis: Collection[str]) -> list[tuple[str, str, str]]:
    """Return the relations of these CIs that a source states, or seems to: (from, type, to)."""
    word = f"{orjson.dumps(source).decode()}:"
    rows = tx.run("reconcile/stated", word=word, cis=list(cis))
    return [(row["from"], row["type"], row["to"]) for row in rows]


def drop_records(tx: Tx, source: str, cis: Collection[str]) -> None:
    tx.run("reconcile/drop_records", source=source, cis=list(cis))


def move_records(tx: Tx, uids: Collection[str], ci: str) -> None:
    """Make records speak of another CI."""
    tx.run("reconcile/move_records", uids=list(uids), ci=ci)


def drop_source(tx: Tx, source: str) -> None:
    """Forget what is left of a source without records: scopes, parked relations, its name."""
    tx.run("reconcile/drop_source", source=source)


def adopt(tx: Tx, record: Row, case: Row, ci: str, now: datetime) -> None:
    """Keep a record that waited for a decision, for the CI that it is."""
    tx.run(
        "reconcile/adopt",
        uid=record["uid"],
        ci=ci,
        source=case["source"],
        kind=record["kind"],
        external_id=record["external_id"],
        values=orjson.dumps(record["values"], option=orjson.OPT_SORT_KEYS).decode(),
        identity=record["identity"],
        claims=record["claims"],
        scope=record["scope"],
        place=record["place"],
        observed_at=record["observed_at"],
        now=now,
    )


def disown(tx: Tx, uid: str) -> None:
    tx.run("reconcile/disown", uid=uid)
