"""What moves, as it is told to who follows it."""

from dataclasses import dataclass
from typing import Any, TypedDict

Row = dict[str, Any]


class Waiting(TypedDict):
    """How much waits for a person: runs with a veto, cases of duplicates, cases of retirements."""

    vetoes: int
    duplicates: int
    retirements: int


class Changed(TypedDict):
    """What was written after one revision up to another.

    `cis` are the ids of all CIs that it touched, ends of relations too; None where they are too many
    to name. `kinds` counts events by kind and what was done, as far as they were looked at.
    """

    after: int
    revision: int
    at: str | None
    revisions: int
    events: int
    actors: list[str]
    sources: list[str]
    runs: list[str]
    cis: list[str] | None
    kinds: dict[str, int]


class Running(TypedDict):
    """A run under way: it has written so many of so many entries, None where that is not known."""

    id: str
    source: str
    kind: str | None
    actor: str | None
    written: int | None
    total: int | None
    started_at: str | None


@dataclass(frozen=True, slots=True)
class Pulse:
    """What holds at one moment. `runs` are those under way, by id."""

    revision: int
    at: str | None
    access: int
    runs: dict[str, Running]
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told of the step from one moment to the next.

    `changed` is (after, until) of the revisions in between; `ended` are runs that no longer are
    under way.
    """

    changed: tuple[int, int] | None
    begun: list[Running]
    ended: list[str]
    waiting: Waiting | None
    anew: bool = False
    """Whether the history is another one: a backup was restored, all that was told is void."""
