"""Revisions with a name, and which revision is meant by a number, a time or such a name."""

from datetime import datetime
from difflib import get_close_matches

from cmdb import history
from cmdb.baselines import store
from cmdb.baselines.model import Baseline, name
from cmdb.errors import Conflict, NotFound
from cmdb.graph import Tx
from cmdb.history import Revision
from cmdb.history.moments import FORMS, moment
from cmdb.history.store import revision as numbered

__all__ = ["Baseline", "add", "every", "named", "remove", "revision"]

_OFFERED = 5


def revision(tx: Tx, said: str, now: datetime) -> Revision:
    """Return the revision that somebody means: the newest at that moment.

    `said` is a number, a time with its zone, a baseline's name or `now`. Raises Invalid for what
    is none of them, or for a time before the first revision or in the future; NotFound for a
    number or name that there is not.
    """
    meant = moment(said)
    if meant.name is not None:
        return _found(tx, named(tx, meant.name))
    return history.at(tx, meant, now)


def add(
    tx: Tx, wanted: str, said: str, actor: str, reason: str | None, now: datetime
) -> tuple[Baseline, Revision]:
    """Give the revision that `said` means a name. Safe to repeat.

    Raises Invalid for a name that could be a number or a time, Conflict for one that is taken.
    """
    kept, meant = name(wanted), revision(tx, said, now)
    found = store.add(tx, kept, meant.number, actor, reason, now)
    if found.revision != meant.number:
        raise Conflict(
            f"{kept!r} is taken: it means revision {found.revision}.",
            remedy=f"Take another name, or `cmdb baseline remove {kept}` first.",
        )
    return found, meant


def every(tx: Tx) -> list[Baseline]:
    """Return all baselines, the newest revision first."""
    return store.every(tx)


def named(tx: Tx, wanted: str) -> Baseline:
    """Return the baseline of that name. Raises NotFound with near names."""
    known = {one.name: one for one in store.every(tx)}
    found = known.get(name(wanted))
    if found is None:
        raise NotFound(
            f"There is no baseline {wanted!r}.",
            remedy=FORMS,
            candidates=get_close_matches(wanted, known, n=_OFFERED, cutoff=0.5),
        )
    return found


def remove(tx: Tx, wanted: str) -> Baseline:
    """Take a name away; the revision stays, and nothing is written to history. Raises NotFound."""
    found = named(tx, wanted)
    store.remove(tx, found.name)
    return found


def _found(tx: Tx, baseline: Baseline) -> Revision:
    meant = numbered(tx, baseline.revision)
    if meant is None:
        raise NotFound(
            f"The baseline {baseline.name!r} means revision {baseline.revision}, which is not there.",
            remedy=f"`cmdb baseline remove {baseline.name}` removes it.",
        )
    return meant
