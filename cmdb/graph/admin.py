"""Neo4j's AdminTool on the private store: passwords, dumps, loads. The server must not run."""

import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from cmdb.errors import Unavailable
from cmdb.graph.failures import cause
from cmdb.graph.home import Home
from cmdb.graph.java import admin_command, dying_with

_LIMIT_S = 3600


def run(
    root: Path,
    jars: Path,
    *arguments: str,
    stdin: IO[bytes] | int = subprocess.DEVNULL,
    stdout: IO[bytes] | int = subprocess.PIPE,
) -> None:
    """Run the AdminTool on the Neo4j home `root`. Raises Unavailable with what it said."""
    done = subprocess.run(  # noqa: S603  our own program and arguments
        admin_command(jars, *arguments),
        check=False,
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, "NEO4J_HOME": str(root), "NEO4J_CONF": str(root / "conf")},
        timeout=_LIMIT_S,
        preexec_fn=dying_with(os.getpid(), signal.SIGKILL),
    )
    if done.returncode:
        said = (done.stderr + (done.stdout or b"")).decode("utf-8", "replace").strip()
        known = cause(said)
        raise Unavailable(
            f"Neo4j's {' '.join(arguments[:2])} failed: {said[-600:]}",
            remedy=known.remedy if known else "",
        )


def set_initial_password(home: Home, jars: Path, password: str) -> None:
    """Set the password of the user `neo4j`; it counts until the server has started once."""
    # An argument file, so that the process list does not show it.
    fd, name = tempfile.mkstemp(prefix="admin-", suffix=".args", dir=home.run)
    try:
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(f"dbms\nset-initial-password\n{password}\n")
        run(home.root, jars, f"@{name}")
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
