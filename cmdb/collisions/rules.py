"""What is worse where outages overlap than with any of them alone? No I/O, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cmdb.collisions.causes import Sets, behind, minimal
from cmdb.collisions.joint import Budget, Joint, Spent
from cmdb.collisions.model import Collision, Limits, Outage, Placed, Span, Worse
from cmdb.collisions.slots import Slots
from cmdb.collisions.timeline import Open, joined, stretches
from cmdb.impact.answer import counts
from cmdb.impact.model import STATES
from cmdb.impact.order import in_order
from cmdb.impact.proof import Proofs
from cmdb.impact.rules import States

_Key = tuple[Sets, bool, tuple[Span, ...]]


@dataclass(slots=True)
class Found:
    """The collisions of a plan while they are looked for; `notes` say what limits left out."""

    overlaps: int = 0
    spans: dict[tuple[int, int, Sets, bool], list[Span]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def found(joint: Joint, outages: Sequence[Outage], limits: Limits) -> Found:
    """Return every CI that is worse at some time than any outage open then makes it alone."""
    search = _Search(joint, len(outages), limits)
    result = search.found
    times: dict[Open, list[Span]] = {}
    for stretch in stretches([outage.window for outage in outages]):
        if len(stretch.open) > 1:
            times.setdefault(stretch.open, []).append(stretch.span)
    result.overlaps = len(times)
    for done, (open_, spans) in enumerate(times.items()):
        try:
            more = search.look(open_, spans)
        except Spent:
            left = f"{len(times) - done} of {len(times)} overlaps"
            result.notes.append(f"{left}, from {spans[0].start.isoformat()} on, were not evaluated")
            break
        if not more:
            result.notes.append(f"more than {limits.listed:,} CIs collide: not all are listed")
            break
    if not search.exact:
        result.notes.append("which outages it takes was not looked into everywhere")
    return result


class _Search:
    """Looks at one set of open outages after the other, within limits."""

    def __init__(self, joint: Joint, outages: int, limits: Limits) -> None:
        self.found, self.exact = Found(), True
        self._joint, self._listed = joint, limits.listed
        self._looking, self._blaming = Budget(limits.joint), Budget(limits.causes)
        self._alone = [joint.states(frozenset({at}), Budget(1)) for at in range(outages)]
        self._known: dict[tuple[int, int, Open], tuple[Sets, bool]] = {}

    def look(self, open_: Open, spans: Iterable[Span]) -> bool:
        """Find what is worse with these outages; False if that is more than may be listed."""
        worse = _worse(self._joint, open_, self._alone, self._looking)
        if len(self.found.spans) + len(worse) > self._listed:
            return False
        if not worse:
            return True
        reach = behind(self._joint, open_, self._joint.states(open_, self._looking))
        for place, state in worse.items():
            causes = self._causes(place, state, reach.get(place, open_))
            self.found.spans.setdefault((place, state, *causes), []).extend(spans)
        return True

    def _causes(self, place: int, state: int, outages: Open) -> tuple[Sets, bool]:
        key = (place, state, outages)
        if key not in self._known:
            self._known[key] = minimal(self._joint, outages, place, state, self._blaming)
            self.exact &= self._known[key][1]
        return self._known[key]


def _worse(joint: Joint, open_: Open, alone: Sequence[States], budget: Budget) -> States:
    """Return the CIs that are worse with all of these outages than with any of them."""
    if joint.apart(open_):
        return {}
    states = joint.states(open_, budget)
    return {
        place: state
        for place, state in states.items()
        if all(alone[at].get(place, 0) < state for at in open_)
    }


def collisions(joint: Joint, outages: Sequence[Outage], result: Found) -> list[Collision]:
    """Return what was found, together what the same outages do at the same times; the worst first."""
    grouped: dict[_Key, States] = {}
    for (place, state, sets, exact), spans in result.spans.items():
        grouped.setdefault((sets, exact, tuple(joined(spans))), {})[place] = state
    ordered = sorted(grouped.items(), key=lambda one: _rank(*one))
    shown = _Shown(joint, outages)
    return [
        Collision(
            [[outages[at].name for at in sorted(chosen)] for chosen in sets],
            exact,
            spans,
            shown.cis(sets, states),
        )
        for (sets, exact, spans), states in ordered
    ]


def _rank(key: _Key, states: States) -> tuple[int, int, Span, list[int]]:
    worst = max(states.values())
    number = sum(state == worst for state in states.values())
    return -worst, -number, key[2][0], sorted(key[0][0])


class _Shown:
    """Shows CIs with the proof that the first set of outages gives, each set evaluated once."""

    def __init__(self, joint: Joint, outages: Sequence[Outage]) -> None:
        self._joint, self._outages = joint, outages
        self._of: tuple[Open, list[int], Proofs] | None = None

    def cis(self, sets: Sets, states: Mapping[int, int]) -> list[Worse]:
        if self._of is None or self._of[0] != sets[0]:
            whole = self._joint.evaluation(sets[0])
            self._of = sets[0], in_order(whole), Proofs(whole)
        _, order, proofs = self._of
        known = [self._joint.states(frozenset({at}), Budget(1)) for one in sets for at in one]
        return [
            Worse(
                self._joint.topology.summary(place),
                STATES[states[place]],
                STATES[max(one.get(place, 0) for one in known)],
                proofs.need(place),
            )
            for place in order
            if place in states
        ]


def placed(
    joint: Joint, outages: Sequence[Outage], result: Found, now: datetime, limits: Limits
) -> list[Placed]:
    """Return the outages in order, those that collide with the nearest free slot."""
    windows = [outage.window for outage in outages]
    busy: dict[int, list[Span]] = {}
    for (_, _, sets, _), spans in result.spans.items():
        for at in frozenset[int]().union(*sets):
            busy.setdefault(at, []).extend(spans)
    slots = Slots(joint, windows, now, Budget(limits.slots))
    return [
        Placed(
            outage,
            counts(joint.states(frozenset({at}), Budget(1))),
            at in busy,
            slots.nearest(at, joined(busy[at])) if at in busy else None,
        )
        for at, outage in enumerate(outages)
    ]


def inexact(found: Iterable[Placed]) -> list[str]:
    """Return a note where a free slot may be farther off than need be."""
    names = [one.outage.name for one in found if one.slot is not None and not one.slot.exact]
    return [f"nearer free slots may be there for {', '.join(names)}"] if names else []
