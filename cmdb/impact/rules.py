"""Which CIs stop, when these fail? The least fixpoint of IMPACT.md, in rounds. No I/O, no clock.

Each round looks only at what needs those whose state rose in the round before, so that the cost
follows the answer, not the estate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cmdb.impact.groups import Group, groups_of
from cmdb.impact.model import AT_RISK, DEGRADED, DOWN, OK
from cmdb.topology.snapshot import Topology

# What a supplier contributes over none, standby, soft and hard (the codes of topology.model), by
# the supplier's state: IMPACT.md, The rule, 1.
CONTRIBUTIONS = (
    (OK, OK, OK, OK),
    (OK, OK, OK, AT_RISK),
    (OK, AT_RISK, OK, DEGRADED),
    (OK, AT_RISK, DEGRADED, DOWN),
)

Plain = tuple[int, int]
"""A plain need as (supplier's place, tie code)."""

States = dict[int, int]
"""State by place; who is not in it is ok."""


@dataclass(slots=True)
class Evaluation:
    """States at the fixpoint, the round in which each CI got its own, and the need that decided.

    A CI whose given state is its final one has no cause.
    """

    topology: Topology
    given: Mapping[int, int]
    states: States
    rounds: dict[int, int]
    causes: dict[int, Plain | Group] = field(default_factory=dict)
    groups: dict[int, dict[str, Group]] = field(default_factory=dict)


def evaluate(topology: Topology, given: Mapping[int, int]) -> Evaluation:
    """Return what follows when the CIs at these places are in these states.

    All must be in operation. Takes about a microsecond for each impacted CI and each relation
    looked at.
    """
    found = Evaluation(topology, given, dict(given), dict.fromkeys(given, 0))
    rising: States = found.states
    number = 0
    while rising:
        number += 1
        rising = _round(found, list(rising.items()))
        found.states.update(rising)
        found.rounds.update(dict.fromkeys(rising, number))
    return found


def _round(found: Evaluation, risen: Iterable[tuple[int, int]]) -> States:
    """Return the states that rise because of those that rose in the round before.

    Works on the states before the round only; `found.causes` gets the need that decided: the plain
    ones come before groups, then by name (IMPACT.md, Every state comes with its proof).
    """
    topology = found.topology
    operating, users = topology.operating, topology.walked_users
    group_of, strength_of = topology.ties.group, topology.ties.strength
    state_of, causes = found.states.get, found.causes
    touched: dict[Group, None] = {}
    rising: States = {}
    rising_of = rising.get
    for supplier, state in risen:
        contribution_over = CONTRIBUTIONS[state]
        for dependent, tie in zip(*users(supplier)):  # noqa: B905  rows are in step, and this is the hot loop
            contribution = contribution_over[strength_of[tie]]
            if contribution <= OK or not operating[dependent]:
                continue
            if group_of[tie] is not None:
                _hit(found, (supplier, tie), dependent, contribution, touched)
            elif contribution > state_of(dependent, OK):
                best = rising_of(dependent, OK)
                if contribution > best:
                    rising[dependent] = contribution
                    causes[dependent] = (supplier, tie)
                elif contribution == best:
                    _prefer(found, dependent, (supplier, tie))
    _decide(found, touched, rising)
    return rising


def _hit(
    found: Evaluation, plain: Plain, dependent: int, contribution: int, touched: dict[Group, None]
) -> None:
    """Count what a supplier contributes to its group; note the group if that made it worse."""
    supplier, tie = plain
    groups = found.groups.get(dependent)
    if groups is None:
        groups = found.groups[dependent] = groups_of(found.topology, dependent)
    group = groups[found.topology.ties.group[tie] or ""]
    if group.hit(supplier, contribution):
        touched[group] = None


def _decide(found: Evaluation, touched: Iterable[Group], rising: States) -> None:
    """Let the groups rise whose members have all been counted for this round."""
    for group in touched:
        state, dependent = group.state(), group.dependent
        if state > found.states.get(dependent, OK):
            best = rising.get(dependent, OK)
            if state > best:
                rising[dependent] = state
                found.causes[dependent] = group
            elif state == best:
                _prefer(found, dependent, group)


def _prefer(found: Evaluation, dependent: int, other: Plain | Group) -> None:
    """Of two needs that give the same state in the same round, keep the one that comes first."""
    held = found.causes[dependent]
    if _order(found.topology, other) < _order(found.topology, held):
        found.causes[dependent] = other


def _order(topology: Topology, need: Plain | Group) -> tuple[bool, str, str, str]:
    """Plain needs come before groups; then by name: the type's and the supplier's, or the group's."""
    if isinstance(need, Group):
        return (True, need.name, "", "")
    supplier, tie = need
    return (False, topology.tie(tie).type, topology.name(supplier), topology.id(supplier))
