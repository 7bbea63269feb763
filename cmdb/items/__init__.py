"""Configuration items and their relations: every write is one transaction and one revision."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from cmdb import history
from cmdb.errors import CmdbError, Conflict, Invalid, NotFound, Problem
from cmdb.graph import Tx
from cmdb.history import Event, Revision, Stamp
from cmdb.items import rules, store
from cmdb.items.model import (
    ChangeCI,
    Command,
    CreateCI,
    Facts,
    Relate,
    RelationKey,
    State,
    Summary,
    Unrelate,
)
from cmdb.items.ready import Ready, ready, write_ready
from cmdb.items.rules import is_id
from cmdb.model import Model

__all__ = [
    "ChangeCI",
    "Command",
    "CreateCI",
    "Decision",
    "Item",
    "Outcome",
    "Ready",
    "Relate",
    "Related",
    "State",
    "Summary",
    "Touched",
    "Unrelate",
    "apply",
    "carry_out",
    "counts",
    "is_id",
    "page",
    "planned",
    "read",
    "ready",
    "relations",
    "resolve",
    "several",
    "shaped",
    "state_of",
    "stream",
    "tried",
    "undo",
    "write_ready",
]

_GONE = ("retired", "disposed")
Direction = Literal["out", "in"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a write did. `revision` is None where nothing changed: no revision was written."""

    revision: Revision | None
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Item:
    """A CI's facts (flat, by the model's names) and the revision that wrote them last."""

    facts: Facts
    rev: int

    @property
    def id(self) -> str:
        return str(self.facts["id"])


@dataclass(frozen=True, slots=True)
class Related:
    """A relation of a CI, and the CI at its other end."""

    facts: Facts
    rev: int
    other: Mapping[str, Any]


def apply(
    tx: Tx, model: Model, commands: Sequence[Command], stamp: Stamp, now: datetime
) -> Outcome:
    """Carry out the commands together, or none of them.

    Safe to repeat with the same `stamp.request`: what was done then is returned. Raises Invalid,
    NotFound, Conflict, and Stale for a CI or relation that was written since it was read. What
    people change of a CI that sources know is pinned: no source changes it until it is released.
    """
    cis, ends, keys = _touched(commands)
    return carry_out(tx, model, Touched(cis, ends, keys), lambda _: Decision(commands), stamp, now)


def tried(tx: Tx, model: Model, commands: Sequence[Command]) -> State:
    """Return what would hold after the commands; nothing is written. Raises as `apply` does."""
    cis, ends, keys = _touched(commands)
    state = state_of(tx, Touched(cis, ends, keys))
    state.sourced = store.sourced(tx, cis) if cis else frozenset()
    rules.events(model, state, commands)
    return state


@dataclass(frozen=True, slots=True)
class Touched:
    """What a decision needs to see, and to keep others from writing: CIs, ends, relations."""

    cis: AbstractSet[str] = frozenset()
    ends: AbstractSet[str] = frozenset()
    keys: AbstractSet[RelationKey] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """Commands, and what sources say of relations from now on: kept beside them, not in history."""

    commands: Sequence[Command]
    evidence: Mapping[RelationKey, str] = field(default_factory=dict)


def carry_out(
    tx: Tx,
    model: Model,
    touched: Touched,
    decide: Callable[[State], Decision],
    stamp: Stamp,
    now: datetime,
) -> Outcome:
    """Lock what is touched, let it be decided on what holds then, and write that in one revision.

    Raises as `apply` does.
    """
    done = _done_before(tx, stamp)
    if done is not None:
        return done
    state = _locked(tx, touched.cis, touched.keys, touched.ends)
    decision = decide(state)
    commands = decision.commands
    evidence = dict(decision.evidence)
    if stamp.source is None and stamp.undoes is None:
        state.sourced = store.sourced(tx, touched.cis) if touched.cis else frozenset()
        evidence |= rules.said_by_people(state, commands)
    before = set(state.relations)
    events = rules.events(model, state, commands)
    outcome = _written(tx, model, events, stamp, now, evidence)
    touched_keys = {event.key for event in events}
    rest = {k: v for k, v in evidence.items() if k in before and k not in touched_keys}
    if rest:
        store.keep_evidence(tx, rest)
    return outcome


