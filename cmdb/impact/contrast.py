"""What differs between two graphs and two questions, near their answers, and how it is undone.

A CI that is in one graph alone is no difference by itself: its relations are, and its given state.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cmdb.history.model import Event
from cmdb.impact.model import OK
from cmdb.impact.rules import Evaluation, evaluate
from cmdb.topology.changes import after as advanced
from cmdb.topology.model import Tie
from cmdb.topology.snapshot import Topology

Kind = Literal["relation", "lifecycle", "class", "quorum", "state", "duration"]
Durations = tuple[float | None, float | None]
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `key` is (from, type, to) of a relation, (CI, group) of a quorum, else (CI).

    `before` and `after` are ties, lifecycles, classes, quorums as data, states or seconds; None is
    no relation, a default quorum, or no end.
    """

    kind: Kind
    key: tuple[str, ...]
    before: Any
    after: Any


def changes(before: Evaluation, after: Evaluation, durations: Durations) -> list[Change]:
    """Return the differences that can matter to any state: undoing all gives the answer before.

    They are those at the CIs that are not ok in one of the answers, at the CIs that need these,
    and at whatever those need.
    """
    found: list[Change] = []
    if durations[0] != durations[1]:
        found.append(Change("duration", (), *durations))
    found += _given(before, after)
    near = _near(before, after)
    suppliers: set[str] = set()
    for id_ in near:
        was, is_ = _needs(before.topology, id_), _needs(after.topology, id_)
        suppliers.update(key[2] for key in (*was, *is_))
        found += _relations(was, is_)
        found += _groups(before.topology, after.topology, id_)
    for id_ in near | suppliers:
        found += _operation(before.topology, after.topology, id_)
    return found


def without(
    before: Evaluation, after: Evaluation, durations: Durations, undone: Collection[Change]
) -> Evaluation:
    """Return the answer afterwards as it would be without these differences."""
    graph = advanced(
        after.topology,
        _events(before.topology, after.topology, undone),
        after.topology.stamp,
    )
    given = {after.topology.id(place): state for place, state in after.given.items()}
    duration = durations[1]
    for one in undone:
        if one.kind == "state":
            given[one.key[0]] = one.before
        elif one.kind == "duration":
            duration = one.before
    places = {graph.place(id_): state for id_, state in given.items() if state != OK}
    states = {p: s for p, s in places.items() if p is not None and graph.operating[p]}
    return evaluate(graph, states, duration)


def _given(before: Evaluation, after: Evaluation) -> Iterator[Change]:
    was, is_ = (
        {one.topology.id(place): state for place, state in one.given.items()}
        for one in (before, after)
    )
    for id_ in was.keys() | is_.keys():
        pair = was.get(id_, OK), is_.get(id_, OK)
        if pair[0] != pair[1]:
            yield Change("state", (id_,), *pair)


def _near(before: Evaluation, after: Evaluation) -> set[str]:
    """Return the CIs that are not ok in one answer, and those that need one of them in one graph."""
    hit = {one.topology.id(place) for one in (before, after) for place in one.states}
    found = set(hit)
    for topology in (before.topology, after.topology):
        places = [place for id_ in hit if (place := topology.place(id_)) is not None]
        users = {user for place in places for user in topology.walked_users(place)[0]}
        found.update(map(topology.id, users))
    return found


def _needs(topology: Topology, id_: str) -> dict[_Key, Tie]:
    place = topology.place(id_)
    if place is None:
        return {}
    others, codes = topology.walked_needs(place)
    ties = map(topology.tie, codes)
    return {
        (id_, tie.type, topology.id(other)): tie
        for other, tie in zip(others, ties, strict=True)
        if tie.strength != "none"
    }


def _relations(was: Mapping[_Key, Tie], is_: Mapping[_Key, Tie]) -> Iterator[Change]:
    for key in was.keys() | is_.keys():
        old, new = was.get(key), is_.get(key)
        if (old and _felt(old)) != (new and _felt(new)):
            yield Change("relation", key, old, new)


def _felt(tie: Tie) -> tuple[str, str | None, float | None]:
    return tie.strength, tie.group, tie.tolerates_s


def _groups(before: Topology, after: Topology, id_: str) -> Iterator[Change]:
    """Yield by what else the state of its groups may differ: quorums, and a class with other ones."""
    old, new = before.place(id_), after.place(id_)
    if old is None or new is None:
        return
    classes = before.profile(old).class_name, after.profile(new).class_name
    if classes[0] != classes[1]:
        yield Change("class", (id_,), *classes)
    was, is_ = before.quorums(old), after.quorums(new)
    for group in was.keys() | is_.keys():
        if was.get(group) != is_.get(group):
            pair = (one[group].as_data() if group in one else None for one in (was, is_))
            yield Change("quorum", (id_, group), *map(_frozen, pair))


def _operation(before: Topology, after: Topology, id_: str) -> Iterator[Change]:
    old, new = before.place(id_), after.place(id_)
    if old is None or new is None or bool(before.operating[old]) == bool(after.operating[new]):
        return
    yield Change("lifecycle", (id_,), before.profile(old).lifecycle, after.profile(new).lifecycle)


def _events(before: Topology, after: Topology, undone: Iterable[Change]) -> Iterator[Event]:
    """Yield what sets these differences back, CIs before their relations."""
    facts: dict[str, dict[str, Any]] = {}
    relations: list[Event] = []
    for one in undone:
        if one.kind == "relation":
            relations.append(_related(one))
        elif one.kind in ("lifecycle", "class", "quorum"):
            place = after.place(one.key[0])
            if place is not None:
                _set(facts.setdefault(one.key[0], _facts(after, place)), one)
        for id_ in _ends(one):
            place = before.place(id_)
            if after.place(id_) is None and place is not None:
                facts.setdefault(id_, _facts(before, place))
    for id_, known in facts.items():
        yield Event("ci", "change", id_, None, known)
    yield from relations


def _ends(one: Change) -> tuple[str, ...]:
    """Return the CIs that must be there for this to be as it was before."""
    if one.kind == "relation" and one.before is not None:
        return one.key[::2]
    return one.key if one.kind == "state" and one.before != OK else ()


def _facts(topology: Topology, place: int) -> dict[str, Any]:
    """Return the facts that make this CI in a topology."""
    known = topology.profile(place)._asdict()
    quorums = {group: one.as_data() for group, one in topology.quorums(place).items()}
    named = {"id": topology.id(place), "name": topology.name(place)}
    return {**named, "class": known.pop("class_name"), **known, "quorum": quorums}


def _set(facts: dict[str, Any], one: Change) -> None:
    if one.kind != "quorum":
        facts[one.kind] = one.before
    elif one.before is None:
        del facts["quorum"][one.key[1]]
    else:
        facts["quorum"][one.key[1]] = thawed(one.before)


def _related(one: Change) -> Event:
    dependent, type_, supplier = one.key
    tie: Tie | None = one.before
    facts: dict[str, Any] | None = None
    if tie is not None:
        facts = {"strength": tie.strength, "group": tie.group}
        if tie.tolerates_s is not None:
            facts["tolerates"] = f"PT{tie.tolerates_s:.6f}S"
    return Event("relation", "change", dependent, None, facts, supplier, type_)


def _frozen(quorum: Any) -> Any:
    return tuple(sorted(quorum.items())) if isinstance(quorum, dict) else quorum


def thawed(quorum: Any) -> Any:
    """Return a quorum of a `Change` as data."""
    return dict(quorum) if isinstance(quorum, tuple) else quorum
