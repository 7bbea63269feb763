"""Where could an outage go so that it collides with none of the others?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations

from cmdb.collisions.joint import Budget, Joint, Spent
from cmdb.collisions.model import Slot, Span
from cmdb.collisions.timeline import Open, Stretch, nearest, stretches

_FEW = 4
"""Beside so many open outages every part of them is looked at; else each alone, and all of them."""


class Slots:
    """Looks for free slots of the outages of one plan, within one budget."""

    def __init__(
        self, joint: Joint, windows: Sequence[Span], now: datetime, budget: Budget
    ) -> None:
        self._joint, self._windows, self._now, self._budget = joint, windows, now, budget
        self._known: dict[tuple[int, Open], bool] = {}

    def nearest(self, outage: int, colliding: Iterable[Span]) -> Slot:
        """Return the nearest window of the same length that is free; it collides where it is.

        A time that the budget left unseen counts as taken, and the slot as not exact.
        """
        window, exact = self._windows[outage], True
        busy = list(colliding)
        others = stretches(self._windows, without=outage)
        for stretch in sorted(others, key=lambda one: _distance(one, window)):
            try:
                taken = self._collides(outage, stretch.open)
            except Spent:
                taken, exact = True, False
            if taken:
                busy.append(stretch.span)
        start = nearest(window.start, window.length, busy, self._now)
        return Slot(Span(start, start + window.length), exact)

    def _collides(self, outage: int, others: Open) -> bool:
        key = (outage, others)
        found = self._known.get(key)
        if found is None:
            own = frozenset({outage})
            found = any(self._joint.worse(own, part, self._budget) for part in _parts(others))
            self._known[key] = found
        return found


def _parts(others: Open) -> Iterable[Open]:
    ordered = sorted(others)
    sizes = range(1, len(ordered)) if len(ordered) <= _FEW else (1,)
    yield others
    for size in sizes:
        yield from map(frozenset, combinations(ordered, size))


def _distance(stretch: Stretch, window: Span) -> float:
    before = (window.start - stretch.span.end).total_seconds()
    return max(before, (stretch.span.start - window.end).total_seconds(), 0.0)
