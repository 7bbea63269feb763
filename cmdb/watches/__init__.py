"""CIs that somebody watches, and what was written of them since they looked last."""

from collections.abc import Collection
from datetime import datetime

from cmdb import history
from cmdb.errors import Invalid, NotFound, Problem
from cmdb.graph import Tx
from cmdb.topology.snapshot import Topology
from cmdb.watches import store
from cmdb.watches.model import Watch

__all__ = ["MOST", "Watch", "look", "unwatch", "watch", "watched"]

MOST = 200
"""How many CIs somebody may watch."""


def watched(tx: Tx, topology: Topology, actor: str) -> list[Watch]:
    """Return what somebody watches: those first of which something was written, the newest first.

    Of a CI that is gone only its id is known.
    """
    found = [_shown(topology, row) for row in store.every(tx, actor)]
    return sorted(found, key=lambda one: -(one["newest"] or {"number": 0})["number"])


def _shown(topology: Topology, row: store.Row) -> Watch:
    place = topology.place(row["ci"])
    return {
        "id": row["ci"],
        "ci": None if place is None else topology.summary(place),
        "since": row["since"],
        "seen": row["seen"],
        "events": row["events"],
        "newest": row["newest"],
    }


def watch(tx: Tx, actor: str, ci: str, now: datetime) -> None:
    """Have somebody watch a CI from now on. Raises Invalid where they watch too many."""
    known = {row["ci"] for row in store.every(tx, actor)}
    if len(known) >= MOST and ci not in known:
        raise Invalid(
            f"You watch {MOST} CIs already.",
            remedy="End some: one list of CIs of a class or team may serve better.",
            problems=[Problem("ci", "is one too many")],
        )
    store.watch(tx, actor, ci, history.newest(tx).number, now)


def unwatch(tx: Tx, actor: str, ci: str) -> None:
    """End that somebody watches a CI. Raises NotFound where they did not."""
    if not store.unwatch(tx, actor, ci):
        raise NotFound(f"You do not watch {ci}.", remedy="GET /api/v1/watches lists what you do.")


def look(tx: Tx, actor: str, cis: Collection[str] | None = None) -> int:
    """Note that somebody has looked at what they watch, all of it or some; return the revision."""
    revision = history.newest(tx).number
    store.look(tx, actor, None if cis is None else list(cis), revision)
    return revision
