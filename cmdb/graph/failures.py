"""Why the server did not start, from what it wrote."""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cmdb.errors import Unavailable
from cmdb.graph.home import Home, written

_TAIL = 64 * 1024


@dataclass(frozen=True, slots=True)
class Failure:
    """`final` says that another try cannot help."""

    detail: str
    remedy: str
    final: bool = True

    def error(self) -> Unavailable:
        return Unavailable(self.detail, remedy=self.remedy)


_PORT = Failure(
    "Neo4j's port was taken by another program.",
    "Try again: another one is chosen, unless CMDB_NEO4J_BOLT_PORT names it.",
    final=False,
)
_KNOWN: tuple[tuple[str, Failure], ...] = (
    (r"Address already in use|BindException", _PORT),
    (
        r"No space left on device|not enough (disk )?space|Disk quota exceeded",
        Failure("The disk is full.", "Free some space where CMDB_HOME is, then start again."),
    ),
    (
        r"Read-only file system|AccessDeniedException|Permission denied",
        Failure(
            "Neo4j may not write its files.",
            "Make CMDB_HOME writable for this user, or set it elsewhere.",
        ),
    ),
    (
        r"Could not reserve enough space|insufficient memory|Cannot allocate memory|OutOfMemoryError",
        Failure(
            "Neo4j ran out of memory.",
            "Set CMDB_NEO4J_HEAP (and CMDB_NEO4J_PAGE_CACHE) to what the machine can give.",
        ),
    ),
    (
        r"Unknown store version|StoreUpgrade|UpgradeNotAllowed|unsupported format|newer version",
        Failure(
            "The store was written by another version of Neo4j.",
            "Use the cmdb that wrote it, or set CMDB_HOME to another folder and restore a backup there.",
        ),
    ),
    (
        r"NoClassDefFoundError|ClassNotFoundException|ZipException|zip file|Could not find or load main class",
        Failure(
            "A file of the Neo4j program is broken.",
            "Start again: each is checked, and the broken one is fetched anew.",
        ),
    ),
    (
        r"Lock file has been locked by another process|StoreLockException|FileLockException",
        Failure(
            "Another Neo4j uses the same data folder.",
            "Stop it (`cmdb status` names this one), or set CMDB_HOME to another folder.",
        ),
    ),
)


def cause(text: str) -> Failure | None:
    """Return the failure that a log speaks of; the first line that names one counts."""
    found = (
        (match.start(), number, failure)
        for number, (pattern, failure) in enumerate(_KNOWN)
        if (match := re.search(pattern, text))
    )
    best = min(found, key=lambda one: one[:2], default=None)
    return best[2] if best else None


def failure(home: Home, exit_code: int | None, since: int) -> Failure:
    """Return why the server ended, from what it wrote behind `since` bytes of its log."""
    text = tail(home.logs / "console.log", 0) + "\n" + tail(home.log, since)
    known = cause(text)
    errors = [line for line in text.splitlines() if re.search(r"ERROR|Error:|Exception", line)]
    said = f" It said: {errors[-1].strip()[:300]}" if errors else ""
    if known:
        return Failure(f"{known.detail}{said}", f"{known.remedy} (log: {home.log})", known.final)
    return Failure(
        f"Neo4j ended with exit code {exit_code} before it was ready.{said}",
        f"See {home.log} and {home.logs / 'console.log'}.",
        final=False,
    )


def unopened(home: Home) -> Failure:
    """Return why the server runs without its database: only its debug log says."""
    known = cause(tail(home.logs / "debug.log", 0))
    return Failure(
        f"Neo4j cannot open its store in {home.data}." + (f" {known.detail}" if known else ""),
        (known.remedy if known else "Move the home away and restore a backup.")
        + f" (log: {home.logs / 'debug.log'})",
    )


def size(log: Path) -> int:
    try:
        return log.stat().st_size
    except FileNotFoundError:
        return 0


def tail(log: Path, since: int) -> str:
    now = size(log)
    start = since if since <= now else 0  # else it has begun a new file
    try:
        with log.open("rb") as file:
            file.seek(max(start, now - _TAIL))
            return file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def report(home: Home, failed: Failure) -> None:
    """Leave word for the command that waits; on a full disk it finds out by itself."""
    with suppress(OSError):
        written(home.failure_file, {"detail": failed.detail, "remedy": failed.remedy})
