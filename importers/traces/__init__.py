"""Traces: which service calls which, as Jaeger, Zipkin, OpenTelemetry and Tempo saw it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake import text
from cmdb.intake.model import Files, Issue, Observation, ScopeEnd, SourceName, Spec
from cmdb.intake.text import Unreadable
from importers.traces import jaeger, links, otlp, zipkin
from importers.traces.calls import Picture
from importers.traces.observed import observed
from importers.traces.records import Broken, Record, records
from importers.traces.window import Window

spec = Spec(
    kind="traces",
    summary="Traces and service graphs of Jaeger, Zipkin, OpenTelemetry (OTLP) and Tempo, in JSON",
    classes=frozenset(
        {
            *("application_service", "external_service", "database_instance", "database", "cache"),
            *("queue", "message_broker"),
        }
    ),
    relations=frozenset({"USES", "RECEIVES_FROM", "RUNS_ON"}),
    gives="Services, and what each was seen to call: services, databases, queues, hosts outside.",
    identifies="The service's name with its namespace and environment; a database's host and port.",
    scope="None is ever complete: who did not call while it was watched may call tomorrow.",
    unknown="What is called rarely or not traced, and whether a caller can do without what it calls.",
    partial_views=True,
)

_DATA = (".json", ".jsonl", ".ndjson", ".txt", ".log", "")
_NAME = re.compile(r'"(\w+)"\s*:')
_ENDPOINTS = {"localEndpoint", "remoteEndpoint", "binaryAnnotations"}
_SPANS = {"resourceSpans", "resource_spans"}


class Settings(BaseModel):
    """The uploaded traces: together they are one system's view."""

    model_config = ConfigDict(frozen=True)

    files: Files


def recognises(files: Files, name: str) -> bool:
    """Return whether a file of the upload holds traces, or calls counted from them."""
    if PurePosixPath(name).suffix.lower() not in _DATA:
        return False
    start = text.head(files.path(name))
    if start.lstrip()[:1] not in ("{", "["):
        return False
    names = set(_NAME.findall(start))
    return bool(
        names & _SPANS
        or names >= {"batches", "resource", "spans"}
        or ("traceID" in names and names & {"spanID", "spans", "processes"})
        or ("traceId" in names and names & _ENDPOINTS)
        or (names >= {"parent", "child"} and names & {"callCount", "call_count"})
        or names >= {"resultType", "metric", "client", "server"}
    )


def check(settings: Settings) -> None:
    """Raise Invalid unless there is a file to read."""
    if not settings.files.names:
        raise Invalid(
            "There is no file to import.",
            remedy="Give the JSON that Jaeger, Zipkin, Tempo or an OpenTelemetry collector wrote.",
        )


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield what the traces show, of all files together; wrong input comes as issues."""
    yield SourceName(f"traces:{settings.files.project or 'default'}")
    picture = Picture()
    window = Window(picture)
    for name in _mine(settings.files):
        try:
            yield from _file(settings.files, name, picture, window)
        except Unreadable as exc:
            yield exc.issue(name)
    if orphans := window.end():
        picture.skip("a span names a caller that is not in the input.", "spans", orphans)
    yield from observed(picture)
    yield from picture.notes()
    yield ScopeEnd("", complete=False)


def _mine(files: Files) -> list[str]:
    found = [name for name in files.names if recognises(files, name)]
    data = [n for n in files.names if PurePosixPath(n).suffix.lower() in _DATA]
    return found or data or list(files.names)


def _file(files: Files, name: str, picture: Picture, window: Window) -> Iterator[Issue]:
    counted: links.Links = Counter()
    for one in records(files.path(name), name):
        if isinstance(one, Broken):
            yield from _broken(one, picture)
        elif one.form == "failure":
            yield Issue(
                one.place, f"is no trace, but the answer of a query that failed{_why(one)}."
            )
        elif one.form == "unknown":
            picture.skip("is no trace, span or dependency of a form that is known.", one.place)
        else:
            _take(one, picture, window, counted)
    links.merged(counted, picture)


def _take(one: Record, picture: Picture, window: Window, counted: links.Links) -> None:
    match one.form:
        case "otlp":
            otlp.export(one.value, one.place, picture, window)
        case "jaeger_trace":
            jaeger.trace(one.value, one.place, picture, window)
        case "jaeger_span":
            jaeger.span(one.value, one.place, picture, window)
        case "zipkin":
            zipkin.span(one.value, one.place, picture, window)
        case "link":
            links.dependency(one.value, one.place, picture, counted)
        case _:
            links.series(one.value, one.place, picture, counted)


def _broken(one: Broken, picture: Picture) -> Iterator[Issue]:
    """The last line of a file that a collector still writes to is often cut off: that is no fault."""
    if one.cut:
        picture.skip("the last line is cut off and was left out.", one.place)
    else:
        at = f"{one.place}, column {one.error.column}" if one.error.column else one.place
        yield Issue(at, str(one.error))


def _why(one: Record) -> str:
    said = one.value.get("error") or one.value.get("errors")
    first = said[0] if isinstance(said, list) and said else said
    message = first.get("msg") if isinstance(first, Mapping) else first
    return f" ({message[:200]})" if isinstance(message, str) and message else ""
