"""What a CI, a relation, a revision look like over HTTP: as in the CMDB document."""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from cmdb import items
from cmdb.errors import Invalid, Problem
from cmdb.history import Change, Event, Revision, changed
from cmdb.items import Item, Related
from cmdb.model import Model
from cmdb.model.names import hint

Json = dict[str, Any]
_SUMMARY = ("id", "class", "name", "lifecycle")
_MORE = ("health", "criticality", "environment", "owner", "support_team")


def summary(facts: Mapping[str, Any]) -> Json:
    """Return a CI as it stands in a list."""
    more = {name: facts[name] for name in _MORE if name in facts}
    return {name: facts[name] for name in _SUMMARY} | more


def ci(model: Model, item: Item) -> Json:
    """Return a CI: common fields beside its name, its class's own under `attributes`."""
    shape = items.shaped(model, item.facts)
    first = {name: shape[name] for name in _SUMMARY}
    rest = {name: shape[name] for name in sorted(shape.keys() - first.keys())}
    own = dict(sorted(shape.get("attributes", {}).items()))
    return {**first, **rest, "attributes": own, "quorum": shape.get("quorum", {}), "rev": item.rev}


def entry(model: Model, facts: Mapping[str, Any]) -> Json:
    """Return a CI as it stands in a CMDB document: its id is its key."""
    return {"key": facts["id"], **items.shaped(model, dict(facts))}


def fields(model: Model, common: Mapping[str, Any], own: Mapping[str, Any]) -> Json:
    """Return flat fields from a CI as it came over HTTP. Raises Invalid for a field out of place."""
    known = model.ci_class("ci").attributes
    wrong = [
        Problem(
            name,
            f"is not a field of every CI: a class's own stand under attributes.{hint(name, known)}",
        )
        for name in common
        if name not in known
    ]
    wrong += [
        Problem(f"attributes.{name}", f"stands beside the name: {name}")
        for name in own
        if name in known
    ]
    if wrong:
        raise Invalid(str(wrong[0]), problems=wrong)
    return {**common, **own}


def relation(model: Model, facts: Mapping[str, Any], rev: int) -> Json:
    """Return a relation, with the strength and group that hold said."""
    strength, group = model.effective(
        facts["type"], {k: ("" if k == "group" and v is None else v) for k, v in facts.items()}
    )
    return {**facts, "strength": strength, "group": group, "rev": rev}


def related(model: Model, ci_id: str, found: Related) -> Json:
    """Return a relation of a CI, read from that CI's side, with the other end."""
    kind = model.relation_type(found.facts["type"])
    outgoing = found.facts["from"] == ci_id
    return {
        "direction": "out" if outgoing else "in",
        "verb": kind.verb if outgoing else kind.reverse_verb,
        "ci": dict(found.other),
        "stated": {
            name: found.facts[name] for name in ("strength", "group") if name in found.facts
        },
        **relation(model, found.facts, found.rev),
    }


class RevisionShown(TypedDict):
    """A revision; what is not known of it is left out."""

    number: int
    at: str
    actor: str
    events: int
    reason: NotRequired[str]
    source: NotRequired[str]
    run: NotRequired[str]
    change: NotRequired[str]
    undoes: NotRequired[int]
    undone_by: NotRequired[int]


class ChangeShown(TypedDict):
    """A field before and after."""

    before: Any
    after: Any


_Event = TypedDict(
    "_Event",
    {
        "kind": Literal["ci", "relation"],
        "ci": str,
        "name": str | None,
        "class": NotRequired[str | None],
        "type": NotRequired[str | None],
        "to": NotRequired[str | None],
        "to_name": NotRequired[str | None],
        "changes": dict[str, ChangeShown],
    },
)


class EventShown(_Event):
    """An event: of a CI with its class, of a relation with the other end."""

    op: Literal["create", "change", "remove"]


class StoryShown(EventShown):
    """An event with its revision."""

    revision: RevisionShown


class DifferenceShown(_Event):
    """What differs between two revisions, and the last one that touched it."""

    effect: str
    revision: int


def revision(found: Revision) -> Json:
    """Return a revision; what is not known of it is left out."""
    shape: Json = {
        "number": found.number,
        "at": found.at,
        "actor": found.actor,
        "events": found.events,
        "reason": found.reason,
        "source": found.source,
        "run": found.run,
        "change": found.change,
        "undoes": found.undoes,
        "undone_by": found.undone_by,
    }
    return {name: value for name, value in shape.items() if value is not None}


def event(found: Event, names: Mapping[str, str]) -> Json:
    """Return an event with the fields that it changed, before and after.

    `names` has those of the CIs at a relation's ends; one that is gone has none.
    """
    facts = found.after or found.before or {}
    shape: Json = {"kind": found.kind, "op": found.op, "ci": found.ci}
    if found.kind == "relation":
        shape |= {"type": found.type, "to": found.to}
        shape |= {"name": names.get(found.ci), "to_name": names.get(found.to or "")}
    else:
        shape |= {"class": facts.get("class"), "name": facts.get("name")}
    shape["changes"] = {
        name: {"before": before, "after": after} for name, (before, after) in changed(found).items()
    }
    return shape


def change(found: Change, names: Mapping[str, str]) -> Json:
    """Return what differs between two revisions, as an event of the last one that touched it."""
    shape = event(found.event, names)
    del shape["op"]
    return {"effect": found.effect, "revision": found.event.revision, **shape}
