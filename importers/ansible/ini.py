"""Inventories in Ansible's own INI: sections of hosts, of groups within groups, and of variables."""

import re
import shlex
from collections.abc import Iterator
from pathlib import PurePosixPath

from cmdb.intake import text
from cmdb.intake.model import Files, Issue
from cmdb.intake.text import MIB, Unreadable
from importers.ansible.inventory import Group, Inventory, TooMany, hosts, telling

LIMIT = 32 * MIB
_SECTION = re.compile(r"\[([^\[\]\s:#;\"']+)(?::(\w+))?\]\s*(?:[#;].*)?\Z")
_SUFFIXES = ("", ".ini", ".inventory", ".inv", ".hosts", ".cfg", ".txt")
_PLACES = re.compile(r"inventor|host|(?:\A|[/_.-])(?:prod|stag|dev|test|qa|uat)", re.IGNORECASE)
_HOST = re.compile(r"[\w.:\[\]-]{1,255}\Z")
_TELLS = re.compile(r"^[^#;\n]*\bansible_\w+\s*=|^\[[^\[\]\s]+:(?:children|vars)\]", re.MULTILINE)
_VARIABLE = re.compile(r"[^\s=]+=")


def is_ini(files: Files, name: str) -> bool:
    """Return whether a file is an inventory: it has hosts in sections, and looks like no setting."""
    path = PurePosixPath(name)
    if path.suffix.lower() not in _SUFFIXES and not path.suffix[1:].isdecimal():
        known = [suffix for suffix in _SUFFIXES if suffix and path.name.lower().endswith(suffix)]
        if not known and not _PLACES.search(path.name):
            return False
    if path.name.lower() in ("ansible.cfg", "setup.cfg", "tox.ini") or path.suffix in _OTHERS:
        return False
    start = text.head(files.path(name))
    kept = [line.strip() for line in start.splitlines()[:2000]]
    kept = [line for line in kept if line and line[0] not in "#;"]
    odd = _odd(kept[:-1] if len(start) >= text.HEAD_BYTES else kept)
    if _TELLS.search(start):
        return odd <= len(kept) // 10
    has_section = any(_SECTION.match(line) for line in kept)
    return has_section and odd == 0 and len(kept) > 1 and bool(_PLACES.search(name))


_OTHERS = (
    ".md",
    ".rst",
    ".j2",
    ".py",
    ".sh",
    ".toml",
    ".service",
    ".conf",
    ".json",
    ".yml",
    ".yaml",
)


def _odd(lines: list[str]) -> int:
    """Return how many lines are neither a section nor what stands in one."""
    count, kind = 0, "hosts"
    for line in lines:
        if section := _SECTION.match(line):
            kind = section[2] or "hosts"
        elif (kind == "vars" and "=" not in line) or (kind == "hosts" and not _is_host(line)):
            count += 1
    return count


def _is_host(line: str) -> bool:
    """Return whether a line is a host with `key=value` behind it."""
    try:
        first, *rest = shlex.split(line, comments=True) or [""]
    except ValueError:
        return False
    return bool(_HOST.match(first)) and all(_VARIABLE.match(one) for one in rest)


def read_ini(files: Files, name: str, into: Inventory) -> None:
    """Read a file into an inventory; bad lines come as issues. Raises Unreadable."""
    content = text.text(files.path(name), LIMIT)
    if content.startswith("$ANSIBLE_VAULT"):
        raise Unreadable("is encrypted by Ansible Vault.", remedy="Give the open inventory.")
    group, kind = "ungrouped", "hosts"
    for number, raw in enumerate(content.splitlines(), 1):
        line, place = raw.strip(), f"{name}: line {number}"
        if not line or line[0] in "#;":
            continue
        if section := _SECTION.match(line):
            group, kind = section[1], section[2] or "hosts"
            into.group(group)
            if kind not in ("hosts", "children", "vars"):
                into.issues.append(Issue(place, f'the section "{kind}" is not known.', fatal=False))
        elif kind == "hosts":
            into.issues += _hosts(line, place, group, into)
        else:
            _of_group(line, kind, into.group(group))


def _of_group(line: str, kind: str, group: Group) -> None:
    if kind == "children":
        group.children[re.split(r"\s", line, maxsplit=1)[0]] = None
    elif kind == "vars" and "=" in line:
        key, _, value = line.partition("=")
        group.variables.update(telling({key.strip(): _bare(value)}))


def _bare(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _hosts(line: str, place: str, group: str, into: Inventory) -> Iterator[Issue]:
    try:
        first, *rest = shlex.split(line, comments=True) or [""]
    except ValueError:
        yield Issue(place, "holds a quote that is not closed: the host is left out.", fatal=False)
        return
    if not _HOST.match(first):
        yield Issue(place, "begins with no host's name and is left out.", fatal=False)
        return
    variables = dict(one.partition("=")[::2] for one in rest if "=" in one)
    if any("=" not in one for one in rest):
        yield Issue(place, "holds more than a host and key=value: that is left out.", fatal=False)
    try:
        for host in hosts(first):
            into.add(host, place, variables, group)
    except TooMany:
        yield Issue(place, "means more hosts than an inventory can have.")
