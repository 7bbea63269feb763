"""A duplicate case side by side: what each of its CIs has, and the observation that waits."""

from typing import Any

import orjson

from cmdb import items
from cmdb.duplicates import store
from cmdb.graph import Tx
from cmdb.reconcile import store as reconciled

Row = dict[str, Any]
_APART = frozenset({"id", "pinned"})


def compared(tx: Tx, found: Row) -> Row:
    """Return {"columns": […], "attributes": [{"attribute", "values", "same"}]} of a case.

    The observation that waits, if there is one, stands last. `same` tells where all agree.
    """
    columns = _columns(tx, found)
    relations, sources = _relations(tx, found), _sources(tx, found)
    names = sorted({name for _, facts in columns for name in facts} - _APART)
    rows = [
        {
            "attribute": name,
            "values": [facts.get(name) for _, facts in columns],
            "same": len({repr(facts.get(name)) for _, facts in columns}) == 1,
        }
        for name in names
    ]
    shown = [
        {
            **column,
            "sources": sources.get(id_, [column.get("source")]),
            "relations": relations.get(id_, 0),
        }
        for column, id_ in ((column, column.get("id", "")) for column, _ in columns)
    ]
    return {"columns": shown, "attributes": rows}


def _columns(tx: Tx, found: Row) -> list[tuple[Row, Row]]:
    columns = [(short(one.facts), one.facts) for one in items.several(tx, found["cis"])]
    if record := waiting(found):
        values = record["values"]
        column = {
            "observed": found["external_id"],
            "source": found["source"],
            "class": values["class"],
            "name": values["fields"].get("name"),
        }
        columns.append((column, {"class": values["class"], **values["fields"]}))
    return columns


def _relations(tx: Tx, found: Row) -> dict[str, int]:
    numbers = dict.fromkeys(found["cis"], 0)
    for key, _ in store.relations_of(tx, found["cis"]):
        for end in {key[0], key[2]} & numbers.keys():
            numbers[end] += 1
    return numbers


def _sources(tx: Tx, found: Row) -> dict[str, list[str]]:
    sources: dict[str, list[str]] = {ci: [] for ci in found["cis"]}
    for one in reconciled.records_of(tx, found["cis"]):
        sources[one.ci].append(one.source)
    return sources


def short(facts: Row) -> Row:
    """Return enough of a CI to name it in a list."""
    return {name: facts[name] for name in ("id", "class", "name", "lifecycle")}


def waiting(found: Row) -> Row | None:
    """Return the record of the observation that a case holds back, as an import would keep it."""
    if not found.get("record"):
        return None
    record: Row = orjson.loads(found["record"])
    return {**record, "values": orjson.loads(record["values"])}
