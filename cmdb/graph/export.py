"""A graph as JSON Lines: every node, every relation, and a last line that counts them.

    {"node": 0, "labels": ["CI", "Server"], "properties": {"name": "db1", …}}
    {"from": 0, "type": "RUNS_ON", "to": 7, "properties": {…}}
    {"nodes": 12, "relations": 1}

A value that JSON lacks is an object with one key, {"datetime": "2026-11-21T08:00:00Z"}: properties in Neo4j
hold no objects, so nothing is ambiguous.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, Any, TypeVar

from neo4j.time import Date, DateTime, Duration, Time

from cmdb.errors import Invalid, Unavailable
from cmdb.graph.driver import Graph, Tx

Count = Callable[[int, int], None]  # nodes and relations done, and in all
Line = dict[str, Any]
T = TypeVar("T")

_BATCH = 1000
_TEMPORAL: dict[str, Any] = {"datetime": DateTime, "date": Date, "time": Time, "duration": Duration}


def write(tx: Tx, to: IO[bytes], progress: Count | None = None) -> None:
    """Write the graph as it is at one revision: no other can be committed before `tx` ends."""
    tx.run("backup/hold")
    counts = tx.run("backup/counts")[0]
    total = counts["nodes"] + counts["relations"]
    numbers: dict[str, int] = {}
    for row in tx.stream("backup/nodes"):
        numbers[row["id"]] = len(numbers)
        _put(to, {"node": numbers[row["id"]], "labels": row["labels"], **_properties(row)})
        _told(progress, len(numbers), total)
    relations = 0
    for row in tx.stream("backup/relations"):
        ends = numbers.get(row["from"]), numbers.get(row["to"])
        if None in ends:  # of a node made since, outside any revision
            continue
        relations += 1
        _put(to, {"from": ends[0], "type": row["type"], "to": ends[1], **_properties(row)})
        _told(progress, len(numbers) + relations, total)
    _put(to, {"nodes": len(numbers), "relations": relations})


def check(source: IO[bytes]) -> Line:
    """Read an export to its end and return its last line. Raises Invalid naming the first wrong line."""
    nodes = relations = 0
    last: Line | None = None
    for number, line in enumerate(source, 1):
        if last is not None:
            raise Invalid(f"line {number}: something follows the last line of the export.")
        match _parsed(line, number):
            case {"node": int(node), "labels": [*_], "properties": {}} if node == nodes:
                nodes += 1
            case {"from": int(a), "type": str(), "to": int(b), "properties": {}} if (
                max(a, b) < nodes and min(a, b) >= 0
            ):
                relations += 1
            case {"nodes": int(), "relations": int()} as end:
                last = end
            case _:
                raise Invalid(
                    f"line {number}: neither a node nor a relation between earlier nodes."
                )
    if last != {"nodes": nodes, "relations": relations}:
        raise Invalid(f"the export ends early: {nodes} nodes and {relations} relations came.")
    return last


def read(graph: Graph, source: IO[bytes], total: int, progress: Count | None = None) -> None:
    """Create what a checked export holds, in a graph without data. Raises Unavailable.

    Many transactions: only the caller's mark tells a graph that is half there.
    """
    ids: list[str] = []
    done = 0
    lines = (json.loads(line) for line in source)
    for batch in batches(lines, _BATCH):
        nodes = [_node(line) for line in batch if "node" in line]
        if nodes:
            made = graph.write(lambda tx, rows: tx.run("backup/create_nodes", rows=rows), nodes)
            ids += [row["id"] for row in sorted(made, key=lambda row: int(row["node"]))]
        relations = [_relation(line, ids) for line in batch if "from" in line]
        if relations:
            graph.write(lambda tx, rows: tx.run("backup/create_relations", rows=rows), relations)
        done += len(nodes) + len(relations)
        _told(progress, done, total)


def verify(tx: Tx, wanted: Line) -> None:
    """Raise Unavailable unless exactly what was wanted is there."""
    found = tx.run("backup/counts")[0]
    if (found["nodes"], found["relations"]) != (wanted["nodes"], wanted["relations"]):
        raise Unavailable(
            f"The restore did not arrive whole: {found['nodes']} of {wanted['nodes']} nodes,"
            f" {found['relations']} of {wanted['relations']} relations.",
            remedy="Let nothing else write meanwhile, and restore again.",
        )


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most `size`."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def encoded(value: Any) -> Any:
    """Return the value as JSON can hold it. Raises Invalid for a type that no export knows."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list):
        return [encoded(each) for each in value]
    for name, kind in _TEMPORAL.items():
        if isinstance(value, kind):
            return {name: value.iso_format()}
    raise Invalid(f"A property holds a {type(value).__name__}, which an export cannot carry.")


def decoded(value: Any) -> Any:
    """Return what `encoded` was given."""
    if isinstance(value, list):
        return [decoded(each) for each in value]
    if isinstance(value, dict):
        ((name, text),) = value.items()
        return _TEMPORAL[name].from_iso_format(text)
    return value


def _properties(row: Any) -> Line:
    return {"properties": {name: encoded(value) for name, value in row["properties"].items()}}


def _node(line: Line) -> Line:
    return {**line, "properties": _decoded(line)}


def _relation(line: Line, ids: list[str]) -> Line:
    return {
        "from": ids[line["from"]],
        "type": line["type"],
        "to": ids[line["to"]],
        "properties": _decoded(line),
    }


def _decoded(line: Line) -> Line:
    return {name: decoded(value) for name, value in line["properties"].items()}


def _parsed(line: bytes, number: int) -> Any:
    try:
        return json.loads(line)
    except ValueError as exc:
        raise Invalid(f"line {number}: {exc}.") from exc


def _put(to: IO[bytes], line: Line) -> None:
    to.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def _told(progress: Count | None, done: int, total: int) -> None:
    if progress and (done % _BATCH == 0 or done == total):
        progress(done, total)
