"""Which CI a changed thing is: by what is stated, by records, identifiers and names, never guessed.

The first rule that finds anything decides, also where it finds several: then it is ambiguous.
Pure; docs/decisions/0015 has the reasons.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cmdb.checks.model import Change, How, Keys, Match
from cmdb.intake.terraform import GENERIC
from cmdb.items.model import Facts
from cmdb.topology.references import meant
from cmdb.topology.snapshot import Topology

_GONE = ("retired", "disposed")
_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says: external id → CI id, identifier → CI ids, and CI id → its facts.

    `stated` is what a person says: a label → CI id; `mentioned` what references of a list mean.
    """

    records: Mapping[str, str] = field(default_factory=dict)
    identified: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Facts] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)
    mentioned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def matched(topology: Topology, change: Change, known: Known) -> Match:
    """Return which CIs a change may mean, and by what; those that are gone only if all are."""
    for how, found in _rules(topology, change, known):
        there = {ci: place for ci in found if (place := topology.place(ci)) is not None}
        used = [ci for ci, at in there.items() if topology.profile(at).lifecycle not in _GONE]
        if there:
            return Match(change, tuple(used or there), how)
    return Match(change, alike=_alike(topology, change.keys))


def named(topology: Topology, keys: Keys) -> list[str]:
    """Return the ids of the CIs that bear one of the names and are of one of the classes."""
    model = topology.model
    return [
        topology.id(place)
        for place in _bearing(topology, keys.names)
        if any(model.is_a(topology.profile(place).class_name, one) for one in keys.classes)
    ]


def _rules(topology: Topology, change: Change, known: Known) -> Iterator[tuple[How, list[str]]]:
    keys = change.keys
    if ci := known.stated.get(change.label):
        yield "stated", [ci]
    yield "record", [known.records[key] for key in keys.external_ids if key in known.records][:1]
    if keys.reference:
        exact = [topology.id(place) for place in meant(topology, keys.reference)]
        yield "reference", exact or list(known.mentioned.get(keys.reference, ()))
    found = [ci for one in keys.identifiers for ci in known.identified.get(one, ())]
    yield "identifier", [ci for ci in found if _fits(topology, ci, keys)]
    yield "name", _within(named(topology, keys), keys.within, known.facts)


def _fits(topology: Topology, ci: str, keys: Keys) -> bool:
    """Tell whether a CI found by an identifier can be the thing, and not what it belongs to.

    Of a bucket's policy the provider's id is that of the bucket.
    """
    place = topology.place(ci)
    if place is None:
        return False
    is_a, name = topology.model.is_a, topology.profile(place).class_name
    if is_a(name, GENERIC):
        return True
    if keys.classes:
        return any(is_a(name, one) for one in keys.classes)
    return not any(is_a(name, one) for one in keys.not_of)


def _within(found: list[str], within: Mapping[str, str], facts: Mapping[str, Facts]) -> list[str]:
    """Return those that do not say another namespace or kind; those that say the same, if any."""
    said = {ci: [_folded(facts.get(ci, {}).get(key)) for key in within] for ci in found}
    wanted = [_folded(value) for value in within.values()]
    apart = [ci for ci in found if _contradicts(said[ci], wanted)]
    fit = [ci for ci in found if ci not in apart]
    return [ci for ci in fit if within and said[ci] == wanted] or fit


def _folded(value: object) -> str:
    return str(value or "").casefold()


def _contradicts(said: list[str], wanted: list[str]) -> bool:
    return any(one and one != other for one, other in zip(said, wanted, strict=True))


def _bearing(topology: Topology, names: Iterable[str]) -> list[int]:
    return list(dict.fromkeys(place for name in names for place in topology.named(name)))


def _alike(topology: Topology, keys: Keys) -> tuple[str, ...]:
    """Return CIs of that very name that no rule takes, as `class:name`, a few of them."""
    places = _bearing(topology, keys.names)[:_OFFERED]
    return tuple(f"{topology.profile(p).class_name}:{topology.name(p)}" for p in places)
