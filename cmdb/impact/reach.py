"""Which changes are worth a try first: those above the most CIs whose state differs."""

from collections.abc import Mapping
from typing import Any

from cmdb.impact.contrast import Change
from cmdb.impact.rules import Evaluation

_FAR = 1_000


def in_order(
    found: list[Change], before: Evaluation, after: Evaluation, differing: Mapping[str, Any]
) -> list[Change]:
    """Return the changes: the question's own, then by how many differing CIs stand on each.

    A CI stands on a change where a chain of differing CIs leads to it: one without any is unlikely
    to have made a difference, and comes last.
    """
    users = {id_: _users(before, after, id_) for id_ in differing}
    known: dict[str, int] = {}

    def reach(id_: str) -> int:
        if id_ not in known:
            known[id_] = _reached(users, id_) if id_ in differing else 0
        return known[id_]

    def rank(one: Change) -> tuple[int, int, Any]:
        if one.kind == "duration":
            return 0, 0, one.key
        at = one.key[0]
        standing = reach(at)
        if one.kind == "lifecycle":
            standing += sum(map(reach, _users(before, after, at) & differing.keys()))
        return 1, -standing, (one.kind, one.key)

    return sorted(found, key=rank)


def _users(before: Evaluation, after: Evaluation, id_: str) -> set[str]:
    found: set[str] = set()
    for topology in (before.topology, after.topology):
        place = topology.place(id_)
        if place is not None:
            found.update(map(topology.id, topology.walked_users(place)[0]))
    return found


def _reached(users: Mapping[str, set[str]], start: str) -> int:
    """Return how many differing CIs lead to one, itself too; of very many, that there are many."""
    seen, left = {start}, [start]
    while left and len(seen) < _FAR:
        new = {one for one in users[left.pop()] if one in users} - seen
        seen |= new
        left.extend(new)
    return len(seen)
