"""Traces as Jaeger's query answers and its page saves them."""

from collections.abc import Iterator, Mapping
from typing import Any

from importers.traces.attributes import mapping, peer, protocol, resource, text
from importers.traces.calls import Picture, Resource
from importers.traces.window import Span, Window, key

_KINDS = {"client", "server", "producer", "consumer", "internal"}
_NOBODY = Resource(None)


def trace(value: Mapping[str, Any], place: str, picture: Picture, window: Window) -> None:
    """Take in a trace: its spans, whose senders stand under `processes`."""
    processes = value.get("processes")
    known = {
        name: _process(one)
        for name, one in (processes.items() if isinstance(processes, Mapping) else ())
    }
    spans = value.get("spans")
    for one in spans if isinstance(spans, list) else ():
        if isinstance(one, Mapping):
            sender = known.get(text(one.get("processID"))) or _process(one.get("process"))
            _span(one, sender, place, (picture, window))
        else:
            picture.skip("is no span: it must be an object.", place)


def span(value: Mapping[str, Any], place: str, picture: Picture, window: Window) -> None:
    """Take in a span that brings its sender with it, as Jaeger stores them."""
    _span(value, _process(value.get("process")), place, (picture, window))


def _process(value: Any) -> Resource:
    if not isinstance(value, Mapping):
        return _NOBODY
    return resource(mapping(value.get("tags") or value.get("tag")), value.get("serviceName"))


def _span(
    value: Mapping[str, Any], sender: Resource, place: str, into: tuple[Picture, Window]
) -> None:
    picture, window = into
    trace_id, id_ = text(value.get("traceID")), text(value.get("spanID"))
    if not id_:
        picture.skip("a span has no spanID and was left out.", place)
        return
    if sender.service is None:
        picture.skip("a span names no service that sent it: its calls are not known.", place)
    tags = mapping(value.get("tags") or value.get("tag"))
    kind = text(tags.get("span.kind")).lower()
    kind = kind if kind in _KINDS else ""
    parents, links = _references(value, trace_id)
    one = Span(
        key=key(trace_id, id_),
        parents=parents,
        links=links,
        kind=kind,
        service=sender.service,
        peer=peer(kind, tags),
        protocol=protocol(tags),
    )
    window.add(one, sender, place, _ended(value))


def _references(value: Mapping[str, Any], trace_id: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the keys of the parent and of what the span follows from.

    A span without a CHILD_OF was still called by what it follows from.
    """
    found = list(_pairs(value, trace_id))
    children = tuple(one for type_, one in found if type_ != "FOLLOWS_FROM")
    others = tuple(one for type_, one in found if type_ == "FOLLOWS_FROM")
    return children or others, others if children else ()


def _pairs(value: Mapping[str, Any], trace_id: str) -> Iterator[tuple[str, int]]:
    references = value.get("references")
    for one in references if isinstance(references, list) else ():
        if isinstance(one, Mapping) and (id_ := text(one.get("spanID"))):
            trace = text(one.get("traceID")) or trace_id
            yield text(one.get("refType")).upper(), key(trace, id_)
    if not references and (parent := text(value.get("parentSpanID"))).strip("0"):
        yield "CHILD_OF", key(trace_id, parent)


def _ended(value: Mapping[str, Any]) -> int | None:
    start, took = value.get("startTime"), value.get("duration")
    if type(start) is not int:
        return None
    return start + (took if type(took) is int and took > 0 else 0)
