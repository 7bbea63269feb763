"""One CI or relation of a document, strictly: every field where it belongs, of the kind it is."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from cmdb.intake.model import Issue, Observation, ObservedCI, ObservedRelation
from cmdb.model import load, near

_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_CI_TEXTS = ("key", "class", "name")
_RELATION_TEXTS = ("from", "type", "to")


def ci(entry: Any, place: str) -> Iterator[Observation]:
    """Yield the CI that the entry is, or the issues that it has."""
    issues = list(_ci_issues(entry, place))
    if issues:
        yield from issues
        return
    beside = {k: v for k, v in entry.items() if k in _beside_name()}
    yield ObservedCI(
        external_id=entry["key"],
        class_name=entry["class"],
        name=entry["name"],
        fields={"lifecycle": "operational", **beside, **(entry.get("attributes") or {})},
        quorum=entry.get("quorum") or {},
        id=entry.get("id"),
        place=place,
    )


def relation(entry: Any, place: str) -> Iterator[Observation]:
    """Yield the relation that the entry is, or the issues that it has."""
    if not isinstance(entry, dict):
        yield _wrong(place, "a relation must be an object", entry)
        return
    issues = [*_texts(entry, _RELATION_TEXTS, place), *_names(entry, place)]
    if issues:
        yield from issues
        return
    yield ObservedRelation(
        from_id=entry["from"],
        type=entry["type"],
        to_id=entry["to"],
        fields={k: v for k, v in entry.items() if k not in _RELATION_TEXTS},
        place=place,
    )


def text_issue(value: Any, place: str) -> Issue | None:
    """Return what is wrong with a value that must be a text of one line, or None."""
    if not isinstance(value, str):
        return _wrong(place, "must be a text (in quotes)", value)
    if not value.strip():
        return Issue(place, "must not be empty.")
    if _UNFIT.search(value):
        return Issue(place, "holds a control character, or half of one beyond the basic plane.")
    return None


def _ci_issues(entry: Any, place: str) -> Iterator[Issue]:
    if not isinstance(entry, dict):
        yield _wrong(place, "a CI must be an object", entry)
        return
    yield from _texts(entry, _CI_TEXTS, place)
    yield from _names(entry, place)
    if entry.get("id") is not None and (issue := text_issue(entry["id"], f"{place}.id")):
        yield issue
    for section in ("attributes", "quorum"):
        value = entry.get(section)
        if value is not None and not isinstance(value, dict):
            yield _wrong(f"{place}.{section}", "must be an object", value)
        elif value is not None:
            yield from _names(value, f"{place}.{section}")
    yield from _misplaced(entry, place)


def _misplaced(entry: Mapping[str, Any], place: str) -> Iterator[Issue]:
    known = _known()
    for name in entry.keys() - known:
        if name in _own(entry.get("class")):
            yield Issue(f"{place}.{name}", 'belongs to the class: put it under "attributes".')
        elif isinstance(name, str):
            guess = near(name, known)
            hint = f"Did you mean {guess[0]}?" if guess else 'Own ones stand under "attributes".'
            yield Issue(f"{place}.{name}", f"is no field that every CI has. {hint}")
    attributes = entry.get("attributes")
    if isinstance(attributes, dict):
        for name in attributes.keys() & known - {"key"}:
            yield Issue(f"{place}.attributes.{name}", 'stands beside "name", not under attributes.')


def _texts(entry: Mapping[str, Any], names: tuple[str, ...], place: str) -> Iterator[Issue]:
    for name in names:
        if name not in entry:
            yield Issue(f"{place}.{name}", "is missing.")
        elif issue := text_issue(entry[name], f"{place}.{name}"):
            yield issue


def _names(entry: Mapping[Any, Any], place: str) -> Iterator[Issue]:
    for name in entry:
        if not isinstance(name, str):
            yield _wrong(place, "every field's name must be a text (in quotes)", name)


def _wrong(place: str, rule: str, value: Any) -> Issue:
    return Issue(place, f"{rule}; this is {_KINDS.get(type(value), 'something else')}.")


_KINDS = {
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


@cache
def _beside_name() -> frozenset[str]:
    return frozenset(load().classes["ci"].attributes) - {"name"}


@cache
def _known() -> frozenset[str]:
    return frozenset({*_CI_TEXTS, "id", "attributes", "quorum"}) | _beside_name()


@cache
def _attributes(class_name: str) -> frozenset[str]:
    found = load().classes.get(class_name)
    return frozenset(found.attributes) if found else frozenset()


def _own(class_name: Any) -> frozenset[str]:
    return _attributes(class_name) if isinstance(class_name, str) else frozenset()
