"""What all inputs say of one host, put together: one CI."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cmdb.intake.model import Observation, ObservedCI, ObservedRelation
from importers.ansible import machine, network, variables
from importers.ansible.facts import Facts
from importers.ansible.interfaces import own
from importers.ansible.inventory import Inventory
from importers.ansible.machine import Said

CLASSES = frozenset({"server", "virtual_machine", "hypervisor", "network_device", "load_balancer"})
_SERVERS = ("server", "virtual_machine", "hypervisor")
_MANAGED = ("network_device", "load_balancer")
_LONGEST = 500
_MOST_TAGS = 200


@dataclass(slots=True)
class Host:
    """A host by its name in the inventory: what variables, groups and facts say of it.

    `said` stands in order of trust: what comes first holds.
    """

    name: str
    place: str
    scope: str
    tags: list[str] = field(default_factory=list)
    environment: str | None = None
    said: list[Said] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the facts of one file say of a host; see Facts. The facts themselves are let go."""

    host: str
    said: Said
    place: str
    is_named_by_user: bool


def gathered(one: Facts) -> Gathered:
    """Return what facts say, in the model's words."""
    said = network.said(one.values) if network.is_network(one.values) else machine.said(one.values)
    return Gathered(one.host, said, one.place, one.is_named_by_user)


def by_host(found: list[Gathered], known: frozenset[str]) -> dict[str, list[Gathered]]:
    """Return facts by the host that they are of, the newest first.

    A file that a person named is of the host with its name, if the inventory (`known`) or the
    facts have one; else of the host that the facts name.
    """
    hosts: dict[str, list[Gathered]] = {}
    for one in sorted(found, key=lambda one: (_when(one), one.place), reverse=True):
        hosts.setdefault(_host(one, known), []).append(one)
    return hosts


def is_here(name: str) -> bool:
    """Return whether a host's name means the machine that Ansible runs on, whichever that is."""
    return name.lower() in ("localhost", "127.0.0.1", "::1", "localhost.localdomain")


def listed(
    inventory: Inventory, words: list[str], of: Mapping[str, list[Gathered]]
) -> Iterator[Host]:
    """Yield the hosts of an inventory with all that is said of them.

    `words` name its folder and file: a folder `production` says as much as a group does.
    """
    groups_of = inventory.groups_of()
    for name in inventory.hosts:
        if is_here(name):
            continue
        groups = groups_of.get(name, [])
        given = inventory.variables_of(name, groups)
        yield Host(
            name,
            inventory.places[name],
            "inventory",
            tags=sorted(group for group in groups if len(group) <= _LONGEST)[:_MOST_TAGS],
            environment=variables.environment(given, [*groups, *words]),
            said=[*(one.said for one in of.get(name, ())), variables.said(given)],
        )


def _when(one: Gathered) -> datetime:
    return one.said.observed_at or datetime.min.replace(tzinfo=UTC)


def _host(one: Gathered, known: frozenset[str]) -> str:
    local = is_here(one.host)
    if one.host in known and not local:
        return one.host
    names = one.said.names
    if names and (local or (one.is_named_by_user and one.host.lower() not in names)):
        return next((name for name in names if name in known), names[0])
    return one.host


def observed(host: Host) -> Iterator[Observation]:
    """Yield the CI, and the file shares that it mounts."""
    class_name = _class(host)
    fields, identity = _together([*host.said, _named(host.name)])
    if class_name in _MANAGED:
        managed = next(iter(fields.get("ip_addresses") or identity.get("ip") or ()), None)
        fields["management_address"] = managed
    fields |= {"tags": host.tags, "environment": host.environment}
    observed_at = next((one.observed_at for one in host.said if one.observed_at), None)
    yield ObservedCI(
        external_id=host.name,
        class_name=class_name,
        name=_name(host),
        fields={k: v for k, v in fields.items() if v and k in _ATTRIBUTES[class_name]},
        identity={kind: values for kind, values in identity.items() if values},
        scope=host.scope,
        place=host.place,
        observed_at=observed_at,
    )
    if class_name in _SERVERS:
        yield from _mounted(host)


def _class(host: Host) -> str:
    """Return the class that is said first; a server that another calls virtual is that."""
    found = [one.class_name for one in host.said if one.class_name] or ["server"]
    return (
        "virtual_machine" if found[0] == "server" and found[-1] == "virtual_machine" else found[0]
    )


def _together(found: list[Said]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return fields, of which the first value holds, and all identity; addresses add up."""
    fields: dict[str, Any] = {}
    identity: dict[str, list[str]] = {}
    for one in found:
        for name, value in one.fields.items():
            if name in ("ip_addresses", "mac_addresses"):
                fields[name] = list(dict.fromkeys((*fields.get(name, ()), *value)))
            elif value and name not in fields:
                fields[name] = value
        for kind, values in one.identity.items():
            identity[kind] = list(dict.fromkeys((*identity.get(kind, ()), *values)))
    return fields, identity


def _named(name: str) -> Said:
    """Return what a host's name in the inventory says: an address, a full name, or a short one."""
    if address := own(name):
        return Said(fields={"ip_addresses": [address]}, identity={"ip": [address]})
    if "." in name and not name.replace(".", "").isdecimal():
        return Said(fields={"fqdn": name.lower()}, identity={"fqdn": [name.lower()]})
    return Said(identity={"hostname": [name.lower()]})


def _name(host: Host) -> str:
    if own(host.name) is None:
        return host.name[:_LONGEST]
    return next((name for one in host.said for name in one.names), host.name)[:_LONGEST]


def share_id(path: str) -> str:
    """Return the external id of a file share; servers' names know no case, paths may."""
    server, colon, rest = path.partition(":")
    return f"share:{server.lower()}{colon}{rest}" if colon else f"share:{path.lower()}"


def _mounted(host: Host) -> Iterator[Observation]:
    shares = next((one.shares for one in host.said if one.shares), {})
    found: Mapping[str, str] = {share_id(path): path for path in sorted(shares)}
    for id_, path in found.items():
        yield ObservedCI(
            id_,
            "file_share",
            path[:_LONGEST],
            {"path": path, "protocol": shares[path]},
            scope="facts",
            place=host.place,
        )
        # A mount may hold the machine's work, or only hold it up: a fact cannot tell.
        yield ObservedRelation(
            host.name,
            "STORED_ON",
            id_,
            {"origin": "observed", "confidence": 0.9, "strength": "soft"},
            scope="facts",
            place=host.place,
        )


_OF_ALL = {"tags", "environment", "serial_number", "asset_tag", "manufacturer", "model_name"}
_OF_ALL |= {"site", "firmware", "fqdn", "description", "owner"}
_OF_SERVERS = _OF_ALL | {
    *("uuid", "ip_addresses", "mac_addresses", "operating_system", "operating_system_version"),
    *("kernel", "architecture", "cpu_count", "cpu_model", "memory_gb", "disk_gb"),
}
_ATTRIBUTES: Mapping[str, set[str]] = {
    "server": _OF_SERVERS,
    "virtual_machine": _OF_SERVERS | {"provider_id", "instance_type", "image", "power_state"},
    "hypervisor": _OF_SERVERS | {"product"},
    "network_device": _OF_ALL | {"kind", "software_version", "mac_addresses", "management_address"},
    "load_balancer": _OF_ALL | {"management_address", "product", "provider_id"},
}
