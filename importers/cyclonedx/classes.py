"""Which CI an entry is: what runs, what keeps data, what is delivered; packages only if asked for."""

import re

from importers.cyclonedx.forms import Entry

PACKAGE = "software_package"
PACKAGES = frozenset({"library", "framework", "file", "firmware", "device-driver"})
_CLASSES = {
    "application": "application",
    "container": "container",
    "operating-system": PACKAGE,
    "platform": "app_server",
    "device": "server",
    "machine-learning-model": "application",
    "data": "dataset",
}
# Of files and settings in a document of data types none is a body of data.
_NO_DATA = frozenset({"configuration", "source-code", "definition"})
_KEEPERS = (
    ("cache", re.compile(r"redis|valkey|memcached?|elasticache|varnish|hazelcast")),
    (
        "message_broker",
        re.compile(r"kafka|rabbitmq|activemq|artemis|pulsar|nats|mosquitto|servicebus|eventhubs?"),
    ),
    ("object_store", re.compile(r"s3|minio|gcs|blobstorage|oss|ceph")),
    (
        "database_instance",
        re.compile(
            r"postgres(?:ql)?|pgsql|mysql|mariadb|mongo(?:db)?|oracledb|mssql|sqlserver|db2|cassandra"
            r"|dynamodb|cosmosdb|couchdb|neo4j|elasticsearch|opensearch|influxdb|clickhouse|sqlite"
            r"|cockroachdb|hsqldb|aurora|rds|bigtable|database"
        ),
    ),
)
# What works with a store is none.
_BESIDE = frozenset(
    {
        *("exporter", "connector", "connect", "proxy", "api", "client", "backup", "gateway"),
        *("manager", "admin", "ui", "operator", "service", "microservice", "migration", "monitor"),
    }
)
ENGINES = {
    "postgres": "PostgreSQL",
    "postgresql": "PostgreSQL",
    "pgsql": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "mongo": "MongoDB",
    "mongodb": "MongoDB",
    "redis": "Redis",
    "valkey": "Valkey",
    "memcached": "Memcached",
    "mssql": "SQL Server",
    "sqlserver": "SQL Server",
    "oracledb": "Oracle",
    "neo4j": "Neo4j",
    "elasticsearch": "Elasticsearch",
    "cassandra": "Cassandra",
    "dynamodb": "DynamoDB",
}
CLASSES = frozenset(
    {
        *(PACKAGE, *_CLASSES.values(), "application_service", "external_service", "certificate"),
        *(name for name, _ in _KEEPERS),
    }
)


def words(entry: Entry) -> list[str]:
    """Return the words of a service's name, and the last of its group, in lower case."""
    named = re.findall(r"[a-z0-9]+", entry.name.lower())
    return [*named, entry.group.lower().rpartition(".")[2]]


def class_of(entry: Entry, product: Entry | None) -> str:
    """Return the class of the CI that an entry is, "" where it is none.

    What others provide than who makes the product, as far as the document says, is external.
    """
    if entry.type == "service":
        return _service(entry, product.supplier if product else "")
    if entry.type == "cryptographic-asset":
        return "certificate" if entry.asset == "certificate" else ""
    if entry is product:
        return _CLASSES.get(entry.type, "application")
    if is_package(entry, product):
        return PACKAGE
    return "" if _is_a_part(entry, product) else _CLASSES.get(entry.type, "")


def is_package(entry: Entry, product: Entry | None) -> bool:
    """Tell whether an entry is a package: in the CMDB only if asked for."""
    return entry is not product and (entry.type in PACKAGES or _is_list_of_packages(entry))


def _service(entry: Entry, ours: str) -> str:
    found = [] if _BESIDE.intersection(words(entry)) else words(entry)
    for class_name, pattern in _KEEPERS:
        if any(pattern.fullmatch(word) for word in found):
            return class_name
    foreign = ours and entry.supplier and entry.supplier.casefold() != ours.casefold()
    return "external_service" if foreign else "application_service"


def _is_list_of_packages(entry: Entry) -> bool:
    """Tell whether it is a lock file: scanners of images list them as applications."""
    return any(mark.startswith("aquasecurity:trivy:") for mark in entry.marks) and (
        entry.type == "application"
    )


def _is_a_part(entry: Entry, product: Entry | None) -> bool:
    """Tell whether it is a setting or a chip, and nothing that stands for itself."""
    if entry.type == "data":
        return bool(entry.data_types) and set(entry.data_types) <= _NO_DATA
    return entry.type == "device" and (_within_device(entry) or _is_device(product))


def _is_device(product: Entry | None) -> bool:
    return product is not None and product.type in ("device", "firmware")


def _within_device(entry: Entry) -> bool:
    """Tell whether it is a part of a device: a chip is no machine."""
    above = entry.parent
    while above is not None:
        if above.type == "device":
            return True
        above = above.parent
    return False
