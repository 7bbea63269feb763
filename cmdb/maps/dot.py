"""A map as DOT, for Graphviz and whatever else reads it."""

from collections.abc import Iterator

from cmdb.maps.lines import explained
from cmdb.maps.model import Counted, Drawn, Line, Map
from cmdb.maps.text import one_line
from cmdb.maps.words import LAYERS, STATES, said

_NO_LAYER = 9
_STYLES = {"hard": "solid", "soft": "dashed", "standby": "dotted"}
_FILLS = {"down": "#fdeaea", "degraded": "#fff3df", "at_risk": "#e8f1fd"}
_COLOURS = {"down": "#c21f1f", "degraded": "#a8590a", "at_risk": "#1c5fc0"}


def dot(found: Map) -> bytes:
    """Return the map as DOT text in UTF-8: a cluster a layer, dependents above what they need."""
    return ("\n".join(_lines(found)) + "\n").encode()


def _lines(found: Map) -> Iterator[str]:
    yield "digraph map {"
    title = "\n".join([found.title, *found.said])
    yield f"  graph [label={quoted(title)}, labelloc=t, rankdir=TB, fontname=sans];"
    yield '  node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname=sans];'
    yield "  edge [fontname=sans, fontsize=10];"
    keys = {node.key: f"n{at}" for at, node in enumerate(found.nodes)}
    for layer in sorted({node.layer or _NO_LAYER for node in found.nodes}):
        known = None if layer == _NO_LAYER else layer
        yield f"  subgraph cluster_{layer} {{"
        yield f"    label={quoted(LAYERS[known])};"
        for node in found.nodes:
            if node.layer == known:
                yield f"    {keys[node.key]} [ci={quoted(node.key)}, {_node(node)}];"
        yield "  }"
    pools = {(pool.dependent, pool.group): explained(pool) for pool in found.pools}
    for line in found.lines:
        pool = pools.get((line.dependent, line.group or ""), "")
        yield f"  {keys[line.dependent]} -> {keys[line.supplier]} [{_edge(line, pool)}];"
    yield "}"


def quoted(text: str) -> str:
    """Return text as a quoted DOT string that is drawn as just that text, line by line."""
    lines = (one_line(line) for line in text.split("\n"))
    plain = (line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(line.replace("&", "&amp;") for line in plain) + '"'


def _node(node: Drawn) -> str:
    if isinstance(node, Counted):
        label = f"{one_line(node.name)}\n{node.says}"
        more = ", peripheries=2"
    else:
        parts = [said(node.class_name)]
        parts += [STATES[node.state]] if node.state else []
        parts += ["given"] if node.given else ["known"] if node.known else []
        parts += ["not in operation"] if not node.in_operation else []
        label = f"{one_line(node.name)}\n{', '.join(parts)}"
        more = ", penwidth=3" if node.given or node.asked else ""
    state = node.state or ""
    if state in _FILLS:
        more += f', fillcolor="{_FILLS[state]}", color="{_COLOURS[state]}"'
    return f"label={quoted(label)}{more}"


def _edge(line: Line, pool: str) -> str:
    parts = [line.verb, pool, f"× {line.count:,}" if line.count > 1 else ""]
    text = ", ".join(filter(None, parts))
    colour = f', color="{_COLOURS[line.contributes]}"' if line.contributes else ""
    bold = ", penwidth=2" if line.decided else ""
    return f"label={quoted(text)}, style={_STYLES[line.strength]}{colour}{bold}"
