"""From places of the topology to subjects, and to what may be their duplicates."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from cmdb.graph import Tx
from cmdb.quality import store
from cmdb.quality.duplicates import (
    Alike,
    Candidate,
    Names,
    disputed,
    duplicates,
    families,
    identifying,
)
from cmdb.quality.model import Finding
from cmdb.quality.subject import Subject, answering, attributes
from cmdb.topology.snapshot import Topology

_CHUNK = 5_000

Duplicates = Mapping[str, list[Finding]]


def subjects(tx: Tx, topology: Topology, places: Iterable[int]) -> Iterator[Subject]:
    """Yield those of the places that are in operation and still in the database, by class."""
    by_class: dict[str, list[int]] = defaultdict(list)
    for place in places:
        if topology.operating[place]:
            by_class[topology.profile(place).class_name].append(place)
    for name in sorted(by_class):
        ci_class = topology.model.ci_class(name)
        ids = {topology.id(place): place for place in by_class[name]}
        for row in store.cis(tx, ids, attributes(ci_class)):
            place = ids[row["id"]]
            owner, team = answering(topology, place)
            yield Subject(
                place,
                row["id"],
                topology.name(place),
                ci_class,
                topology.profile(place),
                owner,
                team,
                row["values"],
                row["said"],
                row["last_seen"],
                row["written_at"],
                row["pinned"],
                row["not_same"],
            )


def all_duplicates(tx: Tx, topology: Topology) -> Duplicates:
    """Return the findings of all CIs that are perhaps others: by id."""
    groups = [
        Alike(names, cis)
        for label, names in families(topology.model)
        for cis in store.alike(tx, label, names)
    ]
    return _found(tx, topology, groups, store.cases(tx))


def duplicates_of(tx: Tx, topology: Topology, some: Collection[Subject]) -> Duplicates:
    """Return the same of some CIs only: what shares an identity with one of them is looked up."""
    wanted: dict[tuple[str, Names], set[tuple[str, ...]]] = defaultdict(set)
    sets = families(topology.model)
    for one in map(_candidate, some):
        for label, names in sets:
            if label in one.ci_class.labels and names in identifying(one.ci_class):
                identity = one.identity(names)
                if identity is not None:
                    wanted[label, names].add(identity)
    groups = [
        Alike(names, cis)
        for (label, names), identities in wanted.items()
        for cis in store.alike_to(tx, label, names, identities)
    ]
    found = _found(tx, topology, groups, store.cases(tx, [one.id for one in some]))
    return {one.id: found[one.id] for one in some if one.id in found}


def _found(
    tx: Tx, topology: Topology, groups: Sequence[Alike], cases: Sequence[store.Row]
) -> Duplicates:
    ids = {ci for one in groups for ci in one.cis} | {ci for one in cases for ci in one["cis"]}
    candidates = _candidates(tx, topology, ids)
    return duplicates(groups, candidates) | disputed(cases, candidates)


def _candidates(tx: Tx, topology: Topology, ids: Collection[str]) -> dict[str, Candidate]:
    places = [place for ci in sorted(ids) if (place := topology.place(ci)) is not None]
    return {
        one.id: _candidate(one)
        for at in range(0, len(places), _CHUNK)
        for one in subjects(tx, topology, places[at : at + _CHUNK])
    }


def _candidate(one: Subject) -> Candidate:
    sources = frozenset(said.source for said in one.said)
    return Candidate(one.id, one.name, one.ci_class, one.values, sources, one.not_same)
