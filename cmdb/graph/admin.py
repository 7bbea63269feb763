"""Neo4j's AdminTool on a store whose server does not run: password, dump, load."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from cmdb.errors import Unavailable
from cmdb.graph.failures import cause
from cmdb.graph.home import Home
from cmdb.graph.java import admin_command, dying_with

_CHUNK = 2**20


def set_initial_password(home: Home, jars: Path, password: str) -> None:
    """Set the password of the user `neo4j`; it counts until the server has started once."""
    # An argument file, so that the process list does not show it.
    fd, name = tempfile.mkstemp(prefix="admin-", suffix=".args", dir=home.run)
    try:
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(f"dbms\nset-initial-password\n{password}\n")
        with _tool(home.root, jars, [f"@{name}"], stdin=subprocess.DEVNULL):
            pass
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def dump(root: Path, jars: Path, to: IO[bytes], store_lock: int) -> None:
    """Write a dump of the database `neo4j` of the Neo4j home `root`. Raises Unavailable.

    The tool inherits the lock of the store: nobody starts a server while it reads.
    """
    words = ["database", "dump", "--to-stdout", "neo4j"]
    with _tool(root, jars, words, stdin=subprocess.DEVNULL, keep=[store_lock]) as tool:
        assert tool.stdout  # noqa: S101  a pipe, as asked
        shutil.copyfileobj(tool.stdout, to, _CHUNK)


def load(root: Path, jars: Path, source: IO[bytes]) -> None:
    """Make the database `neo4j` of the Neo4j home `root` from a dump. Raises Unavailable."""
    words = ["database", "load", "--from-stdin", "--overwrite-destination=true", "neo4j"]
    with _tool(root, jars, words, stdin=subprocess.PIPE) as tool:
        assert tool.stdin  # noqa: S101  a pipe, as asked
        with suppress(BrokenPipeError):  # then it has ended, and says why
            shutil.copyfileobj(source, tool.stdin, _CHUNK)


@contextmanager
def _tool(
    root: Path, jars: Path, words: Sequence[str], *, stdin: int, keep: Sequence[int] = ()
) -> "Iterator[subprocess.Popen[bytes]]":
    """Yield the running tool and wait for its end; what it says otherwise goes into the error."""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603  our own program and arguments
            admin_command(jars, *words),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=said,
            env={**os.environ, "NEO4J_HOME": str(root), "NEO4J_CONF": str(root / "conf")},
            pass_fds=keep,
            preexec_fn=dying_with(os.getpid(), signal.SIGKILL),  # noqa: PLW1509  it only calls prctl
        ) as tool,
    ):
        try:
            yield tool
            out, _ = tool.communicate()
        except BaseException:
            tool.kill()
            raise
        if tool.returncode:
            said.seek(0)
            raise _failed(words, said.read() + out)


def _failed(words: Sequence[str], said: bytes) -> Unavailable:
    text = said.decode("utf-8", "replace").strip()
    known = cause(text)
    what = " ".join(words[:2]) if len(words) > 1 else "set-initial-password"
    return Unavailable(
        f"Neo4j's {what} failed: {text[-600:]}", remedy=known.remedy if known else ""
    )
