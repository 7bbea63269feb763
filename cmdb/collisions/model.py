"""Planned outages, and what becomes worse where their windows overlap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from cmdb.impact.model import Baseline, Given, Need
from cmdb.topology.snapshot import CiSummary


class Span(NamedTuple):
    """A time from its start on, up to and without its end. Both are aware."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Outage:
    """What is planned to fail, and when. `name` is how people refer to it, such as CHG-1042."""

    name: str
    given: Sequence[Given]
    window: Span


@dataclass(frozen=True, slots=True)
class Plan:
    """Outages that are looked at together. Under `current` what is failing now fails throughout."""

    outages: Sequence[Outage]
    baseline: Baseline = "clean"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be looked at, in states and given failures: about a million a second.

    `joint` bounds the evaluation of overlaps, `causes` that of which outages it takes, `slots` that
    of where an outage could go; `listed` bounds how many CIs are found over all overlaps.
    """

    joint: int = 15_000_000
    causes: int = 4_000_000
    slots: int = 5_000_000
    listed: int = 200_000


@dataclass(frozen=True, slots=True)
class Worse:
    """A CI in a state that no outage brings it to alone; `alone` is the worst that one does."""

    ci: CiSummary
    state: str
    alone: str
    need: Need | None


@dataclass(frozen=True, slots=True)
class Collision:
    """CIs that are worse in union. `sets` are up to 3 sets of outages, each enough and none to spare.

    `minimal` is False where the limits ended the search: then the set is enough, but perhaps
    larger than need be.
    """

    sets: Sequence[Sequence[str]]
    minimal: bool
    spans: Sequence[Span]
    cis: Sequence[Worse]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an outage could be instead. `exact` is False if a nearer one was not looked at."""

    span: Span
    exact: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """An outage with what it does alone (counts by state), and where it could go if it collides."""

    outage: Outage
    alone: Mapping[str, int]
    collides: bool
    slot: Slot | None


@dataclass(frozen=True, slots=True)
class Collisions:
    """What the outages do to each other. `complete` is False where limits ended it; `notes` say where.

    `overlaps` counts the times with another set of outages open, of two or more.
    """

    revision: int
    complete: bool
    outages: Sequence[Placed]
    overlaps: int
    collisions: Sequence[Collision]
    notes: Sequence[str]

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON can hold it; times are UTC."""
        return {
            "revision": self.revision,
            "complete": self.complete,
            "overlaps": self.overlaps,
            "collisions": [_collision(one) for one in self.collisions],
            "outages": [_placed(one) for one in self.outages],
            "notes": list(self.notes),
        }


def _collision(one: Collision) -> dict[str, Any]:
    return {
        "outages": list(one.sets[0]),
        "sets": [list(names) for names in one.sets],
        "minimal": one.minimal,
        "spans": [_span(span) for span in one.spans],
        "cis": [
            {"ci": each.ci, "state": each.state, "alone": each.alone, "need": each.need}
            for each in one.cis
        ],
    }


def _placed(one: Placed) -> dict[str, Any]:
    return {
        "name": one.outage.name,
        **_span(one.outage.window),
        "alone": one.alone,
        "collides": one.collides,
        "free_slot": None
        if one.slot is None
        else {
            **_span(one.slot.span),
            "shift_s": (one.slot.span.start - one.outage.window.start).total_seconds(),
            "exact": one.slot.exact,
        },
    }


def _span(span: Span) -> dict[str, datetime]:
    return {"start": span.start, "end": span.end}
