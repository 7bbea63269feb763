"""Item queries: one function for each file in `cypher/items/`, and how facts are stored."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cmdb.graph import Tx
from cmdb.history.model import Event
from cmdb.items.model import Facts, RelationKey, Summary
from cmdb.items.search_text import search_text
from cmdb.model import Model

Row = dict[str, Any]


def locked(tx: Tx, cis: Collection[str], ends: Collection[str] = ()) -> list[tuple[Facts, int]]:
    """Lock CIs in one order for all writers, then return (facts, revision) of those that exist.

    Of `ends` the facts are id, class and name.
    """
    wanted = sorted([*((id_, True) for id_ in cis), *((id_, False) for id_ in ends)])
    return [_ci(ci) for ci in tx.run("items/lock", wanted=wanted)[0]["cis"]]


def relations_between(
    tx: Tx, wanted: Collection[RelationKey]
) -> list[tuple[RelationKey, Facts, int, str | None]]:
    """Return (key, facts, revision, evidence) of those of the relations that exist."""
    rows = tx.run("items/relations_between", wanted=[list(key) for key in sorted(wanted)])
    return [(*_relation(row), row["properties"].get("evidence")) for row in rows]


def sourced(tx: Tx, ids: Collection[str]) -> frozenset[str]:
    """Return those of the CIs that a source knows."""
    return frozenset(row["id"] for row in tx.run("items/sourced", ids=sorted(ids)))


def keep_evidence(tx: Tx, evidence: Mapping[RelationKey, str]) -> None:
    rows = [{"from": k[0], "type": k[1], "to": k[2], "evidence": v} for k, v in evidence.items()]
    tx.run("items/keep_evidence", rows=rows)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a revision writes, as its queries take it: what is not there yet, what is, what goes."""

    created: list[Row]
    changed: list[Row]
    related: list[Row]
    rerelated: list[Row]
    unrelated: list[Row]


def rows(model: Model, events: Sequence[Event], evidence: Mapping[RelationKey, str]) -> Rows:
    """Return what holds after the events: the last one of each CI and relation counts."""
    last: dict[tuple[str, ...], Event] = {}
    first: dict[tuple[str, ...], Event] = {}
    for event in events:
        key = event.key
        last[key] = event
        first.setdefault(key, event)
    pairs = [(first[key].before, event) for key, event in last.items()]
    cis = [(b, e.after) for b, e in pairs if e.kind == "ci"]
    ties = [(b, e.after) for b, e in pairs if e.kind == "relation"]
    return Rows(
        [_ci_row(model, after) for before, after in cis if before is None and after],
        [_changed_row(model, before, after) for before, after in cis if before and after],
        [_relation_row(after, evidence) for b, after in ties if b is None and after],
        [_relation_row(after, evidence) for b, after in ties if b is not None and after],
        [_relation_row(b, {}) for b, after in ties if b is not None and not after],
    )


def write(tx: Tx, found: Rows, rev: int) -> None:
    """Bring the graph to what these rows say."""
    if found.created:
        tx.run("items/create_cis", rows=found.created, rev=rev)
    if found.changed:
        tx.run("items/change_cis", rows=found.changed, rev=rev)
    if found.related:
        tx.run("items/create_relations", rows=found.related, rev=rev)
    if found.rerelated:
        tx.run("items/change_relations", rows=found.rerelated, rev=rev)
    if found.unrelated:
        tx.run("items/remove_relations", rows=found.unrelated)


def remove_cis(tx: Tx, ids: list[str]) -> None:
    tx.run("items/remove_cis", ids=ids)


def ends_of_removed(tx: Tx, ids: list[str]) -> list[Row]:
    return tx.run("items/ends_of_removed", ids=ids)


def forget_records(tx: Tx, ids: list[str]) -> None:
    tx.run("items/forget_records", ids=ids)


def _labels(model: Model, facts: Facts) -> list[str]:
    return list(model.ci_class(facts["class"]).labels[1:])


