"""Imports in processes of their own: they take turns with nobody's answers, and come last.

A process is told what to do on its standard input (nothing stands in its arguments) and says on
its standard output how far it is, a line of JSON each, its report or its problem last. It ends with
this process: its input does.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore, Lock
from typing import IO, Any, NoReturn

import orjson
import structlog
from pydantic import TypeAdapter

from api.events import Tell
from api.jobs import Job
from api.services import Services
from cmdb import errors
from cmdb.errors import CmdbError, Problem, Unavailable

_AT_ONCE = 4
_LAST_WORDS = 4000
_log = structlog.get_logger("cmdb.api")


@dataclass(frozen=True, slots=True)
class Order:
    """What a process of its own must know: where the graph is, whose model, and what to do."""

    uri: str
    user: str
    password: str
    home: Path
    model: Path | None
    precedence: Path | None
    grace: tuple[int, int]
    job: Job


orders = TypeAdapter(Order)


class BrokenOff(Exception):
    """What nobody foresaw happened in the other process; the text is its trace."""


class Processes:
    """Carries out each import in a process of its own. `model` is the operator's folder, if any."""

    def __init__(self, model: Path | None = None) -> None:
        self._model = model
        self._turns = BoundedSemaphore(_AT_ONCE)
        self._lock = Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    def __call__(self, services: Services, job: Job, tell: Tell) -> dict[str, Any]:
        """Return the reports. Raises what the import raises; Unavailable where its process dies."""
        if not self._turns.acquire(blocking=False):
            tell("waiting for other imports", 0, 1)
            self._turns.acquire()
        try:
            with TemporaryFile() as aside:
                process = self._started(aside)
                try:
                    return _followed(process, self._order(services, job), tell, aside)
                finally:
                    self._ended(process)
        finally:
            self._turns.release()

    def close(self) -> None:
        """End all processes, and start none any more."""
        with self._lock:
            self._closed = True
            for process in self._running:
                process.kill()

    def _order(self, services: Services, job: Job) -> bytes:
        at, grace = services.graph.address, services.grace
        order = Order(
            at.uri,
            at.user,
            at.password,
            services.home,
            self._model,
            services.precedence,
            (grace.runs, grace.days),
            job,
        )
        return orders.dump_json(order) + b"\n"

    def _started(self, aside: IO[bytes]) -> "subprocess.Popen[bytes]":
        # What is found here is found there: our own code, and importers of third parties.
        path = os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, sys.path)])
        with self._lock:
            if self._closed:
                raise Unavailable("The API is being stopped.", remedy="Import it again.")
            process = subprocess.Popen(
                [sys.executable, "-m", "cli.local.importer"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=aside,
                env={**os.environ, "PYTHONPATH": path},
                start_new_session=True,  # Ctrl-C is for this process, which ends the others
            )
            self._running.add(process)
        return process

    def _ended(self, process: "subprocess.Popen[bytes]") -> None:
        with self._lock:
            self._running.discard(process)
        process.kill()  # what came to its end has said so: nothing is cut off
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _followed(
    process: "subprocess.Popen[bytes]", order: bytes, tell: Tell, aside: IO[bytes]
) -> dict[str, Any]:
    assert process.stdin is not None  # noqa: S101  a pipe
    assert process.stdout is not None  # noqa: S101  a pipe
    with suppress(BrokenPipeError):  # it has died: what it said is read below
        process.stdin.write(order)
        process.stdin.flush()
    for line in process.stdout:
        said = orjson.loads(line)
        if "progress" in said:
            tell(*said["progress"])
        elif "answer" in said:
            answer: dict[str, Any] = said["answer"]
            return answer
        else:
            _raise(said)
    raise _died(process.wait(), aside)


def _raise(said: dict[str, Any]) -> NoReturn:
    if "problem" in said:
        raise problem(said["problem"])
    raise BrokenOff(said["unforeseen"])


def _died(code: int, aside: IO[bytes]) -> Unavailable:
    aside.seek(max(0, aside.seek(0, os.SEEK_END) - _LAST_WORDS))
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    _log.error("import died", how=how, said=aside.read().decode("utf-8", "replace"))
    return Unavailable(
        f"The process that imported has ended before its import ({how}).",
        remedy="`cmdb runs` shows what is incomplete; import it again. The log says more.",
    )


def problem_data(exc: CmdbError) -> dict[str, Any]:
    """Return an error as data; `kinds` are its classes, the nearest first."""
    kinds = [one.__name__ for one in type(exc).__mro__ if issubclass(one, CmdbError)]
    return {
        "kinds": kinds,
        "detail": exc.detail,
        "remedy": exc.remedy,
        "problems": [[one.place, one.reason] for one in exc.problems],
        "candidates": list(exc.candidates),
    }


def problem(said: dict[str, Any]) -> CmdbError:
    """Return the error that `problem_data` told of, of the nearest class that is known here."""
    known = _known(CmdbError)
    kind = next(known[name] for name in said["kinds"] if name in known)
    found = kind.__new__(kind)
    CmdbError.__init__(
        found,
        said["detail"],
        remedy=said["remedy"],
        problems=[Problem(*one) for one in said["problems"]],
        candidates=said["candidates"],
    )
    return found


def _known(kind: type[CmdbError]) -> dict[str, type[CmdbError]]:
    found = {one.__name__: one for one in vars(errors).values() if _is_kind(one)}
    for one in kind.__subclasses__():
        found = {one.__name__: one} | _known(one) | found
    return found


def _is_kind(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, CmdbError) and one is not CmdbError
