"""Which CIs stop, when these fail? The least fixpoint of IMPACT.md, in rounds. No I/O, no clock.

Each round looks only at what needs those whose state rose in the round before, so that the cost
follows the answer, not the estate.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cmdb.impact.groups import Group, Groups
from cmdb.impact.model import AT_RISK, DEGRADED, DOWN, OK
from cmdb.topology.single import SINGLE
from cmdb.topology.snapshot import Topology

# What a supplier contributes over none, standby, soft and hard (the codes of topology.model), by
# the supplier's state: IMPACT.md, The rule, 1.
CONTRIBUTIONS = (
    (OK, OK, OK, OK),
    (OK, OK, OK, AT_RISK),
    (OK, AT_RISK, OK, DEGRADED),
    (OK, AT_RISK, DEGRADED, DOWN),
)

Cause = int | Group
"""The need that decided: a group; or supplier and tie in one number, of a plain need and of a group
that is the only need and has one member.

Numbers, unlike tuples, are nothing to the garbage collector, which would else visit a large
answer again and again while it grows.
"""

States = dict[int, int]
"""State by place; who is not in it is ok."""

TIE_BITS = 32
TIE_MASK = (1 << TIE_BITS) - 1


@dataclass(slots=True)
class Evaluation:
    """States at the fixpoint, the round in which each CI got its own, and the need that decided.

    A CI whose given state is its final one has no cause. `complete` is False where the fixpoint was
    not reached because a limit was.
    """

    topology: Topology
    given: Mapping[int, int]
    states: States
    rounds: dict[int, int]
    groups: Groups
    strength: Sequence[int]
    complete: bool = True
    causes: dict[int, Cause] = field(default_factory=dict)


def evaluate(
    topology: Topology,
    given: Mapping[int, int],
    duration_s: float | None = None,
    most: int | None = None,
) -> Evaluation:
    """Return what follows when the CIs at these places are in these states, for so many seconds.

    All must be in operation. Takes about a microsecond for each impacted CI and each relation
    looked at. Ends after a round that leaves more than `most` CIs impacted, and then is not complete.
    """
    found = Evaluation(
        topology,
        given,
        dict(given),
        dict.fromkeys(given, 0),
        Groups(topology),
        felt(topology, duration_s),
    )
    rising: States = found.states
    number = 0
    while rising:
        number += 1
        rising = _round(found, list(rising.items()))
        found.states.update(rising)
        found.rounds.update(dict.fromkeys(rising, number))
        if most is not None and len(found.states) > most:
            found.complete = False
            break
    return found


def _round(found: Evaluation, risen: Iterable[tuple[int, int]]) -> States:
    """Return the states that rise because of those that rose in the round before.

    Works on the states before the round only; `found.causes` gets the need that decided: the plain
    ones come before groups, then by name (IMPACT.md, Every state comes with its proof).
    """
    topology = found.topology
    operating, users = topology.operating, topology.walker
    group_of, strength_of = topology.ties.group, found.strength
    state_of, causes, hit = found.states.get, found.causes, found.groups.hit
    rising: States = {}
    rising_of = rising.get
    for supplier, state in risen:
        contribution_over = CONTRIBUTIONS[state]
        for dependent, tie in zip(*users(supplier)):  # noqa: B905  rows are in step, and this is the hot loop
            contribution = contribution_over[strength_of[tie]]
            part = operating[dependent]
            if contribution == OK or not part:
                continue
            name = group_of[tie] if part != SINGLE else None
            if name is not None:
                hit(name, dependent, supplier, contribution)
            elif contribution > state_of(dependent, OK):
                best = rising_of(dependent, OK)
                if contribution > best:
                    rising[dependent] = contribution
                    causes[dependent] = supplier << TIE_BITS | tie
                elif contribution == best:
                    _prefer(found, dependent, supplier << TIE_BITS | tie)
    _decide(found, rising)
    return rising


def felt(topology: Topology, duration_s: float | None) -> Sequence[int]:
    """Return the strength of each kind of relation by code, that of none where it tolerates as much.

    Without a duration nothing is tolerated (IMPACT.md, Duration).
    """
    ties = topology.ties
    if duration_s is None or duration_s > ties.longest_s:
        return ties.strength
    return [
        0 if tie.tolerates_s is not None and tie.tolerates_s >= duration_s else strength
        for tie, strength in zip(ties.values, ties.strength, strict=False)
    ]


def plain(cause: int) -> tuple[int, int]:
    """Return (supplier's place, tie code) of a need that is no `Group`."""
    return cause >> TIE_BITS, cause & TIE_MASK


def _decide(found: Evaluation, rising: States) -> None:
    """Let dependents rise whose groups' members have all been counted for this round."""
    touched = found.groups.touched
    for group in touched:
        state, dependent = group.state(), group.dependent
        if state > found.states.get(dependent, OK):
            best = rising.get(dependent, OK)
            if state > best:
                rising[dependent] = state
                found.causes[dependent] = group
            elif state == best:
                _prefer(found, dependent, group)
    touched.clear()


def _prefer(found: Evaluation, dependent: int, other: Cause) -> None:
    """Of two needs that give the same state in the same round, keep the one that comes first."""
    held = found.causes[dependent]
    if _order(found.topology, other) < _order(found.topology, held):
        found.causes[dependent] = other


def _order(topology: Topology, need: Cause) -> tuple[bool, str, str, str]:
    """Plain needs come before groups; then by name: the type's and the supplier's, or the group's."""
    if isinstance(need, Group):
        return (True, need.name, "", "")
    supplier, tie = plain(need)
    return (False, topology.tie(tie).type, topology.name(supplier), topology.id(supplier))
