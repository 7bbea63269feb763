"""Big answers: CIs that are alike are counted as one, so that a map stays one that people read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cmdb.maps.model import MOST, By, Counted, Drawn, Line, Map, Node, Pool
from cmdb.maps.text import one_line
from cmdb.maps.words import LAYERS, in_states, several

_LINES = 4 * MOST
_NO_LAYER = 9
_ROOM = 48  # drawn units up to which small groups are opened again
_SMALL = 8
_GIVEN = 24  # given CIs stand alone, if they are not many
_STRENGTHS = ("standby", "soft", "hard")
_WORST = ("down", "degraded", "at_risk", "ok")
_NAMED = 5
_OTHERS = "other sites"
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """How a map is to be made smaller: by what (None: as fits best), and from which size on.

    The groups with the keys in `opened` are drawn CI by CI.
    """

    by: By | None = None
    most: int = MOST
    opened: frozenset[str] = frozenset()


def fitted(found: Map, wish: Wish, sites: Mapping[str, str]) -> Map:
    """Return the map as it is where people can read it, else with groups in place of many CIs.

    By class, and by layer where the classes alone are too many. `sites` has the site by CI id, for
    grouping by site. Whoever asks for a grouping gets it whatever the size.
    """
    fits = len(found.nodes) <= wish.most and len(found.lines) <= _LINES
    if wish.by is None and fits:
        return found
    by = wish.by or "class"
    units = _units(found, by, wish, sites)
    if wish.by is None and not wish.opened and len(units) > wish.most:
        by = "layer"
        units = _units(found, by, wish, sites)
    return _regrouped(found, by, units)


def _units(
    found: Map, by: By, wish: Wish, sites: Mapping[str, str]
) -> dict[tuple[By, Key], list[Node]]:
    """Return what is drawn as one: single CIs, and groups of several, by what they share."""
    nodes = [node for node in found.nodes if isinstance(node, Node)]
    alone = {node.key for node in nodes if node.asked}
    given = [node.key for node in nodes if node.given]
    if len(given) <= _GIVEN:
        alone.update(given)
    shared = _sharing(by, wish.most, sites, nodes)
    units: dict[tuple[By, Key], list[Node]] = defaultdict(list)
    for node in nodes:
        key = shared(node)
        single = node.key in alone or key_of(by, key) in wish.opened
        units[by, ("", node.key) if single else key].append(node)
    return _opened(units)


def _sharing(
    by: By, most: int, sites: Mapping[str, str], nodes: Iterable[Node]
) -> Callable[[Node], Key]:
    if by == "layer":
        return lambda node: (_layer_key(node),)
    if by == "class":
        return lambda node: (_layer_key(node), node.class_name)
    large = _largest(sites, nodes, most // len(LAYERS))
    return lambda node: (_layer_key(node), _named(sites.get(node.key), large))


def _named(site: str | None, large: frozenset[str]) -> str:
    return site if site is not None and site in large else _OTHERS


def _largest(sites: Mapping[str, str], nodes: Iterable[Node], most: int) -> frozenset[str]:
    counts: dict[str, int] = defaultdict(int)
    for node in nodes:
        counts[sites.get(node.key, _OTHERS)] += 1
    return frozenset(sorted(counts, key=lambda site: (-counts[site], site))[:most])


def _layer_key(node: Node) -> str:
    return str(node.layer or _NO_LAYER)


def _opened(units: dict[tuple[By, Key], list[Node]]) -> dict[tuple[By, Key], list[Node]]:
    """Open small groups while there is room, those nearest to people first."""
    drawn = len(units)
    for key in sorted(units, key=lambda key: (key[1][0], len(units[key]), key[1])):
        several_ = units[key]
        if 1 < len(several_) <= _SMALL and drawn + len(several_) - 1 <= _ROOM:
            drawn += len(several_) - 1
            del units[key]
            units.update({(key[0], ("", node.key)): [node] for node in several_})
    return units


def _regrouped(found: Map, by: By, units: Mapping[tuple[By, Key], list[Node]]) -> Map:
    drawn = [_drawn(by, key, nodes) for (_, key), nodes in units.items()]
    unit_of = {
        node.key: one.key
        for one, nodes in zip(drawn, units.values(), strict=True)
        for node in nodes
    }
    lines = bundled(found.lines, unit_of)
    singles = {one.key for one in drawn if isinstance(one, Node)}
    hidden = replace(
        found.hidden,
        cis=len(found.nodes) - len(singles),
        relations=found.relations - len(lines),
    )
    return replace(
        found,
        nodes=tuple(sorted(drawn, key=lambda n: (n.layer or _NO_LAYER, n.name, n.key))),
        lines=lines,
        pools=tuple(_kept(found.pools, lines, singles)),
        hidden=hidden,
        grouped=by,
    )


def key_of(by: By, key: Key) -> str:
    """Return the key that a group is drawn under."""
    return f"{by}:{':'.join(key)}"


def _drawn(by: By, key: Key, nodes: list[Node]) -> Drawn:
    if len(nodes) == 1:
        return nodes[0]
    return counted(by, key_of(by, key), _name(by, key, nodes), nodes)


def counted(by: By, key: str, name: str, nodes: list[Node]) -> Counted:
    """Return several CIs as one, under a key and a name."""
    states = [node.state for node in nodes]
    classes = {node.class_name for node in nodes}
    return Counted(
        key=key,
        name=name,
        by=by,
        layer=nodes[0].layer,
        count=len(nodes),
        states=(counts := {s: states.count(s) for s in ("down", "degraded", "at_risk")}),
        says=_says(by, counts, nodes),
        given=sum(node.given for node in nodes),
        members=tuple(node.key for node in sorted(nodes, key=_worst_first)),
        class_name=classes.pop() if len(classes) == 1 else None,
    )


def _worst_first(node: Node) -> tuple[int, str, str]:
    return _WORST.index(node.state or "ok"), node.name, node.key


def _name(by: By, key: Key, nodes: list[Node]) -> str:
    classes = {node.class_name for node in nodes}
    counted = several(classes.pop(), len(nodes)) if len(classes) == 1 else f"{len(nodes):,} CIs"
    if by == "site":
        return key[1]
    return counted if by == "class" else f"{counted} of {LAYERS[nodes[0].layer]}"


def _says(by: By, counts: Mapping[str, int], nodes: list[Node]) -> str:
    hit = in_states(counts)
    if by == "site":
        return f"{len(nodes):,} CIs{': ' if hit else ''}{hit}"
    more = ", …" if len(nodes) > _NAMED else ""
    return hit or ", ".join(one_line(node.name) for node in nodes[:_NAMED]) + more


def bundled(lines: Iterable[Line], unit_of: Mapping[str, str]) -> tuple[Line, ...]:
    """Return one line for all relations between the same two units; none within one."""
    bundles: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        ends = unit_of[line.dependent], unit_of[line.supplier]
        if ends[0] != ends[1]:
            bundles[ends].append(line)
    return tuple(_bundle(*ends, bundles[ends]) for ends in sorted(bundles))


def _bundle(dependent: str, supplier: str, lines: list[Line]) -> Line:
    def alike(values: Iterable[str | None]) -> str | None:
        found = set(values)
        return found.pop() if len(found) == 1 else None

    contributed = [line.contributes for line in lines]
    return Line(
        dependent=dependent,
        supplier=supplier,
        type=alike(line.type for line in lines) or "several",
        verb=alike(line.verb for line in lines) or "needs",
        strength=max((line.strength for line in lines), key=_STRENGTHS.index),
        group=alike(line.group for line in lines),
        contributes=next((s for s in ("down", "degraded", "at_risk") if s in contributed), None),
        decided=any(line.decided for line in lines),
        count=len(lines),
        origin=alike(line.origin for line in lines),
    )


def _kept(pools: Iterable[Pool], lines: Iterable[Line], singles: set[str]) -> Iterator[Pool]:
    """Yield the pools whose dependent and lines are still there."""
    there = {(line.dependent, line.group) for line in lines if line.dependent in singles}
    return (pool for pool in pools if (pool.dependent, pool.group) in there)
