"""Questions with a name: what somebody wants to ask again. They are no revisions of configuration."""

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from cmdb.errors import Conflict, NotFound
from cmdb.graph import Tx
from cmdb.scenarios import store
from cmdb.scenarios.model import MOST, Scenario, name
from cmdb.scenarios.rules import gone, refused

__all__ = ["Scenario", "every", "gone", "named", "refused", "remove", "save"]

_OFFERED = 5


def save(
    tx: Tx,
    wanted: str,
    question: Mapping[str, Any],
    actor: str,
    reason: str | None,
    now: datetime,
) -> Scenario:
    """Keep a question under a name, instead of what had the name before. Safe to repeat.

    Raises Invalid for what is no name, Conflict where as many are kept as may be.
    """
    kept = name(wanted)
    known = {one.name for one in store.every(tx)}
    if kept not in known and len(known) >= MOST:
        raise Conflict(
            f"There are {len(known):,} scenarios; no more are kept.",
            remedy="Remove some: `cmdb scenario list` shows them.",
        )
    return store.save(tx, kept, question, actor, reason, now)


def every(tx: Tx) -> list[Scenario]:
    """Return all scenarios by name."""
    return store.every(tx)


def named(tx: Tx, wanted: str) -> Scenario:
    """Return the scenario of that name. Raises NotFound with near names."""
    known = {one.name: one for one in store.every(tx)}
    found = known.get(name(wanted))
    if found is None:
        raise NotFound(
            f"There is no scenario {wanted!r}.",
            remedy="`cmdb scenario list` shows those there are.",
            candidates=get_close_matches(wanted, known, n=_OFFERED, cutoff=0.5),
        )
    return found


def remove(tx: Tx, wanted: str) -> Scenario:
    """Take a scenario away. Raises NotFound with near names."""
    found = named(tx, wanted)
    store.remove(tx, found.name)
    return found
