"""Calls that somebody has counted already: dependency lists, and the metrics of a service graph."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from importers.traces.attributes import service_name, text
from importers.traces.calls import Peer, Picture, Resource, Service, Way

Links = Counter[tuple[Service, Way, Service]]

_GRAPH = "traces_service_graph_request"
_DIMENSIONS = (
    ("k8s_namespace_name", "service_namespace"),
    ("deployment_environment_name", "deployment_environment"),
)


def dependency(value: Mapping[str, Any], place: str, picture: Picture, links: Links) -> None:
    """Take in an entry of Jaeger's or Zipkin's list of dependencies."""
    names = [service_name(value.get(end)) for end in ("parent", "child")]
    if not all(names):
        picture.skip("a dependency does not name both its services and was left out.", place)
        return
    count = value.get("callCount", value.get("call_count", 1))
    if not _number(count):
        picture.skip("a dependency has no call and was left out.", place)
        return
    _add(Service(names[0]), Service(names[1]), "calls", int(float(count)), (place, picture, links))


def series(value: Mapping[str, Any], place: str, picture: Picture, links: Links) -> None:
    """Take in a query's answer: counters with the labels `client` and `server`."""
    results = value.get("result")
    for index, one in enumerate(results if isinstance(results, list) else ()):
        at = f"{place}.result[{index}]"
        labels = one.get("metric") if isinstance(one, Mapping) else None
        if not isinstance(labels, Mapping):
            picture.skip("is no series: it must be an object with its labels.", at)
            continue
        name = text(labels.get("__name__"))
        if name and name not in (f"{_GRAPH}_total", f"{_GRAPH}_server_seconds_count"):
            picture.skip(
                f"the series of {name} were left out: calls are counted by {_GRAPH}_total.", at
            )
        else:
            _one(labels, _newest(one), at, picture, links)


def _one(
    labels: Mapping[str, Any], count: float, place: str, picture: Picture, links: Links
) -> None:
    client, server = (_side(labels, side) for side in ("client", "server"))
    connection = text(labels.get("connection_type"))
    if client is None or server is None:
        picture.skip("a series does not name both its services and was left out.", place)
    elif count <= 0:
        picture.skip("a series counts no call and was left out.", place)
    elif connection == "virtual_node" and client.name == "user":
        picture.skip("calls from outside, whose caller is not known, were left out.", place)
    elif connection == "database":
        picture.saw(Resource(client), place, None)
        picture.peers[client, Peer("database", server.name)] += math.ceil(count)
    elif connection == "messaging_system":
        _add(server, client, "feeds", math.ceil(count), (place, picture, links))
    else:
        _add(client, server, "calls", math.ceil(count), (place, picture, links))


def _side(labels: Mapping[str, Any], side: str) -> Service | None:
    name = service_name(labels.get(side))
    extra = [
        next((found for one in names if (found := text(labels.get(f"{side}_{one}")))), "")
        for names in _DIMENSIONS
    ]
    return Service(name, extra[0], extra[1].lower()) if name else None


def _newest(one: Mapping[str, Any]) -> float:
    """Return the last sample's value; 0 for none, and for what is no number."""
    values = one.get("values")
    sample = one.get("value") or (values[-1] if isinstance(values, list) and values else None)
    if not (isinstance(sample, list) and len(sample) == 2):  # noqa: PLR2004  a time and a value
        return 0.0
    return float(sample[1]) if _number(sample[1]) else 0.0


def _number(value: Any) -> bool:
    """Return whether a value, or the text of one, is a count of at least one call."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return False
    return math.isfinite(found) and 0 < found < 1e18  # noqa: PLR2004  no counter goes that far


def _add(
    caller: Service, callee: Service, way: Way, count: int, into: tuple[str, Picture, Links]
) -> None:
    place, picture, links = into
    for service in (caller, callee):
        picture.saw(Resource(service), place, None)
    if caller != callee:
        links[caller, way, callee] += max(1, count)


def merged(links: Links, picture: Picture) -> None:
    """Put one file's counts beside those of others: of two that count the same calls the larger holds."""
    for link, count in links.items():
        picture.listed[link] = max(picture.listed.get(link, 0), count)


def pairs(picture: Picture) -> Iterator[tuple[tuple[Service, Way, Service], int]]:
    """Yield each call between two services with how often it was seen."""
    for link in sorted(picture.listed.keys() | picture.calls.keys()):
        yield link, max(picture.listed.get(link, 0), picture.calls.get(link, 0))
