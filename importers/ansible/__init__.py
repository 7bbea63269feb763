"""Ansible: the hosts of inventories, and the facts that were gathered of them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake.model import Files, Issue, Observation, ObservedCI, ScopeEnd, SourceName, Spec
from cmdb.intake.text import Unreadable
from importers.ansible.facts import Facts, facts, is_facts, of_variables
from importers.ansible.hosts import (
    CLASSES,
    Gathered,
    Host,
    by_host,
    gathered,
    is_here,
    listed,
    observed,
)
from importers.ansible.sources import Source, accompanies, is_inventory, sorted_out, sources

spec = Spec(
    kind="ansible",
    summary="Ansible inventories, fact caches and the output of the setup module",
    classes=CLASSES | {"file_share"},
    relations=frozenset({"STORED_ON"}),
    gives="Machines and network devices with their system, hardware, addresses and groups, and the "
    "file shares that they mount.",
    identifies="Serial number, product uuid, cloud instance id, hardware address, full name.",
    scope="A whole inventory. Facts are never complete: a host that was not reached is not absent.",
    unknown="What a machine is for, and what depends on it.",
    partial_views=True,
)

# Files of a folder that are worth sending; what begins with { or [ is sent under any name.
patterns = (
    *("hosts*", "inventory*", "inventories*", "*.inventory", "*.hosts", "*.facts"),
    *("*facts*", "*setup*", "all", "prod", "production", "stage", "staging", "dev", "development"),
    *("test", "testing", "qa", "*group_vars/*", "*host_vars/*"),
)
__all__ = ["Settings", "accompanies", "check", "patterns", "read", "recognises", "spec"]


class Settings(BaseModel):
    """The uploaded files: inventories with what was gathered of their hosts."""

    model_config = ConfigDict(frozen=True)

    files: Files


def recognises(files: Files, name: str) -> bool:
    """Return whether the file is an inventory, or holds facts."""
    return is_inventory(files, name) or is_facts(files, name)


def check(settings: Settings) -> None:
    """Raise Invalid unless there is a file to read."""
    if not settings.files.names:
        raise Invalid(
            "There is no file to import.",
            remedy="Give the output of `ansible-inventory --list`, an inventory, or fact files.",
        )


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield the hosts of each inventory as a source of its own, then those of which only facts are.

    Wrong input comes as issues.
    """
    files = settings.files
    own = f"ansible:{files.project or 'default'}"
    inventories, others = sorted_out(files)
    found, issues = _gathered(files, others)
    known = sources(files, inventories)
    found += [
        gathered(of_variables(host, values, source.inventory.places[host]))
        for source in known
        for host, values in source.inventory.facts.items()
    ]
    of = by_host(found, frozenset(host for one in known for host in one.inventory.hosts))
    seen: set[str] = set()
    lone = [host for host in of if not any(host in one.inventory.hosts for one in known)]
    if issues or not known:
        yield SourceName(own)
        yield from issues
    for source in known:
        yield SourceName(f"{own}/{source.path}" if source.path else own)
        yield from _inventory(source, of, set() if source.path else seen)
    if lone or not known:
        yield SourceName(own)
        for host in lone:
            told = Host(host, of[host][0].place, "facts", said=[one.said for one in of[host]])
            yield from _once(observed(told), seen)
        yield ScopeEnd("facts", complete=False)


def _inventory(
    source: Source, of: Mapping[str, list[Gathered]], seen: set[str]
) -> Iterator[Observation]:
    inventory = source.inventory
    yield from inventory.issues
    for host in inventory.hosts:
        if is_here(host):
            reason = "is the machine that Ansible runs on, whichever that is."
            yield Issue(inventory.places[host], reason, fatal=False)
    for one in listed(inventory, source.words, of):
        yield from _once(observed(one), seen)
    yield ScopeEnd("inventory", complete=not inventory.issues)


def _gathered(files: Files, names: Iterable[str]) -> tuple[list[Gathered], list[Issue]]:
    found: list[Gathered] = []
    issues: list[Issue] = []
    for name in names:
        try:
            for one in facts(files, name):
                if isinstance(one, Facts):
                    found.append(gathered(one))
                else:
                    issues.append(one)
        except Unreadable as exc:
            issues.append(exc.issue(name))
    return found, issues


def _once(found: Iterable[Observation], seen: set[str]) -> Iterator[Observation]:
    """Yield each CI of a source once: several hosts mount the same share."""
    for one in found:
        if not isinstance(one, ObservedCI) or one.external_id not in seen:
            yield one
        if isinstance(one, ObservedCI):
            seen.add(one.external_id)
