"""A mapping bound to a table and the model: columns found, classes and attributes checked, once."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cmdb.intake.model import Issue
from cmdb.model import Model, near
from importers.tabular import values, words
from importers.tabular.mapping import Column, Mapping_, Relation
from importers.tabular.tables import Cell, Table, folded, seen
from importers.tabular.workbook import shown

_IDENTITIES = {
    "serial_number": "serial",
    "uuid": "uuid",
    "provider_id": "provider_id",
    "mac_address": "mac",
    "mac_addresses": "mac",
    "fqdn": "fqdn",
    "ip_addresses": "ip",
    "management_address": "ip",
    "address": "ip",
    "url": "url",
    "fingerprint": "fingerprint",
    "uid": "uid",
    "container_id": "container_id",
}
_MASK = re.compile(r"(?<=[0-9a-fA-F:])/\d{1,3}\Z")
# Whose `address` is postal, and whose serial number or address is not the machine's own.
_NOT = {("site", "address"), ("certificate", "serial_number"), ("dns_record", "address")}
_HOSTS = (
    "server",
    "network_device",
    "end_user_device",
    "load_balancer",
    "storage_system",
    "printer",
)


def identity_of(model: Model, class_name: str, attribute: str) -> str | None:
    """Return the kind of identity that an attribute of a class is, None where it is none."""
    kind = _IDENTITIES.get(attribute)
    return None if any((one, attribute) in _NOT for one in _above(model, class_name)) else kind


def is_host(model: Model, class_name: str) -> bool:
    """Return whether CIs of a class are known by their host name."""
    return any(one in _HOSTS for one in _above(model, class_name))


def _above(model: Model, class_name: str) -> Sequence[str]:
    return model.classes[class_name].ancestors


@dataclass(slots=True)
class Bound:
    """What reads a row: where columns stand, and what makes values of their cells."""

    mapping: Mapping_
    table: Table
    model: Model
    at: dict[str, int] = field(default_factory=dict)
    day_first: dict[str, bool | None] = field(default_factory=dict)
    converters: dict[tuple[str, str], values.Convert] = field(default_factory=dict)
    classes: dict[str, str | None] = field(default_factory=dict)
    kinds: dict[tuple[str, str], str | None] = field(default_factory=dict)
    hosts: dict[str, bool] = field(default_factory=dict)

    def first(self, cells: Sequence[Cell], columns: Sequence[str]) -> tuple[Cell, str]:
        """Return the first cell of the columns that says something, and its column."""
        for column in columns:
            at = self.at[column]
            if not values.is_junk(seen(cells, at)):
                return cells[at], column
        return "", columns[0] if columns else ""

    def text(self, cells: Sequence[Cell], columns: Sequence[str]) -> str:
        return values.line(shown(self.first(cells, columns)[0]))

    def class_name(self, cells: Sequence[Cell]) -> tuple[str | None, str]:
        """Return the row's class, None where its word means none, and that word."""
        said = self.mapping.class_
        if said.value is not None:
            return str(said.value), ""
        word = self.text(cells, said.column)
        if word not in self.classes:
            found = looked_up(said.values, word)
            plain = folded(word).replace(" ", "_")
            known = plain if plain in self.model.classes else words.class_of(word)
            self.classes[word] = known if found is None else str(found)
        return self.classes[word], word

    def value(self, class_name: str, name: str, column: Column, cells: Sequence[Cell]) -> Any:
        """Return an attribute's value, None for none. Raises Unfit."""
        cell: Any
        cell, used = self.first(cells, column.column) if column.column else (column.value, "")
        if len(column.column) > 1 and self._is_list(class_name, name):
            texts = [shown(cells[at]) for c in column.column if (at := self.at[c]) < len(cells)]
            cell = (column.separator or "\n").join(texts)
        if cell == "" or cell is None:
            return None
        if column.values:
            found = looked_up(column.values, shown(cell).strip())
            cell = cell if found is None else found
        if isinstance(cell, list):
            cell = (column.separator or ",").join(cell)
        key = (class_name, name)
        if key not in self.converters:
            unit = column.unit or (values.unit_in(used) if used else None)
            told = values.Told(column.format, unit, column.separator, self._day_first(used))
            attribute = self.model.classes[class_name].attributes[name]
            self.converters[key] = values.converter(attribute, told)
        return _bare(name, self.converters[key](cell))

    def identity(self, class_name: str, attribute: str) -> str | None:
        """Return the kind of identity that an attribute is, None where it is none."""
        key = (class_name, attribute)
        if key not in self.kinds:
            self.kinds[key] = identity_of(self.model, class_name, attribute)
        return self.kinds[key]

    def is_host(self, class_name: str) -> bool:
        if class_name not in self.hosts:
            self.hosts[class_name] = is_host(self.model, class_name)
        return self.hosts[class_name]

    def _is_list(self, class_name: str, name: str) -> bool:
        return self.model.classes[class_name].attributes[name].type == "strings"

    def _day_first(self, column: str) -> bool | None:
        if column and column not in self.day_first:
            texts = self.table.column(self.at[column])
            self.day_first[column] = values.writes_day_first(texts)
        return self.day_first.get(column)