def state_of(tx: Tx, touched: Touched, supposed: Mapping[str, Facts] | None = None) -> State:
    """Return what holds now, without a lock, with CIs that are supposed to be there too."""
    state = State(dict(supposed or {}), {})
    for facts, rev in store.by_ids(tx, sorted(touched.cis | touched.ends)):
        state.cis[facts["id"]] = facts
        state.revs[facts["id"]] = rev
    return _with_relations(tx, state, touched.keys)


def planned(
    model: Model, state: State, commands: Sequence[Command]
) -> tuple[list[Event], list[tuple[Command, CmdbError]]]:
    """Return what the commands would change, and which of them are wrong; write nothing.

    `state` becomes what would hold after them.
    """
    return rules.decided(model, state, commands)


def undo(
    tx: Tx,
    model: Model,
    number: int,
    stamp: Stamp,
    now: datetime,
    *,
    evidence: Mapping[RelationKey, str] | None = None,
) -> Outcome:
    """Set back what a revision did, by a new revision. Raises NotFound, Conflict.

    What sources last said of these CIs is forgotten: their next import says it again. Not where
    `evidence` is given, what they said of the relations before: what they say has not changed.
    """
    done = _done_before(tx, stamp)
    if done is not None:
        return done
    _, events = history.revision(tx, number)
    if not events:
        return Outcome(None, ())
    state = _locked(
        tx,
        {id_ for e in events for id_ in (e.ci, e.to) if id_},
        {e.key for e in events if e.kind == "relation"},  # type: ignore[misc]  # a relation's key has three parts
    )
    back = rules.inverse(events, state)
    outcome = _written(tx, model, back, stamp, now, evidence or {})
    if evidence is None:
        store.forget_records(tx, sorted({e.ci for e in back}))
    return outcome


def _done_before(tx: Tx, stamp: Stamp) -> Outcome | None:
    revision = history.by_request(tx, stamp.request) if stamp.request else None
    if revision is None:
        return None
    return Outcome(revision, history.revision(tx, revision.number)[1])


def _touched(commands: Iterable[Command]) -> tuple[set[str], set[str], set[RelationKey]]:
    """Return the CIs that the commands write, those that they only relate, and the relations."""
    cis: set[str] = set()
    ends: set[str] = set()
    keys: set[RelationKey] = set()
    for command in commands:
        if isinstance(command, (Relate, Unrelate)):
            keys.add(command.key)
            ends.add(command.from_id)
            ends.add(command.to_id)
        else:
            cis.add(command.id)
    return cis, ends - cis, keys


def _locked(
    tx: Tx,
    cis: AbstractSet[str],
    keys: AbstractSet[RelationKey],
    ends: AbstractSet[str] = frozenset(),
) -> State:
    """Lock CIs and return them with the relations; of mere ends only id, class and name."""
    state = State({}, {})
    for facts, rev in store.locked(tx, cis, ends) if cis or ends else ():
        state.cis[facts["id"]] = facts
        state.revs[facts["id"]] = rev
    return _with_relations(tx, state, keys)


def _with_relations(tx: Tx, state: State, keys: AbstractSet[RelationKey]) -> State:
    there = {k for k in keys if k[0] in state.cis and k[2] in state.cis}
    for key, facts, rev, evidence in store.relations_between(tx, there) if there else ():
        state.relations[key] = facts
        state.revs[key] = rev
        if evidence:
            state.evidence[key] = evidence
    return state


def _written(
    tx: Tx,
    model: Model,
    events: Sequence[Event],
    stamp: Stamp,
    now: datetime,
    evidence: Mapping[RelationKey, str],
) -> Outcome:
    if not events:
        return Outcome(None, ())
    revision = history.append(tx, stamp, history.stored(events), now)
    store.write(tx, store.rows(model, events, evidence), revision.number)
    removed = [e.ci for e in events if e.kind == "ci" and e.op == "remove"]
    if removed:
        _refuse_related(tx, removed)
        store.remove_cis(tx, removed)
    return Outcome(revision, events)


