"""Servers that the bench asks over HTTP: the product's own, and a bare route that returns bytes."""

import http.client
import os
import pickle
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cmdb.graph.embedded import Server

_NOTHING: Mapping[str, str] = {}
_WAIT_S = 600
_READY_S = 30


class Client:
    """One connection that stays open."""

    def __init__(
        self, port: int, path: str, token: str = "", env: Mapping[str, str] = _NOTHING
    ) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_WAIT_S)
        self.port, self.path, self.token, self._env = port, path, token, env
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def ask(self, body: bytes) -> bytes:
        """Return the answer to a POST of the path. Raises RuntimeError for a failure."""
        return self._said("POST", self.path, body)

    def get(self, path: str) -> bytes:
        """Return the answer to a GET. Raises RuntimeError for any but 200."""
        return self._said("GET", path, None)

    def post(self, path: str, body: bytes = b"{}") -> bytes:
        """Return the answer to a POST of another path. Raises RuntimeError for a failure."""
        return self._said("POST", path, body)

    def again(self) -> "Client":
        """Return another client of the same server, with a connection of its own."""
        return Client(self.port, self.path, self.token)

    def command(self, *words: str) -> "subprocess.Popen[bytes]":
        """Return a `cmdb …` that runs beside this process, for the same server."""
        return subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-m", "cli.main", *words],
            env={**self._env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def _said(self, method: str, path: str, body: bytes | None) -> bytes:
        self._connection.request(method, path, body, self._headers)
        response = self._connection.getresponse()
        said = response.read()
        if response.status not in (http.client.OK, http.client.CREATED):
            raise RuntimeError(f"{response.status}: {said[:500]!r}")
        return said

    def close(self) -> None:
        self._connection.close()


@contextmanager
def product(server: Server) -> Iterator[Client]:
    """Yield a client of a `cmdb up` of its own on a running Neo4j; it alone is stopped afterwards."""
    port = _free_port()
    with TemporaryDirectory(prefix="cmdb-bench-") as home:
        env = {
            **_environment(),
            "CMDB_HOME": home,
            "CMDB_PORT": str(port),
            "CMDB_NEO4J_URI": server.uri,
            "CMDB_NEO4J_USER": server.user,
            "CMDB_NEO4J_PASSWORD": server.password,
        }
        try:
            _cmdb("up", "--detach", "--no-demo", env=env)
            token = Path(home, "token").read_text("utf-8").strip()
            client = Client(port, "/api/v1/impact", token, env)
            yield client
            client.close()
        finally:
            _cmdb("down", env=env)


@contextmanager
def bare(answers: Mapping[bytes, bytes], folder: Path) -> Iterator[Client]:
    """Yield a client of a bare route that knows these answers."""
    prepared, port = folder / "answers.pickle", _free_port()
    prepared.write_bytes(pickle.dumps(dict(answers)))
    words = [sys.executable, "-m", "bench.bare", str(prepared), str(port)]
    server = subprocess.Popen(words, env=_environment())  # noqa: S603  our own program
    try:
        _wait_for(port)
        client = Client(port, "/impact")
        yield client
        client.close()
    finally:
        server.terminate()
        server.wait()


def _cmdb(*words: str, env: Mapping[str, str]) -> None:
    subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "cli.main", *words], env=env, check=True, stdout=subprocess.DEVNULL
    )


def _environment() -> dict[str, str]:
    """Return this process's environment without settings of another installation."""
    root = str(Path(__file__).parents[1])
    kept = {name: value for name, value in os.environ.items() if not _foreign(name)}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, (root, kept.get("PYTHONPATH"))))}


def _foreign(name: str) -> bool:
    return name in ("CMDB_URL", "CMDB_TOKEN", "CMDB_HOST", "CMDB_MODEL") or (
        name.startswith("CMDB_NEO4J_") and name.endswith(("URI", "USER", "PASSWORD", "FILE"))
    )


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + _READY_S
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > until:
            raise RuntimeError("the bare route did not start")
        time.sleep(0.05)
