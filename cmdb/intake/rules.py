"""What a source's input means for the graph: pure decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

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
from cmdb.items.model import ChangeCI, CreateCI, Facts, Relate, RelationKey

Values = dict[str, Any]


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


def _take_ci(spec: Spec, into: Input, one: ObservedCI) -> None:
    if spec.classes and one.class_name not in spec.classes:
        reason = f"the importer {spec.kind} did not declare the class {one.class_name}"
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
    if spec.relations and one.type not in spec.relations:
        reason = f"the importer {spec.kind} did not declare the relation type {one.type}"
        into.bad.append(Problem(one.place, reason))
    elif (first := into.relations.get(key)) is not None:
        reason = f"the relation {' '.join(key)} stands at {first.place} already"
        into.bad.append(Problem(one.place, reason))
    else:
        into.relations[key] = one


@dataclass(frozen=True, slots=True)
class Known:
    """A CI that the source has said something of before: which it is, and what it said.

    `values` is None where it was forgotten (an undone run) or never said (a CI given by its id).
    """

    ci: str
    values: Values | None


def ci_values(one: ObservedCI) -> Values:
    """Return what the source says of a CI, in the form that is kept and compared."""
    return {
        "class": one.class_name,
        "fields": {"name": one.name, **one.fields},
        "quorum": dict(one.quorum),
    }


def ci_command(one: ObservedCI, known: Known, facts: Facts | None) -> CreateCI | ChangeCI | None:
    """Return what to do about a CI; None where the source says what it said before.

    Only what the source says differently is written: an edit by hand stays until the source
    changes that very field.
    """
    new = ci_values(one)
    if facts is None:
        return CreateCI(known.ci, one.class_name, new["fields"], new["quorum"], one.place)
    old = known.values
    if old == new:
        return None
    fields = _differences(new["fields"], old and old["fields"], facts)
    quorum = _differences(new["quorum"], old and old["quorum"], facts.get("quorum", {}))
    renewed = old is None or old["class"] != new["class"]
    class_name = new["class"] if renewed and new["class"] != facts["class"] else None
    if not (fields or quorum or class_name):
        return None
    return ChangeCI(known.ci, fields, quorum, class_name, place=one.place)


def relation_command(
    one: ObservedRelation, key: RelationKey, old: Values | None, facts: Facts | None
) -> Relate | None:
    """Return what to do about a relation; None where the source says what it said before."""
    new = dict(one.fields)
    if facts is None:
        return Relate(*key, new, place=one.place)
    if old == new:
        return None
    now = {k: v for k, v in facts.items() if k not in ("from", "type", "to")}
    wanted = now | _differences(new, old, now)
    # An explicit null means "in no group"; any other field that the source dropped is unset.
    kept = {k: v for k, v in wanted.items() if v is not None or (k == "group" and "group" in new)}
    return None if kept == now else Relate(*key, kept, place=one.place)


def _differences(new: Values, old: Values | None, now: Mapping[str, Any]) -> Values:
    """Return the fields to set: said anew, or no longer said and still as the source had them."""
    before = {} if old is None else old
    said = {
        name: value
        for name, value in new.items()
        if (old is None or name not in before or before[name] != value)
        and (name not in now or now[name] != value)
    }
    dropped = {n: None for n in before if n not in new and n in now and now[n] == before[n]}
    return said | dropped


def uid(source: str, external_id: str) -> str:
    """Return the key of a source's record: no source name holds a line break."""
    return f"{source}\n{external_id}"


def kept(values: Values) -> str:
    """Return values as they are stored: equal values give equal text."""
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()
