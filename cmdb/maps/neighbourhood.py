"""A CI's neighbourhood as one walks about in it: what is drawn, and what next to it is not."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cmdb.impact import Question, joint
from cmdb.impact import asked as asked_
from cmdb.impact.model import AT_RISK, DEGRADED, DOWN, OK, STATES
from cmdb.impact.rules import Evaluation
from cmdb.maps.grouping import Wish, bundled, counted, fitted
from cmdb.maps.model import Counted, Hidden, Line, Map, Node
from cmdb.maps.subgraph import Walked, in_order, line_of, nodes_of, pools_of
from cmdb.maps.text import clean, one_line
from cmdb.maps.walk import MOST, Side, View, Walk, tied, walked
from cmdb.maps.ways import Way, between
from cmdb.maps.words import several
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import Topology

_COUNTED = 20_000
"""So many CIs of the whole are counted; more than that are `at least` so many."""
_WHOLE = 50_000
_ALL = 100
"""So many steps mean all there are."""

Beyond = Mapping[Side, Mapping[str, int]]
"""How many neighbours of a CI are not drawn, by side and type of relation."""


@dataclass(frozen=True, slots=True)
class Facets:
    """How many CIs or relations there are next to what is drawn, hidden ones among them, by value."""

    classes: Mapping[str, int]
    types: Mapping[str, int]
    environments: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A map, and what is only needed to walk about in it.

    `beyond` and `steps` are by CI id: how far a CI stands below the asked one, less than 0 above, as
    far as it is drawn on its own. `left_out` counts the CIs next to what is drawn that a filter hides.
    `at_least`: there are more CIs than the map's total says.
    """

    map: Map
    asked: str
    beyond: Mapping[str, Beyond]
    steps: Mapping[str, int]
    facets: Facets
    left_out: int
    at_least: bool
    way: Way | None
    way_ids: tuple[str, ...]


def of(
    topology: Topology, ref: str, view: View, question: Question, to: tuple[str, str] | None = None
) -> Neighbourhood:
    """Return what is round about a CI, in the states that the question gives.

    With `to` also the shortest way between two CIs. Raises NotFound with near names, Invalid for an
    ambiguous name, and what `impact.evaluation` does.
    """
    place = resolve(topology, ref)
    found = joint(topology, question, known := asked_(topology, question))
    way = None if to is None else between(topology, *(resolve(topology, one) for one in to))
    walk = _walked(topology, place, view, frozenset(found.states))
    drawn = _drawn(walk, place, found, frozenset(known.states), way)
    singles, there = _places(topology, drawn)
    beyond = {clean(topology.id(one)): _beyond(walk, one, there) for one in singles}
    total, at_least = _whole(topology, place, there | walk.left_out)
    further = sum(sum(side.values()) for one in beyond.values() for side in one.values())
    return Neighbourhood(
        map=_summed(drawn, there, total, further, found),
        asked=clean(topology.id(place)),
        beyond=beyond,
        steps={clean(topology.id(one)): step for one, step in walk.shown.items()},
        facets=_facets(walk, singles, there),
        left_out=len(walk.left_out - there),
        at_least=at_least,
        way=way,
        way_ids=tuple(clean(topology.id(one)) for one in way.places) if way else (),
    )


def _walked(topology: Topology, place: int, view: View, ill: frozenset[int]) -> Walk:
    """Return what is drawn; who asks for all levels gets all, each or by class, and no group that
    ends the way."""
    if max(view.up, view.down) < _ALL:
        return walked(topology, place, view, ill)
    walk = walked(topology, place, replace(view, alike=view.most), ill)
    walk.full |= bool(walk.groups)
    return walk


def _drawn(
    walk: Walk, place: int, found: Evaluation, given: Collection[int], way: Way | None
) -> Map:
    if walk.full and way is None:
        return _classes(walk, place, found, given)
    for one in way.places if way else ():
        walk.alone(one)
    return _siblings(walk, place, found, given, way.places if way else ())


def _places(topology: Topology, drawn: Map) -> tuple[list[int], set[int]]:
    """Return the places of the CIs drawn each, and of all that are drawn or counted."""
    singles = [_place(topology, node.key) for node in drawn.nodes if isinstance(node, Node)]
    members = (key for node in drawn.nodes if isinstance(node, Counted) for key in node.members)
    return singles, {*singles, *(_place(topology, key) for key in members)}


def _place(topology: Topology, key: str) -> int:
    found = topology.place(key)
    if found is None:
        raise AssertionError("what is drawn stands in the topology that it was drawn from")
    return found


def _summed(drawn: Map, there: Iterable[int], total: int, further: int, found: Evaluation) -> Map:
    """Return the map with figures of all there is: what is not drawn counts as hidden."""
    lines = sum(line.count for line in drawn.lines)
    hit = Counter(found.states.get(place, OK) for place in there)
    return replace(
        drawn,
        total=total,
        relations=lines + further,
        hidden=Hidden(cis=drawn.hidden.cis, relations=further),
        counts={STATES[state]: hit[state] for state in (DOWN, DEGRADED, AT_RISK)},
    )


