"""A newer snapshot from an older one and the events between them."""

from collections.abc import Iterable
from typing import Any

from cmdb.history.model import Event
from cmdb.topology.model import Profile, Stamp
from cmdb.topology.overlay import Overlay, Record, RowDrafts
from cmdb.topology.reading import Reader
from cmdb.topology.snapshot import Topology

Facts = dict[str, Any]


def after(old: Topology, events: Iterable[Event], stamp: Stamp) -> Topology:
    """Return the graph after the events, in their order. Applying an event twice changes nothing.

    Raises Invalid for a relation type that the model does not have.
    """
    change = _Change(old)
    for event in events:
        change.apply(event)
    return change.topology(stamp)


class _Change:
    """The overlay while it changes: copies of what the old snapshot holds."""

    def __init__(self, old: Topology) -> None:
        over, arrays = old.overlay, old.compact
        self._old = old
        self._read = Reader(old.model, old.vocabulary)
        self._operating = bytearray(over.operating)
        self._records = dict(over.records)
        self._removed = set(over.removed)
        self._ids = dict(over.ids)
        self._names = dict(over.names)
        self._needs = RowDrafts(arrays.needs, over.needs, old.ties)
        self._users = RowDrafts(arrays.users, over.users, old.ties)

    def apply(self, event: Event) -> None:
        if event.kind == "ci":
            if event.after is None:
                self._remove(event.ci)
            else:
                self._put(event.after)
        elif event.type and event.to:
            self._tie(event.ci, event.type, event.to, event.after)

    def _place(self, ci: str) -> int | None:
        found = self._ids.get(ci)
        if found is None:
            at = self._old.compact.ids.places(ci)
            found = at[0] if at else None
        return found

    def _put(self, facts: Facts) -> None:
        ci, name = facts["id"], facts["name"]
        place = self._place(ci)
        if place is None:
            place = self._ids[ci] = len(self._operating)
            self._operating.append(0)
        self._removed.discard(place)
        profile = self._read.profile(Profile.of(facts))
        self._unname(place)
        quorums = self._read.quorums(facts.get("quorum"))
        self._records[place] = Record(ci, name, profile, quorums)
        self._names[name] = (*self._names.get(name, ()), place)
        operates = self._old.vocabulary.profiles.values[profile].in_operation
        if bool(self._operating[place]) != operates:
            for dependent in self._users.others(place):
                self._unmark(dependent)
        self._operating[place] = operates

    def _unname(self, place: int) -> None:
        known = self._records.get(place)
        if known is not None:
            left = tuple(p for p in self._names[known.name] if p != place)
            self._names[known.name] = left
            if not left:
                del self._names[known.name]

    def _remove(self, ci: str) -> None:
        place = self._place(ci)
        if place is None:
            return
        self._removed.add(place)
        self._operating[place] = 0
        for kind, supplier in list(self._needs.of(place)):
            self._users.of(supplier).pop((kind, place), None)
        for kind, dependent in list(self._users.of(place)):
            self._needs.of(dependent).pop((kind, place), None)
            self._unmark(dependent)
        self._needs.of(place).clear()
        self._users.of(place).clear()

    def _tie(self, from_id: str, kind: str, to_id: str, facts: Facts | None) -> None:
        dependent, supplier = self._place(from_id), self._place(to_id)
        if dependent is None or supplier is None:
            return
        needs, users = self._needs.of(dependent), self._users.of(supplier)
        needs.pop((kind, supplier), None)
        users.pop((kind, dependent), None)
        self._unmark(dependent)
        if facts is not None:
            code = self._read.tie(kind, facts)
            needs[kind, supplier] = users[kind, dependent] = code

    def _unmark(self, place: int) -> None:
        """Its needs change: whether it has a single one, and what they are, is not known any more."""
        self._operating[place] = bool(self._operating[place])

    def topology(self, stamp: Stamp) -> Topology:
        overlay = Overlay(
            size=len(self._operating),
            operating=self._operating,
            records=self._records,
            removed=frozenset(self._removed),
            ids=self._ids,
            names=self._names,
            needs=self._needs.frozen(),
            users=self._users.frozen(),
        )
        old = self._old
        return Topology(old.model, stamp, old.compact, overlay, old.vocabulary)
