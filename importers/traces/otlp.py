"""Spans of OTLP in JSON: requests, the collector's files, and the answers of Tempo and Jaeger."""

from collections.abc import Iterator, Mapping
from typing import Any

from importers.traces.attributes import mapping, peer, protocol, resource, text
from importers.traces.calls import Picture, Resource
from importers.traces.window import Span, Window, key

_KINDS = ("", "internal", "server", "client", "producer", "consumer")  # by the number of each


def export(value: Mapping[str, Any], place: str, picture: Picture, window: Window) -> None:
    """Take in one export: spans by sender and by the library that made them."""
    for batch in _list(value, "resourceSpans", "resource_spans", "batches"):
        if not isinstance(batch, Mapping):
            picture.skip("holds what is no batch of spans: it must be an object.", place)
            continue
        about = batch.get("resource")
        sender = resource(mapping(about.get("attributes") if isinstance(about, Mapping) else None))
        for one in _spans(batch):
            _span(one, sender, place, (picture, window))


def _spans(batch: Mapping[str, Any]) -> Iterator[Any]:
    scopes = _list(
        batch,
        *("scopeSpans", "scope_spans"),
        *("instrumentationLibrarySpans", "instrumentation_library_spans"),
    )
    for scope in scopes:
        if isinstance(scope, Mapping):
            yield from _list(scope, "spans")
    yield from _list(batch, "spans")


def _span(value: Any, sender: Resource, place: str, into: tuple[Picture, Window]) -> None:
    picture, window = into
    if not isinstance(value, Mapping):
        picture.skip("is no span: it must be an object.", place)
        return
    trace_id, id_ = _either(value, "traceId", "trace_id"), _either(value, "spanId", "span_id")
    if not id_:
        picture.skip("a span has no spanId and was left out.", place)
        return
    if sender.service is None:
        picture.skip("a span names no service that sent it: its calls are not known.", place)
    attributes = mapping(value.get("attributes"))
    parent = _either(value, "parentSpanId", "parent_span_id")
    kind = _kind(value.get("kind"))
    one = Span(
        key=key(trace_id, id_),
        parents=(key(trace_id, parent),) if parent.strip("0A=") else (),
        links=tuple(_links(value)),
        kind=kind,
        service=sender.service,
        peer=peer(kind, attributes),
        protocol=protocol(attributes),
    )
    window.add(one, sender, place, _ended(value))


def _kind(value: Any) -> str:
    found = text(value).upper().removeprefix("SPAN_KIND_").lower()
    if found in _KINDS:
        return found
    return _KINDS[int(found)] if found in {"1", "2", "3", "4", "5"} else ""


def _links(value: Mapping[str, Any]) -> Iterator[int]:
    for link in _list(value, "links"):
        if isinstance(link, Mapping) and (id_ := _either(link, "spanId", "span_id")):
            yield key(_either(link, "traceId", "trace_id"), id_)


def _ended(value: Mapping[str, Any]) -> int | None:
    for name in ("endTimeUnixNano", "end_time_unix_nano", "startTimeUnixNano"):
        found = value.get(name)
        if type(found) is int:
            return found // 1000
        if isinstance(found, str) and found.isascii() and found.isdecimal() and len(found) < 20:  # noqa: PLR2004  as long as 64 bits can be
            return int(found) // 1000
    return None


def _either(value: Mapping[str, Any], *names: str) -> str:
    return next((found for name in names if (found := text(value.get(name)))), "")


def _list(value: Mapping[str, Any], *names: str) -> Iterator[Any]:
    for name in names:
        found = value.get(name)
        if isinstance(found, list):
            yield from found
