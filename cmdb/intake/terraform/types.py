"""Which class a resource type is of: tables in `types/`, one file a provider or a few of them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "types"
GENERIC = "cloud_resource"
"""What a thing in a cloud is taken for by those who do not look closely."""
_GENERATION = re.compile(r"_v\d\Z")
# A plan's name may be that of a CI whose class a source told less exactly, or more.
_WIDER = {
    "virtual_machine": ("server",),
    "database_instance": ("database_instance", "database_cluster"),
    "database_cluster": ("database_instance", "database_cluster"),
}
# Of types that no table lists. The words without the provider; the class as a state would tell.
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "database_instance",
        (
            *("db_instance", "database_instance", "rds_instance", "sql_server"),
            *("cluster_instance", "flexible_server", "db_system"),
        ),
    ),
    ("database_cluster", ("rds_cluster", "db_cluster", "database_cluster")),
    ("database", ("database", "sql_database")),
    (
        "cache",
        (
            *("elasticache_cluster", "replication_group", "redis_instance", "redis_cache"),
            *("redis_cluster", "kvstore_instance"),
        ),
    ),
    ("kubernetes_cluster", ("eks_cluster", "container_cluster", "kubernetes_cluster")),
    ("object_store", ("bucket", "storage_container", "storage_account")),
    ("function", ("lambda_function", "cloudfunctions_function", "fc_function", "function_app")),
    ("load_balancer", ("lb", "alb", "elb", "nlb", "slb", "load_balancer", "loadbalancer")),
    ("storage_volume", ("ebs_volume", "disk", "volume")),
    ("queue", ("sqs_queue", "servicebus_queue", "mq_queue")),
    ("dns_zone", ("route53_zone", "dns_zone", "managed_zone")),
    ("virtual_network", ("vpc", "compute_network", "virtual_network")),
    ("subnet", ("subnet", "subnetwork", "vswitch")),
    (GENERIC, ("cdn_domain", "cloudfront_distribution", "waf_instance")),
    ("workload", ("deployment", "stateful_set", "daemon_set", "daemonset", "cron_job")),
    ("virtual_machine", ("instance", "virtual_machine", "server", "droplet", "vm")),
)


@dataclass(frozen=True, slots=True)
class ResourceType:
    """What a type of resources is. Without a class it is no CI.

    `between`: it joins others; its attributes of these paths name those that need the rest.
    `listed`: a table speaks of it; else it is an ending that tells, or nothing.
    """

    class_name: str = ""
    provider: str = ""
    between: tuple[str, ...] | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class _Tables:
    types: Mapping[str, ResourceType]
    names: Mapping[str, frozenset[str]]
    nothing: re.Pattern[str]
    like: Mapping[str, str]


@lru_cache(maxsize=4096)
def resource_type(type_: str) -> ResourceType:
    """Return what a type is. What nothing tells is a cloud resource: better seen than lost."""
    tables = _tables()
    prefix, _, words = type_.partition("_")
    alias = f"{tables.like[prefix]}_{words}" if prefix in tables.like else type_
    if found := tables.types.get(type_) or tables.types.get(alias):
        return found
    if tables.nothing.fullmatch(type_) or tables.nothing.fullmatch(alias):
        return ResourceType(listed=True)
    return ResourceType(_by_ending(type_) or GENERIC)


def named_by(attribute: str) -> frozenset[str]:
    """Return the types whose name, no identifier, an attribute of this name holds."""
    return _tables().names.get(attribute, frozenset())


def classes(type_: str) -> tuple[str, ...]:
    """Return the classes that a CI of this resource type can be of; none: its name says nothing.

    Only for these types a CI's name counts as a match: a role, a rule or an alarm often bears the
    name of the machine that it is about, and must not be taken for it.
    """
    found = resource_type(type_)
    class_name = found.class_name if found.listed else _by_ending(type_)
    return _WIDER.get(class_name, (class_name,)) if class_name else ()


def listed() -> Mapping[str, ResourceType]:
    """Return all types that a table makes something of."""
    return _tables().types


def _by_ending(type_: str) -> str:
    words = _GENERATION.sub("", type_.partition("_")[2])
    for class_name, endings in _ENDINGS:
        if any(words == ending or words.endswith(f"_{ending}") for ending in endings):
            return class_name
    return ""


CLAIMED = tuple(
    sorted(
        {one for name, _ in _ENDINGS if name != GENERIC for one in _WIDER.get(name, (name,))}
        | {"virtual_machine"}
    )
)
"""All classes, but for the generic one, that a type is told to be of by its name alone."""


@cache
def _tables() -> _Tables:
    types: dict[str, ResourceType] = {}
    names: dict[str, frozenset[str]] = {}
    nothing: list[str] = []
    like: dict[str, str] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        types |= dict(_types(table))
        for attribute, named in table["names"].items():
            names[attribute] = names.get(attribute, frozenset()) | frozenset(named)
        nothing += table["nothing"]
        like |= table.get("like", {})
    return _Tables(types, names, re.compile("|".join(translate(one) for one in nothing)), like)


def _types(table: Mapping[str, Any]) -> list[tuple[str, ResourceType]]:
    provider = table["provider"]
    found = [
        (type_, ResourceType(class_name, provider, listed=True))
        for type_, class_name in table["classes"].items()
    ]
    for type_, by in table["between"].items():
        anchors = (by,) if isinstance(by, str) else tuple(by)
        between = tuple(one for one in anchors if one)
        found.append((type_, ResourceType("", provider, between, listed=True)))
    return found


def told() -> frozenset[str]:
    """Return all classes that a resource can be told to be of."""
    named = {one.class_name for one in _tables().types.values()}
    return frozenset((named | {class_name for class_name, _ in _ENDINGS}) - {""})
