"""Lines of a run: what it did, or would do, to one CI or relation each. Pure."""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

import orjson

LineGroup = Literal[
    "created",
    "changed",
    "relations_created",
    "relations_changed",
    "relations_removed",
    "missing",
    "retired",
    "vetoed",
    "duplicates",
    "parked",
    "left_out",
    "notes",
]
LINE_GROUPS: tuple[LineGroup, ...] = LineGroup.__args__  # type: ignore[attr-defined]  # as typing keeps them

Line = TypedDict(
    "Line",
    {
        "group": str,
        "ci": str | None,
        "class": str | None,
        "name": str | None,
        "type": str | None,
        "to": str | None,
        "to_name": str | None,
        "fields": dict[str, list[Any]],
        "place": str | None,
        "text": str | None,
    },
)
"""One line of a run. A relation has `type` and `to`, and its dependent as `ci`; `fields` are before
and after by name; `place` is where the input says it, `text` why a line is there."""


def line(group: LineGroup, **facts: Any) -> Line:
    """Return a line of what is known of it; `class_` is its class."""
    if "class_" in facts:
        facts["class"] = facts.pop("class_")
    empty = dict.fromkeys(("ci", "class", "name", "type", "to", "to_name", "place", "text"))
    return {**empty, "fields": {}, **facts, "group": group}  # type: ignore[typeddict-item]  # the keys above


def fits(one: Mapping[str, Any], text: str) -> bool:
    """Tell whether a line holds a text, in any letter case."""
    words = (one["name"], one["to_name"], one["class"], one["type"], one["place"], one["text"])
    said = "\n".join(word for word in words if word)
    return (
        text.casefold() in f"{said}\n{orjson.dumps(one['fields'], default=str).decode()}".casefold()
    )
