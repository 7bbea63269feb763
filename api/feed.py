"""The live feed: what moves is read once a second for all who follow it, and for nobody else."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress

import structlog
from anyio import to_thread

from api import errors, events
from cmdb import feed
from cmdb.errors import CmdbError, Unauthenticated, Unavailable
from cmdb.feed import Pulse, Story
from cmdb.graph import Glances, Graph

EVERY_S = 1.0
BEAT_S = 15.0
MOST = 500
"""How many may follow one process."""
_KEPT = 200  # tellings: who falls further behind is told what holds now
_READ_OVER = 5_000  # revisions, for somebody who comes back

Allowed = Callable[[int], Awaitable[object]]
"""Raises Unauthenticated once who follows no longer may; is given the head's count of access."""
_log = structlog.get_logger("cmdb.api")


class Feed:
    """What moves, for the followers of one event loop: the first has it begin, the last end."""

    def __init__(self, graph: Graph, glances: Glances | None) -> None:
        self._graph, self._glances = graph, glances
        self._held: Pulse | None = None
        self._told: deque[tuple[int, bytes]] = deque(maxlen=_KEPT)
        self._number = 0
        self._moved = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._followers = 0
        self._closed = False

    def close(self) -> None:
        """End it for everybody: the process stops."""
        self._closed = True
        self._wake()

    def ready(self) -> None:
        """Return where one more may follow. Raises Unavailable."""
        if self._closed or self._followers >= MOST:
            raise Unavailable(
                f"{MOST} pages follow this process already.",
                remedy="Pages work without live news too; close some that nobody looks at.",
            )

    async def followed(self, last: int | None, allowed: Allowed) -> AsyncIterator[bytes]:
        """Yield what holds, then what moves, for as long as they may follow.

        `last` is the newest revision that they know of: what was written since comes first.
        """
        self._followers += 1
        try:
            await self._begun()
            async for one in self._followed(last, allowed):
                yield one
        except Unauthenticated as exc:
            yield events.event("ended", errors.problem(exc))
        except CmdbError as exc:
            yield events.event("unavailable", errors.problem(exc))
        finally:
            self._followers -= 1

    async def _begun(self) -> None:
        if self._held is None:
            self._held = await self._pulse()
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read())

    async def _followed(self, last: int | None, allowed: Allowed) -> AsyncIterator[bytes]:
        number, access = self._number, self._now.access
        yield await self._hello(last)
        while not self._closed:
            await self._more_than(number)
            told = [one for at, one in self._told if at > number]
            if not told or access != self._now.access:
                access = self._now.access
                await allowed(access)
            missed, number = self._number - number > len(told), self._number
            if missed:
                yield await self._hello(None)
            else:
                yield b"".join(told) or events.event("beat", {})
        yield events.event("bye", {})

    async def _more_than(self, number: int) -> None:
        """Return when more than so much was told, but after a while in any case."""
        if self._number == number and not self._closed:
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_S):
                    await self._moved.wait()

    @property
    def _now(self) -> Pulse:
        if self._held is None:
            raise Unavailable("Nothing is known yet of what moves.")
        return self._held

    async def _hello(self, last: int | None) -> bytes:
        """Return what holds now, and what was written since a revision that is known."""
        now, missed = self._now, None
        if last is not None and 0 <= now.revision - last <= _READ_OVER:
            missed = await to_thread.run_sync(self._graph.read, feed.since, last, now)
        said = {
            "revision": now.revision,
            "at": now.at,
            "runs": list(now.runs.values()),
            "waiting": now.waiting,
            "missed": missed,
        }
        return _identified(now, [("hello", said)])

    async def _pulse(self) -> Pulse:
        if self._glances is not None:
            with suppress(Unavailable):
                return feed.pulse(await self._glances.run("feed/pulse"))
        return await to_thread.run_sync(self._graph.read, feed.beat)

    async def _read(self) -> None:
        """Look for news until nobody follows; tell when that is not possible, and again."""
        away = False
        while self._followers and not self._closed:
            await asyncio.sleep(EVERY_S)
            try:
                await self._looked(anew=away)
                away = False
            except CmdbError as exc:
                if not away:
                    self._publish(events.event("unavailable", errors.problem(exc)))
                away = True
            except Exception as exc:  # noqa: BLE001  whoever follows would wait for ever
                _log.exception("unexpected", error=type(exc).__name__)
                away = True
        self._held = None

    async def _looked(self, *, anew: bool) -> None:
        """Tell what has moved; all that holds where what was told before is not to be built on."""
        before, after = self._now, await self._pulse()
        found = feed.news(before, after)
        if anew or (found is not None and found.anew):
            self._held = after
            self._told.clear()
            self._number += 1
            self._wake()
        elif found is not None:
            told = await to_thread.run_sync(self._graph.read, feed.stories, found, after)
            self._held = after
            self._publish(_identified(after, told))
        else:
            self._held = after

    def _publish(self, said: bytes) -> None:
        self._number += 1
        self._told.append((self._number, said))
        self._wake()

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()


def _identified(now: Pulse, told: Sequence[Story]) -> bytes:
    """Return events that tell the browser where to go on from."""
    return b"".join(b"id: %d\n%s" % (now.revision, events.event(*one)) for one in told)
