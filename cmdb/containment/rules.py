"""What is in what: pure questions to the topology."""

from collections.abc import Iterator, Sequence

from cmdb.containment.model import GONE, GROUPS, NESTED, OF, WITHIN
from cmdb.topology.snapshot import Topology

Child = tuple[int, str]
"""Where a CI is in the topology, and the relation that puts it into its parent."""


def children(topology: Topology, place: int) -> list[Child]:
    """Return what is in a CI, without what is gone."""
    parts = {other: kind for other, kind in _tied(topology, topology.needs(place)) if kind == OF}
    inside = {
        other: kind
        for other, kind in _tied(topology, topology.users(place))
        if kind in WITHIN and (kind in NESTED or _nearest(topology, other) == kind)
    }
    found = parts | inside
    found.pop(place, None)
    return [(other, kind) for other, kind in found.items() if not gone(topology, other)]


def parents(topology: Topology, place: int) -> list[int]:
    """Return what a CI is in, the nearest first, without what is gone."""
    nearest = _nearest(topology, place)
    inside = [
        (NESTED.index(kind) if kind in NESTED else len(NESTED), other)
        for other, kind in _tied(topology, topology.needs(place))
        if kind in NESTED or kind == nearest
    ]
    of = [
        (len(WITHIN), other) for other, kind in _tied(topology, topology.users(place)) if kind == OF
    ]
    ordered = [other for _, other in sorted([*inside, *of]) if other != place]
    return [other for other in dict.fromkeys(ordered) if not gone(topology, other)]


def path(topology: Topology, place: int) -> list[int]:
    """Return the way from a root down to a CI, by its nearest parents; a circle is cut."""
    way = [place]
    while True:
        above = next((one for one in parents(topology, way[-1]) if one not in way), None)
        if above is None:
            return way[::-1]
        way.append(above)


def roots(topology: Topology) -> dict[str, list[int]]:
    """Return the CIs that are in nothing, by group."""
    group_of = _groups(topology)
    codes = [group_of.get(one.class_name) for one in topology.vocabulary.profiles.values]
    found: dict[str, list[int]] = {name: [] for name in GROUPS}
    places = list(topology.places())
    for place, code in zip(places, topology.profile_codes(places), strict=True):
        group = codes[code]
        if group is not None and not gone(topology, place) and not parents(topology, place):
            found[group].append(place)
    return found


def gone(topology: Topology, place: int) -> bool:
    return topology.profile(place).lifecycle in GONE


def _nearest(topology: Topology, place: int) -> str | None:
    """Return the first of the relations that say what a CI is in."""
    there = {kind for _, kind in _tied(topology, topology.needs(place))}
    return next((kind for kind in WITHIN if kind in there), None)


def _tied(
    topology: Topology, row: tuple[Sequence[int], Sequence[int]]
) -> Iterator[tuple[int, str]]:
    values = topology.ties.values
    for other, code in zip(*row, strict=True):
        yield other, values[code].type


def _groups(topology: Topology) -> dict[str, str]:
    """Return the group of each class that is in one."""
    found: dict[str, str] = {}
    for name, ci_class in topology.model.classes.items():
        for group, tops in GROUPS.items():
            if any(top in ci_class.ancestors for top in tops):
                found.setdefault(name, group)
    return found
