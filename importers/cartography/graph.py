"""Nodes and relationships of a Cartography graph, however they were dumped."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from cmdb.intake import json_text, text
from cmdb.intake.model import Files, Issue
from cmdb.intake.text import MIB, Unreadable
from importers.cartography.labels import EXTRA, Entry, entry

JSON_LIMIT = 512 * MIB
_LINES = (".jsonl", ".ndjson")
_DATA = (".json", *_LINES)
_LONGEST_LINE = 4 * MIB
_LONGEST_ID = 2000


@dataclass(frozen=True, slots=True)
class Node:
    """A node by label and Cartography's own id; `entry` is None for what only tells of others."""

    key: str
    entry: Entry | None
    labels: tuple[str, ...]
    props: Mapping[str, Any]
    place: str


@dataclass(slots=True)
class Graph:
    """All nodes by key, relationships between keys, and how many nodes of other labels there were."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: set[tuple[str, str, str]] = field(default_factory=set)
    skipped: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)

    def node(self, labels: Any, props: Any, place: str) -> str | None:
        """Keep a node; return its key, None for one that is of no use here."""
        if not (isinstance(labels, list) and isinstance(props, dict)):
            self.issues.append(Issue(place, "is no node: it was left out.", fatal=False))
            return None
        named = [one for one in labels if isinstance(one, str)]
        if not label(named):
            self.skipped[named[0] if named else "no label"] += 1
            return None
        found = key(named, props)
        if found is None:
            reason = f"this {named[0]} has no id: it was left out."
            self.issues.append(Issue(place, reason, fatal=False))
            return None
        shown = f"{place} ({label(named)})" if place else found
        self.nodes.setdefault(found, Node(found, entry(named), tuple(named), props, shown))
        return found


def label(named: Sequence[str]) -> str:
    """Return the label that a node goes by here, an empty text for one that is of no use."""
    found = entry(named)
    return found.label if found else next((EXTRA[one] for one in named if one in EXTRA), "")


def key(labels: Sequence[str], props: Mapping[str, Any]) -> str | None:
    """Return a node's external id: its label and Cartography's id; None for one without an id."""
    id_ = props.get("id") or props.get("arn")
    if isinstance(id_, bool) or not isinstance(id_, str | int) or not str(id_).strip():
        return None
    return f"{label(labels)}/{str(id_).strip()[:_LONGEST_ID]}"


def recognised(files: Files, name: str) -> bool:
    """Return whether a file of the upload is a dumped Cartography graph, by its beginning."""
    if PurePosixPath(name).suffix.lower() not in _DATA:
        return False
    start = text.head(files.path(name))
    if not start.lstrip().startswith(("{", "[")) or '"labels"' not in start:
        return False
    signs = ('"_module_name"', '"lastupdated"', '"firstseen"')
    return any(sign in start for sign in signs) and (
        "cartography" in start or ('"lastupdated"' in start and '"firstseen"' in start)
    )


def dumps(files: Files) -> list[str]:
    """Return the names of the dumps in an upload; all data files, else all files, if none looks like one."""
    found = [name for name in files.names if recognised(files, name)]
    data = [n for n in files.names if PurePosixPath(n).suffix.lower() in _DATA]
    return sorted(found or data or files.names)


def graph(files: Files) -> Graph:
    """Return the graph of all dumps of an upload, and what was wrong with them."""
    result = Graph()
    for name in dumps(files):
        try:
            entries = list(_entries(files, name))
        except Unreadable as exc:
            result.issues.append(exc.issue(name))
            continue
        if not entries:
            result.issues.append(Issue(name, "holds neither nodes nor relationships."))
        _take(entries, result)
    return result


Dumped = tuple[str, Mapping[str, Any], str]
"""("node" or "relationship", what stands there, where)."""


def _take(entries: list[Dumped], into: Graph) -> None:
    keys: dict[str, str] = {}
    for kind, value, place in entries:
        if kind == "node":
            props = value.get("props", value.get("properties"))
            kept = into.node(value.get("labels"), props, place)
            for name in ("eid", "elementId", "element_id", "id", "identity"):
                if kept and (own := _own(value.get(name))):
                    keys.setdefault(own, kept)
    for kind, value, place in entries:
        if kind == "relationship":
            _edge(value, place, keys, into)


def _own(value: Any) -> str:
    """Return a dump's own name of a node: a text or number, or of an object what names it."""
    if isinstance(value, dict):
        value = next((value[n] for n in ("eid", "elementId", "id", "identity") if n in value), None)
    usable = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value)[:_LONGEST_ID] if usable else ""


