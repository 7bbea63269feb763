"""What was written, by whom, why, and how it was before. Nothing here is ever changed again."""

from datetime import datetime

from cmdb.errors import Invalid, NotFound, Problem
from cmdb.graph import Tx
from cmdb.history import store
from cmdb.history.difference import Change, Difference, between
from cmdb.history.model import Event, Head, Revision, Stamp, Wanted, changed
from cmdb.history.moments import Moment
from cmdb.history.store import (
    append,
    by_request,
    ci_at,
    counts_of_run,
    events_after,
    events_of_run,
    firsts_after,
    head,
    newest,
    news,
    of_ci_itself,
    of_run,
    relations_at,
    stored,
)

__all__ = [
    "Change",
    "Difference",
    "Event",
    "Head",
    "Revision",
    "Stamp",
    "Wanted",
    "append",
    "at",
    "between",
    "by_request",
    "changed",
    "ci_at",
    "counts_of_run",
    "events_after",
    "events_of_run",
    "firsts_after",
    "head",
    "newest",
    "news",
    "of_ci",
    "of_ci_itself",
    "of_run",
    "relations_at",
    "revision",
    "revisions",
    "stored",
]

_ANY = Wanted()
_MOST_EVENTS = 2**53


def revision(
    tx: Tx, number: int, *, after: int = -1, limit: int = _MOST_EVENTS
) -> tuple[Revision, list[Event]]:
    """Return a revision and its events in order, from after one of them. Raises NotFound."""
    found = store.revision(tx, number)
    if found is None:
        raise NotFound(
            f"There is no revision {number}.",
            remedy=f"The newest is {store.newest(tx).number}.",
        )
    return found, store.events(tx, number, after, limit)


def at(tx: Tx, moment: Moment, now: datetime) -> Revision:
    """Return the revision that a number or a time means: the newest at that time; else the newest.

    Raises NotFound for a number that there is not, Invalid for a time before the first revision or
    in the future.
    """
    newest = store.newest(tx).number
    if moment.at is None:
        found = store.revision(tx, newest if moment.number is None else moment.number)
        if found is None:
            said = "yet" if moment.number is None else moment.number
            raise NotFound(f"There is no revision {said}.", remedy=_range(tx, newest))
        return found
    if moment.at > now:
        raise _outside(f"{_shown(moment.at)} is in the future.", _range(tx, newest))
    found = store.as_of(tx, moment.at)
    if found is None:
        raise _outside(f"Nothing was written yet at {_shown(moment.at)}.", _range(tx, newest))
    return found


def _outside(detail: str, remedy: str) -> Invalid:
    return Invalid(detail, remedy=remedy, problems=[Problem("at", detail)])


def _range(tx: Tx, newest: int) -> str:
    first, last = store.revision(tx, 1), store.revision(tx, newest)
    if first is None or last is None:
        return "Nothing has been written: `cmdb import` or `cmdb add` writes the first revision."
    ends = f"1 ({_shown(first.at)}) to {newest} ({_shown(last.at)})"
    return f"Revisions are {ends}."


def _shown(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def revisions(
    tx: Tx, wanted: Wanted = _ANY, *, below: int | None = None, limit: int = 50
) -> list[Revision]:
    """Return those revisions below a number that are wanted, newest first."""
    return store.revisions(tx, wanted, _ceiling(below), limit)


def of_ci(
    tx: Tx, ci: str, *, after: tuple[int, int] | None = None, limit: int = 50
) -> list[tuple[Event, Revision]]:
    """Return what happened to a CI and its relations, newest first; also to the CIs that were
    merged into it, and into those.

    `after` is the (revision, ordinal) of the last event of the page before.
    """
    return store.of_ci(tx, _with_merged(tx, ci), after or (_ceiling(None), 0), limit)


def _with_merged(tx: Tx, ci: str) -> list[str]:
    found, new = {ci: None}, [ci]
    while new := [one for one in store.merged_into(tx, new) if one not in found]:
        found |= dict.fromkeys(new)
    return list(found)


def _ceiling(below: int | None) -> int:
    return 2**62 if below is None else below
