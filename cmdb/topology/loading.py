"""The whole graph from Neo4j: lists of alike CIs and relations, then what happened meanwhile."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any

import numpy as np

from cmdb import history
from cmdb.graph import Tx
from cmdb.model import Model
from cmdb.topology import store
from cmdb.topology.building import Builder
from cmdb.topology.changes import after
from cmdb.topology.compact import Ints
from cmdb.topology.model import Profile, Stamp
from cmdb.topology.reading import Reader
from cmdb.topology.snapshot import Topology

# Lists are made in the server's memory, about 130 bytes a relation and 400 a CI: one part stays
# below the memory that a transaction may take.
_RELATIONS_A_PART = 1_000_000
_CIS_A_PART = 250_000
_A_LIST = 8_000


def load(tx: Tx, model: Model) -> Topology:
    """Return the newest graph. What is written meanwhile is in it whole or not at all.

    Neo4j reads what is committed at each moment: so the head is read first, and the events that
    came after it are applied to what was read. Raises Invalid for what the model does not have.
    """
    head = history.newest(tx)
    with _uncollected():
        built = _read(tx, model, head)
    now = history.newest(tx)
    return advanced(tx, built, now)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector away: what comes in stays, and it would look at it ever again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(tx: Tx, model: Model, head: history.Head) -> Topology:
    read = Reader(model)
    builder = Builder()
    cis, relations = store.sizes(tx)
    for part, parts, buckets in _plan(cis, _CIS_A_PART):
        for row in store.cis(tx, part, parts, buckets):
            _add_cis(builder, read, row)
    for part, parts, buckets in _plan(relations, _RELATIONS_A_PART):
        for row in store.relations(tx, part, parts, buckets, read.own):
            _add_relations(builder, read, row)
    return builder.topology(model, stamp(head), read.vocabulary)


def advanced(tx: Tx, old: Topology, head: history.Head) -> Topology:
    """Return the graph at that head, by the events that the older one lacks."""
    if head.number == old.revision:
        return old.stamped(stamp(head))
    events = history.events_after(tx, old.revision, head.number)
    return after(old, events, stamp(head))


def stamp(head: history.Head) -> Stamp:
    return Stamp(head.number, head.at, head.access)


def _plan(total: int, a_part: int) -> list[tuple[int, int, int]]:
    parts = 1 + total // a_part
    buckets = 1 + total // parts // _A_LIST
    return [(part, parts, buckets) for part in range(parts)]


def _add_cis(builder: Builder, read: Reader, row: Mapping[str, Any]) -> None:
    alike = (row["class"], row["lifecycle"], row["criticality"], row["environment"])
    health = row["health"]
    codes: dict[tuple[str, str], int] = {}
    for pair in set(zip(row["owners"], row["support_teams"], strict=True)):
        codes[pair] = read.profile(Profile(*alike, pair[0] or None, pair[1] or None, health))
    pairs = zip(row["owners"], row["support_teams"], strict=True)
    builder.add_cis(row["keys"], row["ids"], row["names"], [codes[pair] for pair in pairs])
    for key, quorum in row["quorums"]:
        builder.declare(key, read.quorums(quorum))


def _add_relations(builder: Builder, read: Reader, row: Mapping[str, Any]) -> None:
    fields = {
        **dict(zip(read.own.get(row["type"], ()), row["own"], strict=True)),
        "strength": row["strength"],
        "tolerates": row["tolerates"],
        "origin": row["origin"],
        "confidence": row["confidence"],
    }
    known = {name: value for name, value in fields.items() if value is not None}
    dependents = row["dependents"]
    ties = _codes(read, row["type"], known, row["groups"], len(dependents))
    builder.add_relations(dependents, row["suppliers"], ties)


def _codes(
    read: Reader, kind: str, fields: dict[str, Any], groups: Sequence[str], count: int
) -> Ints:
    if not groups:
        code = read.tie(kind, fields)
        return np.fromiter(repeat(code, count), dtype=np.int64, count=count)
    codes = {group: read.tie(kind, {**fields, "group": group}) for group in set(groups)}
    return np.fromiter(map(codes.__getitem__, groups), dtype=np.int64, count=count)
