"""Ends of calls that tell no spans of their own: databases, queues, hosts outside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from cmdb.intake.model import Elsewhere
from importers.traces.calls import Peer, Service
from importers.traces.merging import local, place_of


@dataclass(frozen=True, slots=True)
class End:
    """The CI that a peer is: class, external id, name, fields; on what else it stands."""

    class_name: str
    external_id: str
    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    on: "End | None" = None


_ENGINES = {
    "postgresql": ("PostgreSQL", 5432),
    "postgres": ("PostgreSQL", 5432),
    "mysql": ("MySQL", 3306),
    "mariadb": ("MariaDB", 3306),
    "mongodb": ("MongoDB", 27017),
    "mongo": ("MongoDB", 27017),
    "mssql": ("SQL Server", 1433),
    "microsoft.sql_server": ("SQL Server", 1433),
    "oracle": ("Oracle", 1521),
    "oracle.db": ("Oracle", 1521),
    "cassandra": ("Cassandra", 9042),
    "db2": ("Db2", 50000),
    "ibm.db2": ("Db2", 50000),
    "elasticsearch": ("Elasticsearch", 9200),
    "opensearch": ("OpenSearch", 9200),
    "clickhouse": ("ClickHouse", 8123),
    "cockroachdb": ("CockroachDB", 26257),
    "couchdb": ("CouchDB", 5984),
    "couchbase": ("Couchbase", 8091),
    "neo4j": ("Neo4j", 7687),
    "influxdb": ("InfluxDB", 8086),
}
_CACHES = {
    "redis": ("Redis", 6379),
    "valkey": ("Valkey", 6379),
    "memcached": ("Memcached", 11211),
    "memcache": ("Memcached", 11211),
    "hazelcast": ("Hazelcast", 5701),
}
_WITHIN = {
    "h2",
    "h2database",
    "hsqldb",
    "derby",
    "sqlite",
    "coredata",
}  # parts of the caller itself
_ENGINE_NAMES = _ENGINES.keys() | _CACHES.keys()
_SAID_BY_MANY = {"default", "main", "master", "test", "db", "database", "public", "admin", "app"}
_PRIVATE = (
    "local",
    "internal",
    "lan",
    "corp",
    "intranet",
    "home",
    "private",
    "test",
    "localdomain",
)


def end_of(peer: Peer, caller: Service) -> End | Elsewhere | str:
    """Return what a peer is: a CI, one that another source has to know, or why it is none."""
    if peer.what == "database":
        return _database(peer, caller)
    if peer.what == "queue":
        return _queue(peer, caller)
    if peer.what == "broker":
        return _broker(peer, caller)
    return _host(peer, caller)


def _database(peer: Peer, caller: Service) -> End | str:
    if peer.system in _WITHIN:
        return f"{peer.system} runs within its caller: it is no CI of its own."
    cache = peer.system in _CACHES
    engine, usual = (_CACHES | _ENGINES).get(peer.system, (peer.system, None))
    if not peer.host:
        return _named_database(peer, caller, engine, "cache" if cache else "database_instance")
    port = peer.port or usual
    if peer.system not in _ENGINE_NAMES and not _is_address(peer.host) and not local(peer.host):
        return _outside(peer)
    name = _qualified(peer, caller)
    shown = name if port in (usual, None) and not _is_address(name) else f"{name}:{port}"
    fields = {"engine": engine} | ({"port": port} if port else {})
    if not local(peer.host):
        fields["host"] = peer.host
    kind = "cache" if cache else "database_instance"
    return End(kind, f"{kind}/{_plain(name)}:{port or ''}", shown, fields)


def _named_database(peer: Peer, caller: Service, engine: str, kind: str) -> End | str:
    """Return a database whose host nobody says: by its product if it is called so, else by its name."""
    name = peer.name.lower()
    if not name or name in _SAID_BY_MANY or name.isdecimal():
        return f"a database ({engine or 'of no known product'}) has no address: which one is not known."
    where = _quoted(caller)
    if name in _ENGINE_NAMES:
        shown = f"{peer.name}.{caller.namespace}" if caller.namespace else peer.name
        own = _CACHES if name in _CACHES else _ENGINES
        kind = "cache" if name in _CACHES else "database_instance"
        return End(kind, f"{kind}/{where}{_plain(peer.name)}", shown, {"engine": own[name][0]})
    if kind == "cache":
        return f"a cache ({engine}) has no address: which one is not known."
    fields = {"engine": engine} if engine else {}
    return End("database", f"database/{where}{_plain(peer.name)}", peer.name, fields)


def _queue(peer: Peer, caller: Service) -> End:
    broker = _broker(peer, caller)
    on = broker if isinstance(broker, End) else None
    named = on.name if on else peer.system
    fields = {"broker": named} if named else {}
    return End("queue", f"queue/{_plain(peer.system)}/{_plain(peer.name)}", peer.name, fields, on)


def _broker(peer: Peer, caller: Service) -> End | str:
    if not peer.host:
        return "a message broker has no address: which one is not known."
    name = _qualified(peer, caller)
    fields: dict[str, Any] = {"port": peer.port} if peer.port else {}
    if peer.system:
        fields["product"] = peer.system
    if not local(peer.host):
        fields["host"] = peer.host
    return End("message_broker", f"broker/{_plain(name)}", name, fields)


def _host(peer: Peer, caller: Service) -> End | Elsewhere | str:
    if _is_address(peer.host):
        return "a call goes to an IP address: what answers there is not known."
    if local(peer.host):
        return Elsewhere("application_service", name=place_of(peer, caller)[0])
    if peer.host.rpartition(".")[2] in _PRIVATE:
        return Elsewhere("application_service", {"fqdn": (peer.host,)}, name=peer.host)
    return _outside(peer)


def _outside(peer: Peer) -> End:
    return End("external_service", f"external/{_plain(peer.host)}", peer.host)


def _qualified(peer: Peer, caller: Service) -> str:
    """Return a name that tells `db` of one namespace from `db` of another."""
    if not local(peer.host):
        return peer.host
    name, namespace = place_of(peer, caller)
    return f"{name}.{namespace}" if namespace else name


def _quoted(caller: Service) -> str:
    return f"{_plain(caller.namespace)}/" if caller.namespace else ""


def _plain(part: str) -> str:
    return part.replace("%", "%25").replace("/", "%2F")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def external_id(service: Service) -> str:
    """Return a service's external id: `service/<name>`, or `service/<namespace>/<environment>/<name>`."""
    return "/".join(("service", *_parts(service)))


def _parts(service: Service) -> Iterator[str]:
    if service.namespace or service.environment:
        yield _plain(service.namespace) or "-"
        yield _plain(service.environment) or "-"
    yield _plain(service.name)
