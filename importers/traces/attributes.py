"""What the attributes of spans and of their senders mean, over the versions of the conventions."""

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from importers.traces.calls import Home, Peer, Resource, Service

Attributes = Mapping[str, Any]

_LONGEST = 300
_NAMELESS = re.compile(r"unknown(_service(:.*)?)?\Z|OTLPResourceNoServiceName\Z|-\Z", re.IGNORECASE)
_CONTAINER_ID = re.compile(r"[0-9a-f]{12,64}\Z")
_POD = re.compile(r".+-[0-9a-z]{8,10}-[0-9a-z]{5}\Z")
_HERE = {"localhost", "localhost.localdomain", "host.docker.internal"}
_TEMPORARY = re.compile(
    r"\(temporary\)|\(anonymous\)|amq\.gen-|amq\.rabbitmq\.reply-to|_INBOX\.|.*[0-9a-f]{8}-[0-9a-f]{4}-",
    re.IGNORECASE,
)
_WORKLOADS = ("deployment", "statefulset", "daemonset", "cronjob", "job", "replicaset")
_HOSTS = (
    *("server.address", "net.peer.name", "peer.hostname", "net.sock.peer.name", "http.host"),
    *("peer.address", "network.peer.address", "net.peer.ip", "net.sock.peer.addr", "peer.ipv4"),
)
_PORTS = ("server.port", "net.peer.port", "peer.port", "network.peer.port", "net.sock.peer.port")
_URLS = ("url.full", "http.url", "messaging.url")
_OUTWARD = {"client", "producer", "consumer"}
_PASSED_ON = {"queue", "broker"}
_TELLING = ("peer.service", "db.system", "db.system.name", "db.type", "messaging.system")
_PROTOCOLS = {"grpc": "gRPC", "apache_dubbo": "Dubbo", "aws-api": "HTTP", "connect_rpc": "Connect"}


def mapping(value: Any) -> Attributes:
    """Return attributes as a mapping, whether they came as a list of pairs or as an object.

    A value of OTLP (`{"stringValue": …}`) or Jaeger (`{"key": …, "value": …}`) is unwrapped.
    """
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    found: dict[str, Any] = {}
    for pair in value if isinstance(value, list) else ():
        if isinstance(pair, Mapping) and isinstance(pair.get("key"), str):
            found[pair["key"]] = _plain(pair.get("value"))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        for name in ("stringValue", "intValue", "boolValue", "doubleValue", "string_value"):
            if name in value:
                return value[name]
        return value.get("int_value")
    return value


def text(value: Any) -> str:
    """Return a value as a text of usable length without blanks around it, or an empty one."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int) and abs(value) > 10**18:
        return ""
    found = str(value).strip()
    return found if len(found) <= _LONGEST else ""


def first(attributes: Attributes, names: Iterable[str]) -> str:
    """Return the first of these attributes that says something, or an empty text."""
    return next((found for name in names if (found := text(attributes.get(name)))), "")


def service_name(value: Any) -> str:
    """Return the name of a service, or an empty text for one that says that it has none."""
    found = text(value)
    return "" if _NAMELESS.match(found) else found


def resource(attributes: Attributes, name: Any = None) -> Resource:
    """Return what the sender of spans says of itself; `name` outranks `service.name`."""
    found = service_name(name) or service_name(attributes.get("service.name"))
    if not found:
        return Resource(None)
    namespace = first(attributes, ("k8s.namespace.name", "service.namespace"))
    environment = first(attributes, ("deployment.environment.name", "deployment.environment"))
    return Resource(
        service=Service(found, namespace, environment.lower()),
        version=text(attributes.get("service.version")),
        repository=first(attributes, ("vcs.repository.url.full", "vcs.repository.url")),
        homes=tuple(_homes(attributes)),
    )


def _homes(attributes: Attributes) -> list[Home]:
    """Return what the sender runs on: the workload of a cluster, a function, or else its machine."""
    for kind in _WORKLOADS:
        if name := text(attributes.get(f"k8s.{kind}.name")):
            uid = text(attributes.get(f"k8s.{kind}.uid"))
            namespace = text(attributes.get("k8s.namespace.name"))
            return [Home("workload", "uid" if uid else "", uid, name, namespace)]
    function = first(attributes, ("faas.id", "cloud.resource_id"))
    if text(attributes.get("faas.name")):
        kind = "provider_id" if function else ""
        return [Home("function", kind, function, text(attributes["faas.name"]))]
    host = text(attributes.get("host.name"))
    contained = any(name.startswith(("k8s.", "container.")) for name in attributes)
    if not host or contained or _CONTAINER_ID.match(host) or _POD.match(host) or here(host):
        return []
    instance = text(attributes.get("host.id")) if text(attributes.get("cloud.provider")) else ""
    if instance:
        return [Home("server", "provider_id", instance, host)]
    return [Home("server", "fqdn" if "." in host else "hostname", host.lower(), host)]


def here(host: str) -> bool:
    """Return whether an address means the speaker itself, or nothing."""
    if host.lower() in _HERE:
        return True
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified or address.is_link_local


def protocol(attributes: Attributes) -> str:
    """Return how a call is made, as far as its attributes tell: HTTP, gRPC, the database's name."""
    if system := first(attributes, ("rpc.system.name", "rpc.system")):
        return _PROTOCOLS.get(system.lower(), system)
    if any(name.startswith(("http.", "url.")) for name in attributes):
        return "HTTP"
    return first(attributes, ("messaging.system",))


