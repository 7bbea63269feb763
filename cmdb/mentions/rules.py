"""Which reading of a line is meant, and by what a CI was found. Pure."""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence

from cmdb.items.model import Facts
from cmdb.items.search_text import folded
from cmdb.mentions.model import Found, How, Line
from cmdb.model import Model

_ADDRESSES = frozenset(
    {"ip_addresses", "management_address", "virtual_addresses", "mac_addresses", "mac_address"}
)
_ADDRESSED = "ip_address"


def readings(
    lines: Sequence[Line], found: Mapping[str, Found]
) -> Iterator[tuple[Line, Sequence[str]]]:
    """Yield each line with the references that are meant."""
    column = _column([line.cells for line in lines], found)
    for line in lines:
        if line.options:
            yield line, _option(line, found)
        elif column < len(line.cells) and line.cells[column]:
            yield line, [line.cells[column]]


def _option(line: Line, found: Mapping[str, Found]) -> Sequence[str]:
    """Return the first reading all of which is known.

    Where no reading is known whole, the one of which most is; else the last, in its smallest parts.
    """
    for option in line.options:
        if all(found[one].cis for one in option):
            return option
    known = [sum(bool(found[one].cis) for one in option) for option in line.options]
    most = max(known)
    return line.options[known.index(most)] if most else line.options[-1]


def _column(rows: Sequence[Sequence[str]], found: Mapping[str, Found]) -> int:
    """Return the column that names the most CIs, the first of several.

    A cell of another column is never taken: beside an unknown host it would be its site or team.
    """
    width = max(map(len, rows), default=0)
    known = [
        len({row[at] for row in rows if at < len(row) and row[at] and found[row[at]].cis})
        for at in range(width)
    ]
    return known.index(max(known)) if known else 0


def value(reference: str) -> str:
    """Return the reference as values are compared: folded, an address without its network's length."""
    text = folded(reference)
    address, slash, _ = text.partition("/")
    if slash and is_address(address):
        return address
    return text.rstrip(".") or text


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def how(model: Model, facts: Facts, wanted: str) -> How | None:
    """Return by what a value identifies a CI: its name, an attribute of its identity, an address.

    None where the value is merely said of it, such as its owner or its city.
    """
    if folded(facts["name"]) == wanted:
        return "name"
    kind = model.ci_class(facts["class"])
    for names in kind.identified_by:
        if len(names) == 1 and _has(facts, names[0], wanted):
            return "identifier"
    for name in sorted(_ADDRESSES):
        if _has(facts, name, wanted):
            return "address"
    addressed = model.is_a(facts["class"], _ADDRESSED) and _has(facts, "address", wanted)
    return "address" if addressed else None


def _has(facts: Facts, name: str, wanted: str) -> bool:
    said = facts.get(name)
    values = said if isinstance(said, list) else [said]
    return any(isinstance(one, str) and folded(one) == wanted for one in values)


def surest(found: Sequence[tuple[How, str]]) -> Found:
    """Return the CIs that were found in the surest way: by name, then identifier, then address."""
    ways: tuple[How, ...] = ("name", "identifier", "address")
    for one in ways:
        if cis := [ci for way, ci in found if way == one]:
            return Found(tuple(dict.fromkeys(cis)), one)
    return Found()
