"""Keeps some snapshots of the past: what a past revision left never changes again."""

from collections import OrderedDict
from threading import Lock

from cmdb import history
from cmdb.graph import Graph, Tx
from cmdb.topology.asof import before
from cmdb.topology.model import Stamp
from cmdb.topology.snapshot import Topology

# They share the arrays of the present, so that each costs what is different there: about 300
# bytes for each CI or row of relations that changed since.
_MOST_KEPT = 16
_LEAST_WEIGHT = 100_000
_SHARE = 4

_Key = tuple[int, str | None]


class PastKeeper:
    """Older snapshots in this process. Safe to be asked by many threads at once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._making = Lock()
        self._guard = Lock()
        self._kept: OrderedDict[_Key, Topology] = OrderedDict()

    def at(self, newest: Topology, stamp: Stamp) -> Topology:
        """Return the graph as a revision left it, which is not newer than the snapshot given.

        One is made at a time: who asks for the same waits and gets what the first one made. Raises
        Unavailable, and Invalid for what the model does not have.
        """
        if stamp.revision == newest.revision:
            return newest
        found = self._known(newest, stamp)
        if found is not None:
            return found
        with self._making:
            found = self._known(newest, stamp)
            if found is None:
                found = self._graph.read(_undone, self._nearest(newest, stamp), stamp)
                self._keep(newest, stamp, found)
        return found

    def _known(self, newest: Topology, stamp: Stamp) -> Topology | None:
        with self._guard:
            self._forget(newest)
            found = self._kept.get(stamp[:2])
            if found is not None:
                self._kept.move_to_end(stamp[:2])
            return found

    def _nearest(self, newest: Topology, stamp: Stamp) -> Topology:
        """Return the oldest snapshot that is still newer: the fewest events lie between."""
        with self._guard:
            newer = [one for one in self._kept.values() if one.revision > stamp.revision]
        return min((newest, *newer), key=lambda one: one.revision)

    def _keep(self, newest: Topology, stamp: Stamp, found: Topology) -> None:
        with self._guard:
            self._kept[stamp[:2]] = found
            most = max(_LEAST_WEIGHT, len(newest) // _SHARE)
            while len(self._kept) > 1 and (len(self._kept) > _MOST_KEPT or self._weight() > most):
                self._kept.popitem(last=False)

    def _weight(self) -> int:
        return sum(one.overlay.weight for one in self._kept.values())

    def _forget(self, newest: Topology) -> None:
        """Let go what does not share the present's arrays: it would keep others in memory.

        A database that was restored is read anew into other arrays, so that nothing of the history
        that it had before is ever undone from, or shown.
        """
        for key, one in list(self._kept.items()):
            if one.compact is not newest.compact:
                del self._kept[key]


def _undone(tx: Tx, newer: Topology, stamp: Stamp) -> Topology:
    events = history.firsts_after(tx, stamp.revision, newer.revision)
    return before(newer, events, stamp)
