"""What two revisions differ in: the net effect of all that was written between them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

from cmdb.errors import Invalid, Problem
from cmdb.graph import Tx
from cmdb.history import store
from cmdb.history.model import Ends, Event, Op, Place, Revision

Effect = Literal["created", "changed", "retired", "restored", "removed"]
_GONE = ("retired", "disposed")
_OPS: dict[Effect, Op] = {"created": "create", "removed": "remove"}


@dataclass(frozen=True, slots=True)
class Change:
    """One CI or relation that is not as it was; `event.revision` is the last that touched it."""

    effect: Effect
    event: Event

    @property
    def place(self) -> Place:
        event = self.event
        return event.kind, event.ci, event.type or "", event.to or ""


@dataclass(slots=True)
class Difference:
    """Changes in a fixed order, CIs before relations: so many from a place on; and all, counted.

    `complete` is False where more changes follow those listed.
    """

    changes: list[Change] = field(default_factory=list)
    cis: dict[str, int] = field(default_factory=dict)
    relations: dict[str, int] = field(default_factory=dict)
    complete: bool = True


def between(
    tx: Tx, first: Revision, last: Revision, *, after: Place | None = None, limit: int = 200
) -> Difference:
    """Return what the later revision differs in from the earlier one. Raises Invalid."""
    if first.number > last.number:
        raise Invalid(
            f"Revision {first.number} comes after revision {last.number}.",
            remedy="Say the earlier one first.",
            problems=[Problem("from", "comes after `to`")],
        )
    return net(store.ends_between(tx, first.number, last.number), after, limit)


def net(ends: Iterable[Ends], after: Place | None = None, limit: int = 200) -> Difference:
    """Return what is not as it was. What came and went, or was set back, is no difference."""
    found = Difference()
    for one in ends:
        change = _change(one)
        if change is None:
            continue
        counts = found.cis if one.kind == "ci" else found.relations
        counts[change.effect] = counts.get(change.effect, 0) + 1
        if after is None or one.place > after:
            if len(found.changes) < limit:
                found.changes.append(change)
            else:
                found.complete = False
    return found


def _change(one: Ends) -> Change | None:
    if one.before == one.after:
        return None
    before, after = _facts(one.before), _facts(one.after)
    if before == after:
        return None
    effect = _effect(before, after)
    op = _OPS.get(effect, "change")
    event = Event(one.kind, op, one.ci, before, after, one.to, one.type, one.revision)
    return Change(effect, event)


def _effect(before: dict[str, Any] | None, after: dict[str, Any] | None) -> Effect:
    if before is None:
        return "created"
    if after is None:
        return "removed"
    was, is_ = before.get("lifecycle") in _GONE, after.get("lifecycle") in _GONE
    if was == is_:
        return "changed"
    return "retired" if is_ else "restored"


def _facts(stored: str | None) -> dict[str, Any] | None:
    return None if stored is None else orjson.loads(stored)
