"""Keeps the estate as it was judged last, for as long as nothing that it stands on has changed."""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta

from cmdb.graph import Graph
from cmdb.quality import store
from cmdb.quality.estate import Sweep, swept
from cmdb.quality.freshness import Clock
from cmdb.topology.snapshot import Topology
from cmdb.weaknesses import Progress

_AN_AGE = timedelta(hours=1)
# Judging a large estate takes long: an answer may be a little old, and says its revision and time.
_LARGE = 20_000
_SPARED_S_A_CI = 0.0005

State = tuple[int, tuple[int, str | None]]
"""The topology's revision, and what changes with every import."""


class QualityKeeper:
    """The estate's quality in this process. Asked by one at a time (api/steps.py)."""

    def __init__(self, graph: Graph, stale_after: timedelta) -> None:
        self._graph = graph
        self._stale_after = stale_after
        self._held: Sweep | None = None
        self._state: State | None = None
        self._good_until: datetime | None = None

    def clock(self, now: datetime) -> Clock:
        return Clock(now, self._stale_after)

    def at_hand(self, topology: Topology, now: datetime) -> Sweep | None:
        """Return the estate as it was judged before, where that still holds."""
        held = self._held
        return held if held is not None and self._holds(held, self._now(topology), now) else None

    def estate(
        self, topology: Topology, now: datetime, breathe: Callable[[], None]
    ) -> Generator[Progress | Sweep]:
        """Yield progress, then the estate: the one at hand where it still holds."""
        held = self.at_hand(topology, now)  # who waited for a turn finds what another had made
        if held is not None:
            yield held
            return
        state = self._now(topology)
        for step in swept(self._graph, topology, self.clock(now), breathe):
            if isinstance(step, Sweep):
                self._held, self._state = step, state
                size = len(topology)
                spared = timedelta(seconds=size * _SPARED_S_A_CI if size >= _LARGE else 0)
                self._good_until = now + spared
            yield step

    def _now(self, topology: Topology) -> State:
        return topology.revision, self._graph.read(store.evidence_state)

    def _holds(self, held: Sweep, state: State, now: datetime) -> bool:
        if self._good_until is not None and now < self._good_until:
            return True
        return state == self._state and now - held.clock.now < _AN_AGE