def _siblings(
    walk: Walk,
    place: int,
    found: Evaluation,
    given: Collection[int],
    way: Sequence[int],
) -> Map:
    """Return the CIs that are shown, and groups of the siblings that are not."""
    topology = walk.topology
    singles = nodes_of(topology, walk.shown, found, given, place)
    groups = []
    for key, members in sorted(walk.groups.items()):
        nodes = nodes_of(topology, members, found, given)
        name = several(nodes[0].class_name, len(nodes))
        groups.append(counted("siblings", key, name, list(nodes)))
    unit_of = {place: clean(id_) for place, id_ in walk.unit_of.items()}
    relations = _relations(walk, unit_of.keys(), way)
    lines = [line_of(topology, one, found) for one in relations]
    single = {node.key for node in singles}
    return Map(
        title=f"Around {one_line(topology.name(place))}",
        revision=topology.revision,
        nodes=(*singles, *groups),
        lines=_bundled(lines, {topology.id(p): key for p, key in unit_of.items()}, single),
        pools=tuple(
            pool for pool in pools_of(topology, relations, found) if pool.dependent in single
        ),
        hidden=Hidden(cis=sum(map(len, walk.groups.values()))),
        grouped="siblings" if groups else None,
    )


def _bundled(
    lines: Iterable[Line], unit_of: Mapping[str, str], single: Collection[str]
) -> tuple[Line, ...]:
    """Return relations between CIs as they are, and those of a group's members as one."""
    plain: list[Line] = []
    several_: list[Line] = []
    for line in lines:
        alone = unit_of[line.dependent] in single and unit_of[line.supplier] in single
        (plain if alone else several_).append(line)
    return (*in_order(plain), *bundled(several_, unit_of))


def _classes(walk: Walk, place: int, found: Evaluation, given: Collection[int]) -> Map:
    """Return all that is as near as asked, counted by class: there is too much to draw each."""
    topology, view = walk.topology, walk.view
    steps = {"up": view.up, "down": view.down}
    places = {place}
    for side in ("up", "down"):
        places |= _reached(walk, place, side, steps[side])
    relations = _relations(walk, places)
    lines = [line_of(topology, one, found) for one in relations]
    whole = Map(
        title=f"Around {one_line(topology.name(place))}",
        revision=topology.revision,
        nodes=nodes_of(topology, places, found, given, place),
        lines=in_order(lines),
        pools=pools_of(topology, relations, found),
        total=len(places),
        relations=len(lines),
    )
    return fitted(whole, Wish("class", view.most, view.opened), {})


def _reached(walk: Walk, place: int, side: Side, steps: int) -> set[int]:
    topology = walk.topology
    seen, front = {place}, [place]
    for _ in range(steps):
        following = []
        for one in front:
            if one != place and not topology.operating[one]:
                continue
            for other, code in tied(topology, one, side, every=walk.view.every):
                if other not in seen and not walk.hidden(other, code):
                    seen.add(other)
                    following.append(other)
        front = following
        if not front or len(seen) > _WHOLE:
            break
    return seen


def _relations(walk: Walk, there: Collection[int], way: Sequence[int] = ()) -> list[Walked]:
    """Return the relations between these CIs that no filter hides, and all those on the way."""
    topology, hide = walk.topology, walk.view.hide
    found = {
        (dependent, supplier, code)
        for dependent in there
        for supplier, code in tied(topology, dependent, "down", every=walk.view.every)
        if supplier in there and topology.tie(code).type not in hide.types
    }
    steps = {*pairwise(way), *pairwise(way[::-1])}
    for dependent, supplier in steps:
        if not any(one[:2] == (dependent, supplier) for one in found):
            needs = tied(topology, dependent, "down", every=True)
            found |= {(dependent, supplier, code) for other, code in needs if other == supplier}
    return sorted(found)


def _beyond(walk: Walk, place: int, there: Collection[int]) -> Beyond:
    """Return what is not drawn; a relation of a hidden type between two drawn counts below one."""
    found: dict[Side, Counter[str]] = {"up": Counter(), "down": Counter()}
    for side, other, code in walk.around(place):
        type_ = walk.topology.tie(code).type
        if other not in there or (side == "down" and type_ in walk.view.hide.types):
            found[side][type_] += 1
    return found


def _facets(walk: Walk, singles: Sequence[int], there: set[int]) -> Facets:
    topology = walk.topology
    profiles = [topology.profile(place) for place in there | walk.left_out]
    near = {
        (place, other, code) if side == "down" else (other, place, code)
        for place in singles
        for side, other, code in walk.around(place)
        if other in there or other in walk.left_out
    }
    types = Counter(topology.tie(code).type for _, _, code in near)
    return Facets(
        classes=Counter(profile.class_name for profile in profiles),
        types=types,
        environments=Counter(profile.environment or "" for profile in profiles),
    )


def _whole(topology: Topology, place: int, there: set[int]) -> tuple[int, bool]:
    """Return how many CIs need it or are needed by it, at any distance, and whether there are more."""
    seen: set[int] = {place}
    for side in ("up", "down"):
        for count, one in enumerate(_all(topology, place, side)):
            seen.add(one)
            if count > _COUNTED:
                return len(seen | there), True
    return len(seen | there), False


def _all(topology: Topology, place: int, side: Side) -> Iterator[int]:
    seen, front = {place}, [place]
    while front:
        one = front.pop()
        if one != place and not topology.operating[one]:
            continue
        for other, _ in tied(topology, one, side, every=False):
            if other not in seen:
                seen.add(other)
                front.append(other)
                yield other


__all__ = ["MOST", "Neighbourhood", "of"]
