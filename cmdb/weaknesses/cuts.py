"""Which CIs take another down together, and in no smaller number: minimal cut sets.

Brute force, a bit for each set: what is looked at is every set of CIs up to the size asked for,
tens of thousands at a time. Before that, CIs that fail with the same effect are taken for one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import comb, prod

from cmdb.impact.model import DOWN
from cmdb.weaknesses.circuit import Circuit
from cmdb.weaknesses.rules import FINE, Pause, answers, given_in, one_by_one
from cmdb.weaknesses.tally import at_least, ones

LARGEST = 3
_BITS = 1 << 16


@dataclass(frozen=True, slots=True)
class Search:
    """Sets of up to how many CIs are looked for, how many are listed, and when it is time to stop."""

    order: int
    limit: int
    spent: Callable[[], bool]
    pause: Pause


@dataclass(slots=True)
class Found:
    """Sets by size: each a choice of one CI out of every class; and how far the search came."""

    classes: list[list[int]]
    singles: list[int]
    sets: list[tuple[int, ...]] = field(default_factory=list)
    count: dict[int, int] = field(default_factory=dict)
    examined: int = 0
    possible: int = 0
    exhaustive_order: int = 1


def minimal(
    circuit: Circuit,
    target: int,
    base: Mapping[int, int],
    search: Search,
) -> Found:
    """Return the minimal sets of CIs that take the target down, with the base.

    The target itself and what the base takes down are in no set. All are counted; of classes of
    CIs with the same effect the first sets are kept.
    """
    wires = _Wires(circuit, target, base, search.pause)
    found = Found(wires.classes, wires.singles)
    found.count[1] = len(wires.singles)
    found.examined = len(wires.classes) + len(wires.singles)
    found.possible = found.examined + sum(
        comb(len(wires.classes), size) for size in range(2, search.order + 1)
    )
    partners = [0] * len(wires.classes)
    for size in range(2, search.order + 1):
        found.count[size] = 0
        if not _of_size(wires, found, partners, size, search):
            return found
        found.exhaustive_order = size
    return found


def _of_size(
    wires: "_Wires",
    found: Found,
    partners: list[int],
    size: int,
    search: Search,
) -> bool:
    """Find the sets of one size; return whether there was time for all of them.

    `partners` are, by class, the classes that make a set of two with it.
    """
    width = len(wires.classes)
    for some in _batches(_beginnings(width, partners, size), max(1, _BITS // max(1, width))):
        if search.spent():
            return False
        for beginning, ends in zip(some, wires.ends(some), strict=True):
            smaller = 0
            if size > 2:  # noqa: PLR2004  a pair has no smaller set in it
                for one in beginning:
                    smaller |= partners[one]
            after = beginning[-1] + 1
            found.examined += width - after
            for end in ones((ends & ~smaller) >> after << after):
                _note(found, (*beginning, end), search.limit)
                if size == 2:  # noqa: PLR2004  as above
                    partners[beginning[0]] |= 1 << end
                    partners[end] |= 1 << beginning[0]
        search.pause()
    return True


def _beginnings(width: int, partners: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    """Yield all but the last of every set that may be minimal."""
    for beginning in combinations(range(width - 1), size - 1):
        if size == 2 or not partners[beginning[0]] >> beginning[1] & 1:  # noqa: PLR2004  as above
            yield beginning


def _batches(beginnings: Iterator[tuple[int, ...]], many: int) -> Iterator[list[tuple[int, ...]]]:
    batch: list[tuple[int, ...]] = []
    for beginning in beginnings:
        batch.append(beginning)
        if len(batch) == many:
            yield batch
            batch = []
    if batch:
        yield batch


def _note(found: Found, classes: tuple[int, ...], limit: int) -> None:
    found.count[len(classes)] += prod(len(found.classes[one]) for one in classes)
    if len(found.sets) < limit:
        found.sets.append(classes)


class _Wires:
    """What decides between up and down, and nothing else: only hard relations can pass it on.

    `singles` take the target down alone. `classes` are the CIs that can do so in larger sets, those
    of the same effect together: the first of a class stands for all.
    """

    def __init__(
        self, circuit: Circuit, target: int, base: Mapping[int, int], pause: Pause
    ) -> None:
        self._circuit = circuit
        self._failed = _failed(circuit, base)
        self._below = _hard_below(circuit, target)
        up = [p for p in circuit.order if p in self._below and p not in self._failed]
        found = answers(circuit, one_by_one(up, dict.fromkeys(self._failed, DOWN)), pause)
        rows = {place: found.get(place, FINE).down for place in up}
        bit = {place: 1 << at for at, place in enumerate(up)}
        self.singles = [p for p in up if p != target and rows[target] & bit[p]]
        taken = {*self.singles, target}
        alike = _classes(self._users(up), up, rows, bit)
        self.classes = [one for one in alike if one[0] not in taken]
        self._lines = self._wired(target)

    def _users(self, up: Sequence[int]) -> dict[int, set[int]]:
        """Return who of those that are up stands on whom, over hard relations."""
        users: dict[int, set[int]] = {place: set() for place in up}
        for place in up:
            needs = self._circuit.needs(place)
            for supplier in (*needs.hard, *(m for pool in needs.pools for m in pool.hard)):
                if supplier in users:
                    users[supplier].add(place)
        return users

    def _wired(
        self, target: int
    ) -> list[tuple[tuple[int, ...], tuple[tuple[int, list[int]], ...]]]:
        """Return by CI, suppliers first, whose failure takes it down: singly, and so many of them.

        The first lines, one a class, have no needs; what no class can reach is left out.
        """
        firsts = {one[0]: at for at, one in enumerate(self.classes)}
        number = dict(firsts)
        lines = self._reached(firsts)
        at_line = {place: len(firsts) + at for at, place in enumerate(lines)}
        number |= at_line
        self._target = at_line.get(target, -1)
        self._circular = False
        wired = []
        for place in lines:
            needs = self._circuit.needs(place)
            plain = [number[s] for s in needs.hard if s in number]
            if place in firsts:
                plain.append(firsts[place])
            pools = []
            for pool in needs.pools:
                gone = sum(m in self._failed for m in pool.hard)
                left = [number[m] for m in pool.hard if m in number]
                if len(left) >= pool.down_at - gone:
                    pools.append((pool.down_at - gone, left))
            own = at_line[place]
            self._circular |= any(s >= own for s in (*plain, *(m for _, p in pools for m in p)))
            wired.append((tuple(plain), tuple(pools)))
        return wired

    def _reached(self, firsts: Mapping[int, int]) -> list[int]:
        """Return, suppliers first, the CIs that stand on any of the first ones, and these."""
        reached = set(firsts)
        line = list(firsts)
        while line:
            for user in self._circuit.topology.walked_users(line.pop())[0]:
                if user in self._below and user not in reached:
                    reached.add(user)
                    line.append(user)
        return [place for place in self._circuit.order if place in reached]

    def ends(self, beginnings: Sequence[tuple[int, ...]]) -> list[int]:
        """Return for each beginning which classes, each alone added to it, take the target down."""
        width, many = len(self.classes), len(beginnings)
        full = (1 << width) - 1
        unit = sum(1 << width * at for at in range(many))
        down = [unit << one for one in range(width)] + [0] * len(self._lines)
        for at, beginning in enumerate(beginnings):
            for one in beginning:
                down[one] |= full << width * at
        self._settle(down)
        result = down[self._target] if self._target >= 0 else 0
        return [result >> width * at & full for at in range(many)]

    def _settle(self, down: list[int]) -> None:
        """Let failures go up the lines, in circles until nothing changes."""
        first = len(self.classes)
        changed = True
        while changed:
            changed = False
            for own, (plain, pools) in enumerate(self._lines, first):
                mask = down[own]
                for supplier in plain:
                    mask |= down[supplier]
                for number, members in pools:
                    mask |= at_least(number, [down[m] for m in members if down[m]])
                if mask != down[own]:
                    down[own] = mask
                    changed = self._circular


def _failed(circuit: Circuit, base: Mapping[int, int]) -> set[int]:
    """Return what is down by the base alone."""
    asked = {place: given_in(1, state) for place, state in base.items()}
    return {place for place, masks in answers(circuit, asked).items() if masks.down}


def _hard_below(circuit: Circuit, target: int) -> set[int]:
    """Return the CI and all that it stands on over hard relations alone."""
    below, line = {target}, [target]
    while line:
        needs = circuit.needs(line.pop())
        for supplier in (*needs.hard, *(m for pool in needs.pools for m in pool.hard)):
            if supplier not in below:
                below.add(supplier)
                line.append(supplier)
    return below


def _classes(
    users: Mapping[int, set[int]],
    up: Sequence[int],
    rows: Mapping[int, int],
    bit: Mapping[int, int],
) -> list[list[int]]:
    """Return the CIs in classes of the same effect on what stands above, the topmost first.

    Two that take each other down have the same effect whatever else fails: whoever takes one down
    takes the other down (`rows` are equal). So has one that takes another down and acts on nothing
    else but through it.
    """
    head: dict[int, int] = {}
    by_row: dict[int, list[int]] = {}
    for place in up:
        by_row.setdefault(rows[place], []).append(place)
    for alike in by_row.values():
        for place in alike:
            head[place] = alike[-1]
    for alike in sorted(by_row.values(), key=lambda one: bit[one[-1]], reverse=True):
        own = alike[-1]
        above = {_first(head, user) for place in alike for user in users[place]} - {own}
        if len(above) == 1 and rows[only := above.pop()] & bit[own]:
            head[own] = only
    return _gathered(up, head)


def _first(head: Mapping[int, int], place: int) -> int:
    while head[place] != place:
        place = head[place]
    return place


def _gathered(up: Sequence[int], head: Mapping[int, int]) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for place in reversed(up):
        first = _first(head, place)
        members = found.setdefault(first, [first])
        if place != first:
            members.append(place)
    return list(found.values())
