"""Which changes made the difference? Those without which a CI would be in its state of before.

A set of changes is a reason for a CI when undoing the set in the graph and question afterwards
gives the CI the state that it was in before, and no part of the set is enough for that. Every
reason is found by trying, never guessed: each try evaluates the whole question once and says it
for all CIs. (Minimal sets by halving: A. Zeller, R. Hildebrandt, Simplifying and isolating
failure-inducing input, 2002, with what part of a small set is enough tried besides.)
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from cmdb.impact.comparison import changed_ids
from cmdb.impact.contrast import Change, Durations, changes, without
from cmdb.impact.model import OK
from cmdb.impact.reach import in_order
from cmdb.impact.rules import Evaluation

_EFFORT = 1_000_000
_FEWEST, _MOST = 24, 600
_SMALL = 5

Reason = tuple[int, ...]
"""Places in `Reasons.changes`, ascending."""


@dataclass(slots=True)
class Reasons:
    """Of each CI whose state differs, the reasons that were found, the smallest first.

    `complete` is False where the budget ended before every change had been tried alone, or before
    a reason was known to be minimal.
    """

    changes: list[Change]
    of: dict[str, list[Reason]] = field(default_factory=dict)
    complete: bool = True


def reasons(
    before: Evaluation,
    after: Evaluation,
    durations: Durations = (None, None),
    tries: int | None = None,
) -> Reasons:
    """Return which changes made the answer before that afterwards, within so many tries."""
    search = _Search(before, after, durations, tries)
    search.singly()
    search.jointly()
    return search.found


class _Search:
    def __init__(
        self,
        before: Evaluation,
        after: Evaluation,
        durations: Durations,
        tries: int | None,
    ) -> None:
        self._ends = before, after, durations
        self._wanted = {id_: pair[0] for id_, pair in changed_ids(before, after).items()}
        self._left = _budget(before, after) if tries is None else tries
        self._known: dict[Reason, frozenset[str]] = {(): frozenset()}
        found = changes(before, after, durations) if self._wanted else []
        self.found = Reasons(in_order(found, before, after, self._wanted))

    def _restored(self, some: Reason) -> frozenset[str]:
        """Return the CIs that are in their state of before without these changes."""
        known = self._known.get(some)
        if known is None:
            if self._left <= 0:
                raise _Exhausted
            self._left -= 1
            undone = without(*self._ends, [self.found.changes[at] for at in some])
            place, states = undone.topology.place, undone.states
            known = self._known[some] = frozenset(
                id_
                for id_, state in self._wanted.items()
                if (states.get(at, OK) if (at := place(id_)) is not None else OK) == state
            )
        return known

    def singly(self) -> None:
        """Try each change alone: most differences have one reason."""
        every = range(len(self.found.changes))
        most = self._left - self._left // 3
        self.found.complete = len(every) <= most
        for at in every[:most]:
            for id_ in self._restored((at,)):
                self.found.of.setdefault(id_, []).append((at,))

    def jointly(self) -> None:
        """Find one reason of several changes for each CI that has none yet."""
        whole = tuple(range(len(self.found.changes)))
        starts: list[Reason] = [whole]
        for id_ in sorted(self._wanted.keys() - self.found.of.keys()):
            try:
                some = next(s for s in reversed(starts) if id_ in self._restored(s))
                while smaller := self._smaller(id_, some):
                    some = smaller
                some = self._least(id_, some)
                self.found.complete &= len(some) <= _SMALL
            except (_Exhausted, StopIteration):
                self.found.complete = False
                continue
            self.found.of[id_] = [some]
            if some not in starts:
                starts.append(some)

    def _smaller(self, id_: str, some: Reason) -> Reason | None:
        """Return a part of the set that is enough; None where no one can be left out."""
        parts = 2
        while len(some) > 1:
            size = -(-len(some) // parts)
            for at in range(0, len(some), size):
                rest = some[:at] + some[at + size :]
                if id_ in self._restored(rest):
                    return rest
            if size == 1:
                break
            parts *= 2
        return None

    def _least(self, id_: str, some: Reason) -> Reason:
        """Return the smallest part of a small set that is enough."""
        if len(some) > _SMALL:
            return some
        for size in range(1, len(some) - 1):
            for part in combinations(some, size):
                if id_ in self._restored(part):
                    return part
        return some


class _Exhausted(Exception):
    """The budget is spent."""


def _budget(before: Evaluation, after: Evaluation) -> int:
    """Return how many tries cost about a second or two."""
    size = len(before.states) + len(after.states)
    one = 1_000 + 3 * size + after.topology.overlay.weight // 4
    return max(_FEWEST, min(_MOST, _EFFORT // one))


def distinct(found: Reasons, most: int) -> Sequence[int]:
    """Return the places of the changes in the first reasons of each CI, each once, in order."""
    return sorted({at for some in found.of.values() for one in some[:most] for at in one})
