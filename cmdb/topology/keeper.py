"""Keeps the newest snapshot, and proves with every question that it is the newest."""

import time
from threading import Condition, Thread

from cmdb import history
from cmdb.errors import CmdbError
from cmdb.graph import Graph, Tx
from cmdb.model import Model
from cmdb.topology import store
from cmdb.topology.building import compacted, nothing
from cmdb.topology.changes import after
from cmdb.topology.loading import advanced, load, stamp
from cmdb.topology.model import Stamp
from cmdb.topology.snapshot import Topology

# Reading a CI anew costs about a tenth of replaying an event: beyond that, and beyond so many
# revisions that counting their events takes long, the graph is read anew.
_MOST_REVISIONS = 50_000
_MOST_EVENTS = 2_000
_EVENTS_SHARE = 10
# Five revisions of an import: as many as may come while one question is answered on a busy machine.
_FEW_EVENTS = 2_500
# An overlay is copied with each newer snapshot; beyond this weight new arrays are made. Copying so
# much takes milliseconds; new arrays take the interpreter for as many hundreds of them.
_LEAST_WEIGHT = 20_000
_SHARE = 20
# Revisions are followed as long as the last one and the last question are no older than this.
_FOLLOWED_S = 2.0
_A_LOOK_S = 0.02


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
        self._following = False
        self._asked_at = 0.0

    @property
    def held(self) -> Topology | None:
        """The snapshot at hand, of whatever age; None before the first."""
        return self._held

    @property
    def loaded(self) -> bool:
        """Whether there is a snapshot at all, of whatever age."""
        return self._held is not None

    def asked(self) -> None:
        """Note that somebody asks: revisions that come one after the other are read ahead."""
        self._asked_at = time.monotonic()

    def current(self, seen: Stamp | None = None) -> Topology:
        """Return the topology at the newest revision at some moment after this call began.

        One read of the newest revision serves all calls that began before it started, and none
        that came later. `seen` is what the head was when the caller asked: with a snapshot of
        just that head nothing is read again. Raises Unavailable, and Invalid for what the model
        does not have.
        """
        with self._turn:
            mine = self._started + 1
            while self._finished < mine and self._reading and not self._is_at(seen):
                self._turn.wait()
            if self._held is not None and self._is_at(seen):
                return self._held
            if self._finished >= mine:
                return self._shared(mine)
            self._reading = True
            self._started = mine = self._started + 1
        return self._lead(mine, moved=seen is not None)

    def _is_at(self, seen: Stamp | None) -> bool:
        return seen is not None and self._held is not None and self._held.stamp == seen

    def _shared(self, mine: int) -> Topology:
        if self._answer is not None and self._answer[0] >= mine:
            return self._answer[1]
        failed = self._failure
        if failed is None:
            raise AssertionError("a finished read has left an answer or a failure")
        raise type(failed)(failed.detail, remedy=failed.remedy) from failed

    def _lead(self, mine: int, *, moved: bool = False) -> Topology:
        before = self._held
        try:
            found = self._newest(before, moved=moved)
        except CmdbError as exc:
            self._finish(mine, None, exc)
            raise
        except BaseException:
            self._finish(self._finished, None, self._failure)  # the next caller reads for all
            raise
        self._finish(mine, found, None)
        self._compact(found)
        if before is not None and before.revision != found.revision:
            self._follow()
        return found

    def _finish(self, number: int, found: Topology | None, failure: CmdbError | None) -> None:
        with self._turn:
            self._reading = False
            self._finished = number
            self._failure = failure
            if found is not None:
                self._answer, self._held = (number, found), found
            self._turn.notify_all()

    def _newest(self, held: Topology | None, *, moved: bool) -> Topology:
        """Return the newest snapshot. `moved`: the head is known to be another than the held one's."""
        if held is None:
            return self._graph.read(load, self._model)
        if not moved and stamp(self._graph.glance(history.newest)) == held.stamp:
            return held
        found = self._graph.glance(_caught_up, held) or self._graph.read(_advanced, held)
        return self._graph.read(load, self._model) if found is None else found

    def _follow(self) -> None:
        """Read what an import writes as it comes, while questions come too: they find it done."""
        with self._turn:
            if self._following or time.monotonic() - self._asked_at > _FOLLOWED_S:
                return
            self._following = True
        Thread(target=self._read_ahead, name="topology-follow", daemon=True).start()

    def _read_ahead(self) -> None:
        moved_at, at = time.monotonic(), self._held
        try:
            while time.monotonic() - min(moved_at, self._asked_at) < _FOLLOWED_S:
                time.sleep(_A_LOOK_S)
                found = self.current()
                if at is None or found.revision != at.revision:
                    moved_at, at = time.monotonic(), found
        except Exception:  # noqa: BLE001  who asks next meets it too, and is told
            return
        finally:
            self._following = False

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
    if stamp(head) == held.stamp:
        return held
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
