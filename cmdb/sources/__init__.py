"""Live sources: importers with settings under a name, without secrets, and the hosts they may reach."""

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches

from cmdb.errors import Conflict, NotFound
from cmdb.graph import Tx
from cmdb.sources import rules, store
from cmdb.sources.model import AllowedHost, LiveSource, Means

__all__ = [
    "AllowedHost",
    "LiveSource",
    "Means",
    "allow",
    "allowed",
    "deny",
    "every",
    "named",
    "remove",
    "save",
]

_OFFERED = 5


def save(
    tx: Tx,
    wanted: str,
    kind: str,
    settings: Mapping[str, str],
    by: tuple[str, str | None],
    now: datetime,
) -> LiveSource:
    """Keep a source under a name, instead of what had it before. `by` is who, and why if said.

    The settings were accepted by their importer. Raises Invalid, Conflict where there are too many.
    """
    name = rules.checked_name(wanted)
    known = {one.name for one in store.every(tx)}
    if name not in known and len(known) >= rules.MOST:
        raise Conflict(
            f"There are {len(known):,} sources; no more are kept.",
            remedy="Remove some: `cmdb source list` shows them.",
        )
    return store.save(tx, name, kind, settings, by, now)


def every(tx: Tx) -> list[LiveSource]:
    """Return all live sources by name."""
    return store.every(tx)


def named(tx: Tx, wanted: str) -> LiveSource:
    """Return the source of that name. Raises NotFound with near names."""
    known = {one.name: one for one in store.every(tx)}
    if found := known.get(wanted.strip()):
        return found
    raise NotFound(
        f"There is no source {wanted[:80]!r}.",
        remedy="`cmdb source list` shows those there are.",
        candidates=get_close_matches(wanted, known, n=_OFFERED, cutoff=0.5),
    )


def remove(tx: Tx, wanted: str) -> LiveSource:
    """Forget a source's settings; what it brought in stays. Raises NotFound."""
    found = named(tx, wanted)
    store.remove(tx, found.name)
    return found


def allow(tx: Tx, host: str, actor: str, now: datetime) -> AllowedHost:
    """Allow sources to reach a host, at one port or at any. Raises Invalid."""
    return store.allow(tx, rules.entry(host), actor, now)


def allowed(tx: Tx) -> list[AllowedHost]:
    """Return the hosts that sources may reach, by name."""
    return store.allowed(tx)


def deny(tx: Tx, host: str) -> str:
    """Allow a host no longer; return it as it was kept. Raises Invalid, NotFound."""
    name = rules.entry(host)
    if store.deny(tx, name):
        return name
    raise NotFound(
        f"{name} is not among the allowed hosts.", remedy="`cmdb source allowed` lists them."
    )
