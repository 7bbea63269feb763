"""One record of NetBox, whichever version wrote it: values read without trust in their shape."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from importers.netbox.endpoints import TYPES

Body = Mapping[str, Any]
_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Ref:
    """What a record says of another one: its id if any, and what stands there of it."""

    id: int | None
    body: Body

    @property
    def name(self) -> str:
        """Its name as it stands there, or an empty text."""
        return next(
            (t for k in ("name", "model", "cid", "display") if (t := text(self.body, k))), ""
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A record of an endpoint. `stub`: it was only mentioned by another one."""

    endpoint: str
    id: int
    body: Body
    place: str
    stub: bool = False

    @property
    def key(self) -> str:
        """Its external id: `dcim.device/12`."""
        return key(self.endpoint, self.id)

    def text(self, *names: str) -> str:
        return next((found for name in names if (found := text(self.body, name))), "")

    def number(self, name: str) -> float | None:
        return number(self.body.get(name))

    def whole(self, name: str) -> int | None:
        found = number(self.body.get(name))
        return None if found is None else int(found)

    def choice(self, name: str) -> str:
        return choice(self.body.get(name))

    def ref(self, *names: str) -> Ref | None:
        return next((f for name in names if (f := ref(self.body.get(name))) is not None), None)

    def refs(self, name: str) -> list[Ref]:
        found = self.body.get(name)
        several = found if isinstance(found, list) else [found]
        return [one for value in several if (one := ref(value)) is not None]


def key(endpoint: str, id_: int) -> str:
    """Return the external id of the record with this id."""
    return f"{TYPES.get(endpoint, endpoint)}/{id_}"


def text(body: Body, name: str) -> str:
    """Return a text without blanks around it; an empty one for anything else."""
    found = body.get(name)
    return found.strip() if isinstance(found, str) else ""


def number(value: Any) -> float | None:
    """Return a number, also from the text of one; None for anything else."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < 10**_DIGITS else None  # NaN is no smaller either


def identifier(value: Any) -> int | None:
    """Return a NetBox id: a whole number above 0, also as text."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= _DIGITS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value < 10**_DIGITS else None


def choice(value: Any) -> str:
    """Return what a choice says, lower case without blanks and dashes: NetBox writes it in three ways.

    New: `{"value": "active", "label": "Active"}`; old: `{"value": 1, "label": "Active"}`; a dump: `"active"`.
    """
    if isinstance(value, Mapping):
        inner, label = value.get("value"), value.get("label")
        value = inner if isinstance(inner, str) and inner else label
    if not isinstance(value, str):
        return ""
    return "".join(c for c in value.lower().removeprefix("status_") if c.isalnum())


def ref(value: Any) -> Ref | None:
    """Return a reference: an object with an id, or the bare id of a dump."""
    if isinstance(value, Mapping):
        return Ref(identifier(value.get("id")), value) if value else None
    found = identifier(value)
    return None if found is None else Ref(found, {})


def names(values: Any) -> list[str]:
    """Return tags: objects with names, or bare texts."""
    if not isinstance(values, list):
        return []
    found = [text(v, "name") if isinstance(v, Mapping) else v for v in values]
    return sorted({one.strip() for one in found if isinstance(one, str) and one.strip()})


@dataclass(slots=True)
class Scope:
    """What is known of an endpoint's answers: how many records there are, and what was wrong."""

    count: int | None = None
    counted: bool = True
    broken: bool = False

    def complete(self, seen: int) -> bool:
        return self.counted and not self.broken and self.count is not None and seen >= self.count


@dataclass(slots=True)
class Tables:
    """All records by endpoint and id, and how much of each endpoint was seen."""

    rows: dict[str, dict[int, Row]] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)

    def of(self, *endpoints: str) -> Iterator[Row]:
        """Yield the records of these endpoints, by id: the order of the input makes no difference."""
        for one in endpoints:
            yield from (row for _, row in sorted(self.rows.get(one, {}).items()))

    def get(self, endpoint: str, to: Ref | None) -> Row | None:
        """Return the record that is meant, or None where it is not there."""
        return None if to is None or to.id is None else self.rows.get(endpoint, {}).get(to.id)

    def name(self, endpoint: str, to: Ref | None) -> str:
        """Return the name of what is meant, as its own record or the reference has it."""
        row = self.get(endpoint, to)
        return (row.text("name", "model", "cid") if row else "") or (to.name if to else "")

    def text(self, endpoint: str, to: Ref | None, name: str) -> str:
        """Return a text of what is meant, from its own record or from the reference."""
        row = self.get(endpoint, to)
        return (row.text(name) if row else "") or (text(to.body, name) if to else "")

    def add(self, row: Row) -> Row | None:
        """Keep a record; return the one that it is put in the place of, if it differs."""
        table = self.rows.setdefault(row.endpoint, {})
        before = table.get(row.id)
        if before is None or before.stub:
            table[row.id] = row
            return None
        if row.stub or before.body == row.body:
            return None
        if before.text("last_updated") <= row.text("last_updated"):
            table[row.id] = row
        return before

    def complete(self) -> Iterable[tuple[str, bool]]:
        """Yield each endpoint with whether all of it was seen."""
        for one in sorted({*self.rows, *self.scopes}):
            scope, table = self.scopes.get(one, Scope()), self.rows.get(one, {})
            seen = sum(1 for row in table.values() if not row.stub)
            yield one, scope.complete(seen) and seen == len(table)
