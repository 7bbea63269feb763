"""Which CI is meant: an observation against the CIs that share something with it. Pure.

MODEL.md, Identity and reconciliation: identifiers are tried in order, the strongest first; the
first that any CI answers to decides. A stronger identifier that differs excludes a CI. Weak keys
(a name, an address) count only where they are unique on both sides.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cmdb.identify.normal import GENERIC_NAMES, canonical
from cmdb.model import Model

STRONG = (
    *("serial", "uuid", "provider_id", "uid", "container_id", "fingerprint"),
    *("mac", "fqdn", "url"),
)
WEAK = ("hostname", "ip")
KINDS = (*STRONG, *WEAK)
# One CI has one of each, so that another one means another CI.
_ONLY = ("serial", "uuid", "provider_id", "uid", "container_id", "fingerprint")
# Weak keys are contradicted by these too.
_TELLING = (*_ONLY, "mac", "fqdn")
# What the model calls it → what kind of identifier it is.
OF_ATTRIBUTES: Mapping[str, str] = {
    "serial_number": "serial",
    "uuid": "uuid",
    "provider_id": "provider_id",
    "uid": "uid",
    "container_id": "container_id",
    "fingerprint": "fingerprint",
    "mac_addresses": "mac",
    "fqdn": "fqdn",
    "url": "url",
    "ip_addresses": "ip",
}
_ONE_BOX = "hardware"
_GONE = ("retired", "disposed")
TOO_MANY = 5
"""An identifier that more CIs than this claim tells nothing: it is junk."""

Identifiers = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation, or an end elsewhere, as identification looks at it. `kind` is its importer's."""

    class_name: str
    name: str
    fields: Mapping[str, Any]
    identifiers: Identifiers
    source: str = ""
    kind: str = ""
    local_names: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A CI that may be meant. `sources` are (source instance, importer's kind) that know it."""

    ci: str
    class_name: str
    name: str
    lifecycle: str = "operational"
    fields: Mapping[str, Any] = field(default_factory=dict)
    identifiers: Identifiers = frozenset()
    sources: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """`cis` that are meant: none, one, or several; `by` is what they share with the observation.

    `also` are CIs that share another strong identifier with it: they may be the same as the one.
    """

    cis: tuple[str, ...]
    by: str = ""
    strength: Literal["", "strong", "weak"] = ""
    also: tuple[str, ...] = ()


NOTHING = Match(())


def identifiers(fields: Mapping[str, Any], identity: Mapping[str, Any]) -> Identifiers:
    """Return what tells a CI from others, in normal form and without junk."""
    found: set[tuple[str, str]] = set()
    for name, kind in OF_ATTRIBUTES.items():
        if name in fields:
            found.update(_canonical(kind, fields[name]))
    for kind, values in identity.items():
        if kind in KINDS:
            found.update(_canonical(kind, values))
    found |= {("hostname", value.split(".")[0]) for kind, value in found if kind == "fqdn"}
    return frozenset(found)


def _canonical(kind: str, values: Any) -> Iterator[tuple[str, str]]:
    listed: Iterable[Any] = (values,) if isinstance(values, str) else values or ()
    if isinstance(listed, Mapping) or not isinstance(listed, Iterable):
        return
    for value in listed:
        if isinstance(value, str) and (normal := canonical(kind, value)):
            yield kind, normal


def uid(identifier: tuple[str, str]) -> str:
    """Return an identifier as it is stored and looked up."""
    return " ".join(identifier)


def name_sets(model: Model, class_name: str) -> list[tuple[str, ...]]:
    """Return the identifying sets of a class that need its name: they are weak."""
    return [names for names in model.ci_class(class_name).identified_by if "name" in names]


def weak_uids(model: Model, seen: Seen) -> list[str]:
    """Return the weak keys of an observation: what must be unique on its side too."""
    if not _concrete(model, seen.class_name):
        return []
    keys = [_key(names, seen.name, seen.fields) for names in name_sets(model, seen.class_name)]
    return [
        *(key for key in keys if key is not None),
        *(uid(one) for one in seen.identifiers if one[0] in WEAK),
    ]


def _concrete(model: Model, class_name: str) -> bool:
    return class_name in model.classes


def _key(names: Collection[str], name: str, fields: Mapping[str, Any]) -> str | None:
    """Return name and fields as one text; None where one of them is not known."""
    values = [name.strip().casefold() if one == "name" else fields.get(one) for one in names]
    if not all(values):
        return None
    return "\n".join(
        f"{one}={str(value).strip().casefold()}" for one, value in zip(names, values, strict=True)
    )


def matched(
    model: Model,
    seen: Seen,
    candidates: Collection[Candidate],
    alone: Callable[[str], bool] = lambda _: True,
) -> Match:
    """Return which of the candidates are meant. `alone` tells whether a weak key of the
    observation is unique on its own side."""
    fitting = [one for one in candidates if fits(model, seen.class_name, one.class_name)]
    if not fitting:
        return NOTHING
    return (
        _by_identifiers(seen, fitting)
        or _by_sets(model, seen, fitting, alone)
        or _by_weak_identifiers(seen, fitting, alone)
        or NOTHING
    )


def named(
    model: Model, class_name: str, name: str, fields: Mapping[str, Any], known: Iterable[Candidate]
) -> str | None:
    """Return the one CI in use of a class that has a name, and says nothing else of these fields.

    A word that many use (`web`) means a CI only together with a field that it has too.
    """
    found = [
        one
        for one in known
        if one.name == name
        and _in_use(one)
        and one.class_name in model.classes
        and model.is_a(one.class_name, class_name)
        and all(one.fields.get(n) in (None, value) for n, value in fields.items())
    ]
    if len(found) != 1:
        return None
    (one,) = found
    common = name.strip().casefold() in GENERIC_NAMES
    shared = any(one.fields.get(n) == value for n, value in fields.items())
    return None if common and not shared else one.ci


def _by_identifiers(seen: Seen, fitting: Collection[Candidate]) -> Match | None:
    by_kind = {kind: found for kind in STRONG if (found := _sharing(seen, fitting, kind))}
    if not by_kind:
        return None
    kind, found = next(iter(by_kind.items()))
    match = _match(found, kind)
    others = {one.ci for several in by_kind.values() for one in several if _in_use(one)}
    return replace(match, also=tuple(sorted(others - set(match.cis))))


def _in_use(one: Candidate) -> bool:
    return one.lifecycle not in _GONE


def _by_sets(
    model: Model, seen: Seen, fitting: Collection[Candidate], alone: Callable[[str], bool]
) -> Match | None:
    """Try the model's sets that are no single identifier, in order."""
    line = [
        one
        for one in fitting
        if model.is_a(one.class_name, seen.class_name)
        or model.is_a(seen.class_name, one.class_name)
    ]
    sets = _full_sets(model, seen, fitting)
    telling = {name for names in sets for name in names} - {"name"} - OF_ATTRIBUTES.keys()
    for names in sets:
        key = _key(names, seen.name, seen.fields)
        if key is None:
            continue
        found = [
            one
            for one in line
            if _key(names, one.name, one.fields) == key and not _differs(seen, one, telling)
        ]
        if "name" not in names:
            if found := [one for one in found if not _contradicts(seen, one, _ONLY)]:
                return _match(found, ", ".join(names))
        elif one := _by_name(seen, found, names, alone(key)):
            return Match((one.ci,), ", ".join(names), "weak")
    return None


def _differs(seen: Seen, one: Candidate, names: Iterable[str]) -> bool:
    """Tell whether both have one of these attributes, each another value: staging is not production."""
    return any(
        mine and theirs and str(mine).strip().casefold() != str(theirs).strip().casefold()
        for mine, theirs in ((seen.fields.get(n), one.fields.get(n)) for n in names)
    )


def _by_weak_identifiers(
    seen: Seen, fitting: Collection[Candidate], alone: Callable[[str], bool]
) -> Match | None:
    for kind in WEAK:
        if one := _by_weak(seen, fitting, kind, alone):
            return Match((one.ci,), kind, "weak")
    return None


def fits(model: Model, one: str, other: str) -> bool:
    """Tell whether CIs of these classes may be the same: one extends the other, or both are boxes.

    What a scan calls a server may be the switch of somebody who knows better.
    """
    if one not in model.classes or other not in model.classes:
        return False
    return (
        model.is_a(one, other)
        or model.is_a(other, one)
        or (model.is_a(one, _ONE_BOX) and model.is_a(other, _ONE_BOX))
    )


def _full_sets(model: Model, seen: Seen, fitting: Iterable[Candidate]) -> list[tuple[str, ...]]:
    """Return the identifying sets that are no single identifier, in order, each once."""
    classes = [seen.class_name, *sorted({one.class_name for one in fitting})]
    sets = [names for name in classes for names in model.ci_class(name).identified_by]
    return [
        names for names in dict.fromkeys(sets) if len(names) > 1 or names[0] not in OF_ATTRIBUTES
    ]


def _sharing(seen: Seen, fitting: Iterable[Candidate], kind: str) -> list[Candidate]:
    mine = {one for one in seen.identifiers if one[0] == kind}
    stronger = _ONLY[: _ONLY.index(kind)] if kind in _ONLY else _ONLY
    found = [
        one for one in fitting if mine & one.identifiers and not _contradicts(seen, one, stronger)
    ]
    return found if len(found) <= TOO_MANY else []


def _knows(seen: Seen, one: Candidate) -> bool:
    """Tell whether the observation's source knows the CI by another record: it tells them apart."""
    return bool(seen.source) and any(source == seen.source for source, _ in one.sources)


def _contradicts(seen: Seen, one: Candidate, kinds: Iterable[str]) -> bool:
    """Tell whether both have identifiers of one of these kinds, and none in common."""
    for kind in kinds:
        mine = {i for i in seen.identifiers if i[0] == kind}
        theirs = {i for i in one.identifiers if i[0] == kind}
        if mine and theirs and not mine & theirs:
            return True
    return False


def _by_name(
    seen: Seen,
    found: Iterable[Candidate],
    names: Collection[str],
    alone: bool,
) -> Candidate | None:
    """Return the one CI that the name means; a common word alone means nobody.

    A name that only its own project gives sense to (`db` of a Compose project) does not join two
    projects, and never two records of one source.
    """
    only_name = len(names) == 1
    living = [one for one in found if one.lifecycle not in _GONE]
    if len(living) != 1 or not alone:
        return None
    (one,) = living
    apart = (
        (only_name and seen.name.strip().casefold() in GENERIC_NAMES)
        or _knows(seen, one)
        or (seen.local_names and only_name and any(k == seen.kind for _, k in one.sources))
        or _contradicts(seen, one, _TELLING)
    )
    return None if apart else one


def _by_weak(
    seen: Seen, fitting: Collection[Candidate], kind: str, alone: Callable[[str], bool]
) -> Candidate | None:
    mine = [one for one in seen.identifiers if one[0] == kind and alone(uid(one))]
    found = {
        one.ci: one
        for one in fitting
        if one.lifecycle not in _GONE and any(i in one.identifiers for i in mine)
    }
    if len(found) != 1:
        return None
    (one,) = found.values()
    if _knows(seen, one):
        return None
    telling = _TELLING if kind == "hostname" else (*_TELLING, "hostname")
    return None if _contradicts(seen, one, telling) else one


def _match(found: Collection[Candidate], by: str) -> Match:
    living = [one for one in found if one.lifecycle not in _GONE]
    return Match(tuple(sorted(one.ci for one in living or found)), by, "strong")
