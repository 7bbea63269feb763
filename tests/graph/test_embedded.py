"""The private Neo4j as real processes: started by several at once, killed, in the way of others."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import neo4j
import psutil
import pytest
from neo4j.exceptions import DriverError, Neo4jError

from cmdb.errors import Unavailable
from cmdb.graph import admin, embedded
from cmdb.graph.embedded import Server
from cmdb.graph.home import Home
from cmdb.graph.jars import VERSION, provided
from cmdb.graph.options import Options

# A user of the server in a process of its own: says where it is, and stays until its input ends.
_CLIENT = """
import json, sys
from pathlib import Path
from cmdb.graph.embedded import running, server
from cmdb.graph.options import Options
options = Options.from_json(json.loads(sys.argv[2]))
with server(Path(sys.argv[1]), options=options) as found:
    now = running(Path(sys.argv[1]))
    print(json.dumps([found.uri, now.supervisor, now.pid]), flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home for this file: its server is killed and started at will."""
    home = tmp_path_factory.mktemp("own")
    yield home
    embedded.stop(home)
    assert _until(lambda: not _processes(home))


@pytest.fixture
def kept(own: Path, small: Options) -> Iterator[Server]:
    """The server of `own`, used as long as the test runs."""
    with embedded.server(own, options=small) as server:
        yield server


def _client(home: Path, options: Options) -> "subprocess.Popen[str]":
    words = [sys.executable, "-c", _CLIENT, str(home), json.dumps(options.as_json())]
    return subprocess.Popen(  # noqa: S603  this very program
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _processes(home: Path) -> list[int]:
    """The JVM and the supervisor of that home, from the process list."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            words = process.cmdline()
            ours = f"--home-dir={home}/neo4j" in words or (
                "cmdb.graph.supervisor" in words and str(home) in words
            )
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def _until(true: Callable[[], bool], timeout_s: float = 30) -> bool:
    end = time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_three_that_start_at_once_share_one_server(own: Path, small: Options) -> None:
    """A start broken off between setting the password and keeping it is made good on the way."""
    place = Home(own)
    place.prepared()
    admin.set_initial_password(place, provided(small), "broken0ff")
    clients = [_client(own, small) for _ in range(3)]
    told = [json.loads(client.stdout.readline()) for client in clients]
    assert told[0] == told[1] == told[2]
    assert sorted(_processes(own)) == sorted(told[0][1:])
    for client in clients:
        client.communicate("")
        assert client.returncode == 0


def test_it_listens_on_this_machine_alone_and_shows_whose_it_is(kept: Server, own: Path) -> None:
    now = embedded.running(own)
    assert now
    jvm = psutil.Process(now.pid)
    listening = [c.laddr for c in jvm.net_connections() if c.status == psutil.CONN_LISTEN]
    assert [(one.ip, one.port) for one in listening] == [("127.0.0.1", kept.bolt_port)]
    assert not [c for c in jvm.net_connections("udp") if c.laddr]
    assert "org.neo4j.server.Neo4jCommunity" in jvm.cmdline()
    assert f"--home-dir={own}/neo4j" in jvm.cmdline()
    assert kept.password not in " ".join(jvm.cmdline()) + repr(kept)


def test_only_the_owner_can_read_the_password(kept: Server, own: Path) -> None:
    file = Home(own).password_file
    assert file.read_text() == kept.password
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_load_csv_reaches_neither_files_nor_hosts(kept: Server, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret")
    with (
        neo4j.GraphDatabase.driver(kept.uri, auth=(kept.user, kept.password)) as driver,
        driver.session() as session,
    ):
        for address in (secret.as_uri(), f"http://127.0.0.1:{kept.bolt_port}/"):
            with pytest.raises(Neo4jError):
                session.run("LOAD CSV FROM $a AS row RETURN row", a=address).consume()


def test_no_acknowledged_write_is_lost_when_the_server_is_killed(kept: Server, own: Path) -> None:
    """It comes back at the same address, and the writers' own drivers find it again."""
    before = embedded.running(own)
    assert before
    written = _Writers(kept)
    with written:
        assert _until(lambda: len(written.acknowledged) > 40)
        os.kill(before.pid, signal.SIGKILL)
        at_death = len(written.acknowledged)
        assert _until(lambda: len(written.acknowledged) > at_death + 40, 60)
    after = embedded.running(own)
    assert after
    assert after.pid != before.pid
    assert (after.supervisor, after.bolt_port) == (before.supervisor, before.bolt_port)
    assert written.acknowledged <= written.found()


def test_the_server_ends_with_its_supervisor_and_its_users_start_another(
    kept: Server, own: Path
) -> None:
    before = embedded.running(own)
    assert before
    written = _Writers(kept)
    with written:
        assert _until(lambda: len(written.acknowledged) > 40)
        os.kill(before.supervisor, signal.SIGKILL)
        assert _until(lambda: not psutil.pid_exists(before.pid))
        at_death = len(written.acknowledged)
        assert _until(lambda: len(written.acknowledged) > at_death + 40, 60)
    after = embedded.running(own)
    assert after
    assert after.supervisor != before.supervisor
    assert sorted(_processes(own)) == sorted([after.supervisor, after.pid])
    assert written.acknowledged <= written.found()


def test_a_user_who_is_killed_leaves_nothing_running(own: Path, small: Options) -> None:
    client = _client(own, replace(small, idle_s=0.5))
    assert json.loads(client.stdout.readline())
    client.kill()
    client.communicate()
    assert _until(lambda: embedded.running(own) is None)
    assert _until(lambda: not _processes(own))


def test_a_wanted_port_that_is_taken_is_named(own: Path, small: Options) -> None:
    embedded.stop(own)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        wanted = replace(small, bolt_port=port)
        with (
            pytest.raises(Unavailable, match=f"port {port} .* is taken") as error,
            embedded.server(own, options=wanted),
        ):
            pass
    assert "CMDB_NEO4J_BOLT_PORT" in error.value.remedy
    assert _until(lambda: not _processes(own))


def test_a_store_that_is_not_ours_is_left_alone(tmp_path: Path, small: Options) -> None:
    (tmp_path / "neo4j/data/databases/system").mkdir(parents=True)
    with pytest.raises(Unavailable, match="did not make"), embedded.server(tmp_path, options=small):
        pass
    assert [file.name for file in (tmp_path / "neo4j/data").rglob("*")] == ["databases", "system"]


def test_a_newer_store_is_left_alone(tmp_path: Path, small: Options) -> None:
    place = Home(tmp_path)
    place.prepared()
    place.marker.write_text('{"made_by": "cmdb", "neo4j": "2099.01.0"}')
    (place.data / "databases/system").mkdir(parents=True)
    with (
        pytest.raises(Unavailable, match=f"Neo4j 2099.01.0; this cmdb brings {VERSION}"),
        embedded.server(tmp_path, options=small),
    ):
        pass


def test_a_machine_that_is_too_small_is_told_so(tmp_path: Path, small: Options) -> None:
    huge = replace(small, heap=2**50)
    with (
        pytest.raises(Unavailable, match="in all") as error,
        embedded.server(tmp_path, options=huge),
    ):
        pass
    assert "CMDB_NEO4J_HEAP" in error.value.remedy


def test_a_home_that_is_a_file_is_refused(tmp_path: Path, small: Options) -> None:
    (tmp_path / "neo4j").write_text("")
    with (
        pytest.raises(Unavailable, match="cannot be written") as error,
        embedded.server(tmp_path, options=small),
    ):
        pass
    assert "CMDB_HOME" in error.value.remedy


def test_a_home_of_another_user_is_refused(tmp_path: Path, small: Options) -> None:
    (tmp_path / "neo4j").mkdir()
    if os.getuid():
        pytest.skip("only root can give a folder away")
    os.chown(tmp_path / "neo4j", 12345, -1)
    with (
        pytest.raises(Unavailable, match="belongs to the user"),
        embedded.server(tmp_path, options=small),
    ):
        pass


def test_stopping_what_does_not_run_is_no_error(tmp_path: Path) -> None:
    assert embedded.running(tmp_path) is None
    assert embedded.stop(tmp_path) is False


class _Writers:
    """Four threads that write numbers, and remember which ones were acknowledged."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.acknowledged: set[str] = set()
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._write, args=(n,)) for n in range(4)]

    def __enter__(self) -> None:
        self.driver = neo4j.GraphDatabase.driver(
            self.server.uri, auth=(self.server.user, self.server.password)
        )
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()
        self.driver.close()

    def _write(self, writer: int) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            key = f"{id(self)}-{writer}-{number}"
            with suppress(Neo4jError, DriverError):
                with self.driver.session() as session:
                    session.run("CREATE (:Written {key: $key})", key=key).consume()
                self.acknowledged.add(key)

    def found(self) -> set[str]:
        with neo4j.GraphDatabase.driver(
            self.server.uri, auth=(self.server.user, self.server.password)
        ) as driver:
            rows = driver.execute_query("MATCH (w:Written) RETURN w.key AS key").records
        return {row["key"] for row in rows}
