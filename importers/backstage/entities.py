"""The entities that catalog files and answers of the catalog hold, each once."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from cmdb.intake import json_text, text, yaml_text
from cmdb.intake.model import Files, Issue
from cmdb.intake.text import MIB, Unreadable

JSON_LIMIT = 128 * MIB
KINDS = ("component", "api", "resource", "system", "domain", "group", "user")
_GROUP = re.compile(r"(?:[\w-]+\.)*backstage\.io/\w+\Z")
_API = re.compile(
    r'^[ ]{0,2}(?:-[ ]+)?["\']?apiVersion["\']?[ ]*:[ ]*["\']?(?:[\w-]+\.)*backstage\.io/\w'
    r'|"apiVersion"\s*:\s*"(?:[\w-]+\.)*backstage\.io/\w',
    re.MULTILINE,
)
_TEMPLATE = re.compile(r"\{\{|\{%")
_BETWEEN = re.compile(r"^---(?=\s|\Z)", re.MULTILINE)
_DATA = (".yaml", ".yml", ".json")
_LONGEST_NAME = 200


class Ref(NamedTuple):
    """What an entity is known by, in lower case."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.namespace}/{self.name}"


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity; `name` is spelled as it stands there, `ref` in lower case."""

    ref: Ref
    name: str
    body: Mapping[str, Any]
    place: str

    def part(self, *path: str) -> Mapping[str, Any]:
        """Return the mapping at this path, or an empty one."""
        found: Any = self.body
        for step in path:
            found = found.get(step) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    @property
    def type(self) -> str:
        """Its `spec.type` in lower case, words joined by `-`; empty where it says none."""
        found = said(self.part("spec").get("type")).lower()
        return re.sub(r"[\s_]+", "-", found)


@dataclass(slots=True)
class Entities:
    """All entities of an upload by reference, and what was wrong or left out.

    `spelled` holds names as references spell them, for those that other catalog files hold.
    """

    found: dict[Ref, Entity] = field(default_factory=dict)
    spelled: dict[Ref, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    whole: bool = True


def said(value: Any) -> str:
    """Return a value that is a text without blanks around it; empty for whatever else it is."""
    return value.strip() if isinstance(value, str) else ""


def recognised(files: Files, name: str) -> bool:
    """Return whether a file of the upload holds entities, by its beginning."""
    if PurePosixPath(name).suffix.lower() not in _DATA:
        return False
    return bool(_API.search(text.head(files.path(name))))


def catalog(files: Files) -> list[str]:
    """Return the names of the catalog's files in an upload; all data files if none looks like one."""
    found = [name for name in files.names if recognised(files, name)]
    data = [n for n in files.names if PurePosixPath(n).suffix.lower() in _DATA]
    return sorted(found or data or files.names)


def entities(files: Files) -> Entities:
    """Return every entity of the upload once; of two by one name the first file's holds."""
    result = Entities()
    for name in catalog(files):
        try:
            for value, place in _values(files, name, result):
                _take(value, place, result)
        except Unreadable as exc:
            result.issues.append(exc.issue(name))
            result.whole = False
    for what, count in sorted(result.skipped.items()):
        times = f"{count} entities were" if count > 1 else "1 entity was"
        result.issues.append(Issue(what, f"{times} left out.", fatal=False))
    return result


def _values(files: Files, name: str, into: Entities) -> Iterator[tuple[Any, str]]:
    path = files.path(name)
    if PurePosixPath(name).suffix.lower() == ".json":
        # An answer of the catalog may be filtered, or a page of several: it is never all of it.
        into.whole = False
        yield from _listed(json_text.value(text.text(path, JSON_LIMIT)), name)
        return
    content = text.text(path, yaml_text.SIZE_LIMIT)
    for piece, line in _documents(content):
        try:
            for document in yaml_text.documents(piece):
                yield from _listed(document.value, f"{name}: line {line + document.line}")
        except Unreadable as exc:
            into.whole = False
            if _TEMPLATE.search(piece):
                into.skipped[f"{name}: templates of catalog files"] += 1
            else:
                moved = Unreadable(
                    str(exc), line=line + (exc.line or 1), column=exc.column, remedy=exc.remedy
                )
                into.issues.append(moved.issue(name))


def _documents(content: str) -> Iterator[tuple[str, int]]:
    """Yield each document of a stream with how many lines stand before it: one may be broken."""
    at = line = 0
    for mark in (*_BETWEEN.finditer(content), None):
        end = mark.start() if mark else len(content)
        if (piece := content[at:end]).strip():
            yield piece, line
        line += content.count("\n", at, end)
        at = end


def _listed(value: Any, place: str) -> Iterator[tuple[Any, str]]:
    """Yield the entities of a list, of an answer's `items`, or the one that a value is."""
    if isinstance(value, dict) and "kind" not in value:
        for name in ("items", "entities"):
            if isinstance(value.get(name), list):
                value, place = value[name], f"{place}: {name}"
                break
    if not isinstance(value, list):
        yield value, place
        return
    for index, one in enumerate(value):
        # What the catalog did not find among the references that it was asked for is null.
        inner = one.get("entity") if isinstance(one, dict) and "kind" not in one else None
        yield inner if inner is not None else one, f"{place}[{index}]"


def _take(value: Any, place: str, into: Entities) -> None:
    if value is None:
        return
    if reason := _wrong(value):
        into.issues.append(Issue(place, f"{reason} It was left out.", fatal=False))
        into.whole = False
        return
    kind, api = value["kind"].strip().lower(), value["apiVersion"].strip()
    if not _GROUP.match(api) or kind not in KINDS:
        into.skipped[f"kind {value['kind'][:_LONGEST_NAME]} of {api[:_LONGEST_NAME]}"] += 1
        return
    one = _entity(value, kind, place, into)
    if one is None:
        return
    before = into.found.setdefault(one.ref, one)
    if before is not one and before.body != one.body:
        reason = f"{one.ref} stands at {before.place} already, and differs: that one holds."
        into.issues.append(Issue(place, reason, fatal=False))


def _wrong(value: Any) -> str:
    if not isinstance(value, dict):
        return "is no entity: it must be a mapping."
    for name in ("apiVersion", "kind"):
        if not said(value.get(name)):
            return f"{name} is missing, or no text."
    return "" if isinstance(value.get("metadata"), dict) else "metadata is missing, or no mapping."


def _entity(value: dict[str, Any], kind: str, place: str, into: Entities) -> Entity | None:
    given = value["metadata"].get("name")
    name = str(given) if type(given) is int and abs(given) < 10**18 else said(given)
    namespace = said(value["metadata"].get("namespace")) or "default"
    if _TEMPLATE.search(name + namespace):
        into.skipped[f"{place.partition(': line')[0]}: templates of catalog files"] += 1
        return None
    bad = not name or len(name + namespace) > _LONGEST_NAME or set("/:\n") & set(name + namespace)
    if bad:
        reason = f'metadata.name "{name[:60]}" is no name that can be referred to.' if name else ""
        reason = reason or "metadata.name is missing, or no text."
        into.issues.append(Issue(place, f"{reason} It was left out.", fatal=False))
        into.whole = False
        return None
    ref = Ref(kind, namespace.lower(), name.lower())
    return Entity(ref, name, value, f"{place} ({ref})")