def _refuse_related(tx: Tx, ids: list[str]) -> None:
    left = store.ends_of_removed(tx, ids)
    if left:
        problems = [Problem(r["name"], f"{r['type']} with {r['other']}") for r in left]
        raise Conflict(
            f"Not undone: {problems[0].place} has relations that were made since.",
            remedy="Remove them first, or retire the CI.",
            problems=problems,
        )


def resolve(tx: Tx, model: Model, ref: str) -> str:
    """Return the id that a reference means: an id, a unique name, or `class:name`.

    A name that a retired CI shares means the one that is in use. Raises NotFound, and Invalid with
    the candidates where the name is ambiguous.
    """
    if is_id(ref) and store.by_id(tx, ref):
        return ref
    found = _named(tx, model, ref)
    if len(found) == 1:
        return found[0].id
    if not found:
        raise NotFound(f"There is no CI {ref!r}.", remedy="Find it with `cmdb find`.")
    raise Invalid(
        f"{len(found)} CIs are named {ref!r}.",
        remedy="Name it by its id or as class:name.",
        candidates=[f"{one.class_name}:{one.name} ({one.id})" for one in found],
    )


def _named(tx: Tx, model: Model, ref: str) -> list[Summary]:
    prefix, colon, rest = ref.partition(":")
    found: list[Summary] = []
    if colon and prefix in model.classes:
        found = store.by_name(tx, rest, prefix)
    found = found or store.by_name(tx, ref, None)
    return [one for one in found if one.lifecycle not in _GONE] or found


def read(tx: Tx, ci: str) -> Item:
    """Return a CI by its id. Raises NotFound."""
    found = store.by_id(tx, ci)
    if found is None:
        raise NotFound(f"There is no CI {ci}.", remedy="Find it with `cmdb find`.")
    return Item(*found)


def several(tx: Tx, ids: Sequence[str]) -> list[Item]:
    """Return those of the CIs that exist."""
    return [Item(*one) for one in store.by_ids(tx, ids)]


def shaped(model: Model, facts: Facts) -> Facts:
    """Return facts as documents and answers show them: a class's own fields under `attributes`."""
    known = model.ci_class(facts["class"]).attributes
    common: Facts = {}
    own: Facts = {}
    for name, value in facts.items():
        attribute = known.get(name)
        (common if attribute is None or attribute.common else own)[name] = value
    return {**common, "attributes": own} if own else common


def relations(
    tx: Tx,
    ci: str,
    direction: Direction | None = None,
    type_: str | None = None,
    *,
    skip: int = 0,
    limit: int = 1000,
) -> list[Related]:
    """Return the relations of a CI both ways, those to what it needs first; or those of a direction
    (out: to what it needs) and a type."""
    outgoing = None if direction is None else direction == "out"
    return [Related(*one) for one in store.relations_of(tx, ci, outgoing, type_, skip, limit)]


def page(
    tx: Tx,
    model: Model,
    filters: Mapping[str, str | None],
    *,
    after: tuple[str, str] = ("", ""),
    limit: int = 50,
) -> list[Item]:
    """Return CIs by name and id, from after the (name, id) given; a class means its subclasses too."""
    wanted: dict[str, Any] = dict(filters)
    if class_name := wanted.pop("class", None):
        model.ci_class(class_name)
        wanted["classes"] = [c for c in model.classes if model.is_a(c, class_name)]
    return [Item(*one) for one in store.page(tx, wanted, after, limit)]


def counts(tx: Tx) -> dict[str, dict[str, int]]:
    """Return {"ci": {class: number}, "relation": {type: number}}."""
    found: dict[str, dict[str, int]] = {"ci": {}, "relation": {}}
    for row in store.counts(tx):
        found[row["kind"]][row["name"]] = row["number"]
    return found


def stream(tx: Tx) -> Iterator[Facts]:
    """Yield the facts of every CI, then of every relation (these have "from", "type", "to")."""
    for facts, _ in store.stream_cis(tx):
        yield facts
    for _, facts, _ in store.stream_relations(tx):
        yield facts
