"""Where each value of a CI comes from, and which quorums cannot be: pure decisions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cmdb.details.model import Change, Value
from cmdb.errors import Invalid, Problem
from cmdb.history.model import Event, Revision, changed
from cmdb.model.quorum import Quorum

KEPT_BESIDE = frozenset(
    {"id", "class", "quorum", "pinned", "sources", "first_seen", "last_seen", "merged_into"}
)
"""Facts that are no attribute that somebody reads or writes."""

_QUORUM = "quorum."


def change(revision: Revision) -> Change:
    """Return a revision as answers show it beside what it wrote."""
    return {
        "revision": revision.number,
        "at": revision.at.isoformat(),
        "actor": revision.actor,
        "source": revision.source,
        "reason": revision.reason,
        "run": revision.run,
    }


def written(history: Iterable[tuple[Event, Revision]]) -> dict[str, Change]:
    """Return for each field the newest revision that wrote it; `history` is the newest first."""
    found: dict[str, Change] = {}
    for event, revision in history:
        for name in changed(event):
            if name not in found:
                found[name] = change(revision)
    return found


def values(
    facts: Mapping[str, Any], said: Sequence[Mapping[str, Any]], wrote: Mapping[str, Change]
) -> list[Value]:
    """Return every attribute that is set or that somebody speaks of, by name.

    `said` are the attributes as `reconcile.said` lists them.
    """
    by_name = {one["name"]: one for one in said if not one["name"].startswith(_QUORUM)}
    names = (facts.keys() | by_name.keys()) - KEPT_BESIDE
    return [_value(name, facts.get(name), by_name.get(name), wrote) for name in sorted(names)]


def _value(
    name: str, value: Any, said: Mapping[str, Any] | None, wrote: Mapping[str, Change]
) -> Value:
    words: Sequence[Mapping[str, Any]] = said["said"] if said else ()
    pinned = bool(said and said["pinned"])
    held = None if pinned else next((one for one in words if one["holds"]), None)
    others = [one for one in words if held is None or one["source"] != held["source"]]
    return {
        "name": name,
        "value": value,
        "pinned": pinned,
        "source": held["source"] if held else None,
        "seen_at": held["seen_at"] if held else None,
        "expired": bool(held and held["expired"]),
        "others": len(others),
        "differing": sum(not _same(one["value"], value) for one in others),
        "written": wrote.get(name),
    }


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.strip().casefold() == other.strip().casefold()
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return bool(one == other)


def possible(group: str, quorum: Quorum, in_operation: int, outside: int) -> None:
    """Raise Invalid where no state of the group could ever fulfil the quorum.

    `outside` counts members that are not in operation: they may yet come. A group without members
    may have any: its members are related later.
    """
    most = in_operation + outside
    if not most:
        return
    for name, amount in (("needs", quorum.needs), ("wants", quorum.wants)):
        if isinstance(amount, int) and amount > most:
            raise _impossible(
                group,
                f"it {name} {amount}, and {_members(most)}",
                f"Ask for {most} at most, or relate the members that are missing first.",
            )
    if quorum.wants is not None:
        wants, needs = Quorum(quorum.wants).resolve(most)[0], quorum.resolve(most)[0]
        if wants < needs:
            raise _impossible(
                group,
                f"of {most} it needs {needs} to work at all, and wants only {wants} to work well",
                "What it wants is as many as it needs, or more.",
            )


def _members(count: int) -> str:
    return "the group has one member" if count == 1 else f"the group has {count} members"


def _impossible(group: str, reason: str, remedy: str) -> Invalid:
    return Invalid(
        f"The quorum of {group} is not possible: {reason}.",
        remedy=remedy,
        problems=[Problem(f"quorum.{group}", reason)],
    )
