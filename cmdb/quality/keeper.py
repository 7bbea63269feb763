"""Keeps the estate as it was judged last, for as long as nothing that it stands on has changed."""

import time
from collections.abc import Callable, Generator
from datetime import datetime, timedelta

from cmdb.graph import Graph
from cmdb.quality import store
from cmdb.quality.estate import Sweep, swept
from cmdb.quality.freshness import Clock
from cmdb.topology.snapshot import Topology
from cmdb.weaknesses import Progress

_AN_AGE = timedelta(hours=1)
# Of an estate so large that judging it takes long, an answer may be so many times as old: it says
# its own revision and time.
_LONG_S = 3.0
_TIMES = 10

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
        began = time.monotonic()
        for step in swept(self._graph, topology, self.clock(now), breathe):
            if isinstance(step, Sweep):
                took = time.monotonic() - began
                self._held, self._state = step, state
                spared = timedelta(seconds=took * _TIMES if took > _LONG_S else 0)
                self._good_until = now + spared
            yield step

    def _now(self, topology: Topology) -> State:
        return topology.revision, self._graph.read(store.evidence_state)

    def _holds(self, held: Sweep, state: State, now: datetime) -> bool:
        if self._good_until is not None and now < self._good_until:
            return True
        return state == self._state and now - held.clock.now < _AN_AGE
