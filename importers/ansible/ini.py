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
    lines = [line.strip() for line in start.splitlines()[:2000]]
    kept = [line for line in lines if line and line[0] not in "#;"]
    sections = [line for line in kept if line.startswith("[") and _SECTION.match(line)]
    if not sections:
        return False
    if _TELLS.search(start):
        return all(_SECTION.match(line) or not line.startswith("[") for line in kept[:1])
    bare = [line for line in kept if not _SECTION.match(line)]
    return bool(bare) and bool(_PLACES.search(name)) and all(_is_host(line) for line in bare)


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


def _is_host(line: str) -> bool:
    """Return whether a line without its comment is a host with `key=value` behind it."""
    first, *rest = re.split(r"\s+#", line)[0].split()
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
