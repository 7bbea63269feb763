"""Long work in steps, in a process that others ask too: they come first, and nobody works for a
client who left."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from contextlib import aclosing
from threading import Lock
from typing import TypeVar

import structlog
from anyio import sleep, to_thread
from fastapi import Request
from starlette.responses import StreamingResponse

from api import errors, events
from cmdb.errors import CmdbError
from cmdb.weaknesses import Progress

T = TypeVar("T")
Work = Callable[[], Generator[Progress | T]]

# Enough for a thread that waits for the interpreter to get it.
_A_TURN_S = 0.0002
_PATIENCE_S = 0.5
_one_at_a_time = Lock()
_log = structlog.get_logger("cmdb.api")


def others_first() -> None:
    """Let other requests have the interpreter: this work is long, they are short."""
    time.sleep(_A_TURN_S)


async def taken(request: Request, work: Work[T]) -> AsyncGenerator[Progress | T]:
    """Yield the steps of the work, each taken in a thread; none is begun once the client has left.

    One such work is done at a time: until its turn comes it says that it waits.
    """
    while not _one_at_a_time.acquire(blocking=False):
        yield Progress("waiting for another", 0, 1)
        if await request.is_disconnected():
            return
        await sleep(_PATIENCE_S)
    steps = work()
    try:
        while (step := await to_thread.run_sync(next, steps, None)) is not None:
            yield step
            if await request.is_disconnected():
                return
    finally:
        steps.close()
        _one_at_a_time.release()


async def finished(request: Request, work: Work[T]) -> T | None:
    """Return what the work comes to; None where the client left before that."""
    async with aclosing(taken(request, work)) as steps:
        async for step in steps:
            if not isinstance(step, Progress):
                return step
    return None


def followed(request: Request, work: Work[T], name: str) -> StreamingResponse:
    """Return progress as server-sent events, then what the work comes to as the event `name`."""
    return StreamingResponse(_told(request, work, name), media_type="text/event-stream")


async def _told(request: Request, work: Work[T], name: str) -> AsyncIterator[bytes]:
    try:
        async with aclosing(taken(request, work)) as steps:
            async for step in steps:
                yield events.event("progress" if isinstance(step, Progress) else name, step)
    except CmdbError as exc:
        yield events.event("problem", errors.problem(exc))
    except Exception as exc:  # noqa: BLE001  the head of the answer is gone already
        id_ = request.state.request_id
        _log.exception("unexpected", request_id=id_, error=type(exc).__name__)
        yield events.event("problem", errors.unexpected(id_))
