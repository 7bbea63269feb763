"""Queries of cases: one function for each file in `cypher/duplicates/`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from cmdb.graph import Tx
from cmdb.items.model import RelationKey

Row = dict[str, Any]


def cases(tx: Tx, kind: str, status: str, skip: int, limit: int) -> list[Row]:
    rows = tx.run("duplicates/cases", kind=kind, status=status, skip=skip, limit=limit)
    return [_case(row["case"]) for row in rows]


def case(tx: Tx, id_: str) -> Row | None:
    """Lock a case and return it."""
    rows = tx.run("duplicates/case", id=id_)
    return _case(rows[0]["case"]) if rows else None


def open_case(tx: Tx, row: Row, now: datetime) -> Row:
    return _case(tx.run("duplicates/open", **row, now=now)[0]["case"])


def decide(tx: Tx, id_: str, decision: Row, now: datetime) -> None:
    tx.run("duplicates/decide", id=id_, **decision, now=now)


def keep_apart(tx: Tx, pairs: Sequence[Sequence[str]]) -> None:
    tx.run("duplicates/keep_apart", pairs=[sorted(pair) for pair in pairs])


def join(tx: Tx, pairs: Sequence[Sequence[str]]) -> None:
    """Forget that CIs are not the same."""
    tx.run("duplicates/join", pairs=[sorted(pair) for pair in pairs])


def relations_of(tx: Tx, cis: Collection[str]) -> list[tuple[RelationKey, Row]]:
    """Return every relation of these CIs with its properties, evidence among them."""
    rows = tx.run("duplicates/relations_of", cis=list(cis))
    return [((row["from"], row["type"], row["to"]), row["properties"]) for row in rows]


def _case(properties: Row) -> Row:
    found = {name: value for name, value in properties.items() if name not in ("locked", "key")}
    for name in ("opened_at", "decided_at"):
        if found.get(name) is not None:
            found[name] = found[name].to_native().isoformat()
    return found
