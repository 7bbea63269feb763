"""The containment tree: sites down to devices, clusters down to hosts and what runs on them."""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

from cmdb.containment import rules
from cmdb.containment.model import GROUPS, Node, Page
from cmdb.containment.rules import Child
from cmdb.search.block import order_of
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import Topology

__all__ = ["GROUPS", "ContainmentKeeper", "Node", "Page", "children", "path"]


class ContainmentKeeper:
    """The roots of the tree in this process, found once for each revision."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._held: tuple[tuple[int, str | None, int], Mapping[str, Sequence[int]]] | None = None

    def roots(self, topology: Topology, group: str, skip: int, limit: int) -> Page:
        """Return the roots of one of `GROUPS`, by name."""
        found = self._roots(topology)[group]
        some = found[skip : skip + limit]
        return Page([_node(topology, place, None) for place in some], len(found))

    def _roots(self, topology: Topology) -> Mapping[str, Sequence[int]]:
        key = (topology.revision, topology.stamp.at, id(topology.compact))
        with self._turn:
            if self._held is None or self._held[0] != key:
                roots = rules.roots(topology)
                ordered = {name: _sorted(topology, found) for name, found in roots.items()}
                self._held = (key, ordered)
            return self._held[1]


def children(topology: Topology, ref: str, skip: int, limit: int) -> Page:
    """Return what is in a CI, by class and name. Raises NotFound with near names, Invalid."""
    found = rules.children(topology, resolve(topology, ref))
    by = dict(found)
    ordered = sorted(by, key=lambda place: (_layered(topology, place), *_order(topology, place)))
    some: Iterable[Child] = ((place, by[place]) for place in ordered[skip : skip + limit])
    return Page([_node(topology, place, kind) for place, kind in some], len(found))


def path(topology: Topology, ref: str) -> list[Node]:
    """Return the way from a root down to a CI. Raises NotFound with near names, Invalid."""
    way = rules.path(topology, resolve(topology, ref))
    return [_node(topology, place, None) for place in way]


def _sorted(topology: Topology, places: Sequence[int]) -> list[int]:
    tops = [top for group in GROUPS.values() for top in group]
    rank = {
        name: min((tops.index(one) for one in of.ancestors if one in tops), default=len(tops))
        for name, of in topology.model.classes.items()
    }

    def key(place: int) -> tuple[int, str, str]:
        return rank[topology.profile(place).class_name], *_order(topology, place)

    return sorted(places, key=key)


def _order(topology: Topology, place: int) -> tuple[str, str]:
    return order_of(topology.name(place), topology.id(place))


def _layered(topology: Topology, place: int) -> tuple[int, str]:
    """Return what puts places before devices before software."""
    class_name = topology.profile(place).class_name
    return -(topology.model.ci_class(class_name).layer or 0), class_name


def _node(topology: Topology, place: int, by: str | None) -> Node:
    return Node(topology.summary(place), len(rules.children(topology, place)), by)
