"""What somebody wants to look at again: a page's query with a name, their own or everybody's."""

from datetime import datetime
from difflib import get_close_matches

from cmdb.errors import Conflict, NotFound
from cmdb.graph import Tx
from cmdb.views import store
from cmdb.views.model import MOST, View, kept, uid

__all__ = ["View", "every", "remove", "save"]

_OFFERED = 5


def save(tx: Tx, wanted: View, now: datetime) -> View:
    """Keep a view, instead of what had its name before. Safe to repeat.

    Whose it was stays its owner. Raises Invalid for what is no name, kind or query, Conflict where as
    many are kept as may be.
    """
    one = kept(wanted)
    known = {uid(other) for other in store.every(tx, one.kind, one.owner)}
    if uid(one) not in known and store.count(tx) >= MOST:
        raise Conflict(
            f"There are {MOST:,} views; no more are kept.", remedy="Remove some that nobody needs."
        )
    return store.save(tx, one, now)


def every(tx: Tx, kind: str, actor: str) -> list[View]:
    """Return the views of a kind that are shared or the actor's own, by name."""
    return store.every(tx, kind, actor)


def remove(tx: Tx, kind: str, name: str, actor: str, *, shared: bool) -> View:
    """Take a view away, the actor's own or a shared one. Raises NotFound with near names."""
    there = [one for one in store.every(tx, kind, actor) if one.shared == shared]
    wanted = View(kind, name, "", shared, actor)
    found = next((one for one in there if uid(one) == uid(wanted)), None)
    if found is None:
        raise NotFound(
            f"There is no {'shared ' if shared else ''}view {name!r}.",
            remedy="The list of views shows those there are.",
            candidates=get_close_matches(name, [one.name for one in there], n=_OFFERED, cutoff=0.5),
        )
    store.remove(tx, uid(found))
    return found