def _bare(name: str, value: Any) -> Any:
    """Return addresses without the length of their network, which lists write behind them."""
    if _IDENTITIES.get(name) != "ip":
        return value
    if isinstance(value, list):
        return list(dict.fromkeys(_MASK.sub("", one) for one in value))
    return _MASK.sub("", value) if isinstance(value, str) else value


def looked_up(table: Mapping[str, Any], word: str) -> Any:
    """Return what a word means by a table of values; "*" is any other. None without either."""
    if word in table:
        return table[word]
    plain = folded(word)
    found = next((meant for said, meant in table.items() if folded(said) == plain), None)
    return table.get("*") if found is None else found


def bound(mapping: Mapping_, table: Table, model: Model, place: str) -> Bound | list[Issue]:
    """Return the mapping ready to read rows, or everything that is wrong with it."""
    made = Bound(mapping, table, model)
    issues = [*_columns(made, place), *_model(mapping, model, place)]
    return issues or made


def _columns(made: Bound, place: str) -> Iterator[Issue]:
    by_folded = {folded(name): at for at, name in enumerate(made.table.columns)}
    for where, column in _named(made.mapping):
        at = by_folded.get(folded(column))
        if at is None:
            close = near(column, made.table.columns)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            known = f" There are {', '.join(made.table.columns[:30])}." if not close else ""
            yield Issue(
                f"{place}: {where}", f'{made.table.place} has no column "{column}".{hint}{known}'
            )
        elif words.meaning(made.table.columns[at]) == "@secret":
            yield Issue(f"{place}: {where}", f'the column "{column}" holds secrets: never read.')
        else:
            made.at[column] = at


def _named(mapping: Mapping_) -> Iterator[tuple[str, str]]:
    groups: list[tuple[str, Sequence[str]]] = [
        ("class", mapping.class_.column),
        ("key", mapping.key or ()),
        ("name", mapping.name),
        *((f"attributes.{name}", one.column) for name, one in mapping.attributes.items()),
        *((f"identity.{name}", one.column) for name, one in mapping.identity.items()),
        *((f"relations[{at}]", one.column) for at, one in enumerate(mapping.relations)),
        ("only", list(mapping.only)),
        ("skip", list(mapping.skip)),
    ]
    return ((where, column) for where, columns in groups for column in columns)


def _model(mapping: Mapping_, model: Model, place: str) -> Iterator[Issue]:
    said = mapping.class_
    if said.value is None and not said.column:
        yield Issue(f"{place}: class", "names neither a class nor a column.")
    named = [said.value] if said.value is not None else list(said.values.values())
    classes = [str(one) for one in named]
    for one in classes:
        yield from _class(model, one, f"{place}: class")
    known = {
        attribute
        for name, one in model.classes.items()
        if not classes or name in classes
        for attribute in one.attributes
    }
    for name in mapping.attributes:
        if name not in known or name == "name":
            close = near(name, known)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            yield Issue(f"{place}: attributes.{name}", f"is no attribute of these classes.{hint}")
    for at, relation in enumerate(mapping.relations):
        yield from _relation(model, relation, classes, f"{place}: relations[{at}]")


def _class(model: Model, name: str, place: str) -> Iterator[Issue]:
    found = model.classes.get(name)
    if found is None:
        close = near(name, model.classes)
        hint = f" Did you mean {' or '.join(close)}?" if close else " `cmdb model` lists them."
        yield Issue(place, f'there is no class "{name}".{hint}')
    elif found.abstract:
        below = [c.name for c in model.classes.values() if name in c.ancestors and not c.abstract]
        yield Issue(place, f"{name} only holds what others share: use {', '.join(below)}.")


def _relation(model: Model, one: Relation, classes: list[str], place: str) -> Iterator[Issue]:
    if one.class_ not in model.classes or one.create:
        wrong = list(_class(model, one.class_, f"{place}.class"))
        yield from wrong
        if wrong:
            return
    if one.type not in model.relations:
        close = near(one.type, model.relations)
        hint = f" Did you mean {' or '.join(close)}?" if close else " `cmdb model` lists them."
        yield Issue(f"{place}.type", f'there is no relation type "{one.type}".{hint}')
        return
    for mine in (c for c in classes if c in model.classes):
        ends = (mine, one.class_) if one.direction == "out" else (one.class_, mine)
        if not _possible(model, one.type, *ends):
            reason = f"{one.type} cannot lead from {ends[0]} to {ends[1]}."
            turned = ' Say `direction = "in"`.' if one.direction == "out" else ""
            allowed = _possible(model, one.type, ends[1], ends[0])
            yield Issue(place, reason + (turned if allowed else ""))


def _possible(model: Model, type_: str, from_class: str, to_class: str) -> bool:
    """Return whether a relation may join the classes, or classes below them."""
    return any(
        model.allows(type_, one, other)
        for one in _below(model, from_class)
        for other in _below(model, to_class)
    )


def _below(model: Model, class_name: str) -> list[str]:
    return [c.name for c in model.classes.values() if class_name in c.ancestors]


Told = Callable[[str, str], None]
__all__ = ["Bound", "bound"]
