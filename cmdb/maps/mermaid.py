"""A map as a Mermaid flow chart, as merge requests and wikis draw it."""

import re
from collections.abc import Iterator, Mapping

from cmdb.maps.lines import explained
from cmdb.maps.model import Counted, Drawn, Line, Map
from cmdb.maps.text import one_line
from cmdb.maps.words import LAYERS, STATES, said

_NO_LAYER = 9
_FRAMED = 20
# Whatever means something to Mermaid, Markdown or HTML goes as the number of its character.
_SPECIAL = re.compile(r"[^\w \-.,()]", re.ASCII)
_ARROWS = {"hard": "-->", "soft": "-.->", "standby": "-.-o"}
_STYLES = (
    "classDef down fill:#fdeaea,stroke:#c21f1f,stroke-width:2px,color:#17202b",
    "classDef degraded fill:#fff3df,stroke:#a8590a,stroke-width:2px,color:#17202b",
    "classDef at_risk fill:#e8f1fd,stroke:#1c5fc0,stroke-width:2px,color:#17202b",
    "classDef idle stroke-dasharray: 4 3",
)


def mermaid(found: Map) -> bytes:
    """Return the map as Mermaid text in UTF-8."""
    return ("\n".join(_lines(found)) + "\n").encode()


def _lines(found: Map) -> Iterator[str]:
    yield "flowchart TB"
    yield f"%% {_remark(found.title)}"
    for sentence in found.said:
        yield f"%% {_remark(sentence)}"
    keys = {node.key: f"n{at}" for at, node in enumerate(found.nodes)}
    yield from _boxes(found, keys)
    pools = {(pool.dependent, pool.group): explained(pool) for pool in found.pools}
    for line in found.lines:
        pool = pools.get((line.dependent, line.group or ""), "")
        yield f"{keys[line.dependent]} {_arrow(line, pool)} {keys[line.supplier]}"
    title = " · ".join([found.title, *found.said])
    yield f'said["{escaped(title)}"]'
    yield from _STYLES


def _boxes(found: Map, keys: Mapping[str, str]) -> Iterator[str]:
    """Yield the boxes, by layer; of many Mermaid's own order reads better than frames."""
    framed = len(found.nodes) <= _FRAMED
    for layer in sorted({node.layer or _NO_LAYER for node in found.nodes}):
        known = None if layer == _NO_LAYER else layer
        if framed:
            yield f'subgraph layer{layer}["{LAYERS[known]}"]'
            yield "direction TB"
        for node in found.nodes:
            if node.layer == known:
                yield f'{keys[node.key]}["{label(node)}"]{_style(node)}'
        if framed:
            yield "end"


def escaped(text: str) -> str:
    """Return text that stands between double quotes and means nothing but itself."""

    def coded(found: re.Match[str]) -> str:
        character = found[0]
        if character == "\\":
            return "#92;#8203;"  # a blank of no width: Mermaid takes \n for a line end even so
        return character if character.isalnum() else f"#{ord(character)};"

    return _SPECIAL.sub(coded, one_line(text))


def label(node: Drawn) -> str:
    """Return what stands in a box: mark, name, class and state, in two lines."""
    if isinstance(node, Counted):
        return f"{escaped(node.name)}<br>{escaped(node.says)}"
    parts = [said(node.class_name)]
    parts += [STATES[node.state]] if node.state else []
    parts += ["given"] if node.given else ["known"] if node.known else []
    parts += ["not in operation"] if not node.in_operation else []
    return f"{escaped(node.name)}<br>{escaped(', '.join(parts))}"


def _style(node: Drawn) -> str:
    if node.state in STATES and node.state != "ok":
        return f":::{node.state}"
    idle = not isinstance(node, Counted) and not node.in_operation
    return ":::idle" if idle else ""


def _arrow(line: Line, pool: str) -> str:
    parts = [line.verb, pool, f"× {line.count:,}" if line.count > 1 else ""]
    text = escaped(", ".join(filter(None, parts)))
    return f'{_ARROWS[line.strength]}|"{text}"|'


def _remark(text: str) -> str:
    """Return text that cannot end or open anything in a remark."""
    return re.sub(r"[{}%]", "", one_line(text))
