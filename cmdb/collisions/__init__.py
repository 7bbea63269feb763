"""Planned outages whose windows overlap: what do they do together that none of them does alone?"""

from datetime import UTC, datetime

from cmdb import impact
from cmdb.collisions import rules
from cmdb.collisions.joint import Joint
from cmdb.collisions.model import Collisions, Limits, Outage, Plan, Span
from cmdb.collisions.reading import moment, plan
from cmdb.errors import Invalid, NotFound, Problem
from cmdb.hypotheses.checks import perhaps, refuse
from cmdb.impact import STATES, Question
from cmdb.impact.rules import States
from cmdb.topology.snapshot import Topology

__all__ = ["Collisions", "Limits", "Outage", "Plan", "Span", "moment", "of", "plan"]

_WHOLE = Limits()


def of(topology: Topology, planned: Plan, now: datetime, limits: Limits = _WHOLE) -> Collisions:
    """Return what is worse where outages overlap, with proof, and where they could go from `now` on.

    Outages that touch do not overlap. Raises Invalid and NotFound that name the places of CIs that
    are unknown, ambiguous or not in operation.
    """
    given, notes = _given(topology, planned)
    base = {place: STATES.index(health) for place, health in topology.ailing().items()}
    joint = Joint(topology, given, base if planned.baseline == "current" else {})
    found = rules.found(joint, planned.outages, limits)
    collisions = rules.collisions(joint, planned.outages, found)
    placed = rules.placed(joint, planned.outages, found, now.astimezone(UTC), limits)
    limited = [*found.notes, *rules.inexact(placed)]
    return Collisions(
        topology.revision, not limited, placed, found.overlaps, collisions, [*limited, *notes]
    )


def _given(topology: Topology, planned: Plan) -> tuple[list[States], list[str]]:
    """Return the states that each outage gives, by place, and notes on what stands for others."""
    wrong: list[Problem] = []
    first: Invalid | NotFound | None = None
    missing, notes = True, list[str]()
    found: list[States] = []
    for at, outage in enumerate(planned.outages):
        states: States = {}
        for number, one in enumerate(outage.given):
            place = f"outages[{at}].cis[{number}]"
            if first is not None and not perhaps(topology, one.ref):
                wrong.append(Problem(place, f"there is no CI {one.ref!r}"))
                continue
            try:
                known = impact.asked(topology, Question((one,)))
            except (Invalid, NotFound) as exc:
                first = first or exc
                missing &= isinstance(exc, NotFound)
                wrong.append(Problem(place, exc.detail.rstrip(".")))
                continue
            notes += [f"{outage.name}: {note}" for note in known.notes]
            for ci, state in known.states.items():
                states[ci] = max(state, states.get(ci, 0))
        found.append(states)
    if first is not None:
        refuse(wrong, missing=missing, remedy=first.remedy, candidates=first.candidates)
    return found, notes
