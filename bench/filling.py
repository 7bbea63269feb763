"""Estates into a database: rows as the baselines write them, and a fill that nobody measures."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import orjson

from bench.block import Ci, Relation
from bench.database import Database
from bench.estate import Estate
from cmdb.model import Model

T = TypeVar("T")
Row = dict[str, Any]
Progress = Callable[[str], None]
_A_FILL = 10_000


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the rows in lists of that many."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def ci_row(model: Model, ci: Ci) -> Row:
    properties = {"id": ci.id, "class": ci.class_name, **ci.fields, "rev": 1}
    if ci.quorum:
        properties["quorum"] = orjson.dumps(ci.quorum).decode()
    return {"id": ci.id, "labels": labels(model, ci), "properties": properties}


def labels(model: Model, ci: Ci) -> list[str]:
    """Return the labels of a CI beside `CI`."""
    return list(model.ci_class(ci.class_name).labels[1:])


def relation_row(relation: Relation) -> Row:
    return {
        "from": relation.from_id,
        "type": relation.type,
        "to": relation.to_id,
        "properties": {**relation.fields, "rev": 1},
    }


def fill(database: Database, estate: Estate, progress: Progress) -> None:
    """Write an estate into an empty database, the quickest way."""
    pour(database, estate.cis(), estate.relations(), progress)
    database.write("begin_history")


def pour(
    database: Database, cis: Iterable[Ci], relations: Iterable[Relation], progress: Progress
) -> None:
    """Write CIs and relations that nobody has read yet, the quickest way and without history."""
    done = 0
    for batch in batches((ci_row(database.model, ci) for ci in cis), _A_FILL):
        database.write("create_cis", rows=batch)
        done += len(batch)
        progress(f"filling: {done:,} CIs")
    done = 0
    for batch in batches(map(relation_row, relations), _A_FILL):
        database.write("create_relations", rows=batch)
        done += len(batch)
        progress(f"filling: {done:,} relations")
