"""A CI, or a counted group of CIs, as a box with its name, its class and the mark of its state."""

from collections.abc import Iterator

from cmdb.maps.layout import BOX_HEIGHT, BOX_WIDTH, STACK
from cmdb.maps.markup import element, escaped, number, text
from cmdb.maps.model import Counted, Drawn, Node
from cmdb.maps.text import BOLD, cut, one_line, width
from cmdb.maps.words import STATES, said

_NAME, _LONG, _CLASS, _TAG = 13.0 * BOLD, 11.5 * BOLD, 11.0, 10.0 * BOLD
_PAD, _MARK = 12.0, 21.0


def box(node: Drawn, x: float, y: float) -> Iterator[str]:
    """Yield the box of a CI or a group whose upper left corner is there."""
    state = node.state if node.state in STATES and node.state != "ok" else None
    name, below, full = _counted(node) if isinstance(node, Counted) else _single(node)
    yield f"<g><title>{escaped(full)}</title>"
    kinds = " ".join(filter(None, ("b", state, _kind(node))))
    if isinstance(node, Counted):
        for shift in (STACK, STACK / 2):
            yield _frame(f"b {state or ''}".strip(), x + shift, y + shift)
    yield _frame(kinds, x, y)
    left = x + _PAD
    if state:
        yield from mark(state, x + 17, y + BOX_HEIGHT / 2)
        left = x + _PAD + _MARK
    room = x + BOX_WIDTH - _PAD + 4 - left
    size, kind = (_NAME, "n") if width(name, _NAME) <= room else (_LONG, "n e")
    yield text(cut(name, room, size), left, y + 20, kind)
    if isinstance(node, Counted) and state:
        yield from _tally(node, left, y + 36)
    else:
        yield text(cut(below, room, _CLASS), left, y + 36, "c")
    yield from _tags(node, x, y)
    yield "</g>"


def _frame(kinds: str, x: float, y: float) -> str:
    return element("rect", kinds, x=x, y=y, width=BOX_WIDTH, height=BOX_HEIGHT, rx=6)


def _kind(node: Drawn) -> str:
    if node.asked:
        return "asked"
    return "idle" if isinstance(node, Node) and not node.in_operation else ""


def _single(node: Node) -> tuple[str, str, str]:
    """Return name, line below and everything known."""
    kind = said(node.class_name)
    idle = [] if node.in_operation else [(node.lifecycle or "").replace("_", " ")]
    known = [node.name, kind, *idle]
    known += [STATES[node.state]] if node.state else []
    known += [f"{node.criticality} criticality"] if node.criticality else []
    known += [node.environment.replace("_", " ")] if node.environment else []
    known += ["given"] if node.given else ["known not to be well"] if node.known else []
    return one_line(node.name), " · ".join([kind, *idle]), ", ".join(known)


def _counted(node: Counted) -> tuple[str, str, str]:
    given = f", {node.given:,} of them given" if node.given else ""
    return one_line(node.name), node.says, f"{node.name}: {node.says}{given}"


def _tally(node: Counted, x: float, y: float) -> Iterator[str]:
    """Yield how many are in each state, by its mark: words would not fit."""
    if node.by == "site":
        said = f"{node.count:,} CIs"
        yield text(said, x, y, "c")
        x += width(said, _CLASS) + 8
    for state, count in node.states.items():
        if count:
            yield f'<g transform="translate({number(x + 6)} {number(y - 4)}) scale(.6)">'
            yield from mark(state, 0, 0)
            yield "</g>"
            yield text(f"{count:,}", x + 15, y, "c")
            x += 15 + width(f"{count:,}", _CLASS) + 9


def _tags(node: Drawn, x: float, y: float) -> Iterator[str]:
    """Yield the flags on the upper edge: critical to the left, given, known and asked to the right.

    Lines arrive between them.
    """
    if isinstance(node, Node) and node.criticality == "critical":
        yield from flag("critical", x + 8, y - 7, width("critical", _TAG) + 10)
    tags = []
    if node.given:
        tags.append("given" if isinstance(node, Node) else f"{node.given:,} given")
    if isinstance(node, Node) and node.known:
        tags.append("known")
    if node.asked:
        tags.append("asked")
    right = x + BOX_WIDTH - 8
    for tag in tags:
        wide = width(tag, _TAG) + 10
        right -= wide
        yield from flag(tag, right, y - 7, wide)
        right -= 4


def flag(tag: str, x: float, y: float, wide: float) -> Iterator[str]:
    """Yield a small dark label."""
    yield element("rect", "g", x=x, y=y, width=wide, height=14, rx=7)
    yield text(tag, x + wide / 2, y + 10.5, "t m")


def mark(state: str, x: float, y: float) -> Iterator[str]:
    """Yield a state's mark, told apart by its shape: a cross, a falling arrow, a question of time."""
    if state == "down":
        yield element("circle", "x down", cx=x, cy=y, r=8.5)
        yield _strokes((x - 3.5, y - 3.5, x + 3.5, y + 3.5), (x - 3.5, y + 3.5, x + 3.5, y - 3.5))
    elif state == "degraded":
        points = f"{number(x - 9)},{number(y - 7)} {number(x + 9)},{number(y - 7)} {number(x)},{number(y + 8.5)}"
        yield element("polygon", "x degraded", points=points)
        yield _strokes((x, y - 3.5, x, y + 0.5), (x, y + 3.6, x, y + 3.7))
    else:
        points = f"{number(x)},{number(y - 9.5)} {number(x + 9.5)},{number(y)} {number(x)},{number(y + 9.5)} {number(x - 9.5)},{number(y)}"
        yield element("polygon", "x at_risk", points=points)
        yield _strokes((x, y - 4.5, x, y + 1), (x, y + 4.4, x, y + 4.5))


def _strokes(*strokes: tuple[float, float, float, float]) -> str:
    way = "".join(f"M{number(a)} {number(b)}L{number(c)} {number(d)}" for a, b, c, d in strokes)
    return element("path", "w", d=way)
