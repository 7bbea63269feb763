"""The part of an estate that one CI's state can hang on: small, so that it is asked again and again.

What is well when everything given fails is well when less of it does, and a relation to a failing
supplier that is taken away makes nothing worse: so only what is impacted below the CI matters, and
the healthy members that its groups count. In the topology that is made of it the first place is that of
a CI that is well.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from cmdb.impact.model import OK
from cmdb.impact.rules import Evaluation, evaluate
from cmdb.topology.building import Builder
from cmdb.topology.snapshot import Topology

Relation = tuple[int, int, int]
"""(dependent's place, supplier's place, tie code)."""


_HEALTHY = -1
"""The place of a CI that is well, whatever fails."""


class Part:
    """What a CI's state hangs on in one evaluation. Places are those of the whole topology."""

    def __init__(self, found: Evaluation, target: int, duration_s: float | None) -> None:
        self._whole, self._target, self._duration_s = found.topology, target, duration_s
        self._cone = cone(found, target)
        self._relations = _relations(found, self._cone)
        ends = {end for relation in self._relations for end in relation[:2]}
        self._places = sorted(ends | {target})
        self._at = {place: at for at, place in enumerate(self._places)}
        self._topology = self._built(self._relations)

    def holds(self, place: int) -> bool:
        """Tell whether the CI's state can hang on that one."""
        return place in self._cone

    def state(self, given: Mapping[int, int]) -> int:
        """Return the CI's state when those of the given that matter fail."""
        return self._evaluated(self._topology, given)

    def state_without(self, relation: Relation, given: Mapping[int, int]) -> int:
        """Return the CI's state if that relation passed nothing on.

        Its supplier counts as a healthy member of the group still: a smaller group would need less.
        """
        dependent, supplier, code = relation
        group_of = self._whole.ties.group
        left = [one for one in self._relations if one != relation]
        if not any(
            one[:2] == (dependent, supplier) and group_of[one[2]] == group_of[code] for one in left
        ):
            left.append((dependent, _HEALTHY, code))
        return self._evaluated(self._built(left), given)

    def _evaluated(self, topology: Topology, given: Mapping[int, int]) -> int:
        known = {self._at[place] + 1: state for place, state in given.items() if place in self._at}
        found = evaluate(topology, known, self._duration_s)
        return found.states.get(self._at[self._target] + 1, OK)

    def _built(self, relations: Iterable[Relation]) -> Topology:
        whole, places, at = self._whole, self._places, self._at
        builder = Builder()
        profiles = list(map(whole.profile_code, places))
        builder.add_cis(
            [_HEALTHY, *range(len(places))],
            ["", *map(whole.id, places)],
            ["", *map(whole.name, places)],
            [profiles[at[self._target]], *profiles],
        )
        for place in self._cone:
            if quorums := whole.quorums(place):
                builder.declare(at[place], quorums)
        kept = list(relations)
        builder.add_relations(
            [at[dependent] for dependent, _, _ in kept],
            [at.get(supplier, _HEALTHY) for _, supplier, _ in kept],
            np.array([code for _, _, code in kept], dtype=np.int64),
        )
        return builder.topology(whole.model, whole.stamp, whole.vocabulary)


def cone(found: Evaluation, target: int) -> set[int]:
    """Return the CI and every impacted CI that it stands on over impacted ones."""
    topology, states = found.topology, found.states
    seen, left = {target}, [target]
    while left:
        for supplier in topology.walked_needs(left.pop())[0]:
            if supplier in states and supplier not in seen:
                seen.add(supplier)
                left.append(supplier)
    return seen


def _relations(found: Evaluation, places: Iterable[int]) -> list[Relation]:
    """Return the needs of these CIs that fail, and the other members of their groups."""
    topology, states = found.topology, found.states
    group_of, operating = topology.ties.group, topology.operating
    return [
        (dependent, supplier, code)
        for dependent in places
        for supplier, code in zip(*topology.walked_needs(dependent), strict=True)
        if operating[supplier] and (supplier in states or group_of[code] is not None)
    ]
