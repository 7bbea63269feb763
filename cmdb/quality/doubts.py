"""Relations that are declared and never observed, or observed and never declared: pure decisions.

What no source ever traces proves nothing: a relation counts as not observed only where one source
that observes relations of its kind knows both of its ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from cmdb.items.rules import PERSON
from cmdb.topology.snapshot import Topology

_CALLS = frozenset({"USES", "DEPENDS_ON", "RECEIVES_FROM"})
_LINKS = frozenset({"CONNECTED_TO", "LINKED_TO"})
_PEOPLE = frozenset({None, "declared", "configured"})
OBSERVED = "observed"

Key = tuple[str, str, str]
"""A relation: from, type, to."""


Evidence = Mapping[str, Mapping[str, Any]]
"""What each source says of a relation: its fields."""


class Observed(NamedTuple):
    """A relation that some source observed; `evidence` is what each source says: its fields."""

    key: Key
    origin: str | None
    confidence: float | None
    evidence: Evidence

    @property
    def observers(self) -> list[str]:
        """The sources that observed it: a person's word is no trace."""
        return sorted(
            source
            for source, said in self.evidence.items()
            if said.get("origin") == OBSERVED and source != PERSON
        )

    @property
    def is_declared(self) -> bool:
        """Whether somebody, or what somebody configured, says so too."""
        return self.origin in _PEOPLE or any(
            said.get("origin") in _PEOPLE for said in self.evidence.values()
        )


class Doubt(NamedTuple):
    """A relation for one of the lists, with the sources that should see it and do not."""

    key: Key
    origin: str | None
    confidence: float | None
    sources: tuple[str, ...]
    not_seen_by: tuple[str, ...] = ()
    calls_seen: bool = False


def observed(row: Mapping[str, Any]) -> Observed:
    """Return an observed relation from a row of the database."""
    said = orjson.loads(row["evidence"] or "{}")
    evidence = {s: fields for s, fields in said.items() if isinstance(fields, dict)}
    return Observed(
        (row["from"], row["type"], row["to"]), row["origin"], row["confidence"], evidence
    )


def family(key: Key) -> tuple[str, str, str]:
    """Return what relations that say the same have in common: a call, whatever its type; a link,
    in whichever direction."""
    start, type_, end = key
    if type_ in _CALLS:
        return "call", start, end
    if type_ in _LINKS:
        return "link", *sorted((start, end))  # type: ignore[return-value]  # three parts
    return type_, start, end


@dataclass(slots=True)
class Observers:
    """What each observing source sees: by kind of relation the CIs that such relations leave, and
    all CIs that it knows."""

    seen: set[tuple[str, str, str]] = field(default_factory=set)
    callers: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    knows: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, one: Observed) -> None:
        kind, start, end = family(one.key)
        self.seen.add((kind, start, end))
        for source in one.observers:
            self.callers[source, kind].add(start)
            self.knows[source] |= {start, end}

    def blind_spots(self, key: Key) -> tuple[tuple[str, ...], bool]:
        """Return the sources that should have seen a relation and have not; and whether one of them
        sees other relations of this kind leave the same CI."""
        kind, start, end = family(key)
        if (kind, start, end) in self.seen:
            return (), False
        should = [
            source
            for source, knows in self.knows.items()
            if start in knows and end in knows and (source, kind) in self.callers
        ]
        calls_seen = any(start in self.callers[source, kind] for source in should)
        return tuple(sorted(should)), calls_seen


def declared_only(topology: Topology, observers: Observers) -> Iterator[Doubt]:
    """Yield the relations that are declared or configured, and that no source observes though one
    should: between CIs in operation, both known to it."""
    ties = topology.ties.values
    known = {ci for cis in observers.knows.values() for ci in cis}
    for ci in sorted(known):
        place = topology.place(ci)
        if place is None or not topology.operating[place]:
            continue
        for supplier, code in zip(*topology.needs(place), strict=True):
            tie = ties[code]
            if tie.origin not in _PEOPLE or not topology.operating[supplier]:
                continue
            key = (ci, tie.type, topology.id(supplier))
            should, calls_seen = observers.blind_spots(key)
            if should:
                yield Doubt(key, tie.origin, tie.confidence, (), should, calls_seen)


def credible(doubts: Sequence[Doubt], evidence: Mapping[Key, Evidence]) -> Iterator[Doubt]:
    """Yield those of the declared relations that a source which only watches should have seen.

    A source that itself declares relations of the kind (a document) is no observer of them.
    """
    declaring = {
        (source, family(one.key)[0])
        for one in doubts
        for source, said in evidence.get(one.key, {}).items()
        if said.get("origin") in _PEOPLE
    }
    for one in doubts:
        kind = family(one.key)[0]
        should = tuple(source for source in one.not_seen_by if (source, kind) not in declaring)
        if should:
            yield one._replace(not_seen_by=should)


def observed_only(topology: Topology, found: Iterable[Observed]) -> Iterator[Doubt]:
    """Yield the relations that sources only observed, between CIs in operation."""
    for one in found:
        start, _, end = one.key
        places = topology.place(start), topology.place(end)
        if None in places or not all(topology.operating[p] for p in places if p is not None):
            continue
        if not one.is_declared and not _declared_otherwise(topology, one.key):
            yield Doubt(one.key, one.origin, one.confidence, tuple(one.observers))


def _declared_otherwise(topology: Topology, key: Key) -> bool:
    """Tell whether a relation of another type, declared, says the same."""
    wanted, ties = family(key), topology.ties.values
    for ci, other in ((key[0], key[2]), (key[2], key[0])):
        place, end = topology.place(ci), topology.place(other)
        if place is None:
            continue
        for supplier, code in zip(*topology.needs(place), strict=True):
            if supplier == end and ties[code].origin in _PEOPLE:
                same = (ci, ties[code].type, other)
                if same != key and family(same) == wanted:
                    return True
    return False
