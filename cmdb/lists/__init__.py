"""Saved lists: questions to the estate that somebody asks again. They are no revisions of it."""

from dataclasses import replace
from datetime import datetime

from cmdb.access import Principal, rules
from cmdb.errors import Conflict, NotFound
from cmdb.graph import Tx
from cmdb.lists import store
from cmdb.lists.model import MOST, SavedList, Wanted, name, uid

__all__ = ["SavedList", "Wanted", "every", "read", "remove", "save"]


def every(tx: Tx, actor: str) -> list[SavedList]:
    """Return the lists that a person sees by name: their own, and those for all."""
    return store.every(tx, actor)


def read(tx: Tx, id_: str, actor: str) -> SavedList:
    """Return a list that the person sees. Raises NotFound."""
    for one in store.every(tx, actor):
        if one.id == id_:
            return one
    raise NotFound(
        f"There is no list {id_}, or it is somebody else's.", remedy="See /api/v1/lists."
    )


def save(
    tx: Tx, id_: str, wanted: Wanted, who: Principal, now: datetime, *, new: bool = False
) -> SavedList:
    """Keep a list under its id, `new` or instead of what it was. Safe to repeat.

    A list for all needs the right to edit. Raises Invalid, Forbidden, NotFound, and Conflict where
    the name is taken or as many are kept as may be.
    """
    kept = replace(wanted, name=name(wanted.name))
    there = {one.id: one for one in store.every(tx, who.actor)}
    before = there.get(id_)
    if before is None and not new:
        read(tx, id_, who.actor)
    if kept.shared or (before is not None and before.shared):
        rules.permitted(who, "edit")
    owner = who.actor if before is None else before.owner
    if owner != who.actor and not kept.shared:
        raise Conflict(f"The list is {owner}'s.", remedy="Save your own under another name.")
    _free(list(there.values()), id_, kept, owner)
    store.save(tx, id_, kept, owner, who.actor, now)
    return read(tx, id_, who.actor)


def _free(there: list[SavedList], id_: str, wanted: Wanted, owner: str) -> None:
    taken = uid(owner, wanted.name, shared=wanted.shared)
    others = [one for one in there if one.id != id_ and one.shared == wanted.shared]
    if any(uid(one.owner, one.name, shared=one.shared) == taken for one in others):
        raise Conflict(
            f"There is a list {wanted.name!r} already.",
            remedy="Give it another name, or change the one that there is.",
        )
    if len(others) >= MOST:
        raise Conflict(f"{MOST} lists are kept already.", remedy="Remove one first.")


def remove(tx: Tx, id_: str, who: Principal) -> SavedList:
    """Take a list away: one's own, with the right to edit one for all. Raises NotFound, Forbidden."""
    found = read(tx, id_, who.actor)
    if found.shared and found.owner != who.actor:
        rules.permitted(who, "edit")
    store.remove(tx, id_)
    return found
