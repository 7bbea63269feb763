"""An inventory: hosts, the groups that they are in, and the variables that tell what they are."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from string import ascii_letters
from typing import Any

from cmdb.intake.model import Issue
from importers.ansible.facts import FACT
from importers.ansible.variables import TELLING

MOST_HOSTS = 200_000
_RANGE = re.compile(r"\[(\d+|[A-Za-z]):(\d+|[A-Za-z])(?::(\d+))?\]")
_PORT = re.compile(r"(?:\[([^\]]+)\]|([^:\[\]]+|[^:]*\[[^\]]*\][^:]*)):(\d{1,5})\Z")
_OF_ALL = ("all", "ungrouped")

Variables = dict[str, Any]


class TooMany(Exception):
    """A pattern, or a file, that means more hosts than an inventory can have."""


@dataclass(slots=True)
class Group:
    """A group: its hosts, the groups within it, and variables for all of them."""

    hosts: dict[str, None] = field(default_factory=dict)
    children: dict[str, None] = field(default_factory=dict)
    variables: Variables = field(default_factory=dict)


@dataclass(slots=True)
class Inventory:
    """What one or several files of one inventory hold. `facts` came along as variables.

    Of variables only those are kept that tell what a host is: secrets stay where they are.
    """

    hosts: dict[str, Variables] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    facts: dict[str, Variables] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def group(self, name: str) -> Group:
        """Return a group, which a mention is enough to make."""
        return self.groups.setdefault(name, Group())

    def add(
        self, name: str, place: str, variables: Mapping[Any, Any] | None = None, group: str = ""
    ) -> None:
        """Add a host, or further variables of it. Raises TooMany."""
        if name not in self.hosts and len(self.hosts) >= MOST_HOSTS:
            raise TooMany
        known = self.hosts.setdefault(name, {})
        self.places.setdefault(name, place)
        known.update(telling(variables))
        if group:
            self.group(group).hosts[name] = None
        if variables and sum(1 for key in variables if FACT.match(str(key))) > 1:
            self.facts[name] = {str(key): value for key, value in variables.items()}

    def groups_of(self) -> dict[str, list[str]]:
        """Return the groups of every host, what stands above them last."""
        parents: dict[str, list[str]] = {}
        for name, group in self.groups.items():
            for child in group.children:
                parents.setdefault(child, []).append(name)
        direct: dict[str, list[str]] = {host: [] for host in self.hosts}
        for name, group in self.groups.items():
            for host in group.hosts:
                direct.setdefault(host, []).append(name)
        above = {tuple(names): _upwards(names, parents) for names in direct.values()}
        return {host: above[tuple(names)] for host, names in direct.items()}

    def variables_of(self, host: str, groups: Iterable[str]) -> Variables:
        """Return a host's variables with those of its groups: what is nearer holds."""
        found = dict(self.hosts.get(host, {}))
        for name in (*groups, *_OF_ALL):
            group = self.groups.get(name)
            found = (group.variables | found) if group else found
        return found


def _upwards(names: list[str], parents: Mapping[str, list[str]]) -> list[str]:
    found = dict.fromkeys(names)
    layer = names
    while layer:
        above = [one for name in layer for one in parents.get(name, ()) if one not in found]
        found |= dict.fromkeys(above)
        layer = list(dict.fromkeys(above))
    return [name for name in found if name not in _OF_ALL]


def telling(variables: Mapping[Any, Any] | None) -> Variables:
    """Return the variables that tell what a host is; all others may be secrets."""
    given = variables.items() if isinstance(variables, Mapping) else ()
    return {key: value for key, value in given if isinstance(key, str) and key in TELLING}


def hosts(pattern: str) -> list[str]:
    """Return the hosts that `web[01:20].example:22` means, without the port. Raises TooMany."""
    match = _PORT.match(pattern)
    name = (match[1] or match[2]) if match else pattern
    if name.startswith("[") and name.endswith("]") and not _RANGE.search(name):
        name = name[1:-1]
    found = [name]
    while any(_RANGE.search(one) for one in found[:1]):
        found = list(islice((e for one in found for e in _expanded(one)), MOST_HOSTS + 1))
        if len(found) > MOST_HOSTS:
            raise TooMany
    return [one for one in found if one]


def _expanded(name: str) -> Iterator[str]:
    match = _RANGE.search(name)
    if match is None:
        yield name
        return
    before, after = name[: match.start()], name[match.end() :]
    first, last, step = match[1], match[2], int((match[3] or "1")[:6]) or 1
    if first.isdecimal() and last.isdecimal():
        width = len(first) if first.startswith("0") else 0
        low, high = int(first[:12]), int(last[:12])
        yield from (f"{before}{n:0{width}d}{after}" for n in range(low, high + 1, step))
    elif first.isalpha() and last.isalpha():
        low, high = ascii_letters.index(first), ascii_letters.index(last)
        yield from (f"{before}{ascii_letters[n]}{after}" for n in range(low, high + 1, step))
