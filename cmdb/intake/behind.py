"""Work that follows: done in its order, one step behind whoever makes it ready."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

_MOST = 2


class Behind:
    """Does what it is given in a thread of its own, in that order, and no more than a little late.

    Whoever gives it work meanwhile makes the next ready. What a piece of work raises is raised by
    the next call, and nothing is done after it. At the end all is done, or nothing goes on.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "intake-write")
        self._given: deque[Future[Any]] = deque()
        self._failed = False

    def do(self, work: Callable[..., Any], *args: Any) -> None:
        """Have this done after all that was given before. Raises what earlier work raised."""
        while len(self._given) >= _MOST:
            self._given.popleft().result()
        if self._given and self._given[0].done():
            self._given.popleft().result()
        self._given.append(self._thread.submit(self._done, work, *args))

    def _done(self, work: Callable[..., Any], *args: Any) -> None:
        if self._failed:
            return
        try:
            work(*args)
        except BaseException:
            self._failed = True
            raise

    def finish(self) -> None:
        """Wait until all is done. Raises what any of it raised."""
        while self._given:
            self._given.popleft().result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)
