"""Traces as Zipkin's API answers them, version 2 and the annotations of version 1."""

from collections.abc import Mapping
from typing import Any

from importers.traces.attributes import mapping, peer, port, protocol, resource, service_name, text
from importers.traces.calls import Peer, Picture, Resource
from importers.traces.window import Span, Window, key

_KINDS = {"CLIENT", "SERVER", "PRODUCER", "CONSUMER"}
_MARKS = {
    **dict.fromkeys(("cs", "cr"), "CLIENT"),
    **dict.fromkeys(("sr", "ss"), "SERVER"),
    "ms": "PRODUCER",
    "mr": "CONSUMER",
}


def span(value: Mapping[str, Any], place: str, picture: Picture, window: Window) -> None:
    """Take in a span; one of version 1 may hold both halves of a call."""
    if not text(value.get("id")):
        picture.skip("a span has no id and was left out.", place)
    elif value.get("localEndpoint") is None and (halves := _halves(value)):
        for half in halves:
            _take(half, place, picture, window)
    else:
        _take(value, place, picture, window)


def _take(value: Mapping[str, Any], place: str, picture: Picture, window: Window) -> None:
    tags, local, remote = (
        mapping(value.get("tags")),
        _endpoint(value.get("localEndpoint")),
        _endpoint(value.get("remoteEndpoint")),
    )
    sender = resource(tags, local.get("serviceName"))
    named = service_name(remote.get("serviceName"))
    if sender.service is None:
        picture.skip("a span names no service that sent it: its calls are not known.", place)
    kind = text(value.get("kind")).upper()
    if not kind and named:
        kind = "CLIENT"
    one = Span(
        key=key(*_ids(value), "server" if _answers(value, kind) else ""),
        parents=_parents(value, kind),
        links=(),
        kind=kind.lower() if kind in _KINDS else "",
        service=sender.service,
        peer=_peer(kind, tags, named, remote),
        protocol=protocol(tags),
    )
    window.add(one, sender, place, _ended(value))
    if kind == "SERVER" and named and not _parents(value, kind):
        _caller(named, sender, place, picture)


def _caller(named: str, sender: Resource, place: str, picture: Picture) -> None:
    """Take in a caller that tells no spans of its own, but that the called one knows by name."""
    if sender.service and named != sender.service.name:
        caller = Resource(sender.service._replace(name=named))
        picture.saw(caller, place, None)
        if caller.service:
            picture.calls[caller.service, "calls", sender.service] += 1


def _ids(value: Mapping[str, Any]) -> tuple[str, str]:
    return text(value.get("traceId")), text(value.get("id"))


def _answers(value: Mapping[str, Any], kind: str) -> bool:
    """Return whether this is the called half of a call whose two halves share an id."""
    return kind == "SERVER" and value.get("shared") is True


def _parents(value: Mapping[str, Any], kind: str) -> tuple[int, ...]:
    """Return the keys under which the span's parent may be found: the called half goes first."""
    trace, id_ = _ids(value)
    parent = text(value.get("parentId"))
    above = (key(trace, parent, "server"), key(trace, parent)) if parent.strip("0") else ()
    return (key(trace, id_), *above) if _answers(value, kind) else above


def _peer(kind: str, tags: Mapping[str, Any], named: str, remote: Mapping[str, Any]) -> Peer | None:
    host = text(remote.get("ipv4")) or text(remote.get("ipv6"))
    if kind in ("PRODUCER", "CONSUMER") and not tags.get("messaging.system"):
        topic = next((text(tags[name]) for name in _TOPICS if text(tags.get(name))), "")
        return Peer("queue", topic, system=_TOPICS_OF.get(named, named)) if topic else None
    address = "" if named else host  # what has a name is better known by it than by its address
    return peer(kind.lower(), tags, named, (address, port(remote.get("port"))))


_TOPICS = ("kafka.topic", "jms.queue", "jms.topic", "rabbit.queue", "rabbit.routing_key")
_TOPICS_OF = {"kafka": "kafka", "jms": "jms", "rabbitmq": "rabbitmq"}


def _endpoint(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _ended(value: Mapping[str, Any]) -> int | None:
    start, took = value.get("timestamp"), value.get("duration")
    if type(start) is not int:
        return None
    return start + (took if type(took) is int and took > 0 else 0)


def _halves(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a span of version 1 says as spans of version 2: one for each half that it holds."""
    plain = {
        name: value.get(name) for name in ("traceId", "id", "parentId", "timestamp", "duration")
    }
    tags, remote, local = _binary(value.get("binaryAnnotations"))
    by_kind: dict[str, Any] = {}
    annotations = value.get("annotations")
    for one in annotations if isinstance(annotations, list) else ():
        if isinstance(one, Mapping) and (kind := _MARKS.get(text(one.get("value")))):
            by_kind.setdefault(kind, one.get("endpoint"))
    found = [
        {**plain, "kind": kind, "localEndpoint": endpoint, "tags": tags}
        for kind, endpoint in by_kind.items()
    ]
    for one in found:
        if one["kind"] == "SERVER":
            one["shared"] = True  # both halves of version 1 bear one id, within one span or in two
        else:
            one["remoteEndpoint"] = remote
    return found or ([{**plain, "localEndpoint": local, "tags": tags}] if local else [])


def _binary(value: Any) -> tuple[dict[str, Any], Any, Any]:
    """Return tags, the address called (`sa`), and the endpoint of the first annotation."""
    tags: dict[str, Any] = {}
    remote = local = None
    for one in value if isinstance(value, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("key"), str):
            if one["key"] == "sa":
                remote = one.get("endpoint")
            else:
                tags[one["key"]] = one.get("value")
                local = local or one.get("endpoint")
    return tags, remote, local
