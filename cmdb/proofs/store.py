"""Queries of proofs: one function for each file in `cypher/proofs/`."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import orjson

from cmdb.graph import Tx
from cmdb.proofs.trust import Known, LinkKey

Row = Mapping[str, Any]


def relations(tx: Tx, wanted: Collection[LinkKey]) -> dict[LinkKey, Known]:
    """Return what is known of those of the relations that exist."""
    rows = tx.run("proofs/relations", wanted=[list(key) for key in sorted(wanted)])
    said = [
        (row, [*(row["sources"] or ()), *orjson.loads(row["evidence"] or "{}")]) for row in rows
    ]
    seen = last_runs(tx, {source for _, sources in said for source in sources})
    return {
        (row["from"], row["type"], row["to"]): _known(
            row, sources, seen, origin=row["origin"], confidence=row["confidence"]
        )
        for row, sources in said
    }


def cis(tx: Tx, ids: Collection[str]) -> dict[str, Known]:
    """Return what is known of those of the CIs that exist."""
    rows = tx.run("proofs/cis", ids=sorted(ids))
    said = [(row, [*(row["sources"] or ()), *row["records"]]) for row in rows]
    seen = last_runs(tx, {source for _, sources in said for source in sources})
    return {row["id"]: _known(row, sources, seen) for row, sources in said}


def last_runs(tx: Tx, sources: Collection[str]) -> dict[str, datetime]:
    """Return when each source last brought in all that it sees."""
    if not sources:
        return {}
    rows = tx.run("proofs/last_runs", sources=sorted(sources))
    return {row["source"]: datetime.fromisoformat(row["at"]) for row in rows}


def _known(row: Row, sources: Collection[str], seen: Mapping[str, datetime], **more: Any) -> Known:
    """What is seen is seen by the last run of its sources, unless it says a time itself."""
    runs = [seen[source] for source in sources if source in seen]
    own = row["last_seen"]
    written_at = row["written_at"]
    return Known(
        sources=sorted(set(sources)),
        seen_at=datetime.fromisoformat(own) if own else max(runs, default=None),
        written_at=datetime.fromisoformat(written_at) if written_at else None,
        written_by=row["written_by"],
        **more,
    )
