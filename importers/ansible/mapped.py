"""Inventories that are mappings: YAML, and the JSON of `ansible-inventory --list`."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from cmdb.intake import json_text, text, yaml_text
from cmdb.intake.model import Files, Issue
from cmdb.intake.text import MIB, Unreadable
from importers.ansible.inventory import Inventory, TooMany, hosts, telling

LIMIT = 256 * MIB
VAULT_TAGS = ("!vault", "!unsafe", "!vault-encrypted")
_LISTED = re.compile(r'"_meta"\s*:\s*\{|"hostvars"\s*:\s*\{')
_KEYS = frozenset({"hosts", "children", "vars"})
_YAML = re.compile(r"^\"?[\w. /-]+\"?:[ \t]*(?:#.*)?$", re.MULTILINE)
_BELOW = re.compile(r"^[ \t]+\"?(?:hosts|children)\"?:[ \t]*(?:#.*|\{.*)?$", re.MULTILINE)
_OTHER = re.compile(r"^(?:apiVersion|services|cmdb|version|openapi)\s*:", re.MULTILINE)
_MOST_TO_LOOK_AT = 4 * MIB
_ODD = re.compile(r"[\s{}\"'|\\]")


def is_mapped(files: Files, name: str) -> bool:
    """Return whether a file is an inventory in YAML or JSON."""
    start = text.head(files.path(name))
    suffix = PurePosixPath(name).suffix.lower()
    if start.lstrip().startswith("{"):
        if _LISTED.search(start):
            return '"all"' in start or '"hostvars"' in start
        return suffix in ("", ".json") and '"children"' in start and _has_shape(files, name)
    if suffix not in (".yml", ".yaml", "") or _OTHER.search(start):
        return False
    if not (_YAML.search(start) and _BELOW.search(start)):
        return False
    return _has_shape(files, name)


def _has_shape(files: Files, name: str) -> bool:
    """Return whether every top-level entry is a group; a file that breaks off must name `all`."""
    try:
        return is_inventory(_value(files, name, _MOST_TO_LOOK_AT))
    except Unreadable:
        return bool(re.match(r"(?:\s|#.*\n|---)*\"?all\"?:", text.head(files.path(name))))


def is_inventory(value: Any) -> bool:
    """Return whether a value is a mapping of groups, of which one has hosts or children."""
    if not isinstance(value, Mapping) or not value:
        return False
    groups = [one for one in value.values() if one is not None]
    return all(isinstance(one, Mapping) and one and set(one) <= _KEYS for one in groups) and any(
        isinstance(one.get(key), Mapping) for one in groups for key in ("hosts", "children")
    )


def _value(files: Files, name: str, limit: int) -> Any:
    content = text.text(files.path(name), limit)
    if content.startswith("$ANSIBLE_VAULT"):
        raise Unreadable("is encrypted by Ansible Vault.", remedy="Give the open inventory.")
    if content.lstrip().startswith("{"):
        try:
            return json_text.value(content)
        except Unreadable:
            if PurePosixPath(name).suffix.lower() == ".json" or _LISTED.search(content[:MIB]):
                raise
    found = [document.value for document in yaml_text.documents(content, VAULT_TAGS)]
    return found[0] if found else None


def read_mapped(files: Files, name: str, into: Inventory) -> None:
    """Read a file into an inventory; bad entries come as issues. Raises Unreadable."""
    value = _value(files, name, LIMIT)
    if not isinstance(value, Mapping):
        raise Unreadable("is no inventory: that is a mapping of groups.")
    if "plugin" in value:
        raise Unreadable(
            "says how to ask for an inventory, and is none.",
            remedy="Give the output of `ansible-inventory -i FILE --list`.",
        )
    if not _groups(value, name, into):
        raise Unreadable("is no inventory: no entry in it is a group with hosts.")


def _groups(value: Mapping[Any, Any], name: str, into: Inventory) -> int:
    """Read groups, and those within them; return how many there were."""
    count = 0
    waiting: list[tuple[str, Any]] = [(str(key), value[key]) for key in value]
    while waiting:
        group, body = waiting.pop()
        if group == "_meta":
            count += _host_variables(body, name, into)
        elif isinstance(body, list):  # how scripts of old list the hosts of a group
            count += 1
            into.issues += _hosts(body, group, name, into)
        elif body is None or isinstance(body, Mapping):
            into.group(group)
            count += bool(body and _KEYS & set(body))
            waiting += _within(group, body or {}, into)
            into.issues += _hosts((body or {}).get("hosts"), group, name, into)
        elif group != "plugin":
            reason = "is no group: a group is a mapping with hosts, children or vars."
            into.issues.append(Issue(f"{name}: {group[:100]}", reason, fatal=False))
    return count


def _within(group: str, body: Mapping[Any, Any], into: Inventory) -> Iterator[tuple[str, Any]]:
    """Yield the groups within a group; note its own variables."""
    into.group(group).variables.update(telling(body.get("vars")))
    children = body.get("children")
    names = children if isinstance(children, Mapping | list) else ()
    for child in names:
        if isinstance(child, str | int):
            into.group(group).children[str(child)] = None
            if isinstance(children, Mapping):
                yield str(child), children[child]


def _hosts(listed: Any, group: str, name: str, into: Inventory) -> Iterator[Issue]:
    """Add the hosts of a group: a mapping of host → variables, a list, or one name."""
    given = listed if isinstance(listed, Mapping | list) else [] if listed is None else [listed]
    for one in given:
        if not isinstance(one, str | int | float) or isinstance(one, bool):
            yield Issue(f"{name}: {group}.hosts", "holds what is no host's name.", fatal=False)
            continue
        variables = given[one] if isinstance(given, Mapping) else None
        yield from _host(str(one).strip(), variables, f"{name}: {group}.hosts.{one}", (group, into))


def _host(name: str, variables: Any, place: str, to: tuple[str, Inventory]) -> Iterator[Issue]:
    group, into = to
    if not name or len(name) > 255 or _ODD.search(name):  # noqa: PLR2004  no name of the DNS is longer
        yield Issue(place[:200], "is no host's name and is left out.", fatal=False)
        return
    if variables is not None and not isinstance(variables, Mapping):
        yield Issue(place, "has no mapping of variables: only its name is taken.", fatal=False)
        variables = None
    try:
        for host in hosts(name):
            into.add(host, place, variables, group)
    except TooMany:
        yield Issue(place, "means more hosts than an inventory can have.")


def _host_variables(meta: Any, name: str, into: Inventory) -> int:
    listed = meta.get("hostvars") if isinstance(meta, Mapping) else None
    if not isinstance(listed, Mapping):
        return 0
    for host, variables in listed.items():
        place = f"{name}: _meta.hostvars.{host}"
        into.issues += _host(str(host).strip(), variables, place, ("", into))
    return 1
