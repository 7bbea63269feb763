"""`cmdb up` on the session's Neo4j in a process of its own, and the command line that asks it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli import instance, main
from cli.local import graph as local

ROOT = Path(__file__).parents[2]
OWN = ("CMDB_HOME", "CMDB_URL", "CMDB_TOKEN", "CMDB_PORT", "CMDB_HOST", "CMDB_MODEL")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(home, **more):
    """What a `cmdb` of that home sees, and nothing of the user's own."""
    kept = {k: v for k, v in os.environ.items() if k not in OWN and not k.startswith("CMDB_NEO4J_")}
    return {**kept, "CMDB_HOME": str(home), "PYTHONPATH": str(ROOT), "TERM": "dumb", **more}


@pytest.fixture(scope="session")
def address(server, tmp_path_factory):
    """Where the session's API answers."""
    home = tmp_path_factory.mktemp("api")
    env = environment(
        home,
        CMDB_PORT=str(free_port()),
        CMDB_NEO4J_URI=server.uri,
        CMDB_NEO4J_USER=server.user,
        CMDB_NEO4J_PASSWORD=server.password,
    )
    words = [sys.executable, "-m", "cli.main", "up", "--no-demo"]
    with (home / "said").open("wb") as said:
        process = subprocess.Popen(words, env=env, cwd=home, stdout=said, stderr=said)  # noqa: S603  our own command
    until = time.monotonic() + 60
    while (running := instance.running(home)) is None:
        assert process.poll() is None, (home / "said").read_text()
        assert time.monotonic() < until, (home / "said").read_text()
        time.sleep(0.05)
    yield running.url
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0, (home / "said").read_text()


@dataclass
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def own(tmp_path):
    """A `CMDB_HOME` of this test alone."""
    return tmp_path / "own"


@pytest.fixture
def cmdb(address, empty, own, monkeypatch, capfdbinary):
    """Runs a command as the local admin: `cmdb("show", "web1")`."""
    local.admit(empty, own)
    for name in (*OWN, "CMDB_NEO4J_URI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CMDB_HOME", str(own))
    monkeypatch.setenv("CMDB_URL", address)
    monkeypatch.setenv("TERM", "dumb")

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["cmdb", *map(str, words)])
        capfdbinary.readouterr()
        code = main.run()
        said = capfdbinary.readouterr()
        return Ran(code, said.out.decode(), said.err.decode())

    return run


SHOP = {
    "cmdb": 1,
    "cis": [
        {"key": "shop", "class": "application_service", "name": "shop"},
        {"key": "db", "class": "server", "name": "shop-db-1"},
    ],
    "relations": [{"from": "shop", "type": "DEPENDS_ON", "to": "db"}],
}


@pytest.fixture
def shop(cmdb, tmp_path):
    """The same, where a shop depends on a server."""
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(SHOP), "utf-8")
    assert cmdb("import", file).code == 0
    return cmdb
