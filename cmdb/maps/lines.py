"""Relations as lines from a dependent down to what it needs; groups leave from a pill that counts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from cmdb.maps.layout import BOX_HEIGHT, BOX_WIDTH, STACK, Layout
from cmdb.maps.markup import element, number, text
from cmdb.maps.model import Line, Map, Pool
from cmdb.maps.text import BOLD, width
from cmdb.maps.words import STATES

_LABELLED = 14  # so few lines have room for their verbs
_PILL_HEIGHT, _PILL = 15.0, 10.0 * BOLD
_ARROW, _HALF = 7.0, 4.0
_DIP = 26.0
_BESIDE = BOX_WIDTH / 2 - 14
_LABEL = 11.0
_FLAT = 2  # points of a line within a row


@dataclass(frozen=True, slots=True)
class Sheet:
    """The layout on paper: tops of rows and the left edge, in pixels; what is drawn as a stack."""

    laid: Layout
    tops: tuple[float, ...]
    left: float
    stacked: frozenset[str]

    def corner(self, key: str) -> tuple[float, float]:
        """Return the upper left corner of a box."""
        return self.middle(key) - BOX_WIDTH / 2, self.tops[self.laid.row[key]]

    def bottom(self, key: str) -> float:
        """Return where a box ends, with the cards of its stack."""
        return self.tops[self.laid.row[key]] + BOX_HEIGHT + (STACK if key in self.stacked else 0)

    def middle(self, key: str) -> float:
        return self.left + self.laid.x[key]


class Ports:
    """Where lines leave a box: one place for plain needs, one for each group that has a choice."""

    def __init__(self, found: Map, sheet: Sheet) -> None:
        self._sheet = sheet
        self._pools = {(pool.dependent, pool.group): pool for pool in found.pools}
        self._at: dict[tuple[str, str | None], float] = {}
        wanted: dict[str, dict[str | None, list[float]]] = defaultdict(lambda: defaultdict(list))
        for line in found.lines:
            wanted[line.dependent][self._port(line)].append(sheet.middle(line.supplier))
        for key, ports in wanted.items():
            self._share(key, ports)

    def _port(self, line: Line) -> str | None:
        return line.group if (line.dependent, line.group or "") in self._pools else None

    def _share(self, key: str, ports: dict[str | None, list[float]]) -> None:
        """Put the ports side by side under the box, in the order of where their lines go."""
        order = sorted(ports, key=lambda port: (sum(ports[port]) / len(ports[port]), port or ""))
        step = BOX_WIDTH / (len(order) + 1)
        left = self._sheet.middle(key) - BOX_WIDTH / 2
        for at, port in enumerate(order, 1):
            self._at[key, port] = left + step * at

    def start(self, line: Line) -> tuple[float, float]:
        """Return where a line that goes down leaves its dependent."""
        port = self._port(line)
        bottom = self._sheet.corner(line.dependent)[1] + BOX_HEIGHT
        return self._at[line.dependent, port], bottom + (_PILL_HEIGHT / 2 if port else 0)

    def pills(self) -> Iterator[str]:
        """Yield the pills of the groups: `1 of 2`."""
        for (key, port), x in self._at.items():
            if port is not None:
                y = self._sheet.corner(key)[1] + BOX_HEIGHT
                yield from pill(self._pools[key, port], x, y)


def pill(pool: Pool, x: float, y: float) -> Iterator[str]:
    """Yield a pill in the middle of a box's lower edge."""
    said = f"{pool.needs} of {pool.members}"
    wide = width(said, _PILL) + 12
    state = f" {pool.state}" if pool.state else ""
    yield element(
        "rect",
        f"o{state}",
        full=explained(pool),
        x=x - wide / 2,
        y=y - _PILL_HEIGHT / 2,
        width=wide,
        height=_PILL_HEIGHT,
        rx=_PILL_HEIGHT / 2,
    )
    yield text(said, x, y + 3.6, "q m")


def explained(pool: Pool) -> str:
    """Return a group's arithmetic as a sentence."""
    wants = f", wants {pool.wants}" if pool.wants != pool.needs else ""
    working = f", {pool.working} work" if pool.working is not None else ""
    source = "declared" if pool.declared else "default"
    return f"{pool.group}: needs {pool.needs} of {pool.members}{wants}{working} ({source})"


def drawn_lines(found: Map, sheet: Sheet, ports: Ports) -> Iterator[str]:
    """Yield all lines, those that decided something last: on top."""
    ways = dict(zip(found.lines, sheet.laid.ways, strict=True))
    for line in sorted(found.lines, key=lambda one: (one.decided, bool(one.contributes))):
        yield from _drawn(line, ways[line], sheet, ports)
    verbs = len(found.lines) <= _LABELLED
    taken: list[tuple[float, float, float]] = []
    for line in found.lines:
        said = line.verb if verbs else f"×{line.count:,}"
        if verbs or line.count > 1:
            points, _ = _points(line, ways[line], sheet, ports)
            yield from _label(said, points, taken, sure=not verbs)


