"""Database servers that an agent found on a machine, and the databases in them."""

from collections.abc import Iterator, Mapping
from typing import Any

from cmdb.intake.model import Issue, ObservedCI, ObservedRelation
from importers.glpi.inventories import Inventory
from importers.glpi.values import count, number, real, records, said, word

MIB_A_GB = 1024
_LAST_PORT = 65535
_ENGINES = {
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "postgresql": "PostgreSQL",
    "postgres": "PostgreSQL",
    "mssql": "SQL Server",
    "oracle": "Oracle",
    "mongodb": "MongoDB",
    "db2": "Db2",
}
_SYSTEM = {
    "MySQL": ("information_schema", "performance_schema", "mysql", "sys"),
    "MariaDB": ("information_schema", "performance_schema", "mysql", "sys"),
    "PostgreSQL": ("postgres", "template0", "template1"),
    "SQL Server": ("master", "model", "msdb", "tempdb"),
    "MongoDB": ("admin", "config", "local"),
}


def observed(
    inventory: Inventory, host: ObservedCI
) -> Iterator[ObservedCI | ObservedRelation | Issue]:
    """Yield each database server with its databases, and what they run on."""
    taken: set[str] = set()
    for service, place in _services(inventory):
        label = real(service.get("name")) or real(service.get("type"))
        if not label:
            yield Issue(place, "has neither a name nor a type: it was left out.", fatal=False)
            continue
        port = count(service.get("port"))
        port = port if 0 < port <= _LAST_PORT else 0
        kind = word(service.get("type")).lower() or label.lower()
        key = f"{inventory.key}/database/{kind}/{port or label}"
        if key in taken:
            key = f"{key}/{label}"
        if key in taken:
            yield Issue(place, "stands there twice: the later one was left out.", fatal=False)
            continue
        taken.add(key)
        yield from _instance(service, key, port, host, place)


def _services(inventory: Inventory) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield (service, place); the form of 2021 has several instances under one server."""
    for index, one in enumerate(records(inventory.sections.get("databases_services"))):
        yield one, f"{inventory.place}: databases_services[{index}]"
    for index, server in enumerate(records(inventory.sections.get("databases_servers"))):
        for inner, instance in enumerate(records(server.get("instances"))):
            about = {k: v for k, v in server.items() if k != "instances"}
            name = " ".join(word(part) for part in (server.get("name"), instance.get("name")))
            place = f"{inventory.place}: databases_servers[{index}].instances[{inner}]"
            yield {**about, **instance, "name": name.strip()}, place


def _engine(service: Mapping[str, Any]) -> str:
    kind, name = word(service.get("type")).lower(), word(service.get("name"))
    version = word(service.get("version"))
    if kind == "mysql" and "mariadb" in f"{name} {version}".lower():
        return "MariaDB"
    return _ENGINES.get(kind) or word(service.get("type")) or name


def _instance(
    service: Mapping[str, Any], key: str, port: int, host: ObservedCI, place: str
) -> Iterator[ObservedCI | ObservedRelation]:
    engine = _engine(service)
    label = real(service.get("name")) or engine
    found = ObservedCI(
        external_id=key,
        class_name="database_instance",
        name=f"{label} on {host.name}"[:500],
        fields=said(
            engine=engine,
            version=real(service.get("version")),
            manufacturer=real(service.get("manufacturer")),
            host=host.name,
            port=port or None,
            install_path=real(service.get("path")),
        ),
        scope=host.scope,
        place=place,
        observed_at=host.observed_at,
    )
    yield found
    yield _runs_on(key, host.external_id, found)
    names: set[str] = set()
    for database in records(service.get("databases")):
        name = word(database.get("name"))
        if name and name not in names and name.lower() not in _SYSTEM.get(engine, ()):
            names.add(name)
            yield from _database(database, name, found)


def _database(
    database: Mapping[str, Any], name: str, instance: ObservedCI
) -> Iterator[ObservedCI | ObservedRelation]:
    size = number(database.get("size"))
    key = f"{instance.external_id}/{name}"
    yield ObservedCI(
        external_id=key,
        class_name="database",
        name=name,
        fields=said(
            instance=instance.name,
            engine=instance.fields.get("engine"),
            size_gb=round(size / MIB_A_GB, 2) if size else None,
        ),
        scope=instance.scope,
        place=instance.place,
        observed_at=instance.observed_at,
    )
    yield _runs_on(key, instance.external_id, instance)


def _runs_on(from_id: str, to_id: str, instance: ObservedCI) -> ObservedRelation:
    return ObservedRelation(
        from_id=from_id,
        type="RUNS_ON",
        to_id=to_id,
        fields={"origin": "observed", "confidence": 1.0},
        scope=instance.scope,
        place=instance.place,
    )
