"""Where boxes stand and lines run: as few crossings as sweeping finds, nothing on top of another.

A line that passes rows gets a narrow slot in each; all lines to one supplier share theirs, so that
they join as wires do. (Sugiyama's layered drawing; positions by pooling adjacent violators.)
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmdb.maps.model import Drawn, Line
from cmdb.maps.rows import Lane, arranged

BOX_WIDTH, BOX_HEIGHT = 212.0, 46.0
STACK = 6.0  # by so much the cards of a counted group stand out
ROW_STEP = 96.0  # from the top of a row to that of the next
_GAP = 22.0
_SLOT = 9.0
_ORDERING, _PLACING = 20, 40

Item = tuple[str, int]
"""A box (key, -1), or a slot for the lines to a supplier (its key, row)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Middles of boxes by key, in columns' x and rows' numbers; the way of each line through rows.

    `ways` has for each line the (x, row) of its slots, from the dependent to the supplier.
    """

    lanes: tuple[Lane, ...]
    x: Mapping[str, float]
    row: Mapping[str, int]
    ways: tuple[tuple[tuple[float, int], ...], ...]
    width: float
    rows: int


def laid_out(nodes: Sequence[Drawn], lines: Sequence[Line]) -> Layout:
    """Return where everything goes; the same map always gives the same."""
    arrangement = arranged(nodes, lines, (BOX_WIDTH + _GAP, ROW_STEP))
    row = {key: at for at, keys in enumerate(arrangement.rows) for key in keys}
    net = _Net([[(key, -1) for key in keys] for keys in arrangement.rows])
    ways = [net.thread(line, row) for line in lines]
    x, width = net.settled()
    return Layout(
        lanes=arrangement.lanes,
        x={key: x[key, -1] for key in row},
        row=row,
        ways=tuple(tuple((x[slot], slot[1]) for slot in way) for way in ways),
        width=width,
        rows=len(arrangement.rows),
    )


class _Net:
    """Rows of items, and which of them are joined from one row to the next."""

    def __init__(self, rows: list[list[Item]]) -> None:
        self._rows = rows
        self._up: dict[Item, dict[Item, None]] = defaultdict(dict)
        self._down: dict[Item, dict[Item, None]] = defaultdict(dict)
        self._slots: set[Item] = set()

    def thread(self, line: Line, row: Mapping[str, int]) -> list[Item]:
        """Return the slots that the line passes, made where there are none yet."""
        start, end = row[line.dependent], row[line.supplier]
        step = 1 if end > start else -1
        way: list[Item] = []
        before: Item = (line.dependent, -1)
        for at in range(start + step, end, step):
            slot = (line.supplier, at)
            if slot not in self._slots:
                self._slots.add(slot)
                self._rows[at].append(slot)
            way.append(slot)
            self._join(before, slot, step)
            before = slot
        if start != end:
            self._join(before, (line.supplier, -1), step)
        return way

    def _join(self, one: Item, other: Item, step: int) -> None:
        upper, lower = (one, other) if step > 0 else (other, one)
        self._down[upper][lower] = None
        self._up[lower][upper] = None

    def settled(self) -> tuple[dict[Item, float], float]:
        """Return the middle of every item and the width of all."""
        width = max(map(_least, self._rows), default=0.0)
        x: dict[Item, float] = {}
        for row in self._rows:
            _place(row, [width / 2] * len(row), x, width)
        best, fewest = [list(row) for row in self._rows], self._crossings()
        for sweep in range(_ORDERING):
            self._sweep(x, width, downwards=sweep % 2 == 0)
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = [list(row) for row in self._rows], crossings
        self._rows = best
        for row in self._rows:
            _place(row, [width / 2] * len(row), x, width)
        for sweep in range(_PLACING):
            self._draw_together(x, width, downwards=sweep % 2 == 0)
        return x, width

    def _sweep(self, x: dict[Item, float], width: float, *, downwards: bool) -> None:
        near = self._up if downwards else self._down
        for row in self._rows if downwards else reversed(self._rows):
            wants = {item: _mean(near.get(item), x, x[item]) for item in row}
            row.sort(key=lambda item: (wants[item], x[item]))
            _place(row, [wants[item] for item in row], x, width)

    def _draw_together(self, x: dict[Item, float], width: float, *, downwards: bool) -> None:
        for row in self._rows if downwards else reversed(self._rows):
            wants = [
                _mean([*self._up.get(item, ()), *self._down.get(item, ())], x, x[item])
                for item in row
            ]
            _place(row, wants, x, width)

    def _crossings(self) -> int:
        """Return how many joints cross, counted as inversions row by row."""
        total = 0
        for upper, lower in zip(self._rows, self._rows[1:], strict=False):
            at = {item: place for place, item in enumerate(lower)}
            seen: list[int] = []
            for item in upper:
                ends = [at[other] for other in self._down.get(item, ())]
                total += sum(len(seen) - bisect_right(seen, end) for end in ends)
                for end in ends:
                    insort(seen, end)
        return total


def _mean(
    others: Sequence[Item] | Mapping[Item, None] | None, x: Mapping[Item, float], own: float
) -> float:
    return sum(x[other] for other in others) / len(others) if others else own


def _room(item: Item) -> float:
    return _SLOT if item[1] >= 0 else BOX_WIDTH + _GAP


def _least(row: Sequence[Item]) -> float:
    return sum(map(_room, row))


def _place(row: Sequence[Item], wants: Sequence[float], x: dict[Item, float], width: float) -> None:
    """Put a row's items, in their order, as near to where they want as they fit side by side."""
    offsets, taken = [], 0.0
    for item in row:
        offsets.append(taken + _room(item) / 2)
        taken += _room(item)
    blocks: list[tuple[float, float, int]] = []  # sum of weighted wishes, weight, how many
    for item, want, offset in zip(row, wants, offsets, strict=True):
        weight = 3.0 if item[1] >= 0 else 1.0  # slots: long lines had better be straight
        block = (weight * (want - offset), weight, 1)
        while blocks and blocks[-1][0] * block[1] > block[0] * blocks[-1][1]:
            last = blocks.pop()
            block = (last[0] + block[0], last[1] + block[1], last[2] + block[2])
        blocks.append(block)
    starts = [total / weight for total, weight, number in blocks for _ in range(number)]
    for item, start, offset in zip(row, starts, offsets, strict=True):
        x[item] = min(max(start, 0.0), width - taken) + offset
