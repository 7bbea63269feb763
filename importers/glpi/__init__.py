"""Inventories of GLPI's agent and its forerunners: computers and what runs on them, and SNMP devices."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake import links
from cmdb.intake.model import (
    Files,
    Issue,
    Observation,
    ObservedCI,
    ObservedRelation,
    ScopeEnd,
    SourceName,
    Spec,
)
from importers.glpi import computers, databases, devices, guests, neighbours, packages, shares
from importers.glpi.guests import Guest
from importers.glpi.inventories import Inventories, Inventory, chosen, inventories, recognised
from importers.glpi.neighbours import Directory

spec = Spec(
    kind="glpi",
    summary="Inventories of the GLPI agent, FusionInventory and OCS: computers, SNMP devices",
    classes=frozenset(
        {
            *("server", "virtual_machine", "hypervisor", "end_user_device", "container"),
            *("database_instance", "database", "file_share", "software_package"),
            *("network_device", "printer", "storage_system", "ups"),
        }
    ),
    relations=frozenset(
        {
            *("RUNS_ON", "PLACED_ON", "DEPENDS_ON", "STORED_ON", "USES"),
            *("HAS_MEMBER", "CONNECTED_TO", "LINKED_TO"),
        }
    ),
    gives="Computers with system, processor, memory and addresses; the virtual machines, containers "
    "and databases on them; shares that they mount; switches, printers, disk arrays and what "
    "their ports lead to.",
    identifies="The agent's deviceid within the source (an SNMP device's serial number); across sources serial number, UUID, hardware "
    "addresses of real adapters and the full name.",
    scope="One device: a whole inventory says all that runs on it. `partial: true` and network scans "
    "never end a scope; shares and software are never missed.",
    unknown="What a machine is for, who owns it, and what a category that the agent was told to leave "
    "out would have said.",
    partial_views=True,
)

recognises = recognised
__all__ = ["Settings", "check", "read", "recognises", "spec"]


class Settings(BaseModel):
    """The uploaded inventories: one file a device, or a folder of them."""

    model_config = ConfigDict(frozen=True)

    files: Files
    softwares: bool = False
    """Whether installed software becomes CIs too: hundreds a machine."""


def check(settings: Settings) -> None:
    """Raise Invalid unless the upload holds an inventory."""
    if not chosen(settings.files):
        raise Invalid(
            "The upload holds no inventory of a GLPI agent.",
            remedy="Give .json or .xml files as `glpi-agent --local` writes them, or their folder.",
        )


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield the devices and what runs on them, each device a scope of its own.

    Wrong input comes as issues.
    """
    yield SourceName(f"glpi:{settings.files.project or 'default'}")
    found = inventories(settings.files)
    machines, snmp = _machines(found), _devices(found)
    yield from _shared(found, machines, settings)
    yield from _links(found, snmp, machines)
    for key, inventory in found.found.items():
        complete = inventory.whole
        for one in snmp.get(key) or _observed(inventory, machines):
            complete = complete and not isinstance(one, Issue)
            yield one
        yield ScopeEnd(inventory.key, complete=complete)
    yield from found.issues
    if any(issue.fatal for issue in found.issues) or not found.found:
        yield ScopeEnd("", complete=False)


class _Machines:
    """The computers of an upload by key, and the guests that each of them holds."""

    def __init__(self) -> None:
        self.cis: dict[str, ObservedCI] = {}
        self.guests: dict[str, list[Guest]] = {}
        self.issues: dict[str, list[Issue]] = {}


def _machines(found: Inventories) -> _Machines:
    result = _Machines()
    every: list[Guest] = []
    for key, inventory in found.found.items():
        if "network_device" in inventory.sections:
            continue
        listed = list(guests.guests(inventory))
        own = [one for one in listed if isinstance(one, Guest)]
        every += own
        result.issues[key] = [one for one in listed if isinstance(one, Issue)]
        result.cis[key] = computers.observed(inventory, guests.product(own))
    for guest in guests.each_once(every):
        result.guests.setdefault(guest.host, []).append(guest)
    return result


def _devices(found: Inventories) -> dict[str, list[ObservedCI | ObservedRelation]]:
    """Return the SNMP devices by key, each with the members of its stack; none of a type unknown."""
    return {
        key: list(devices.observed(inventory))
        for key, inventory in found.found.items()
        if "network_device" in inventory.sections and inventory.item in devices.CLASSES
    }


def _links(
    found: Inventories,
    snmp: Mapping[str, list[ObservedCI | ObservedRelation]],
    machines: _Machines,
) -> Iterator[ObservedRelation]:
    own = {key: next(one for one in of if isinstance(one, ObservedCI)) for key, of in snmp.items()}
    directory = Directory(iter([*own.values(), *machines.cis.values()]))
    yield from links.relations(
        link
        for key, ci in own.items()
        for link in neighbours.links(found.found[key], ci, directory)
    )


def _shared(
    found: Inventories, machines: _Machines, settings: Settings
) -> Iterator[ObservedCI | ObservedRelation]:
    """Yield what several devices have in common, each once: shares, and software on request."""
    seen: set[str] = set()
    for key, machine in machines.cis.items():
        inventory = found.found[key]
        for protocol, host, path, _ in shares.mounted(inventory):
            share, lies = shares.share(protocol, host, path, inventory.place)
            if share.external_id not in seen:
                seen.add(share.external_id)
                yield share
                yield lies
            yield shares.mount(machine, share.external_id)
        for package in packages.installed(inventory) if settings.softwares else ():
            if package.external_id not in seen:
                seen.add(package.external_id)
                yield package
            yield packages.on(package, machine)


def _observed(inventory: Inventory, machines: _Machines) -> Iterator[Observation]:
    machine = machines.cis.get(inventory.key)
    if machine is None:
        reason = (
            f'is of the type "{inventory.item}": what it is was not found out, it was left out.'
        )
        yield Issue(inventory.place, reason, fatal=False)
        return
    yield machine
    yield from machines.issues[inventory.key]
    for guest in machines.guests.get(inventory.key, ()):
        yield from guests.observed(guest, machine)
    yield from databases.observed(inventory, machine)
