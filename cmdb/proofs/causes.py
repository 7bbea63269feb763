"""Which of the given failures are enough? The inclusion-minimal sets of them.

`holds(failures)` must be monotone: more failures never make it false. One minimal set is found by
QuickXplain (Junker 2004), further ones by Reiter's hitting-set tree (1987): every other minimal set
lacks at least one element of each set that is known.
"""

from collections import deque
from collections.abc import Callable, Sequence

Holds = Callable[[Sequence[int]], bool]


class OutOfBudget(Exception):
    """As many questions were asked as were allowed, or for as long."""


class Budget:
    """How many questions may still be asked, and until when by that clock."""

    def __init__(self, questions: int, clock: Callable[[], float], seconds: float) -> None:
        self._left, self._clock = questions, clock
        self._until = clock() + seconds

    def spend(self) -> None:
        """Take one question. Raises OutOfBudget."""
        self._left -= 1
        if self._left < 0 or self._clock() > self._until:
            raise OutOfBudget


def minimal_sets(
    failures: Sequence[int], holds: Holds, budget: Budget, most: int
) -> tuple[list[tuple[int, ...]], bool]:
    """Return up to `most` minimal sets, smaller ones first, and whether there are no others.

    An empty set is enough where it holds without any failure; no set at all where it never does.
    """
    search = _Search(failures, holds, budget, most)
    try:
        complete = search.run()
    except OutOfBudget:
        complete = False
    place = {failure: at for at, failure in enumerate(failures)}
    found = sorted(search.found, key=lambda one: (len(one), [place[failure] for failure in one]))
    return found[:most], complete and len(found) <= most


class _Search:
    def __init__(self, failures: Sequence[int], holds: Holds, budget: Budget, most: int) -> None:
        self._failures, self._asked, self._budget, self._most = failures, holds, budget, most
        self.found: list[tuple[int, ...]] = []

    def run(self) -> bool:
        """Find sets until there is one too many; tell whether all are found."""
        if self._holds(()):
            self.found.append(())
            return True
        rest = []
        for failure in self._failures:
            if len(self.found) > self._most:
                return False
            if self._holds((failure,)):
                self.found.append((failure,))
            else:
                rest.append(failure)
        return self._tree(rest)

    def _tree(self, failures: Sequence[int]) -> bool:
        """Find the minimal sets of several failures, of which none is enough by itself."""
        branches, seen = deque([frozenset[int]()]), {frozenset[int]()}
        while branches:
            without = branches.popleft()
            known = self._known(without)
            if known is None:
                left = [failure for failure in failures if failure not in without]
                if not self._holds(left):
                    continue
                known = tuple(self._one(left))
                self.found.append(known)
                if len(self.found) > self._most:
                    return False
            for failure in known:
                branch = without | {failure}
                if branch not in seen:
                    seen.add(branch)
                    branches.append(branch)
        return True

    def _known(self, without: frozenset[int]) -> tuple[int, ...] | None:
        several = (one for one in self.found if len(one) > 1)
        return next((one for one in several if without.isdisjoint(one)), None)

    def _one(self, failures: list[int]) -> list[int]:
        """Return one minimal set of failures that are enough together."""
        chosen = set(self._explained([], failures, grown=False))
        return [failure for failure in failures if failure in chosen]

    def _explained(self, base: list[int], failures: list[int], *, grown: bool) -> list[int]:
        if grown and self._holds(base):
            return []
        if len(failures) == 1:
            return failures
        half = len(failures) // 2
        first, second = failures[:half], failures[half:]
        of_second = self._explained([*base, *first], second, grown=True)
        of_first = self._explained([*base, *of_second], first, grown=bool(of_second))
        return [*of_first, *of_second]

    def _holds(self, failures: Sequence[int]) -> bool:
        self._budget.spend()
        return self._asked(failures)
