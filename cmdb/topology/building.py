"""Makes the compact arrays from what comes in chunks, in any order."""

from array import array
from collections.abc import Sequence

import numpy as np

from cmdb.model import Model
from cmdb.topology.compact import Ints, Vocabulary, compact
from cmdb.topology.model import Quorums, Stamp
from cmdb.topology.reading import Reader
from cmdb.topology.single import mark
from cmdb.topology.snapshot import Topology, snapshot


class Builder:
    """Collects CIs and relations by a key of the caller's: any number that is a CI's own."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._names: list[str] = []
        self._profiles = array("i")
        self._keys: list[Ints] = []
        self._quorums: dict[int, Quorums] = {}
        self._from: list[Ints] = []
        self._to: list[Ints] = []
        self._ties: list[Ints] = []

    def add_cis(
        self,
        keys: Sequence[int] | Ints,
        ids: Sequence[str],
        names: Sequence[str],
        profiles: Sequence[int],
    ) -> None:
        self._keys.append(np.asarray(keys, dtype=np.int64))
        self._ids.extend(ids)
        self._names.extend(names)
        self._profiles.extend(profiles)

    def declare(self, key: int, quorums: Quorums) -> None:
        """Say which quorums the CI of that key declares."""
        self._quorums[key] = quorums

    def add_relations(
        self, dependents: Sequence[int] | Ints, suppliers: Sequence[int] | Ints, ties: Ints
    ) -> None:
        """Add relations by the keys of their ends; one to a key that no CI has is left out."""
        self._from.append(np.asarray(dependents, dtype=np.int64))
        self._to.append(np.asarray(suppliers, dtype=np.int64))
        self._ties.append(ties)

    def topology(self, model: Model, stamp: Stamp, vocabulary: Vocabulary) -> Topology:
        """Return the snapshot of all that was added."""
        keys = _joined(self._keys)
        order = np.argsort(keys, kind="stable")
        ranked = keys[order]
        declared = np.fromiter(self._quorums, dtype=np.int64, count=len(self._quorums))
        places = _places(ranked, order, declared)
        pairs = zip(places.tolist(), self._quorums.values(), strict=True)
        arrays = compact(
            (self._ids, self._names, self._profiles),
            {place: quorums for place, quorums in pairs if place >= 0},
            (
                _places(ranked, order, _joined(self._from)),
                _places(ranked, order, _joined(self._to)),
                _joined(self._ties),
            ),
            vocabulary,
        )
        return mark(snapshot(model, stamp, arrays, vocabulary))


def nothing(model: Model) -> Topology:
    """Return the graph of a database that nobody has written to."""
    return Builder().topology(model, Stamp(0, None, 0), Reader(model).vocabulary)


def compacted(old: Topology) -> Topology:
    """Return the same graph without an overlay. Places change."""
    builder, over, arrays = Builder(), old.overlay, old.compact
    places = list(old.places())
    builder.add_cis(
        places,
        list(map(old.id, places)),
        list(map(old.name, places)),
        list(map(old.profile_code, places)),
    )
    for place in arrays.quorums.keys() | over.records.keys():
        if quorums := old.quorums(place):
            builder.declare(place, quorums)
    start = np.array(arrays.needs.start, dtype=np.int64)
    dependents = np.repeat(np.arange(len(arrays), dtype=np.int64), np.diff(start))
    same = ~np.isin(dependents, np.fromiter(over.needs, dtype=np.int64, count=len(over.needs)))
    suppliers = np.array(arrays.needs.other, dtype=np.int64)[same]
    ties = np.array(arrays.needs.tie, dtype=np.int64)[same]
    builder.add_relations(dependents[same], suppliers, ties)
    for place, (others, codes) in over.needs.items():
        builder.add_relations([place] * len(others), others, np.array(codes, dtype=np.int64))
    return builder.topology(old.model, old.stamp, old.vocabulary)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _places(ranked: Ints, order: Ints, keys: Ints) -> Ints:
    """Return where the CIs of these keys are, -1 for a key that no CI has."""
    if not len(ranked):
        return np.full(len(keys), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(ranked, keys), len(ranked) - 1)
    return np.where(ranked[at] == keys, order[at], -1)