def _edge(value: Mapping[str, Any], place: str, keys: Mapping[str, str], into: Graph) -> None:
    starts = ("from", "start", "startNode", "startNodeElementId", "source")
    ends = ("to", "end", "endNode", "endNodeElementId", "target")
    one = next((own for name in starts if (own := _own(value.get(name)))), "")
    other = next((own for name in ends if (own := _own(value.get(name)))), "")
    type_ = next((t for n in ("type", "label") if isinstance(t := value.get(n), str)), "")
    type_ = str(value.get("label")) if type_ == "relationship" else type_
    if not (one and other and type_):
        into.issues.append(Issue(place, "is no relationship: it was left out.", fatal=False))
    elif one in keys and other in keys:
        into.edges.add((keys[one], type_, keys[other]))


def _entries(files: Files, name: str) -> Iterator[Dumped]:
    path = files.path(name)
    if PurePosixPath(name).suffix.lower() in _LINES or _is_lines(text.head(path)):
        for number, line in text.lines(path, JSON_LIMIT, _LONGEST_LINE):
            try:
                value = json_text.value(line)
            except Unreadable as exc:
                raise Unreadable(exc.detail, line=number, column=exc.column) from exc
            yield from _typed(value, f"{name}: line {number}")
        return
    value = json_text.value(text.text(path, JSON_LIMIT))
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _typed(one, f"{name}: [{index}]")
    elif isinstance(value, dict):
        yield from _sections(value, name)


def _is_lines(start: str) -> bool:
    """Return whether the first line is a whole object and more stands below it."""
    first, _, rest = start.lstrip().partition("\n")
    if not (first.startswith("{") and rest.strip()):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _typed(value: Any, place: str) -> Iterator[Dumped]:
    """Yield an entry that says itself what it is, as `apoc.export.json` writes them."""
    if not isinstance(value, dict):
        return
    if value.get("type") == "node" or ("labels" in value and "type" not in value):
        yield "node", value, place
    elif value.get("type") == "relationship" or {"start", "end"} <= value.keys():
        yield "relationship", value, place
    else:
        yield from _sections(value, place)


def _sections(value: Mapping[str, Any], place: str) -> Iterator[Dumped]:
    for name, kind in (
        ("nodes", "node"),
        ("relationships", "relationship"),
        ("rels", "relationship"),
        ("edges", "relationship"),
    ):
        listed = value.get(name)
        if isinstance(listed, dict):
            listed = list(listed.values())
        for index, one in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(one, dict):
                yield kind, one, f"{place}: {name}[{index}]"
    yield from _answers(value, place)


def _answers(value: Mapping[str, Any], place: str) -> Iterator[Dumped]:
    """Yield what Neo4j's HTTP API answers where it is asked for graphs."""
    results = value.get("results")
    for result in results if isinstance(results, list) else ():
        rows = result.get("data") if isinstance(result, dict) else None
        for row in rows if isinstance(rows, list) else ():
            inner = row.get("graph") if isinstance(row, dict) else None
            if isinstance(inner, dict):
                for name, kind in (("nodes", "node"), ("relationships", "relationship")):
                    listed = inner.get(name)
                    for one in listed if isinstance(listed, list) else ():
                        if isinstance(one, dict):
                            yield kind, one, f"{place}: {name}"