def _ci_row(model: Model, facts: Facts) -> Row:
    properties = {**facts, "search": search_text(facts)}
    if "quorum" in facts:
        properties["quorum"] = orjson.dumps(facts["quorum"]).decode()
    return {"id": facts["id"], "labels": _labels(model, facts), "properties": properties}


def _changed_row(model: Model, before: Facts, after: Facts) -> Row:
    row = _ci_row(model, after)
    if before["class"] == after["class"]:
        return row | {"labels": [], "old_labels": []}
    return row | {"old_labels": _labels(model, before)}


def _relation_row(facts: Facts, evidence: Mapping[RelationKey, str]) -> Row:
    properties = {k: v for k, v in facts.items() if k not in ("from", "type", "to")}
    if said := evidence.get((facts["from"], facts["type"], facts["to"])):
        properties["evidence"] = said
    if "group" in properties and properties["group"] is None:
        properties["group"] = ""
    return {
        "from": facts["from"],
        "type": facts["type"],
        "to": facts["to"],
        "properties": properties,
    }


def _ci(properties: Row) -> tuple[Facts, int]:
    facts = {k: v for k, v in properties.items() if k not in ("rev", "search", "locked")}
    if "quorum" in facts:
        facts["quorum"] = orjson.loads(facts["quorum"])
    return facts, properties["rev"]


def _relation(row: Row) -> tuple[RelationKey, Facts, int]:
    properties = dict(row["properties"])
    rev = properties.pop("rev")
    properties.pop("evidence", None)
    if properties.get("group") == "":
        properties["group"] = None
    key = (row["from"], row["type"], row["to"])
    return key, {"from": key[0], "type": key[1], "to": key[2], **properties}, rev


def by_id(tx: Tx, ci: str) -> tuple[Facts, int] | None:
    rows = tx.run("items/by_id", id=ci)
    return _ci(rows[0]["ci"]) if rows else None


def by_ids(tx: Tx, ids: Sequence[str]) -> list[tuple[Facts, int]]:
    return [_ci(row["ci"]) for row in tx.run("items/by_ids", ids=list(ids))]


def by_name(tx: Tx, name: str, class_name: str | None) -> list[Summary]:
    rows = tx.run("items/by_name", name=name, **{"class": class_name})
    return [Summary(r["id"], r["class"], r["name"], r["lifecycle"]) for r in rows]


def relations_of(
    tx: Tx, ci: str, outgoing: bool | None, type_: str | None, skip: int, limit: int
) -> list[tuple[Facts, int, Row]]:
    """Return (facts, revision, other end) of the relations of a CI, outgoing ones first.

    None for `outgoing` or the type means any.
    """
    found = []
    which = {"outgoing": outgoing, "type": type_}
    for row in tx.run("items/relations_of", ci=ci, **which, skip=skip, limit=limit):
        ends = (ci, row["id"]) if row["outgoing"] else (row["id"], ci)
        ended = {
            "from": ends[0],
            "type": row["type"],
            "to": ends[1],
            "properties": row["properties"],
        }
        _, facts, rev = _relation(ended)
        other = {name: row[name] for name in ("id", "class", "name", "lifecycle")}
        found.append((facts, rev, other))
    return found


def page(tx: Tx, filters: Row, after: tuple[str, str], limit: int) -> list[tuple[Facts, int]]:
    rows = tx.run(
        "items/page",
        classes=filters.get("classes"),
        lifecycle=filters.get("lifecycle"),
        owner=filters.get("owner"),
        support_team=filters.get("support_team"),
        environment=filters.get("environment"),
        after_name=after[0],
        after_id=after[1],
        limit=limit,
    )
    return [_ci(row["ci"]) for row in rows]


def counts(tx: Tx) -> list[Row]:
    return tx.run("items/counts")


def stream_cis(tx: Tx) -> Iterator[tuple[Facts, int]]:
    for row in tx.stream("items/stream_cis"):
        yield _ci(row["ci"])


def stream_relations(tx: Tx) -> Iterator[tuple[RelationKey, Facts, int]]:
    for row in tx.stream("items/stream_relations"):
        yield _relation(row.data())