def peer(
    kind: str, attributes: Attributes, named: str = "", address: tuple[str, int | None] = ("", None)
) -> Peer | None:
    """Return what a span calls, as far as it names it; None where it calls nothing or says nothing.

    `named` and `address` are what the format itself says of it, beside the attributes.
    """
    if kind not in _OUTWARD and (kind or not any(name in attributes for name in _TELLING)):
        return None
    found = _peer(attributes, named, address)
    # What a consumer names is where its messages come from.
    return None if kind == "consumer" and found and found.what not in _PASSED_ON else found


def _peer(attributes: Attributes, named: str, address: tuple[str, int | None]) -> Peer | None:
    host, number = _address(attributes, *address)
    called = service_name(attributes.get("peer.service")) or service_name(named)
    if system := text(attributes.get("messaging.system")):
        return _messaging(attributes, system.lower(), host, number)
    if system := first(attributes, ("db.system.name", "db.system", "db.type")):
        return Peer("database", called or _database(attributes), host, number, system.lower())
    if called:
        return Peer("service", called, host, number)
    return Peer("host", host, host, number) if host else None


def _database(attributes: Attributes) -> str:
    return first(attributes, ("db.namespace", "db.name", "db.instance"))


def _messaging(attributes: Attributes, system: str, host: str, number: int | None) -> Peer | None:
    names = ("messaging.destination.template", "messaging.destination.name")
    destination = first(attributes, (*names, "messaging.destination", "message_bus.destination"))
    passing = attributes.get("messaging.destination.temporary") in (True, "true")
    if destination and not passing and not _TEMPORARY.match(destination):
        return Peer("queue", destination.rpartition("/")[2] or destination, host, number, system)
    return Peer("broker", host, host, number, system) if host else None


def _address(attributes: Attributes, host: str, number: int | None) -> tuple[str, int | None]:
    """Return the first host that is not the speaker itself, and the port that goes with it."""
    for found in (host, *(text(attributes.get(name)) for name in _HOSTS)):
        plain, at = _split(found)
        if plain and not here(plain):
            return plain, at or number or port(first(attributes, _PORTS))
    for name in _URLS:
        plain, at = _of_url(text(attributes.get(name)))
        if plain and not here(plain):
            return plain, at
    return "", None


def _split(value: str) -> tuple[str, int | None]:
    """Return host and port of `host`, `host:port`, `[::1]:80` or `/host:port`."""
    value = value.strip("/").lower().rstrip(".")
    if value.count(":") == 1 or value.startswith("["):
        host, _, number = value.rpartition(":")
        return (host.strip("[]"), port(number)) if host else (value.strip("[]"), None)
    return (value, None) if re.fullmatch(r"[\w.:%-]+", value) else ("", None)


def _of_url(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "", None


def port(value: Any) -> int | None:
    """Return a port, or None for what is none."""
    found = text(value)
    if not (found.isascii() and found.isdecimal() and len(found) < 6):  # noqa: PLR2004  65535 has five digits
        return None
    return int(found) if 0 < int(found) < 65536 else None  # noqa: PLR2004  ports are 16 bits
