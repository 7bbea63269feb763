"""Keeps the newest snapshot, and proves with every question that it is the newest."""

from threading import Condition, Thread

from cmdb import history
from cmdb.errors import CmdbError
from cmdb.graph import Graph, Tx
from cmdb.model import Model
from cmdb.topology import store
from cmdb.topology.building import compacted, nothing
from cmdb.topology.changes import after
from cmdb.topology.loading import advanced, load, stamp
from cmdb.topology.snapshot import Topology

# Reading a CI anew costs about a tenth of replaying an event: beyond that, and beyond so many
# revisions that counting their events takes long, the graph is read anew.
_MOST_REVISIONS = 50_000
_MOST_EVENTS = 2_000
_EVENTS_SHARE = 10
_FEW_EVENTS = 500
# An overlay is copied with each newer snapshot; beyond this weight new arrays are made.
_LEAST_WEIGHT = 5_000
_SHARE = 50


class TopologyKeeper:
    """The graph's topology in this process. Safe to be asked by many threads at once."""

    def __init__(self, graph: Graph, model: Model) -> None:
        self._graph = graph
        self._model = model
        self._turn = Condition()
        self._reading = False
        self._started = 0
        self._finished = 0
        self._failure: CmdbError | None = None
        self._answer: tuple[int, Topology] | None = None
        self._held: Topology | None = None  # what the next read starts from
        self._compacting = False

    @property
    def held(self) -> Topology | None:
        """The snapshot at hand, of whatever age; None before the first."""
        return self._held

    @property
    def loaded(self) -> bool:
        """Whether there is a snapshot at all, of whatever age."""
        return self._held is not None

    def current(self) -> Topology:
        """Return the topology at the newest revision at some moment after this call began.

        One read of the newest revision serves all calls that began before it started, and none
        that came later. Raises Unavailable, and Invalid for what the model does not have.
        """
        with self._turn:
            mine = self._started + 1
            while self._finished < mine and self._reading:
                self._turn.wait()
            if self._finished >= mine:
                return self._shared(mine)
            self._reading = True
            self._started = mine = self._started + 1
        return self._lead(mine)

    def _shared(self, mine: int) -> Topology:
        if self._answer is not None and self._answer[0] >= mine:
            return self._answer[1]
        failed = self._failure
        if failed is None:
            raise AssertionError("a finished read has left an answer or a failure")
        raise type(failed)(failed.detail, remedy=failed.remedy) from failed

    def _lead(self, mine: int) -> Topology:
        try:
            found = self._newest(self._held)
        except CmdbError as exc:
            self._finish(mine, None, exc)
            raise
        except BaseException:
            self._finish(self._finished, None, self._failure)  # the next caller reads for all
            raise
        self._finish(mine, found, None)
        self._compact(found)
        return found

    def _finish(self, number: int, found: Topology | None, failure: CmdbError | None) -> None:
        with self._turn:
            self._reading = False
            self._finished = number
            self._failure = failure
            if found is not None:
                self._answer, self._held = (number, found), found
            self._turn.notify_all()

    def _newest(self, held: Topology | None) -> Topology:
        if held is None:
            return self._graph.read(load, self._model)
        if stamp(self._graph.glance(history.newest)) == held.stamp:
            return held
        found = self._graph.glance(_caught_up, held) or self._graph.read(_advanced, held)
        return self._graph.read(load, self._model) if found is None else found

    def _compact(self, heavy: Topology) -> None:
        if heavy.overlay.weight < max(_LEAST_WEIGHT, len(heavy) // _SHARE):
            return
        with self._turn:
            if self._compacting:
                return
            self._compacting = True
        Thread(target=self._replace, args=(heavy,), name="topology-compact", daemon=True).start()

    def _replace(self, heavy: Topology) -> None:
        """Make lighter arrays beside the questions. What came meanwhile is applied by the next."""
        try:
            light = compacted(heavy)
            with self._turn:
                while self._reading:
                    self._turn.wait()
                self._held = light
        finally:
            self._compacting = False


def _caught_up(tx: Tx, held: Topology) -> Topology | None:
    """Return the newest graph by one query, None where more has happened than that is for."""
    head, made_at, events = history.news(tx, held.revision, _FEW_EVENTS + 1)
    follows = held.revision < head.number and (held.revision == 0 or made_at == held.stamp.at)
    return after(held, events, stamp(head)) if follows and len(events) <= _FEW_EVENTS else None


def _advanced(tx: Tx, held: Topology) -> Topology | None:
    """Return the newest graph by way of the held one; None where that is not the way."""
    head = history.newest(tx)
    if stamp(head) == held.stamp:
        return held
    if head.number == held.revision:
        return held.stamped(stamp(head)) if head.at == held.stamp.at else None
    return advanced(tx, held, head) if _follows(tx, held, head) else None


def _follows(tx: Tx, held: Topology, head: history.Head) -> bool:
    """Tell whether the head's revisions follow those read before, and few enough to replay."""
    if not 0 < head.number - held.revision <= _MOST_REVISIONS:
        return False
    events, made_at = store.since(tx, held.revision)
    few = events <= max(_MOST_EVENTS, len(held) // _EVENTS_SHARE)
    return few and (held.revision == 0 or made_at == held.stamp.at)


__all__ = ["TopologyKeeper", "nothing"]
