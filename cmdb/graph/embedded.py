"""The private Neo4j of a home: one real server, shared by every process that wants it.

    with server(settings.home) as neo4j, connect(neo4j.uri, neo4j.user, neo4j.password) as graph: …

A user holds a lease, a shared file lock that the kernel frees however the user ends. A supervisor
(`cmdb.graph.supervisor`) owns the server and stops it when no lease is left.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from cmdb.errors import CmdbError, Unavailable
from cmdb.graph import options as settings
from cmdb.graph.config import LOOPBACK
from cmdb.graph.download import Progress
from cmdb.graph.home import USER, Home, State, state
from cmdb.graph.jars import ROOM_TO_START, VERSION, fetch, provided, roomy
from cmdb.graph.locks import held, lock
from cmdb.graph.options import Options

__all__ = ["VERSION", "Progress", "Server", "State", "fetch", "running", "server", "stop"]

_POLL_S = 0.05
_WATCH_S = 1.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server is and who may enter; `log` is the file that it writes."""

    uri: str
    user: str
    password: str
    log: Path
    bolt_port: int

    def __repr__(self) -> str:  # a password has no place in logs
        return f"Server({self.uri}, log={self.log})"


@contextmanager
def server(
    home: Path,
    *,
    progress: Progress | None = None,
    timeout_s: float = 120,
    options: Options | None = None,
) -> Iterator[Server]:
    """Yield the home's server, started if none runs; it stays at least until this ends.

    `progress(bytes there, bytes in all)` is called while Neo4j itself is downloaded, which `timeout_s` does
    not count; `options` are the environment's unless given, and hold for the server that they start.
    Raises Unavailable, or Invalid for a folder of jars that is not whole, saying what to do.
    """
    place = Home(home)
    place.prepared()
    chosen = options or settings.options()
    with lock(place.lease, timeout_s, shared=True):
        found = _ready(place) or _started(place, chosen, progress, timeout_s)
        with _watched(place, chosen, timeout_s):
            yield _server(place, found)


def running(home: Path) -> State | None:
    """Return what the home's server does just now, or None if it does not run. Starts nothing."""
    return state(Home(home))


def stop(home: Path, *, timeout_s: float = 90) -> bool:
    """Stop the server whoever uses it, and wait until it has ended. Returns whether it ran."""
    place = Home(home)
    if not held(place.supervisor_lock):
        return False
    until = time.monotonic() + timeout_s
    asked = 0
    while held(place.supervisor_lock) or held(place.store_lock):
        now = state(place)
        if now and now.supervisor != asked:
            asked = now.supervisor
            os.kill(asked, signal.SIGTERM)
        if time.monotonic() > until:
            raise Unavailable(
                f"Neo4j has not stopped within {timeout_s:.0f} s.",
                remedy=f"See {place.log}; process {asked} supervises it.",
            )
        time.sleep(_POLL_S)
    return True


def _started(place: Home, chosen: Options, progress: Progress | None, timeout_s: float) -> State:
    jars: Path | None = None
    until = time.monotonic() + timeout_s
    with lock(place.start_lock, 1800):
        launched = False
        while (found := _ready(place)) is None:
            if not held(place.supervisor_lock):
                if launched:
                    raise _failure(place)
                if jars is None:
                    roomy(place.root, ROOM_TO_START)
                    jars = provided(chosen, progress)
                    until = time.monotonic() + timeout_s
                _launch(place, jars, chosen)
                launched = True
            if time.monotonic() > until:
                raise Unavailable(
                    f"Neo4j was not ready within {timeout_s:.0f} s.",
                    remedy=f"It may still be recovering: see {place.log}, and try again.",
                )
            time.sleep(_POLL_S)
    return found


@contextmanager
def _watched(place: Home, chosen: Options, timeout_s: float) -> Iterator[None]:
    """Start the server anew if its supervisor was killed: an orderly end takes the state file along."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_WATCH_S):
            if place.state_file.exists() and not held(place.supervisor_lock):
                with suppress(CmdbError):  # whoever asks the server next is told
                    _started(place, chosen, None, timeout_s)

    watcher = threading.Thread(target=watch, name="neo4j-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()


def _launch(place: Home, jars: Path, chosen: Options) -> None:
    """Start the supervisor; when this returns it holds its lock."""
    ours = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [ours, os.environ.get("PYTHONPATH")]))
    words = json.dumps(replace(chosen, jars=None).as_json())
    with (place.logs / "supervisor.log").open("ab") as log:
        done = subprocess.run(  # noqa: S603  this very program
            [
                sys.executable,
                "-m",
                "cmdb.graph.supervisor",
                str(place.root.parent),
                str(jars),
                words,
            ],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": path},
        )
    if done.returncode:
        raise Unavailable(
            "Neo4j's supervisor could not start.", remedy=f"See {place.logs / 'supervisor.log'}."
        )


def _ready(place: Home) -> State | None:
    now = state(place)
    if now is None or now.phase != "ready":
        return None
    with socket.socket() as probe:
        return None if probe.connect_ex((LOOPBACK, now.bolt_port)) else now


def _server(place: Home, now: State) -> Server:
    password = place.password()
    if password is None:
        raise Unavailable(
            f"{place.password_file} is missing while the server runs.", remedy="Run `cmdb down`."
        )
    return Server(f"bolt://{LOOPBACK}:{now.bolt_port}", USER, password, place.log, now.bolt_port)


def _failure(place: Home) -> Unavailable:
    try:
        said = json.loads(place.failure_file.read_text("utf-8"))
        return Unavailable(said["detail"], remedy=said["remedy"])
    except (OSError, ValueError, KeyError):
        return Unavailable("Neo4j did not start.", remedy=f"See the logs in {place.logs}.")
