"""What was written, by whom, why, and how it was before. Nothing here is ever changed again."""

from cmdb.errors import NotFound
from cmdb.graph import Tx
from cmdb.history import store
from cmdb.history.model import Event, Head, Revision, Stamp, changed
from cmdb.history.store import append, by_request, events_after, newest, of_run

__all__ = [
    "Event",
    "Head",
    "Revision",
    "Stamp",
    "append",
    "by_request",
    "changed",
    "events_after",
    "newest",
    "of_ci",
    "of_run",
    "revision",
    "revisions",
]


def revision(tx: Tx, number: int) -> tuple[Revision, list[Event]]:
    """Return a revision and its events in order. Raises NotFound."""
    found = store.revision(tx, number)
    if found is None:
        raise NotFound(
            f"There is no revision {number}.",
            remedy=f"The newest is {store.newest(tx).number}.",
        )
    return found, store.events(tx, number)


def revisions(tx: Tx, *, below: int | None = None, limit: int = 50) -> list[Revision]:
    """Return revisions below a number, newest first."""
    return store.revisions(tx, _ceiling(below), limit)


def of_ci(
    tx: Tx, ci: str, *, after: tuple[int, int] | None = None, limit: int = 50
) -> list[tuple[Event, Revision]]:
    """Return what happened to a CI and its relations, newest first.

    `after` is the (revision, ordinal) of the last event of the page before.
    """
    return store.of_ci(tx, ci, after or (_ceiling(None), 0), limit)


def _ceiling(below: int | None) -> int:
    return 2**62 if below is None else below
