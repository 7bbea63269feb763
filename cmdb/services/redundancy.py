"""The groups with a choice, of a service and of what it stands on."""

from collections.abc import Iterator

from cmdb.impact.groups import Group, groups_of
from cmdb.impact.model import DEGRADED, OK
from cmdb.impact.proof import quorum_shown
from cmdb.impact.rules import CONTRIBUTIONS
from cmdb.services.model import Pool
from cmdb.services.reach import Reach

Placed = tuple[int, Group]
"""A group, and the level of the CI that has it."""


def pools(reach: Reach) -> Iterator[Placed]:
    """Yield the groups of more than one member, the nearest CI's first."""
    for place, level in reach.standing():
        groups = groups_of(reach.topology, place)
        for name in sorted(groups):
            if groups[name].n > 1:
                yield level, groups[name]


def shown(reach: Reach, level: int, group: Group) -> Pool:
    """Return a group as answers show it."""
    topology = reach.topology
    members = sorted(group.members, key=lambda p: (topology.name(p), topology.id(p)))
    return {
        "ci": reach.short(group.dependent),
        "level": level,
        "group": group.name,
        "quorum": quorum_shown(group),
        "members": [{"ci": reach.short(p), "state": reach.state(p)} for p in members],
        "member_count": group.n,
        "out_of_operation": group.outside,
        "spare": group.n - group.wants,
        "spare_now": max(0, group.n - _failing(reach, group) - group.wants),
    }


def _failing(reach: Reach, group: Group) -> int:
    """Return how many members contribute degraded or down (IMPACT.md, The rule)."""
    topology = reach.topology
    strength, group_of = topology.ties.strength, topology.ties.group
    failing = {
        supplier
        for supplier, code in zip(*topology.walked_needs(group.dependent), strict=True)
        if supplier in group.members
        and group_of[code] == group.name
        and CONTRIBUTIONS[reach.states.get(supplier, OK)][strength[code]] >= DEGRADED
    }
    return len(failing)
