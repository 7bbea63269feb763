"""A map as SVG: no script, no outside reference, readable by light and dark, alike byte for byte."""

from collections.abc import Iterator, Sequence

from cmdb.maps.boxes import box
from cmdb.maps.layout import BOX_HEIGHT, ROW_STEP, Layout, laid_out
from cmdb.maps.legend import legend
from cmdb.maps.lines import Ports, Sheet, drawn_lines
from cmdb.maps.markup import MARGIN, element, escaped, number, text
from cmdb.maps.model import Counted, Map
from cmdb.maps.rows import Lane
from cmdb.maps.style import css
from cmdb.maps.text import BOLD, cut, width
from cmdb.maps.words import LAYERS

_GUTTER = 112.0  # for the lanes' names
_HEADER = 52.0
_TITLE, _SAID = 19.0 * BOLD, 13.0
_LINE = 20.0
_PAD_TOP, _PAD_BOTTOM, _LANE_GAP = 18.0, 32.0, 8.0
_NARROWEST = 560.0


def svg(found: Map) -> bytes:
    """Return the map as an SVG document in UTF-8."""
    laid = laid_out(found.nodes, found.lines)
    wide = max(_NARROWEST, laid.width + _GUTTER + 2 * MARGIN)
    sentences = _packed([*found.said, f"revision {found.revision:,}"], wide - 2 * MARGIN)
    top = _HEADER + _LINE * len(sentences)
    sheet, bands, bottom = _sheet(found, laid, wide, top)
    key, end = legend(found, wide, bottom + 22)
    parts = [
        _head(found, wide, end),
        element("rect", "p", width=wide, height=end),
        *_header(found, sentences, wide),
        *_lanes(found, laid, bands, wide),
        *_body(found, sheet),
        *key,
        "</svg>\n",
    ]
    return "\n".join(parts).encode()


def _head(found: Map, wide: float, high: float) -> str:
    size = f'width="{number(wide)}" height="{number(high)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
        f'viewBox="0 0 {number(wide)} {number(high)}" role="img">\n'
        f"<title>{escaped(found.title)}</title>\n<desc>{escaped('. '.join(found.said))}</desc>\n"
        f"<style>{css()}</style>"
    )


def _packed(sentences: Sequence[str], room: float) -> list[str]:
    """Return the sentences in as few lines as hold them."""
    lines: list[str] = []
    for one in sentences:
        longer = f"{lines[-1]}  ·  {one}" if lines else one
        if lines and width(longer, _SAID) <= room:
            lines[-1] = longer
        else:
            lines.append(one)
    return lines


def _header(found: Map, sentences: Sequence[str], wide: float) -> Iterator[str]:
    title = cut(found.title, wide - 2 * MARGIN, _TITLE)
    yield text(title, MARGIN, 34, "h", full=found.title if title != found.title else "")
    for at, sentence in enumerate(sentences):
        yield text(sentence, MARGIN, 58 + _LINE * at, "s")


def _sheet(
    found: Map, laid: Layout, wide: float, top: float
) -> tuple[Sheet, list[tuple[Lane, float, float]], float]:
    """Return where rows begin, the lanes' (top, height), and the end of the last."""
    tops: list[float] = []
    bands: list[tuple[Lane, float, float]] = []
    at = top
    for lane in laid.lanes:
        first = at + _PAD_TOP
        tops.extend(first + ROW_STEP * row for row in range(lane.rows))
        high = _PAD_TOP + ROW_STEP * (lane.rows - 1) + BOX_HEIGHT + _PAD_BOTTOM
        bands.append((lane, at, high))
        at += high + _LANE_GAP
    left = MARGIN + _GUTTER + (wide - laid.width - _GUTTER - 2 * MARGIN) / 2
    stacked = frozenset(node.key for node in found.nodes if isinstance(node, Counted))
    return Sheet(laid, tuple(tops), left, stacked), bands, at


def _lanes(
    found: Map, laid: Layout, bands: Sequence[tuple[Lane, float, float]], wide: float
) -> Iterator[str]:
    layer_of = {node.key: node.layer for node in found.nodes}
    sizes = {node.key: getattr(node, "count", 1) for node in found.nodes}
    for lane, top, high in bands:
        count = sum(sizes[key] for key in laid.row if layer_of[key] == lane.layer)
        yield element("rect", "z", x=MARGIN / 2, y=top, width=wide - MARGIN, height=high, rx=8)
        yield text(LAYERS[lane.layer], MARGIN, top + 26, "a")
        yield text(f"{count:,} CI{'s' if count != 1 else ''}", MARGIN, top + 42, "c")


def _body(found: Map, sheet: Sheet) -> Iterator[str]:
    """Yield lines below boxes, and the pools' pills above both."""
    ports = Ports(found, sheet)
    yield from drawn_lines(found, sheet, ports)
    for node in found.nodes:
        yield from box(node, *sheet.corner(node.key))
    yield from ports.pills()
