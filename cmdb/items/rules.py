"""What a list of commands changes: pure decisions on the state under the lock."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, assert_never

import orjson

from cmdb.errors import CmdbError, Conflict, Invalid, NotFound, Problem, Stale
from cmdb.history.model import Event
from cmdb.items.model import (
    ChangeCI,
    CiCommand,
    Command,
    CreateCI,
    Facts,
    Relate,
    RelationCommand,
    RelationKey,
    RemoveCI,
    State,
    Unrelate,
)
from cmdb.model import Model
from cmdb.model.quorum import parse

_ID = re.compile(
    r"[0-7][0-9A-HJKMNP-TV-Z]{25}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)
_GROUP_LENGTH = 100
PERSON = "person"
"""Stands among the sources of a relation for whoever wrote it by hand."""


def is_id(text: str) -> bool:
    """Tell whether this is written as an id: a ULID or a UUIDv7."""
    return _ID.fullmatch(text) is not None


def events(model: Model, state: State, commands: Iterable[Command]) -> list[Event]:
    """Return what the commands change, in their order; `state` becomes what holds after them.

    A command that changes nothing gives no event. Raises Invalid, NotFound, Conflict or Stale; with
    several commands the error is of the first one's kind and names every place.
    """
    found, wrong = decided(model, state, commands)
    if wrong:
        raise _together(wrong)
    return found


def decided(
    model: Model, state: State, commands: Iterable[Command]
) -> tuple[list[Event], list[tuple[Command, CmdbError]]]:
    """Return what the good commands change, and the bad ones with what is wrong with them."""
    found: list[Event] = []
    wrong: list[tuple[Command, CmdbError]] = []
    for command in commands:
        try:
            event = _event(model, state, command)
        except CmdbError as exc:
            wrong.append((command, exc))
        else:
            if event is not None:
                _apply(state, event)
                found.append(event)
    return found, wrong


def _event(model: Model, state: State, command: Command) -> Event | None:
    match command:
        case CreateCI() | ChangeCI() | RemoveCI():
            return _ci_event(model, state, command)
        case Relate() | Unrelate():
            return _relation_event(model, state, command)
        case _:
            assert_never(command)


def _ci_event(model: Model, state: State, command: CiCommand) -> Event | None:
    before = state.cis.get(command.id)
    if isinstance(command, CreateCI):
        if before is not None:
            raise Conflict(f"There is a CI {command.id} already.")
        if not is_id(command.id):
            raise Invalid(f"{command.id!r} is no id: a ULID or a UUIDv7.")
        return Event("ci", "create", command.id, None, _created(model, command))
    if before is None:
        raise NotFound(f"There is no CI {command.id}.")
    if isinstance(command, RemoveCI):
        return Event("ci", "remove", command.id, before, None)
    _expect(command.expected, state.revs.get(command.id, 0), before["name"])
    after = _changed(model, before, command)
    if after != before and command.id in state.sourced:
        after = _pinned(before, after)
    return None if after == before else Event("ci", "change", command.id, before, after)


def _pinned(before: Facts, after: Facts) -> Facts:
    """Return the facts with what a person has changed pinned: no source changes it from now on."""
    changed = {
        name
        for name in (before.keys() | after.keys()) - {"quorum", "health", "pinned"}
        if before.get(name) != after.get(name)
    }
    old, new = before.get("quorum", {}), after.get("quorum", {})
    changed |= {f"quorum.{g}" for g in old.keys() | new.keys() if old.get(g) != new.get(g)}
    pinned = sorted(changed | set(after.get("pinned", ())))
    return {**after, "pinned": pinned} if pinned else after


def said_by_people(state: State, commands: Iterable[Command]) -> dict[RelationKey, str]:
    """Return the evidence of relations that people write and sources state too: theirs comes first."""
    return {
        command.key: _with_person(state.evidence[command.key], command.fields)
        for command in commands
        if isinstance(command, Relate) and command.key in state.evidence
    }


def _said(fields: Any) -> Facts:
    return {name: value for name, value in fields.items() if value is not None or name == "group"}


def _with_person(evidence: str, fields: Any) -> str:
    said = orjson.loads(evidence) | {PERSON: _said(fields)}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()


def _created(model: Model, command: CreateCI) -> Facts:
    given = {name: value for name, value in command.fields.items() if value is not None}
    facts = model.checked_ci(command.class_name, {"lifecycle": "operational"} | given)
    quorum = _quorums({}, command.quorum)
    return {
        "id": command.id,
        "class": command.class_name,
        **facts,
        **({"quorum": quorum} if quorum else {}),
    }


def _changed(model: Model, before: Facts, command: ChangeCI) -> Facts:
    class_name = command.class_name or before["class"]
    extends = class_name == before["class"] or model.is_a(class_name, before["class"])
    if not (extends or command.corrects):
        raise Invalid(
            f"{before['name']} is a {before['class']}; it cannot become a {class_name}.",
            remedy="A class changes only to one that extends it; else retire it and add another.",
        )
    known = {k: v for k, v in before.items() if k not in ("id", "class", "quorum")}
    wanted = {k: v for k, v in (known | dict(command.fields)).items() if v is not None}
    quorum = _quorums(before.get("quorum", {}), command.quorum)
    return {
        "id": command.id,
        "class": class_name,
        **model.checked_ci(class_name, wanted),
        **({"quorum": quorum} if quorum else {}),
    }


def _quorums(before: Facts, given: Any) -> Facts:
    wrong: list[Problem] = []
    after = dict(before)
    for group, data in given.items():
        place = f"quorum.{group}"
        if not group.strip() or len(group) > _GROUP_LENGTH:
            wrong.append(Problem(place, f"a group's name has 1 to {_GROUP_LENGTH} characters"))
        elif data is None:
            after.pop(group, None)
        else:
            try:
                after[group] = parse(data).as_data()
            except Invalid as exc:
                wrong.append(Problem(place, exc.detail))
    if wrong:
        raise Invalid(str(wrong[0]), problems=wrong)
    return after


def _relation_event(model: Model, state: State, command: RelationCommand) -> Event | None:
    before = state.relations.get(command.key)
    if isinstance(command, Unrelate):
        if before is None:
            raise NotFound(f"There is no relation {_sentence(state, command)}.")
        _expect(command.expected, state.revs.get(command.key, 0), _sentence(state, command))
        return _relation(command.key, "remove", before, None)
    if before is not None:
        _expect(command.expected, state.revs.get(command.key, 0), _sentence(state, command))
    after = _related(model, state, command)
    if after == before:
        return None
    return _relation(command.key, "create" if before is None else "change", before, after)


def _related(model: Model, state: State, command: Relate) -> Facts:
    for end in (command.from_id, command.to_id):
        if end not in state.cis:
            raise NotFound(f"There is no CI {end}.")
    if command.from_id == command.to_id:
        raise Invalid(
            f"{state.cis[command.from_id]['name']} cannot be related to itself.",
            remedy="Name another CI at one of the ends.",
        )
    kinds = (state.cis[command.from_id]["class"], state.cis[command.to_id]["class"])
    facts = model.checked_relation(command.type, *kinds, command.fields)
    if facts.get("group") == "":
        facts["group"] = None  # explicitly in no group, not even the type's
    return {"from": command.from_id, "type": command.type, "to": command.to_id, **facts}


def _relation(key: RelationKey, op: Any, before: Facts | None, after: Facts | None) -> Event:
    return Event("relation", op, key[0], before, after, to=key[2], type=key[1])


def _sentence(state: State, command: RelationCommand) -> str:
    ends = [state.cis.get(end, {}).get("name", end) for end in (command.from_id, command.to_id)]
    return f"{ends[0]} {command.type} {ends[1]}"


def _expect(expected: int | None, actual: int, name: str) -> None:
    if expected is not None and expected != actual:
        raise Stale(
            f"{name} was written by revision {actual}, after the {expected} that you have seen.",
            remedy="Read it again, look at what changed, and decide anew.",
        )


def _apply(state: State, event: Event) -> None:
    facts: dict[Any, Facts] = state.cis if event.kind == "ci" else state.relations
    key = event.ci if event.kind == "ci" else event.key
    if event.after is None:
        del facts[key]
    else:
        facts[key] = event.after


def _together(wrong: Sequence[tuple[Command, CmdbError]]) -> CmdbError:
    command, first = wrong[0]
    if len(wrong) == 1 and not command.place:
        return first
    problems = [p for command, exc in wrong for p in placed(command.place, exc)]
    more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
    return type(first)(
        f"{str(problems[0]).rstrip('.')}{more}.",
        remedy=first.remedy,
        problems=problems,
        candidates=first.candidates,
    )


def placed(place: str, exc: CmdbError) -> list[Problem]:
    """Return what is wrong, each with the place in the input before the field."""
    inner = exc.problems or (Problem("", exc.detail),)
    return [Problem(".".join(p for p in (place, one.place) if p), one.reason) for one in inner]


def inverse(done: Sequence[Event], state: State) -> list[Event]:
    """Return the events that undo these. Raises Conflict where something was written since."""
    wrong: list[Problem] = []
    undone: list[Event] = []
    for event in reversed(done):
        facts: dict[Any, Facts] = state.cis if event.kind == "ci" else state.relations
        key = event.ci if event.kind == "ci" else event.key
        if facts.get(key) != event.after:
            wrong.append(Problem(_name(event), "was written again since"))
            continue
        op: Any = {"create": "remove", "remove": "create", "change": "change"}[event.op]
        back = Event(event.kind, op, event.ci, event.after, event.before, event.to, event.type)
        _apply(state, back)
        undone.append(back)
    if wrong:
        raise Conflict(
            f"Not undone: {wrong[0]}.",
            remedy="Undo the later revisions first, or change it by hand.",
            problems=wrong,
        )
    return undone


def _name(event: Event) -> str:
    facts = event.after or event.before or {}
    if event.kind == "ci":
        return f"{facts.get('class')}:{facts.get('name')}"
    return f"{event.ci} {event.type} {event.to}"
