"""Neighbours by LLDP: who is at the other end of each cable, as napalm, lldpd and Ansible tell."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake import json_text, text
from cmdb.intake.links import relations
from cmdb.intake.model import Files, Issue, Observation, ScopeEnd, SourceName, Spec
from cmdb.intake.text import MIB, Unreadable
from importers.lldp.answers import Answer, answers
from importers.lldp.devices import ci, devices, links

SIZE_LIMIT = 64 * MIB

spec = Spec(
    kind="lldp",
    summary="LLDP neighbours as napalm, lldpd and Ansible give them",
    classes=frozenset({"network_device", "server", "hypervisor", "end_user_device"}),
    relations=frozenset({"LINKED_TO", "CONNECTED_TO"}),
    gives="The devices that were asked and those that announce themselves to them, and the cables "
    "between them with the ports at both ends.",
    identifies="The device's name within the source; across sources hardware addresses, full name, "
    "host name, serial number where facts are beside.",
    scope="One device that was asked. Never complete: a neighbour that is silent is not gone.",
    unknown="Devices that do not speak LLDP, and which of two switches stands above the other.",
    partial_views=True,
)

_DETAIL = re.compile(r'"remote_(?:chassis_id|system_name|system_capab)"\s*:')
_DAEMON = re.compile(r'\A\s*\{\s*"(?:lldp|local-chassis)"\s*:.*"chassis"\s*:', re.DOTALL)
_SHORT = re.compile(
    r'\A\s*\{\s*"[^"]{1,200}"\s*:\s*(?:\{\s*"[^"]{1,200}"\s*:\s*){0,2}'
    r'\[\s*\{\s*"(?:hostname|port)"\s*:\s*"[^"]*"\s*,\s*"(?:hostname|port)"\s*:\s*"[^"]*"\s*\}'
)
_GETTER = re.compile(r'"(?:get_)?lldp_neighbors(?:_detail)?"\s*:\s*\{')

__all__ = ["Settings", "check", "read", "recognises", "spec"]


class Settings(BaseModel):
    """The uploaded answers: one device a file, or several in one."""

    model_config = ConfigDict(frozen=True)

    files: Files
    device: str = ""
    """The device that was asked, where neither the file nor its name says so; for one file."""


def recognises(files: Files, name: str) -> bool:
    """Return whether a file of the upload holds a device's neighbours, by its beginning."""
    if PurePosixPath(name).suffix.lower() != ".json":
        return False
    start = text.head(files.path(name))
    forms = (_DETAIL, _DAEMON, _SHORT, _GETTER)
    return start.lstrip("\ufeff \r\n\t").startswith("{") and any(f.search(start) for f in forms)


def check(settings: Settings) -> None:
    """Raise Invalid unless the upload holds an answer."""
    if not settings.files.names:
        raise Invalid(
            "The upload holds no LLDP neighbours.",
            remedy="Give the JSON of napalm's get_lldp_neighbors_detail, or of `lldpctl -f json`.",
        )


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield the devices that were asked and heard, and the cables between them.

    Wrong input comes as issues.
    """
    yield SourceName(f"lldp:{settings.files.project or 'default'}")
    issues: list[Issue] = []
    found = devices(list(_answers(settings, issues)))
    for device in found.found.values():
        if (own := ci(device)) is not None:
            yield own
    yield from relations(links(found))
    yield from (*issues, *found.issues)
    for device in found.found.values():
        if device.answer is not None:
            yield ScopeEnd(device.scope, complete=False)
    yield ScopeEnd("", complete=False)


def _answers(settings: Settings, issues: list[Issue]) -> Iterator[Answer]:
    names = [n for n in settings.files.names if recognises(settings.files, n)]
    for name in sorted(names or settings.files.names):
        try:
            value = json_text.value(text.text(settings.files.path(name), SIZE_LIMIT))
        except Unreadable as exc:
            issues.append(exc.issue(name))
            continue
        found = answers(value, name, settings.device)
        if found is None:
            issues.append(Issue(name, "holds no LLDP neighbours: {port: [neighbours]} is meant."))
        for answer in found or ():
            if not answer.device:
                issues.append(Issue(answer.place, "names no device.", fatal=False))
                continue
            issues += (
                Issue(place, "is no neighbour: it was left out.", fatal=False)
                for place in answer.refused
            )
            yield answer