def _drawn(
    line: Line, way: tuple[tuple[float, int], ...], sheet: Sheet, ports: Ports
) -> Iterator[str]:
    points, down = _points(line, way, sheet, ports)
    (x, y) = points[-1]
    tip = -_ARROW if down else _ARROW
    flat = sheet.laid.row[line.dependent] == sheet.laid.row[line.supplier]
    curve = _dip(points) if flat else _curve([*points[:-1], (x, y + tip)])
    on = ("on " if line.contributes else "") + ("by" if line.decided else "")
    kinds = " ".join(filter(None, ("l", line.strength, on.strip(), line.contributes)))
    yield element("path", kinds, full=told(line), d=curve)
    yield element(
        "polygon",
        f"r {line.contributes}" if line.contributes else "r",
        points=f"{number(x)},{number(y)} {number(x - _HALF)},{number(y + tip)} "
        f"{number(x + _HALF)},{number(y + tip)}",
    )


def told(line: Line) -> str:
    """Return what a line says, for who points at it."""
    group = f", group {line.group}" if line.group else ""
    bundle = f", {line.count:,} relations" if line.count > 1 else ""
    passes = f", passes on {STATES[line.contributes]}" if line.contributes else ""
    return f"{line.verb} ({line.type}, {line.strength}{group}){bundle}{passes}"


def _points(
    line: Line, way: tuple[tuple[float, int], ...], sheet: Sheet, ports: Ports
) -> tuple[list[tuple[float, float]], bool]:
    """Return the points that a line passes, and whether it ends downwards."""
    rows, tops = sheet.laid.row, sheet.tops
    start, end = rows[line.dependent], rows[line.supplier]
    x = sheet.middle(line.supplier)
    below = x + _BESIDE, sheet.bottom(line.supplier)  # arrivals from below keep clear of the pills
    if start == end:
        return [ports.start(line), below], False
    down = end > start
    points = [ports.start(line) if down else (sheet.middle(line.dependent) - _BESIDE, tops[start])]
    for at, row in way:
        ends = [(sheet.left + at, tops[row]), (sheet.left + at, tops[row] + BOX_HEIGHT)]
        points.extend(ends if down else ends[::-1])
    points.append((x, tops[end]) if down else below)
    return points, down


def _curve(points: list[tuple[float, float]]) -> str:
    """Return a smooth way that leaves, passes and arrives upright."""
    (x, y), *rest = points
    said = [f"M{number(x)} {number(y)}"]
    for to_x, to_y in rest:
        if to_x == x:
            said.append(f"V{number(to_y)}")
        else:
            half = number((y + to_y) / 2)
            said.append(f"C{number(x)} {half} {number(to_x)} {half} {number(to_x)} {number(to_y)}")
        x, y = to_x, to_y
    return "".join(said)


def _dip(points: list[tuple[float, float]]) -> str:
    """Return a way to a box of the same row: below both."""
    (x, y), (to_x, to_y) = points
    low = number(to_y + _DIP)
    return (
        f"M{number(x)} {number(y)}C{number(x)} {low} {number(to_x)} {low} "
        f"{number(to_x)} {number(to_y + _ARROW)}"
    )


def _label(
    said: str,
    points: list[tuple[float, float]],
    taken: list[tuple[float, float, float]],
    *,
    sure: bool,
) -> Iterator[str]:
    """Yield a text on a line, before it joins others; where none has room only if it must be."""
    half = width(said, _LABEL) / 2 + 2
    places = [_on_curve(points, t) for t in (0.5, 0.36, 0.64, 0.25, 0.75)]
    free = [one for one in places if all(_apart(one, half, other) for other in taken)]
    if free or sure:
        x, y = (free or places)[0]
        taken.append((x, y, half))
        yield text(said, x, y + 4, "v m")


def _apart(one: tuple[float, float], half: float, other: tuple[float, float, float]) -> bool:
    return abs(one[0] - other[0]) >= half + other[2] or abs(one[1] - other[1]) >= _LABEL


def _on_curve(points: list[tuple[float, float]], t: float) -> tuple[float, float]:
    """Return a point of the first bend: of a cubic Bézier curve, t from 0 to 1."""
    (x, y), (to_x, to_y) = points[:2]
    middle = to_y + _DIP if len(points) == _FLAT and y >= to_y else (y + to_y) / 2
    u = 1 - t
    at_x = x * (u**3 + 3 * u * u * t) + to_x * (3 * u * t * t + t**3)
    return at_x, y * u**3 + middle * 3 * u * t + to_y * t**3
