"""The process that owns the private Neo4j: starts it, starts it again, stops it when nobody uses it.

    python -m cmdb.graph.supervisor CMDB_HOME JARS OPTIONS

One runs per home, told by a lock. It ends on SIGTERM, and when no lease is held for `idle_s` seconds. The
JVM ends with it. What it does stands in run/state.json, why it failed in run/failure.json.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil

from cmdb.errors import CmdbError, Unavailable
from cmdb.graph import admin, config, java, staging
from cmdb.graph.failures import Failure, failure, report, size, unopened
from cmdb.graph.health import Check, Health
from cmdb.graph.home import Home, State, tell
from cmdb.graph.jars import ROOM_TO_START, VERSION, roomy
from cmdb.graph.locks import held, lock, taken
from cmdb.graph.memory import Memory, checked, installed, sized
from cmdb.graph.options import Options

_TICK_S = 0.1
_STOP_S = 30.0
_STRAY_S = 15.0
_PREDECESSOR_S = 90.0
_TRIES = 3
_REFUSALS = 5
_REFUSED_S = 2.0
_CHECK_S = 5.0


class Supervisor:
    """One server's lives. Runs in one thread, the main one (see `java.start`)."""

    def __init__(self, home: Home, jars: Path, options: Options) -> None:
        self.home = home
        self.jars = jars
        self.options = options
        self.stop = threading.Event()
        self.password = ""
        self.memory = Memory(0, 0)
        self.lease: int | None = None
        self.used_at = time.monotonic()
        self.refused = 0
        self.state = State(
            supervisor=os.getpid(),
            pid=0,
            phase="starting",
            bolt_port=0,
            version=VERSION,
            started_at=time.time(),
            log=str(home.log),
        )

    def run(self) -> None:
        """Serve until told to stop or unused. Raises Unavailable when the server cannot run."""
        self.say(phase="starting")
        self.prepare()
        failed = 0
        while not self.stop.is_set():
            if held(self.home.pause_lock):
                self.say(phase="paused", pid=0)
                self.stop.wait(_TICK_S)
                continue
            was_ready = self.live()
            failed = 0 if was_ready else failed + 1
            if failed and not self.stop.is_set() and not held(self.home.pause_lock):
                self.judge(failed)

    def prepare(self) -> None:
        self.home.ours()
        total = installed()
        wished = sized(total, heap=self.options.heap, page_cache=self.options.page_cache)
        self.memory = checked(wished, total, psutil.virtual_memory().available)
        self.settle()
        self.password = self.home.initial_password(
            lambda made: admin.set_initial_password(self.home, self.jars, made)
        )
        if not self.home.marker.exists():
            self.home.mark()

    def settle(self) -> None:
        """Wait until nobody else works on the store's files, then finish a restore that broke off."""
        store = self.store()
        try:
            if staging.pending(self.home):
                staging.finish(self.home)
        finally:
            os.close(store)

    def store(self) -> int:
        """Return the store's lock, taken from a server whose supervisor was killed if need be."""
        until = time.monotonic() + _STRAY_S
        while (fd := taken(self.home.store_lock)) is None:
            if time.monotonic() > until and not held(self.home.pause_lock):
                self.end_stray()
            if self.stop.wait(_TICK_S):
                raise Unavailable("Neo4j was stopped while it waited for its files.")
        return fd

    def end_stray(self) -> None:
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if f"--home-dir={self.home.root}" in process.cmdline():
                    process.kill()

    def live(self) -> bool:
        """Run the server once, until it ends or is to end. Returns whether it ever was ready."""
        self.begin()
        try:
            return self.watch()
        finally:
            self.end()

    def begin(self) -> None:
        roomy(self.home.root, ROOM_TO_START)
        store = self.store()
        try:
            bolt = config.port(self.home, self.options.bolt_port)
            config.write(self.home.conf, config.settings(bolt, self.memory))
            (self.home.logs / "console.log").unlink(missing_ok=True)
            self.since = size(self.home.log)
            command = java.server_command(self.home, self.jars, self.memory)
            self.jvm = java.start(command, self.home.logs / "console.log", store)
        finally:
            os.close(store)
        self.refused = 0
        self.say(phase="starting", pid=self.jvm.pid, bolt_port=bolt, started_at=time.time())

    def watch(self) -> bool:
        ready = False
        check = Check(self.state.bolt_port, self.password)
        checked_at = time.monotonic()
        while self.jvm.poll() is None and not self.stop.wait(_TICK_S):
            if check.found is Health.BROKEN and ready:
                break  # a restart may help, and says why if it does not
            if check.found and not ready and self.welcome(check.found):
                ready = True
                self.say(phase="ready")
            if check.found and time.monotonic() - checked_at > (_CHECK_S if ready else _TICK_S):
                check = Check(self.state.bolt_port, self.password)
                checked_at = time.monotonic()
            if held(self.home.pause_lock):
                break
            self.notice_use()
        return ready

    def welcome(self, found: Health) -> bool:
        """Say whether the server is ready for the first time. Raises Unavailable if it never will be."""
        if found is Health.READY:
            self.home.mark()
            return True
        if found is Health.BROKEN:
            raise unopened(self.home).error()
        if found is Health.REFUSED:
            self.refused += 1  # seen for a moment while a server begins
            if self.refused >= _REFUSALS:
                raise Unavailable(
                    f"Neo4j refuses the password in {self.home.password_file}.",
                    remedy="Put the right file back, or move the home away and restore a backup.",
                )
            self.stop.wait(_REFUSED_S)
        return False

    def notice_use(self) -> None:
        """Decide to stop once nobody has held a lease for a while; nobody can take one after that."""
        lease = taken(self.home.lease)
        if lease is None:
            self.used_at = time.monotonic()
        elif time.monotonic() - self.used_at > self.options.idle_s:
            self.lease = lease
            self.stop.set()
        else:
            os.close(lease)

    def end(self) -> None:
        if self.jvm.poll() is not None:
            return
        self.say(phase="stopping")
        self.jvm.terminate()
        try:
            self.jvm.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self.jvm.kill()
            self.jvm.wait()

    def judge(self, failed: int) -> None:
        """Give up if another try cannot help or enough were made; else wait a little longer each time."""
        why = failure(self.home, self.jvm.returncode, self.since)
        if why.final or failed >= _TRIES:
            raise why.error()
        self.stop.wait(failed)

    def say(self, **changed: object) -> None:
        self.state = replace(self.state, **changed)  # type: ignore[arg-type]  # its own fields
        with suppress(OSError):  # a full disk: what is to be done counts more than what is said
            tell(self.home, self.state)


def main(arguments: list[str]) -> int:
    """Take the home's lock, then go on in the background: when this returns the lock is held."""
    home = Home(Path(arguments[0]))
    jars = Path(arguments[1])
    options = Options.from_json(json.loads(arguments[2]))
    with lock(home.supervisor_lock, _PREDECESSOR_S):
        home.failure_file.unlink(missing_ok=True)
        home.state_file.unlink(missing_ok=True)
        if os.fork():  # the child keeps the lock, and the caller has no child to wait for
            return 0
        return _serve(Supervisor(home, jars, options))


def _serve(supervisor: Supervisor) -> int:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: supervisor.stop.set())
    home = supervisor.home
    os.chdir(home.root)
    try:
        supervisor.run()
    except CmdbError as exc:
        report(home, Failure(exc.detail, exc.remedy))
        return 1
    except OSError as exc:
        where = exc.filename or home.root
        report(
            home, Failure(f"{where} cannot be used: {exc.strerror}.", "Free or unlock the place.")
        )
        return 1
    except Exception as exc:
        report(
            home, Failure(f"The supervisor failed: {exc!r}.", f"See {home.logs}/supervisor.log.")
        )
        raise
    finally:
        with suppress(OSError):
            home.state_file.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
