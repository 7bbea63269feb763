"""The API that runs on this machine: where it is, and whether it is alive."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from cmdb.errors import Conflict, Unavailable


@dataclass(frozen=True, slots=True)
class Instance:
    """One running API: its process, its address, when it started (ISO 8601, UTC), its log."""

    pid: int
    url: str
    started_at: str
    log: str


def running(home: Path) -> Instance | None:
    """Return the API that serves this home, or None. Alive means that its lock is held."""
    if not _held(home / "run/api.lock"):
        return None
    try:
        found = json.loads((home / "run/api.json").read_text("utf-8"))
        return Instance(**found)
    except (OSError, ValueError, TypeError):
        return None


def starting(home: Path) -> bool:
    """Tell whether a process holds the lock, be it ready or not."""
    return _held(home / "run/api.lock")


@contextmanager
def claimed(home: Path) -> Iterator[None]:
    """Hold this home's lock, which the kernel frees even on kill -9. Raises Conflict when taken."""
    run = home / "run"
    try:
        run.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd = os.open(run / "api.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise Unavailable(
            f"{run} cannot be written: {exc.strerror}.",
            remedy="Give CMDB_HOME a folder that you may write to.",
        ) from exc
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        os.close(fd)
        raise Conflict(
            "Another `cmdb up` is starting for this CMDB_HOME.", remedy="`cmdb status` shows it."
        ) from exc
    try:
        yield
    finally:
        (run / "api.json").unlink(missing_ok=True)
        os.close(fd)


def record(home: Path, instance: Instance) -> None:
    """Say where it is, for other commands to find. The caller has the claim."""
    new = home / "run/api.json.new"
    new.write_text(json.dumps(asdict(instance)), "utf-8")
    new.replace(home / "run/api.json")


def _held(path: Path) -> bool:
    # cmdb.graph.locks has this too, but brings the driver along: too slow for every command.
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False
