"""Relation rule queries: one function for each file in `cypher/relation_rules/`."""

from collections.abc import Collection, Sequence
from typing import Any

import orjson

from cmdb.graph import Tx
from cmdb.items.model import RelationKey
from cmdb.relation_rules.changes import There
from cmdb.relation_rules.model import PREFIX, Seen

Row = dict[str, Any]


def seen(tx: Tx, classes: Collection[str], fields: Sequence[str]) -> dict[str, Seen]:
    rows = tx.run("relation_rules/seen", classes=sorted(classes), fields=list(fields))
    return {
        row["id"]: Seen(
            row["id"], row["class"], row["name"], dict(zip(fields, row["values"], strict=True))
        )
        for row in rows
    }


def edges(tx: Tx, types: Collection[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in tx.stream("relation_rules/edges", types=sorted(types)):
        found.setdefault(row["type"], []).append((row["from"], row["to"]))
    return {type_: tuple(pairs) for type_, pairs in found.items()}


def drawn(tx: Tx) -> dict[RelationKey, There]:
    """Return the relations of which a rule says anything, or nobody though a rule drew them."""
    rows = tx.run("relation_rules/drawn", marker=f'"{PREFIX}')
    found = dict(map(_there, rows))
    return {
        k: t for k, t in found.items() if not t.said or any(s.startswith(PREFIX) for s in t.said)
    }


def there(tx: Tx, wanted: Collection[RelationKey]) -> dict[RelationKey, There]:
    rows = tx.run("relation_rules/there", wanted=[list(key) for key in sorted(wanted)])
    return dict(map(_there, rows))


def _there(row: Row) -> tuple[RelationKey, There]:
    properties = dict(row["properties"])
    said = orjson.loads(properties.pop("evidence", None) or "{}")
    properties.pop("rev", None)
    if properties.get("group") == "":
        properties["group"] = None
    return (row["from"], row["type"], row["to"]), There(properties, said)
