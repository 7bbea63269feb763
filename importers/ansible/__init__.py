"""Ansible: the hosts of inventories, and the facts that were gathered of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake.model import Files, Issue, Observation, ObservedCI, ScopeEnd, SourceName, Spec
from cmdb.intake.text import Unreadable
from importers.ansible.facts import Facts, facts, is_facts
from importers.ansible.hosts import CLASSES, Host, by_host, observed, said

spec = Spec(
    kind="ansible",
    summary="Ansible inventories, fact caches and the output of the setup module",
    classes=CLASSES | {"file_share"},
    relations=frozenset({"STORED_ON"}),
    gives="Machines and network devices with their system, hardware and addresses, and the file "
    "shares that they mount.",
    identifies="Serial number, product uuid, cloud instance id, hardware address, full name.",
    scope="Facts are never complete: a host that was not reached is not absent.",
    unknown="What a machine is for, and what depends on it.",
)


class Settings(BaseModel):
    """The uploaded files: inventories with what was gathered of their hosts."""

    model_config = ConfigDict(frozen=True)

    files: Files


def recognises(files: Files, name: str) -> bool:
    """Return whether the file holds facts."""
    return is_facts(files, name)


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
    """Yield what the files hold; wrong input comes as issues."""
    files = settings.files
    yield SourceName(f"ansible:{files.project or 'default'}")
    names = [name for name in files.names if recognises(files, name)] or list(files.names)
    found: list[Facts] = []
    for name in names:
        for one in _facts(files, name):
            if isinstance(one, Facts):
                found.append(one)
            else:
                yield one
    yield from _once(
        one
        for host, gathered in by_host(found, frozenset()).items()
        for one in observed(
            Host(host, gathered[0].place, "facts", said=[said(one) for one in gathered])
        )
    )
    yield ScopeEnd("facts", complete=False)


def _facts(files: Files, name: str) -> Iterator[Facts | Issue]:
    try:
        yield from facts(files, name)
    except Unreadable as exc:
        yield exc.issue(name)


def _once(found: Iterator[Observation]) -> Iterator[Observation]:
    """Yield each CI once: several hosts mount the same share."""
    seen: set[str] = set()
    for one in found:
        if not isinstance(one, ObservedCI) or one.external_id not in seen:
            yield one
        if isinstance(one, ObservedCI):
            seen.add(one.external_id)
