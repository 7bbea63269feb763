"""History queries: one function for each file in `cypher/history/`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson

from cmdb.graph import Tx
from cmdb.history.model import Ends, Event, Facts, Head, Revision, Stamp, Wanted


def newest(tx: Tx) -> Head:
    """Return the head; revision 0 of a database that nobody has written to."""
    return head(tx.run("history/newest"))


def head(rows: Sequence[Mapping[str, Any]]) -> Head:
    """Return the head from the rows of its query; revision 0 where there are none."""
    return Head(**rows[0]) if rows else Head(0, None, 0)


def news(tx: Tx, after: int, most: int) -> tuple[Head, str | None, list[Event]]:
    """Return the head, when the revision `after` was made, and up to `most` events since it."""
    rows = tx.run("history/news", after=after, most=most)
    if not rows:
        return head(()), None, []
    found = rows[0]
    return Head(**found["head"]), found["made_at"], [_event(row) for row in found["events"]]


def stored(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Return events as they are kept, numbered in their order."""
    return [_stored(event, ordinal) for ordinal, event in enumerate(events)]


def append(tx: Tx, stamp: Stamp, events: Sequence[Mapping[str, Any]], now: datetime) -> Revision:
    """Write one revision with its stored events; hold the head's lock until the transaction ends."""
    marks = {name: value for name, value in asdict(stamp).items() if value is not None}
    rows = tx.run(
        "history/append",
        now=now,
        stamp=marks,
        events=list(events),
    )
    return _revision({**marks, **rows[0], "events": len(events)})


def by_request(tx: Tx, request: str) -> Revision | None:
    rows = tx.run("history/by_request", request=request)
    return _revision(rows[0]["revision"]) if rows else None


def revision(tx: Tx, number: int) -> Revision | None:
    rows = tx.run("history/revision", number=number)
    return _revision(rows[0]["revision"]) if rows else None


def revisions(tx: Tx, wanted: Wanted, below: int, limit: int) -> list[Revision]:
    rows = tx.run(
        "history/revisions",
        by=wanted.by,
        kind=wanted.kind,
        run=wanted.run,
        since=wanted.since,
        until=wanted.until,
        below=below,
        limit=limit,
    )
    return [_revision({**row["revision"], "undone_by": row["undone_by"]}) for row in rows]


def of_run(tx: Tx, run: str) -> list[int]:
    return [row["number"] for row in tx.run("history/of_run", run=run)]


def events_of_run(
    tx: Tx, run: str, what: Sequence[Any], after: tuple[int, int], text: str | None, limit: int
) -> list[Event]:
    """Return what a run wrote, in order, after (revision, ordinal); `what` is kind, op, and whether
    it took a CI out of use."""
    kind, op, retired = what
    rows = tx.run(
        "history/events_of_run",
        run=run,
        kind=kind,
        op=op,
        retired=retired,
        revision=after[0],
        ordinal=after[1],
        text=text,
        limit=limit,
    )
    return [_event(row["event"]) for row in rows]


def counts_of_run(tx: Tx, run: str) -> dict[tuple[str, str, bool], int]:
    """Return how many events a run wrote: by kind, op, and whether they took a CI out of use."""
    rows = tx.run("history/counts_of_run", run=run)
    return {(row["kind"], row["op"], row["retired"]): row["number"] for row in rows}


def events(tx: Tx, number: int, after: int, limit: int) -> list[Event]:
    rows = tx.run("history/events", number=number, after=after, limit=limit)
    return [_event(row["event"]) for row in rows]


def events_after(tx: Tx, after: int, until: int) -> Iterator[Event]:
    """Yield the events of the revisions after `after` up to `until`, in order."""
    for row in tx.stream("history/events_after", after=after, until=until):
        yield _event(row["event"])


def firsts_after(tx: Tx, after: int, until: int) -> Iterator[Event]:
    """Yield of each CI and relation the first event after `after` and up to `until`.

    Without what held afterwards, and in no order.
    """
    for row in tx.stream("history/firsts_after", after=after, until=until):
        kind, ci, type_, to, op, before = row.values()
        yield Event(kind, op, ci, _facts(before), None, to, type_)


def ends_between(tx: Tx, after: int, until: int) -> Iterator[Ends]:
    """Yield how each CI and relation touched after `after` up to `until` was and is, by place."""
    for row in tx.stream("history/ends_between", after=after, until=until):
        yield Ends(**row.data())


def as_of(tx: Tx, at: datetime) -> Revision | None:
    """Return the newest revision at or before a moment; None before the first."""
    rows = tx.run("history/as_of", at=at)
    return _revision(rows[0]["revision"]) if rows else None


def ci_at(tx: Tx, ci: str, revision: int) -> tuple[Facts, int] | None:
    """Return a CI's facts as a revision left them, and the revision that wrote them."""
    rows = tx.run("history/ci_at", ci=ci, revision=revision)
    facts = _facts(rows[0]["after"]) if rows else None
    return None if facts is None else (facts, rows[0]["rev"])


def relations_at(tx: Tx, ci: str, revision: int) -> list[tuple[Facts, int]]:
    """Return the facts of a CI's relations as a revision left them, each with who wrote it."""
    rows = tx.run("history/relations_at", ci=ci, revision=revision)
    return [(orjson.loads(row["after"]), row["rev"]) for row in rows]


def merged_into(tx: Tx, cis: Collection[str]) -> list[str]:
    """Return the CIs that were merged into these, one step deep."""
    return [row["ci"] for row in tx.run("history/merged_into", cis=list(cis))]


def of_ci(
    tx: Tx, cis: Collection[str], place: tuple[int, int], limit: int
) -> list[tuple[Event, Revision]]:
    revision, ordinal = place
    rows = tx.run("history/of_ci", cis=list(cis), revision=revision, ordinal=ordinal, limit=limit)
    return [(_event(row["event"]), _revision(row["revision"])) for row in rows]


def of_ci_itself(tx: Tx, ci: str, limit: int) -> list[tuple[Event, Revision]]:
    """Return what was written of a CI without its relations, the newest first, so many at most."""
    rows = tx.run("history/of_ci_itself", ci=ci, limit=limit)
    return [(_event(row["event"]), _revision(row["revision"])) for row in rows]


def _stored(event: Event, ordinal: int) -> dict[str, Any]:
    row = {
        "ordinal": ordinal,
        "kind": event.kind,
        "op": event.op,
        "ci": event.ci,
        "to": event.to,
        "type": event.type,
        "before": None if event.before is None else orjson.dumps(event.before).decode(),
        "after": None if event.after is None else orjson.dumps(event.after).decode(),
    }
    return {name: value for name, value in row.items() if value is not None}


def _event(row: dict[str, Any]) -> Event:
    return Event(
        kind=row["kind"],
        op=row["op"],
        ci=row["ci"],
        to=row.get("to"),
        type=row.get("type"),
        before=_facts(row.get("before")),
        after=_facts(row.get("after")),
        revision=row["revision"],
        ordinal=row["ordinal"],
    )


def _facts(stored: str | None) -> Facts | None:
    return None if stored is None else orjson.loads(stored)


def _revision(row: dict[str, Any]) -> Revision:
    fields = {name: row[name] for name in Revision.__dataclass_fields__ if name in row}
    return Revision(**{**fields, "at": row["at"].to_native()})
