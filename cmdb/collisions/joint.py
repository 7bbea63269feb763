"""Outages evaluated together, each set of them once."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from cmdb.collisions.timeline import Open
from cmdb.impact.rules import Evaluation, States, evaluate
from cmdb.topology.snapshot import Topology

_HELD = 3_000_000
_A_CALL = 50
_A_CI = 3  # what is looked at for each CI that is touched: its relations, its groups


class Spent(Exception):
    """A limit is reached: nothing more is evaluated under it."""


@dataclass(slots=True)
class Budget:
    """What is left to be looked at."""

    left: int

    def spend(self, amount: int) -> None:
        self.left -= amount

    def check(self) -> None:
        if self.left <= 0:
            raise Spent


@dataclass(frozen=True, slots=True)
class Joined:
    """States at the fixpoint, and every CI that anything not ok contributes to."""

    states: States
    touched: frozenset[int]


class Joint:
    """What sets of outages do together. Remembers as much as memory may hold, the newest first."""

    def __init__(self, topology: Topology, given: Sequence[States], base: States) -> None:
        self.topology = topology
        self._given, self._base = given, base
        self._known: OrderedDict[Open, Joined] = OrderedDict()
        self._alone: dict[Open, Joined] = {}
        self._held = 0

    def states(self, outages: Open, budget: Budget) -> States:
        """Return the states by place. Raises Spent."""
        return self.of(outages, budget).states

    def of(self, outages: Open, budget: Budget) -> Joined:
        """Return what these outages do together. Raises Spent if that is not known and too much."""
        found = self._alone.get(outages) or self._known.get(outages)
        if found is None:
            budget.check()
            whole = self.evaluation(outages)
            hit = {group.dependent for group in whole.groups.all()}
            found = Joined(whole.states, frozenset(hit.union(whole.states)))
            budget.spend(len(whole.given) + _A_CI * len(found.touched) + _A_CALL)
            self._keep(outages, found)
        elif outages in self._known:
            self._known.move_to_end(outages)
        return found

    def evaluation(self, outages: Open) -> Evaluation:
        """Return the evaluation of a set anew, with what proofs need."""
        return evaluate(self.topology, self.given(outages))

    def given(self, outages: Open) -> States:
        """Return the worst state that is given to each CI."""
        states = dict(self._base)
        for at in outages:
            for place, state in self._given[at].items():
                states[place] = max(state, states.get(place, 0))
        return states

    def own(self, outage: int) -> States:
        """Return the states that one outage gives."""
        return self._given[outage]

    def apart(self, outages: Open) -> bool:
        """Tell whether no CI is touched by two of these outages: then nothing becomes worse."""
        if self._base:
            return False
        seen: set[int] = set()
        for at in outages:
            touched = self.of(frozenset({at}), Budget(1)).touched
            if not seen.isdisjoint(touched):
                return False
            seen |= touched
        return True

    def worse(self, one: Open, other: Open, budget: Budget) -> bool:
        """Tell whether anything is worse with both sets of outages than with either. Raises Spent.

        It is not where no CI is touched by both: then each is as bad as one of them makes it.
        """
        a, b = self.of(one, budget), self.of(other, budget)
        budget.spend(1 + min(len(a.touched), len(b.touched)))
        if not self._base and a.touched.isdisjoint(b.touched):
            return False
        together = self.states(one | other, budget)
        budget.spend(len(together))
        return any(
            state > a.states.get(place, 0) and state > b.states.get(place, 0)
            for place, state in together.items() - a.states.items()
        )

    def _keep(self, outages: Open, found: Joined) -> None:
        if len(outages) == 1:
            self._alone[outages] = found  # asked for ever again
            return
        self._known[outages] = found
        self._held += len(found.touched)
        while self._held > _HELD and len(self._known) > 1:
            _, dropped = self._known.popitem(last=False)
            self._held -= len(dropped.touched)
