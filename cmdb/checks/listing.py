"""Lists of CIs: text with one reference a line, JSON, or CSV with a column of them. Pure."""

import csv
import io
from collections.abc import Mapping
from typing import Any, cast

from cmdb.checks.model import Change, Keys
from cmdb.errors import Invalid, Problem
from cmdb.impact import State

_COLUMNS = ("ci", "id", "name")
_LISTS = ("given", "items", "cis")
_STATES = ("down", "degraded", "at_risk")
_LONGEST = 600


def of_text(text: str) -> list[Change]:
    """Return the CIs of a text: one reference a line; a line that begins with # is a comment."""
    lines = [(at, line.strip()) for at, line in enumerate(text.splitlines(), 1)]
    return [
        _change(line, None, f"line {at}") for at, line in lines if line and not line.startswith("#")
    ]


def is_list(value: Any) -> bool:
    """Tell whether a JSON value can be a list of CIs."""
    return isinstance(value, list) or any(isinstance(value.get(key), list) for key in _LISTS)


def of_json(value: Any) -> list[Change]:
    """Return the CIs of a JSON list of references or objects, or of an object that holds one.

    An object has `ci`, or `id`, or `class` and `name`, and may have a `state`. So what
    `cmdb find --json` prints and what the impact route takes are lists too. Raises Invalid.
    """
    at, listed = "", value
    if isinstance(value, dict):
        at = next(key for key in _LISTS if isinstance(value.get(key), list))
        listed = value[at]
    return [_entry(entry, f"{at}[{index}]") for index, entry in enumerate(listed)]


def _entry(entry: Any, place: str) -> Change:
    if isinstance(entry, str):
        return _change(entry, None, place)
    if isinstance(entry, dict):
        inner = entry.get("ci")
        named = inner if isinstance(inner, dict) else entry
        ref = inner if isinstance(inner, str) else _reference(named)
        if ref:
            return _change(ref, entry.get("state"), place)
    raise _wrong(place, "must be a reference, or an object with `ci`, `id` or `name`")


def _reference(named: Mapping[str, Any]) -> str:
    found = named.get("id") or named.get("name")
    if not isinstance(found, str):
        return ""
    class_name = named.get("class")
    return f"{class_name}:{found}" if class_name and not named.get("id") else found


def of_csv(text: str, column: str | None = None) -> list[Change]:
    """Return the CIs of a CSV's column: the one that is named, else `ci`, `id` or `name`.

    Beside `name` a column `class` counts, beside each a column `state`. Raises Invalid.
    """
    start = text.splitlines()[0]
    delimiter = max(",;\t", key=start.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [(name or "").strip() for name in rows.fieldnames or ()]
        rows.fieldnames = header
        wanted = column or next((name for name in _COLUMNS if name in header), None)
        if wanted is None or wanted not in header:
            raise _no_column(wanted, header)
        found = []
        for row in rows:
            ref = (row[wanted] or "").strip()
            if wanted == "name" and (class_name := (row.get("class") or "").strip()):
                ref = f"{class_name}:{ref}"
            if ref:
                found.append(_change(ref, row.get("state") or None, f"line {rows.line_num}"))
    except csv.Error as exc:
        place = f"line {rows.reader.line_num}"
        raise _wrong(place, f"is not CSV: {exc}") from exc
    return found


def _no_column(wanted: str | None, header: list[str]) -> Invalid:
    called = repr(wanted) if wanted else " or ".join(_COLUMNS)
    return Invalid(
        f"line 1: there is no column {called}; there are {', '.join(header)[:300]}.",
        remedy="Say which column names the CIs with --column.",
        problems=[Problem("line 1", f"has no column {called}")],
    )


def _change(ref: str, state: Any, place: str) -> Change:
    if len(ref) > _LONGEST or not ref.strip():
        raise _wrong(place, f"a reference has 1 to {_LONGEST} characters")
    if state is not None and state not in _STATES:
        raise _wrong(f"{place}.state", f"{state!r} is none of {', '.join(_STATES)}")
    said = cast("State", state or "down")
    return Change(ref.strip(), "named", "ends", Keys(ref.strip()), state=said, place=place)


def _wrong(place: str, reason: str) -> Invalid:
    return Invalid(
        f"{place}: {reason}.",
        remedy="A list has one CI a line: an id, a unique name, or class:name.",
        problems=[Problem(place, reason)],
    )
