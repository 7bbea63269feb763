"""State files as resources: what is no state that can be read is refused by name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from cmdb.intake import json_text, text
from cmdb.intake.model import Files, Issue
from cmdb.intake.text import MIB, Unreadable, can_be_shown
from importers.terraform.resources import Resource, legacy, shown

LIMIT = 128 * MIB
_SUFFIXES = (".tfstate", ".tfstate.backup", ".tfstate.json")
_DATA = ("", ".json", ".state", ".backup")
_MARKS = re.compile(
    r'"(?:terraform_version|lineage|resource_changes|planned_values|encrypted_data)"\s*:'
    r'|\A\s*\{\s*"format_version"'
)
_PULL = "`terraform state pull > terraform.tfstate` (or `tofu state pull`) writes one that is read."
_VERSION = 4
_LONGEST = 1000


@dataclass(slots=True)
class State:
    """What a state file holds. `issues` are entries that cannot be read, and notes."""

    name: str
    lineage: str = ""
    serial: int = 0
    shown: bool = False
    resources: list[Resource] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def recognised(files: Files, name: str) -> bool:
    """Return whether a file is of Terraform by its name or its beginning, plans among them."""
    path = PurePosixPath(name)
    if path.name.endswith(_SUFFIXES):
        return True
    if path.suffix.lower() not in _DATA or path.name.startswith("."):
        return False
    start = text.head(files.path(name))
    return start.lstrip().startswith("{") and bool(_MARKS.search(start))


def states(files: Files) -> tuple[list[State], list[Issue]]:
    """Return the states of an upload, and why other files are none.

    Of several files of one state in one folder (a backup beside it) the newest is read.
    """
    issues: list[Issue] = []
    found: list[State] = []
    names = [name for name in files.names if recognised(files, name)] or list(files.names)
    for name in sorted(names):
        try:
            found.append(_state(name, json_text.value(text.text(files.path(name), LIMIT))))
        except _Pointer as exc:
            issues.append(Issue(name, str(exc), fatal=len(names) == 1))
        except Unreadable as exc:
            issues.append(exc.issue(name))
    return _newest(found, issues), issues


def _newest(found: list[State], issues: list[Issue]) -> list[State]:
    newest: dict[tuple[str, str], State] = {}
    for state in sorted(found, key=lambda one: (-one.serial, one.name)):
        own = (str(PurePosixPath(state.name).parent), state.lineage or state.name)
        first = newest.setdefault(own, state)
        if first is not state:
            reason = f"is an older copy of {first.name}: left out."
            issues.append(Issue(state.name, reason, fatal=False))
    return sorted(newest.values(), key=lambda one: one.name)


class _Pointer(Unreadable):
    """A file that only says where the state lies."""


def _state(name: str, value: Any) -> State:
    """Return the state that a value is. Raises Unreadable with what it is instead."""
    if not isinstance(value, dict):
        raise Unreadable(f"is no Terraform state: it holds no JSON object. {_PULL}")
    _refuse_others(value)
    if "format_version" in value:
        return _shown(name, value)
    _refuse_versions(value)
    state = State(name, _text(value.get("lineage")), _count(value.get("serial")))
    _take(state, legacy(value.get("resources"), name))
    return state


def _refuse_others(value: Mapping[str, Any]) -> None:
    if "encrypted_data" in value or "encryption_version" in value:
        raise Unreadable(
            "is an encrypted OpenTofu state: `tofu state pull` where its key is known, and give that."
        )
    if "@level" in value:
        raise Unreadable(f"is the log of `terraform -json`, not a state. {_PULL}")
    if {"resource_changes", "planned_values"} & value.keys():
        raise Unreadable(
            "is a Terraform plan, not a state: `cmdb check` reads plans. "
            "`terraform show -json > state.json` without a plan prints the state."
        )
    if "provider_schemas" in value:
        raise Unreadable(f"holds the schemas of providers, not a state. {_PULL}")


def _refuse_versions(value: Mapping[str, Any]) -> None:
    version = value.get("version")
    if isinstance(value.get("backend"), dict) and not value.get("resources"):
        raise _Pointer(f"only says where the state lies: it is no state. {_PULL}")
    if "version" not in value and "resources" not in value and "modules" not in value:
        raise Unreadable(
            f"is no Terraform state: it has neither `version` nor `format_version`. {_PULL}"
        )
    if version != _VERSION or isinstance(version, bool):
        older = "modules" in value or (isinstance(version, int) and version < _VERSION)
        said = f"version {version}" if isinstance(version, int) else "a version that is not known"
        how = (
            "That is Terraform 0.11 or older: `terraform apply -refresh-only` of Terraform 0.12 or "
            "newer writes version 4."
            if older
            else "Versions up to 4 are known; `terraform show -json` may print one that is read."
        )
        raise Unreadable(f"is a Terraform state of {said}: only version 4 is read. {how}")


def _shown(name: str, value: Mapping[str, Any]) -> State:
    version = value.get("format_version")
    if not isinstance(version, str) or version.partition(".")[0] not in ("0", "1"):
        raise Unreadable(
            f"has the format_version {version!r:.40}: known are 0.1 to 1.x. Newer formats need a newer CMDB."
        )
    state = State(name, shown=True)
    _take(state, shown(value.get("values"), name))
    return state


def _take(state: State, found: Iterator[Resource | Issue]) -> None:
    seen: dict[str, str] = {}
    for one in found:
        if isinstance(one, Issue):
            state.issues.append(one)
        elif len(one.address) > _LONGEST or not can_be_shown(one.address):
            reason = f"has no address that can be kept: {one.address!r:.200}: left out."
            state.issues.append(Issue(one.place, reason, fatal=False))
        elif not one.deposed and (first := seen.setdefault(one.address, one.place)) != one.place:
            reason = f"the address {one.address!r:.200} stands at {first} already: left out."
            state.issues.append(Issue(one.place, reason, fatal=False))
        else:
            state.resources.append(one)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _count(value: Any) -> int:
    return value if type(value) is int else 0
