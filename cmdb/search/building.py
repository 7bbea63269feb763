"""The index from the topology and Neo4j, and a newer one from an older one."""

from collections.abc import Iterable, Iterator
from typing import Any

from cmdb import history
from cmdb.graph import Tx
from cmdb.history import Event
from cmdb.items.search_text import folded, search_text
from cmdb.search import store
from cmdb.search.block import Entry
from cmdb.search.index import Base, Index, base, rank
from cmdb.search.values import Values
from cmdb.topology.model import Profile
from cmdb.topology.snapshot import Topology

# Beyond so many events the texts are read anew.
MOST_EVENTS = 5_000
# An overlay is laid out anew with each revision: beyond this share a new base is made.
_LEAST, _SHARE = 5_000, 20


def load(tx: Tx, topology: Topology) -> Index:
    """Return the index of a topology's CIs.

    What is written meanwhile is in its texts already, and is told again by its events.
    """
    texts = dict(store.texts(tx, len(topology)))
    values = Values(topology.model)
    codes = [values.code(profile) for profile in topology.vocabulary.profiles.values]
    entries = [
        Entry(
            topology.id(place),
            topology.name(place),
            codes[topology.profile_code(place)],
            texts.pop(topology.id(place), "") or folded(topology.name(place)),
            0,
        )
        for place in topology.places()
    ]
    return Index(topology.revision, topology.stamp.at, base(entries), {}, values)


def advanced(tx: Tx, held: Index) -> Index | None:
    """Return the newest index by the events since; None where too much has happened for that."""
    head, made_at, events = history.news(tx, held.revision, MOST_EVENTS + 1)
    if head.number == held.revision and head.at == held.at:
        return held
    follows = held.revision < head.number and (held.revision == 0 or made_at == held.at)
    if not follows or len(events) > MOST_EVENTS:
        return None
    return _lightened(after(held, events, head.number, head.at))


def after(held: Index, events: Iterable[Event], revision: int, at: str | None) -> Index:
    """Return the index after the events, in their order. Applying one twice changes nothing."""
    last = {event.ci: event.after for event in events if event.kind == "ci"}
    overlay = dict(held.overlay)
    for id_, facts in last.items():
        overlay[id_] = None if facts is None else _entry(held, facts)
    return Index(revision, at, held.base, overlay, held.values)


def _entry(held: Index, facts: dict[str, Any]) -> Entry:
    name, id_ = str(facts["name"]), str(facts["id"])
    place = rank(held.base.rows, name, id_)
    return Entry(id_, name, held.values.code(Profile.of(facts)), search_text(facts), place)


def _lightened(heavy: Index) -> Index:
    if len(heavy.overlay) <= max(_LEAST, len(heavy.base.rows) // _SHARE):
        return heavy
    return Index(heavy.revision, heavy.at, _rebased(heavy), {}, heavy.values)


def _rebased(heavy: Index) -> Base:
    return base([*_kept(heavy), *(one for one in heavy.overlay.values() if one is not None)])


def _kept(heavy: Index) -> Iterator[Entry]:
    rows = heavy.base.rows
    for at, id_ in enumerate(rows.ids):
        if id_ not in heavy.overlay:
            text = f"{rows.titles.text(at)}\n{rows.rest.text(at)}"
            yield Entry(id_, rows.names[at], int(rows.profiles[at]), text, 0)
