"""Revisions and events: what was written, by whom, why, and how it was before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Kind = Literal["ci", "relation"]
Op = Literal["create", "change", "remove"]
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One CI or relation touched by a revision, with how it was before and is after.

    For a relation `ci` is the dependent's id and `to` the supplier's. `before` is None where it
    was created, `after` where it was removed.
    """

    kind: Kind
    op: Op
    ci: str
    before: Facts | None
    after: Facts | None
    to: str | None = None
    type: str | None = None
    revision: int = 0
    ordinal: int = 0

    @property
    def key(self) -> tuple[str, ...]:
        """What it touched: (id) of a CI, (from, type, to) of a relation."""
        return (self.ci,) if self.kind == "ci" else (self.ci, self.type or "", self.to or "")


Place = tuple[str, str, str, str]
"""Where a CI or relation stands in the order: kind, id, type, the other id."""


@dataclass(frozen=True, slots=True)
class Ends:
    """How a CI or relation was and is, as stored: None where it does not exist."""

    kind: Kind
    ci: str
    type: str | None
    to: str | None
    before: str | None
    after: str | None
    revision: int

    @property
    def place(self) -> Place:
        return self.kind, self.ci, self.type or "", self.to or ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes, from where and why. `request` makes the write safe to repeat: it happens once."""

    actor: str
    reason: str | None = None
    source: str | None = None
    request: str | None = None
    run: str | None = None
    change: str | None = None
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One committed write. Numbers are gapless and follow commit order; times never repeat."""

    number: int
    at: datetime
    actor: str
    events: int
    reason: str | None = None
    source: str | None = None
    request: str | None = None
    run: str | None = None
    change: str | None = None
    undoes: int | None = None
    undone_by: int | None = None
    """Which later one set it back; told by lists alone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which revisions are meant: every filter that is given must hold.

    `by` is an actor or a source, `kind` says whether people wrote them or imports did; `since` and
    `until` are aware times, the latter not included.
    """

    by: str | None = None
    kind: Literal["people", "imports"] | None = None
    run: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The newest revision's number and time (None before the first), and the access counter."""

    number: int
    at: str | None
    access: int


def changed(event: Event) -> Mapping[str, tuple[Any, Any]]:
    """Return field → (before, after) for every field that the event changed."""
    before, after = event.before or {}, event.after or {}
    return {
        name: (before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }
