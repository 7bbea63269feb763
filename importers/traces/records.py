"""The records in a file of traces, whatever envelope they came in."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from cmdb.intake import json_text, text
from cmdb.intake.text import MIB, Unreadable

JSON_LIMIT = 128 * MIB
LINES_LIMIT = 8 * 1024 * MIB
LINE_LIMIT = 64 * MIB
_LINES = (".jsonl", ".ndjson")
_NESTED = 6
_EMPTY_ENVELOPES = ("data", "dependencies", "result", "trace", "traces")


class Record(NamedTuple):
    """One record: its form, what it says, and where it stands."""

    form: str
    value: Mapping[str, Any]
    place: str


class Broken(NamedTuple):
    """A line that is no JSON; `cut`: it is the last one and does not end."""

    error: Unreadable
    place: str
    cut: bool


def records(path: Path, name: str) -> Iterator[Record | Broken]:
    """Yield the records of a file: JSON Lines as a stream, other JSON as a whole.

    The form is otlp, jaeger_trace, jaeger_span, zipkin, link, series, failure or unknown.
    Raises Unreadable.
    """
    seen = text.lines(path, LINES_LIMIT, LINE_LIMIT)
    try:
        number, line = next(seen)
        value = json_text.value(line)
    except (Unreadable, StopIteration):
        if PurePosixPath(name).suffix.lower() not in _LINES:
            yield from _sorted(json_text.value(text.text(path, JSON_LIMIT)), name, 0)
            return
        seen = text.lines(path, LINES_LIMIT, LINE_LIMIT)
    else:
        second = next(seen, None)
        if second is None:
            yield from _sorted(value, name, 0)
            return
        yield from _sorted(value, f"{name}: line {number}", 0)
        yield from _line(*second, name)
    for number, line in seen:
        yield from _line(number, line, name)


def _line(number: int, line: str, name: str) -> Iterator[Record | Broken]:
    place = f"{name}: line {number}"
    try:
        value = json_text.value(line)
    except Unreadable as exc:
        yield Broken(exc, place, cut=not line.endswith("\n"))
    else:
        yield from _sorted(value, place, 0)


def _sorted(value: Any, place: str, depth: int) -> Iterator[Record]:
    """Yield what a value holds, looking into lists and envelopes."""
    if depth > _NESTED:
        yield Record("unknown", {}, place)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _sorted(item, f"{place}[{index}]", depth + 1)
    elif not isinstance(value, Mapping):
        yield Record("unknown", {}, place)
    elif form := _form(value):
        yield Record(form, value, place)
    else:
        yield from _opened(value, place, depth)


def _form(value: Mapping[str, Any]) -> str:
    """Return the form of a record by the names that only it has; empty for an envelope."""
    keys = value.keys()
    for form, wanted in (
        ("otlp", {"resourceSpans", "resource_spans", "batches"}),
        ("series", {"resultType"}),
        ("zipkin", {"localEndpoint", "remoteEndpoint", "binaryAnnotations"}),
        ("jaeger_span", {"spanID"}),
    ):
        if keys & wanted:
            return form
    for form, all_of in (
        ("link", {"parent", "child"}),
        ("jaeger_trace", {"spans"}),
        ("zipkin", {"traceId", "id"}),
    ):
        if keys >= all_of:
            return form
    return "failure" if value.get("errors") or value.get("status") == "error" else ""


def _opened(value: Mapping[str, Any], place: str, depth: int) -> Iterator[Record]:
    envelopes = [name for name in _EMPTY_ENVELOPES if name in value]
    if not envelopes:
        yield Record("unknown", value, place)
    for name in envelopes:
        if value[name] is not None:
            at = f"{place}: {name}" if not depth else f"{place}.{name}"
            yield from _sorted(value[name], at, depth + 1)
