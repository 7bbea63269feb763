"""What a source's input means for the graph: pure decisions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite

from cmdb.errors import Problem
from cmdb.intake.model import (
    Elsewhere,
    Issue,
    Observation,
    ObservedCI,
    ObservedRelation,
    SourceName,
    Spec,
)


@dataclass(slots=True)
class Input:
    """All that one source instance said in one input; `bad` are entries that refuse it."""

    source: str
    kind: str
    cis: dict[str, ObservedCI] = field(default_factory=dict)
    relations: dict[tuple[str, str, str], ObservedRelation] = field(default_factory=dict)
    bad: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def inputs(
    spec: Spec, observations: Iterable[Observation], default: str, given: str | None
) -> list[Input]:
    """Return the observations by source instance. What comes before any name has the default's."""
    found: dict[str, Input] = {}

    def of(name: str) -> Input:
        return found.setdefault(name, Input(name, spec.kind))

    named = given or default
    for one in observations:
        match one:
            case SourceName():
                named = given or one.name
                of(named)
            case ObservedCI():
                _take_ci(spec, of(named), one)
            case ObservedRelation():
                _take_relation(spec, of(named), one)
            case Issue():
                (of(named).bad if one.fatal else of(named).notes).append(
                    Problem(one.place, one.reason)
                )
    return list(found.values())


def undeclared(spec: Spec, one: ObservedCI | ObservedRelation) -> str | None:
    """Return why an importer may not say this: it did not declare the class or type; else None."""
    if isinstance(one, ObservedCI):
        if spec.classes and one.class_name not in spec.classes:
            return f"the importer {spec.kind} did not declare the class {one.class_name}"
    elif spec.relations and one.type not in spec.relations:
        return f"the importer {spec.kind} did not declare the relation type {one.type}"
    return None


def _take_ci(spec: Spec, into: Input, one: ObservedCI) -> None:
    if reason := undeclared(spec, one):
        into.bad.append(Problem(one.place, reason))
    elif (first := into.cis.get(one.external_id)) is not None:
        reason = f"the key {one.external_id!r} stands at {first.place} already"
        into.bad.append(Problem(one.place, reason))
    else:
        into.cis[one.external_id] = one


def _take_relation(spec: Spec, into: Input, one: ObservedRelation) -> None:
    if isinstance(one.from_id, Elsewhere) or isinstance(one.to_id, Elsewhere):
        return
    key = (one.from_id, one.type, one.to_id)
    if reason := undeclared(spec, one):
        into.bad.append(Problem(one.place, reason))
    elif (first := into.relations.get(key)) is not None:
        reason = f"the relation {' '.join(key)} stands at {first.place} already"
        into.bad.append(Problem(one.place, reason))
    else:
        into.relations[key] = one


KEY_BYTES = 4000  # an index of the graph holds twice as much, the source's name included


def unkept(one: ObservedCI | ObservedRelation) -> str | None:
    """Return why an observation cannot be kept: a key or scope too long, a number that is none."""
    words = [one.scope]
    if isinstance(one, ObservedCI):
        words.append(one.external_id)
    else:
        for end in (one.from_id, one.to_id):
            words += [end] if isinstance(end, str) else [end.name, *_known_by(end)]
    if any(len(word.encode()) > KEY_BYTES for word in words if isinstance(word, str)):
        return f"a key, a scope or what an end is known by is longer than {KEY_BYTES} bytes"
    for name, value in one.fields.items():
        if any(
            isinstance(v, float) and not isfinite(v)
            for v in (value if isinstance(value, (list, tuple)) else [value])
        ):
            return f"{name} is no number that can be kept"
    return None


def _known_by(end: Elsewhere) -> list[str]:
    return [value for values in end.identity.values() for value in values]


OWN_NAMES = frozenset({"person", "rules", "reconciliation", "duplicates"})
"""What stands as source of what the CMDB itself, or a person, writes."""
_LONGEST = 500


def unfit(source: str) -> str | None:
    """Return why a source cannot have this name; None for one that is fine."""
    if source in OWN_NAMES or source.startswith("rules:"):
        return "the CMDB writes under this name itself"
    if not source.strip():
        return "a source needs a name"
    if len(source) > _LONGEST:
        return f"is longer than {_LONGEST} characters"
    if not source.isprintable():
        return "holds a line break or another character that cannot be shown"
    return None


def uid(source: str, external_id: str) -> str:
    """Return the key of a source's record: no source name holds a line break."""
    return f"{source}\n{external_id}"
