"""What the signs on a map mean: those that are on it, and no others."""

from collections.abc import Callable, Iterator

from cmdb.maps.boxes import flag, mark
from cmdb.maps.lines import pill
from cmdb.maps.markup import MARGIN, element, text
from cmdb.maps.model import Counted, Map, Node, Pool
from cmdb.maps.text import width
from cmdb.maps.words import STATES

_SIZE, _LINE, _BETWEEN = 11.0, 26.0, 26.0
_STRENGTHS = {
    "hard": "stops without it (hard)",
    "soft": "degraded without it (soft)",
    "standby": "would fail over to it (standby)",
}
Sign = tuple[Callable[[float, float], Iterator[str]], float, str]
"""How a sign is drawn at (left, middle), how wide it is, and what it means."""


def legend(found: Map, wide: float, y: float) -> tuple[list[str], float]:
    """Return the legend below a map, and where the picture ends."""
    drawn: list[str] = []
    x = MARGIN
    for draw, size, means in _signs(found):
        taken = size + 8 + width(means, _SIZE)
        if x > MARGIN and x + taken > wide - MARGIN:
            x, y = MARGIN, y + _LINE
        drawn.extend(draw(x, y))
        drawn.append(text(means, x + size + 8, y + 4, "k"))
        x += taken + _BETWEEN
    return drawn, y + MARGIN


def _signs(found: Map) -> Iterator[Sign]:
    states = {node.state for node in found.nodes}
    for state in ("down", "degraded", "at_risk"):
        if state in states:
            yield lambda x, y, state=state: mark(state, x + 9, y), 19, STATES[state]  # type: ignore[misc]  # a sign
    if any(node.given for node in found.nodes):
        yield lambda x, y: flag("given", x, y - 7, 38), 38, "the question says so"
    if any(isinstance(node, Node) and node.known for node in found.nodes):
        yield lambda x, y: flag("known", x, y - 7, 42), 42, "known not to be well now"
    yield from _of_lines(found)
    if found.pools:
        only = Pool("", "group", 1, 2, 2, declared=True)
        yield lambda x, y: pill(only, x + 24, y), 48, "needs one of its group's two members"
    if any(isinstance(node, Counted) for node in found.nodes):
        yield _stack, 32, "several CIs, counted"
    if any(isinstance(node, Node) and not node.in_operation for node in found.nodes):
        yield lambda x, y: _frame("b idle", x, y), 26, "not in operation"


def _of_lines(found: Map) -> Iterator[Sign]:
    for strength, means in _STRENGTHS.items():
        if any(line.strength == strength for line in found.lines):
            yield _stroke(f"l {strength}"), 40, means
    if any(line.decided for line in found.lines):
        yield _stroke("l by"), 40, "decided the state"


def _stroke(kind: str) -> Callable[[float, float], Iterator[str]]:
    def draw(x: float, y: float) -> Iterator[str]:
        yield element("path", kind, d=f"M{x:g} {y:g}H{x + 32:g}")
        yield element(
            "polygon", "r", points=f"{x + 39:g},{y:g} {x + 32:g},{y - 4:g} {x + 32:g},{y + 4:g}"
        )

    return draw


def _stack(x: float, y: float) -> Iterator[str]:
    for shift in (4, 2, 0):
        yield from _frame("b", x + shift, y + shift - 2)


def _frame(kind: str, x: float, y: float) -> Iterator[str]:
    yield element("rect", kind, x=x, y=y - 8, width=26, height=14, rx=3)
