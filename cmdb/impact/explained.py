"""A comparison of two answers with what made the difference, as people and programs read it."""

from typing import Any, TypedDict

from cmdb.impact.answer import counts
from cmdb.impact.comparison import Difference, compared
from cmdb.impact.contrast import Change, Durations, thawed
from cmdb.impact.model import STATES, ShortCi
from cmdb.impact.reasons import distinct, reasons
from cmdb.impact.rules import Evaluation
from cmdb.topology.model import Tie

_LISTED = 5

Json = dict[str, Any]


class Explained(Difference):
    """A difference with up to five of its `because_count` reasons, each by place in `changes`."""

    because: list[list[int]]
    because_count: int


class End(TypedDict):
    """One of the answers that are compared."""

    revision: int
    counts: dict[str, int]


class Contrast(TypedDict):
    """Two answers side by side. `totals` count what the lists hold, or would without a limit."""

    revision: int
    before: End
    after: End
    complete: bool
    totals: dict[str, int]
    newly_hit: list[Explained]
    no_longer_hit: list[Explained]
    changed: list[Explained]
    unchanged: int
    changes: list[Json]
    because_complete: bool


def explained(
    before: Evaluation,
    after: Evaluation,
    durations: Durations = (None, None),
    tries: int | None = None,
    limit: int | None = None,
) -> Contrast:
    """Return what is newly hit, no longer hit or changed, each with the changes behind it.

    `because` of a CI lists up to five reasons, smallest sets of changes without which it would be
    as before, by place in `changes`; `because_complete` is false where the search was cut short.
    Each list holds at most `limit` CIs.
    """
    found = compared(before, after)
    why = reasons(before, after, durations, tries)
    places = {at: number for number, at in enumerate(distinct(why, _LISTED))}

    def shown(one: Difference) -> Explained:
        every = why.of.get(one["ci"]["id"], [])
        because = [[places[at] for at in some] for some in every[:_LISTED]]
        return {**one, "because": because, "because_count": len(every)}

    return {
        "revision": found.after_revision,
        "before": _end(before),
        "after": _end(after),
        "complete": True,
        "totals": {
            "newly_hit": len(found.newly_hit),
            "no_longer_hit": len(found.no_longer_hit),
            "changed": len(found.changed),
        },
        "newly_hit": list(map(shown, found.newly_hit[:limit])),
        "no_longer_hit": list(map(shown, found.no_longer_hit[:limit])),
        "changed": list(map(shown, found.changed[:limit])),
        "unchanged": found.unchanged,
        "changes": [_change(before, after, why.changes[at]) for at in places],
        "because_complete": why.complete,
    }


def _end(found: Evaluation) -> End:
    return {"revision": found.topology.revision, "counts": counts(found.states)}


def _change(before: Evaluation, after: Evaluation, one: Change) -> Json:
    if one.kind == "relation":
        return _relation(before, after, one)
    pair = [_value(one, value) for value in (one.before, one.after)]
    shape: Json = {"kind": one.kind}
    name = ""
    if one.key:
        shape["ci"] = _ci(before, after, one.key[0])
        name = f"{shape['ci']['name']}: "
    if one.kind == "quorum":
        shape["group"] = one.key[1]
    said = f"quorum of {one.key[1]}" if one.kind == "quorum" else one.kind
    words = ["not set" if value is None else _words(value) for value in pair]
    text = f"{name}{said} {words[0]} → {words[1]}"
    return {**shape, "before": pair[0], "after": pair[1], "text": text}


def _relation(before: Evaluation, after: Evaluation, one: Change) -> Json:
    ends = _ci(before, after, one.key[0]), _ci(before, after, one.key[2])
    old, new = _tie(one.before), _tie(one.after)
    if old is None or new is None:
        what = "was added" if old is None else "was removed"
    else:
        pairs = ((name, old[name], new[name]) for name in old)
        what = ", ".join(f"{name} {a or 'none'} → {b or 'none'}" for name, a, b in pairs if a != b)
    return {
        "kind": "relation",
        "from": ends[0],
        "type": one.key[1],
        "to": ends[1],
        "before": old,
        "after": new,
        "text": f"{ends[0]['name']} {one.key[1]} {ends[1]['name']}: {what}",
    }


def _tie(tie: Tie | None) -> Json | None:
    if tie is None:
        return None
    return {"strength": tie.strength, "group": tie.group, "tolerates_s": tie.tolerates_s}


def _ci(before: Evaluation, after: Evaluation, id_: str) -> ShortCi:
    """Return what names a CI, as it is called afterwards where it is there then."""
    for topology in (after.topology, before.topology):
        place = topology.place(id_)
        if place is not None:
            class_name = topology.profile(place).class_name
            return {"id": id_, "class": class_name, "name": topology.name(place)}
    raise AssertionError(f"{id_} changed and is in no topology")


def _value(one: Change, value: Any) -> Any:
    return STATES[value] if one.kind == "state" else thawed(value)


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['needs']}, wants {value['wants']}"
    return str(value)
