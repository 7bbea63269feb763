"""Which CIs are perhaps the same: equal in what identifies their class (MODEL.md, Identity)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cmdb.identify.hosts import hostname
from cmdb.identify.junk import is_junk
from cmdb.model import CiClass, Model
from cmdb.quality.model import Finding

# In these layers everybody means the same thing by a name; a machine or a program named web1 may
# be one of many.
_NAME_IS_ENOUGH = (None, 1, 2)
_FULLY_COMPARED = 200
_LISTED = 20
_NAMED = 3

Names = tuple[str, ...]

# What stands at a site has a name there. Where a source leaves the site out, the name is all there is.
_AT_SITE: Names = ("name", "site")
_NAME: Names = ("name",)


class Alike(NamedTuple):
    """CIs (ids) of a class family that have equal values of one identifying set."""

    names: Names
    cis: Sequence[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A CI that may be the same as another: its identifying values, the sources that know it, and
    the CIs (ids) that somebody said it is not."""

    id: str
    name: str
    ci_class: CiClass
    values: Mapping[str, Any]
    sources: frozenset[str]
    not_same: frozenset[str] = frozenset()

    def identity(self, names: Names) -> tuple[str, ...] | None:
        """Return its values of an identifying set as they are compared; None where one is not set,
        or says nothing ("To Be Filled By O.E.M.")."""
        found = tuple(folded(self.values.get(name)) for name in names)
        if not all(found) or (len(found) == 1 and is_junk(found[0])):
            return None
        nameless = names == _NAME and _AT_SITE in self.ci_class.identified_by
        return None if nameless and hostname(found[0]) is None else found

    @property
    def ref(self) -> str:
        return f"{self.ci_class.name}:{self.name}"


def folded(value: Any) -> str:
    """Return a value as it is compared: without case and outer blanks; '' for none."""
    return "" if value is None else str(value).strip().lower()


def identifying(ci_class: CiClass) -> tuple[Names, ...]:
    """Return the sets by which CIs of a class are compared, the strongest first: what identifies
    them, and of what stands at a site its bare name."""
    sets = ci_class.identified_by
    return (*sets, _NAME) if _AT_SITE in sets and _NAME not in sets else sets


def is_weak(names: Names) -> bool:
    """Tell whether an identifying set only counts where nothing speaks against it."""
    return "name" in names


def families(model: Model) -> list[tuple[str, Names]]:
    """Return (label, identifying set) of all there is to compare, each once, sorted.

    The label is that of the class that declares the set: machines of any kind share one.
    """
    found = set()
    for one in model.classes.values():
        if one.abstract:
            continue
        for names in identifying(one):
            if names != _NAME or one.layer in _NAME_IS_ENOUGH:
                found.add((_family(model, one, names), names))
            elif _AT_SITE in one.identified_by:
                found.add((_family(model, one, _AT_SITE), names))
    return sorted(found)


def _family(model: Model, one: CiClass, names: Names) -> str:
    """Return the label of the nearest class above that declares one of the attributes, or, of a
    bare name, of the class itself."""
    declared = {one.declared[name] for name in names}
    nearest = next(name for name in one.ancestors if name in declared)
    at_root = model.classes[nearest].parent is None
    return one.label if at_root else model.classes[nearest].label


def duplicates(
    groups: Iterable[Alike], candidates: Mapping[str, Candidate]
) -> dict[str, list[Finding]]:
    """Return a finding for each CI that is perhaps another one: id → one finding.

    What differs in a stronger identifying set that both have is not the same. By a name, and what
    stands beside it, only CIs are the same that no source tells apart (knows both).
    """
    others: dict[str, dict[str, Names]] = defaultdict(dict)
    for names, cis in groups:
        of_it = [candidates[ci] for ci in cis if ci in candidates]
        fitting = [
            one
            for one in of_it
            if names in identifying(one.ci_class) and one.identity(names) is not None
        ]
        for ci, same in _same(names, fitting):
            for other in same:
                if other not in candidates[ci].not_same:
                    others[ci].setdefault(other, names)
    return {ci: [_finding(candidates, ci, same)] for ci, same in others.items()}


def _same(names: Names, group: Sequence[Candidate]) -> Iterator[tuple[str, list[str]]]:
    """Yield each CI with those it is the same as by this set: alike ones are compared once."""
    buckets: dict[_Kind, list[Candidate]] = defaultdict(list)
    for one in sorted(group, key=lambda c: (c.name, c.id)):
        buckets[_kind(names, one)].append(one)
    kinds = list(buckets)
    for kind, members in buckets.items():
        near = kinds if len(kinds) <= _FULLY_COMPARED else [kind]
        fitting = [other for other in near if _fits(names, kind, other)]
        same = [one.id for other in fitting for one in buckets[other][: _LISTED + 1]]
        for one in members:
            rest = [ci for ci in same if ci != one.id][:_LISTED]
            if rest:
                yield one.id, rest


def disputed(
    cases: Iterable[Mapping[str, Any]], candidates: Mapping[str, Candidate]
) -> dict[str, list[Finding]]:
    """Return a finding for each CI of an open case: what a source says fits several CIs, and nobody
    has said yet which is meant."""
    found: dict[str, list[Finding]] = {}
    for case in cases:
        for ci in case["cis"]:
            ids = sorted(other for other in case["cis"] if other != ci and other in candidates)
            names = ", ".join(f"{candidates[other].ref} ({other})" for other in ids[:_NAMED])
            if ids and ci in candidates and ci not in found:
                found[ci] = [
                    Finding(
                        "duplicate",
                        f"{case['source']} knows one thing, {case['name']}, that fits this and "
                        f"{names}: by {case['by']}"
                        if case["source"]
                        else f"a person says that this may be {names}",
                        f"decide the case {case['case']}: merge them, or say that they are not "
                        "the same",
                        tuple(ids[:_LISTED]),
                    )
                ]
    return found


class _Kind(NamedTuple):
    """What CIs of a group share that decides whether they are the same."""

    ci_class: str
    ancestors: tuple[str, ...]
    stronger: tuple[tuple[Names, tuple[str, ...]], ...]
    sources: frozenset[str]


def _kind(names: Names, one: Candidate) -> _Kind:
    sets = identifying(one.ci_class)
    stronger = [
        (other, identity)
        for other in sets[: sets.index(names)]
        if (identity := one.identity(other)) is not None
    ]
    return _Kind(one.ci_class.name, one.ci_class.ancestors, tuple(stronger), one.sources)


def _fits(names: Names, one: _Kind, other: _Kind) -> bool:
    theirs = dict(other.stronger)
    if any(set_ in theirs and theirs[set_] != identity for set_, identity in one.stronger):
        return False
    if not is_weak(names):
        return True
    related = one.ci_class in other.ancestors or other.ci_class in one.ancestors
    return related and not (one.sources & other.sources)


def _finding(candidates: Mapping[str, Candidate], ci: str, same: Mapping[str, Names]) -> Finding:
    one = candidates[ci]
    ids = sorted(same, key=lambda other: (candidates[other].name, other))[:_LISTED]
    names = ", ".join(f"{candidates[other].ref} ({other})" for other in ids[:_NAMED])
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    sets = sorted({" and ".join(s).replace("_", " ") for s in same.values()})
    values = ", ".join(sorted({str(one.values.get(name)) for s in same.values() for name in s}))
    return Finding(
        "duplicate",
        f"perhaps the same as {names}{more}: equal {', '.join(sets)} ({values})",
        "compare them; retire the one that is not real, or correct what they share",
        tuple(ids),
    )
