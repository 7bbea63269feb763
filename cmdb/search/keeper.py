"""Keeps the newest index in this process."""

from threading import Lock

from cmdb.graph import Graph
from cmdb.search.building import advanced, load
from cmdb.search.columns import Columns
from cmdb.search.index import Index
from cmdb.topology.snapshot import Topology


class SearchKeeper:
    """What is searched in this process. Safe to be asked by many threads at once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._turn = Lock()
        self._held: Index | None = None
        self.columns = Columns(graph)

    def at_hand(self, topology: Topology) -> Index | None:
        """Return the index at the topology's revision if it needs no reading."""
        held = self._held
        return held if held is not None and _same(held, topology) else None

    def current(self, topology: Topology) -> Index:
        """Return the index at the topology's revision, or a newer one. Raises Unavailable."""
        found = self.at_hand(topology)
        if found is not None:
            return found
        with self._turn:
            held = self._held
            if held is not None and _same(held, topology):  # who waited finds what another made
                return held
            self._held = None if held is None else self._graph.glance(advanced, held)
            if self._held is None:
                self._held = self._graph.read(load, topology)
            return self._held


def _same(held: Index, topology: Topology) -> bool:
    return (held.revision, held.at) == (topology.revision, topology.stamp.at)
