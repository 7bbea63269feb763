"""The newest revision, read once for all who asked before the read began."""

import asyncio
from collections.abc import Awaitable, Callable

from anyio import to_thread

from cmdb import history
from cmdb.errors import Unavailable
from cmdb.graph import Glances, Graph
from cmdb.history import Head

Read = Callable[[], Awaitable[Head]]


class Heads:
    """Reads of the head for the questions of one event loop."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._running: asyncio.Task[Head] | None = None
        self._next: asyncio.Task[Head] | None = None

    def newest(self) -> asyncio.Future[Head]:
        """Return what will be the head as it is at some moment after this call, or Unavailable.

        One read serves all calls that came before it began, and none that came later. Who stops
        waiting stops no read: others may wait for it.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._after(self._running))
            self._next.add_done_callback(_looked_at)
        return asyncio.shield(self._next)

    async def _after(self, before: asyncio.Task[Head] | None) -> Head:
        if before is not None and not before.done():
            await asyncio.wait((before,))
        self._running, self._next = self._next, None
        return await self._read()


def _looked_at(task: asyncio.Task[Head]) -> None:
    """Take note of a failure that nobody waits for any more."""
    if not task.cancelled():
        task.exception()


def through(graph: Graph, glances: Glances | None) -> Read:
    """Return what reads the head: on the event loop where there is a way, else in a thread.

    What fails on the loop is asked again in a thread, which tries for as long as it may help.
    """

    async def read() -> Head:
        if glances is not None:
            try:
                return history.head(await glances.run("history/newest"))
            except Unavailable:
                pass
        return await to_thread.run_sync(graph.glance, history.newest)

    return read
