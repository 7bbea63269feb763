"""Quality queries: one function for each file in `cypher/quality/`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import orjson

from cmdb.graph import Tx
from cmdb.items.search_text import folded
from cmdb.quality.model import Said
from cmdb.reconcile import DEAD_AFTER

Row = dict[str, Any]


def cis(tx: Tx, ids: Collection[str], names: Sequence[str]) -> list[Row]:
    """Return what is known of CIs: id, values (a dict of what is set), said, times and sources."""
    found = tx.run("quality/cis", ids=list(ids), names=list(names))[0]["cis"]
    return [
        {
            "id": id_,
            "values": {n: v for n, v in zip(names, values, strict=True) if v not in (None, "")},
            "pinned": frozenset(pinned or ()),
            "not_same": frozenset(not_same),
            "said": [_said(one) for one in sorted(records, key=itemgetter(0, 1))],
            "last_seen": moment(last_seen),
            "written_at": moment(written_at),
        }
        for id_, values, pinned, not_same, last_seen, written_at, records in found
    ]


def _said(record: Sequence[Any]) -> Said:
    source, external_id, gone, scope, seen_at, values = record
    said = None if values is None else orjson.loads(values)
    return Said(source, external_id, said, gone, scope, moment(seen_at))


def scopes(tx: Tx) -> dict[tuple[str, str], datetime]:
    """Return when the scopes that were ever seen whole last were: by source and scope."""
    return {
        (row["source"], row["scope"]): datetime.fromisoformat(row["seen_at"])
        for row in tx.run("quality/scopes")
        if row["seen_at"]
    }


def cases(tx: Tx, ids: Collection[str] | None = None) -> list[Row]:
    """Return the open cases of records that may be several CIs; of some CIs where they are given."""
    return tx.run("quality/cases", ids=None if ids is None else sorted(ids))


def alike(tx: Tx, label: str, names: Sequence[str]) -> Iterator[list[str]]:
    for row in tx.stream("quality/alike", label=label, names=list(names)):
        yield row["cis"]


def alike_to(
    tx: Tx, label: str, names: Sequence[str], identities: Collection[Sequence[str]]
) -> Iterator[list[str]]:
    wanted = [
        {"text": folded(max(one, key=len)), "identity": list(one)}
        for one in sorted(set(map(tuple, identities)))
    ]
    for row in tx.run("quality/alike_to", label=label, names=list(names), wanted=wanted):
        yield row["cis"]


def sources(tx: Tx) -> list[Row]:
    """Return what is known of every source: see `freshness.sighting`."""
    found = []
    for row in tx.run("quality/sources"):
        run = {"id": row["run"], "status": row["status"], "started_at": row["started_at"]}
        beat_at = moment(row["beat_at"])
        if row["status"] == "running" and beat_at and beat_at < datetime.now(UTC) - DEAD_AFTER:
            run["status"] = "incomplete"
        found.append(
            {
                "source": row["source"],
                "kind": row["kind"],
                "cis": row["cis"],
                "missing": row["missing"],
                "scopes": row["scopes"],
                "incomplete": row["incomplete"],
                "seen_at": moment(row["seen_at"]),
                "last_run": run if row["run"] else None,
            }
        )
    return found


def known_by(tx: Tx, source: str) -> set[str]:
    return {row["ci"] for row in tx.run("quality/known_by", source=source)}


def evidence_state(tx: Tx) -> tuple[int, str | None]:
    row = tx.run("quality/evidence_state")[0]
    return row["runs"], row["finished_at"]


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def observed(tx: Tx) -> Iterator[Mapping[str, Any]]:
    """Yield the relations that some source observed: ends, type, origin, confidence, evidence."""
    for row in tx.stream("quality/observed"):
        yield row.data()


def known_to_sources(tx: Tx, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (source, CI) of the CIs that these sources know."""
    for row in tx.stream("quality/known_to_sources", sources=sorted(names)):
        yield row["source"], row["ci"]


def evidence_between(
    tx: Tx, wanted: Collection[tuple[str, str, str]]
) -> dict[tuple[str, str, str], Row]:
    """Return what every source says of those of the relations that exist: its fields, by source."""
    rows = tx.run("quality/evidence_between", wanted=[list(key) for key in sorted(wanted)])
    return {tuple(row["key"]): orjson.loads(row["evidence"] or "{}") for row in rows}


def verdicts(tx: Tx) -> list[Row]:
    return tx.run("quality/verdicts")


def judge(tx: Tx, key: Sequence[str], verdict: Row) -> None:
    tx.run("quality/judge", uid="\n".join(key), key=list(key), verdict=verdict)


def reopen(tx: Tx, key: Sequence[str]) -> int:
    return int(tx.run("quality/reopen", uid="\n".join(key))[0]["number"])


def evidence_of(tx: Tx, key: Sequence[str]) -> Row | None:
    """Lock the ends of a relation; return its properties, evidence among them, None without it."""
    rows = tx.run("quality/evidence_of", **{"from": key[0], "type": key[1], "to": key[2]})
    return rows[0]["properties"] if rows else None
