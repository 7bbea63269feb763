"""Phrases that several sentences share: names, states, durations, needs, recovery."""

from collections.abc import Mapping, Sequence
from typing import Any

from cmdb.impact.model import Need, Recoverable
from cmdb.model.durations import seconds
from cmdb.sentences.catalogue import Words, shown

_UNITS_S = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))
_NAMED = 3


def ci(words: Words, summary: Mapping[str, Any]) -> str:
    """Return a CI as class:name, with what makes it matter: critical, production."""
    name = f"{summary['class']}:{shown(summary['name'])}"
    said = (("criticality", ("critical", "high")), ("environment", ("production",)))
    traits = [
        words.say(f"{field}.{summary[field]}")
        for field, matters in said
        if summary.get(field) in matters
    ]
    if not traits:
        return name
    return words.say("ci.with_traits", name=name, traits=words.say("join").join(traits))


def state(words: Words, name: str) -> str:
    return words.say(f"state.{name}")


def names(words: Words, all_: Sequence[str], most: int = _NAMED) -> str:
    """Return names as a list, and how many more there are."""
    listed = [shown(name) for name in all_[:most]]
    if len(all_) <= most:
        return words.listed(listed)
    first = words.say("join").join(listed)
    return words.count("names.more", len(all_) - most, names=first)


def relation(words: Words, type_: str, name: str) -> str:
    """Return what a relation says of its other end: "runs on esx-3"."""
    key = f"relation.{type_}"
    if words.knows(key):
        return words.say(key, name=shown(name))
    return words.say("relation.other", name=shown(name), type=type_)


def duration(words: Words, iso: str) -> str:
    """Return an ISO 8601 duration in words: 1 day, 4 hours."""
    left = round(seconds(iso))
    parts = []
    for name, length in _UNITS_S:
        amount, left = divmod(left, length)
        if amount:
            parts.append(words.count(f"duration.{name}", amount))
    return " ".join(parts) if parts else words.count("duration.seconds", 0)


def need(words: Words, found: Need) -> str:
    """Return the arithmetic of the need that decided."""
    if found["kind"] == "plain":
        only = found["failing"][0]
        said = relation(words, found["type"], only["name"])
        return words.say("need.plain", relation=said, state=state(words, only["state"]))
    if found["members"] == 1 and found["failing"]:
        only = found["failing"][0]
        said = words.say(
            "need.member",
            group=shown(found["group"]),
            name=shown(only["name"]),
            state=state(words, only["state"]),
        )
    else:
        said = group(words, found)
        if found["quorum"]["source"] == "default":
            said = words.say("need.default", need=said)
    gone = found["out_of_operation"]
    return words.count("need.shrank", gone, need=said) if gone else said


def group(words: Words, found: Mapping[str, Any]) -> str:
    """Return how many members of a group work, and how many it needs."""
    quorum = found["quorum"]
    needs, wants = quorum["needs_count"], quorum["wants_count"]
    return words.say(
        "need.group" if needs == wants else "need.group_wants",
        group=shown(found["group"]),
        working=found["working"],
        members=found["members"],
        needs=needs,
        wants=wants,
        spare=found["spare"],
    )


def recovery(words: Words, one: Recoverable) -> str:
    """Return that something can be recovered, and how."""
    how = [_mode(words, one["mode"])] if one["mode"] else []
    if one["rto"]:
        how.append(words.say("recover.rto", duration=duration(words, one["rto"])))
    if one["rpo"]:
        how.append(words.say("recover.rpo", duration=duration(words, one["rpo"])))
    if one["standby_state"] != "ok":
        how.append(words.say("recover.standby", state=state(words, one["standby_state"])))
    return words.say(
        "recover.line",
        name=shown(one["ci"]["name"]),
        standby=shown(one["standby"]["name"]),
        how=words.say("join").join(how) or words.say("recover.unsaid"),
    )


def _mode(words: Words, mode: str) -> str:
    key = f"recover.{mode}"
    return words.say(key) if words.knows(key) else shown(mode)
