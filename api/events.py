"""Server-sent events for long work: progress as it comes, then the answer or the problem."""

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import orjson
import structlog
from starlette.responses import StreamingResponse

from api import errors
from cmdb.errors import CmdbError


class Tell(Protocol):
    """Told what is being done, and how much of it is done."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


_BEAT_S = 10.0  # proxies close what says nothing for long
_log = structlog.get_logger("cmdb.api")


def stream(work: Callable[[Tell], Any], name: str, request_id: str) -> StreamingResponse:
    """Return what `work(tell)` says on its way, then its answer as the event `name`.

    The work goes on to its end if the client leaves: what was begun is not torn in the middle.
    """
    said: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def tell(stage: str, done: int, total: int) -> None:
        said.put(event("progress", {"stage": stage, "done": done, "total": total}))

    def run() -> None:
        try:
            said.put(event(name, work(tell)))
        except CmdbError as exc:
            said.put(event("problem", errors.problem(exc)))
        except Exception as exc:  # noqa: BLE001  nobody is above this thread
            _log.exception("unexpected", request_id=request_id, error=type(exc).__name__)
            said.put(event("problem", errors.unexpected(request_id)))
        finally:
            said.put(None)

    threading.Thread(target=run, name=f"events-{request_id}", daemon=True).start()
    return StreamingResponse(_told(said), media_type="text/event-stream")


def _told(said: "queue.SimpleQueue[bytes | None]") -> Iterator[bytes]:
    while True:
        try:
            one = said.get(timeout=_BEAT_S)
        except queue.Empty:
            yield b": still at it\n\n"
            continue
        if one is None:
            return
        yield one


def event(name: str, data: Any) -> bytes:
    """Return one event of a stream."""
    return b"event: %s\ndata: %s\n\n" % (name.encode(), orjson.dumps(data))
