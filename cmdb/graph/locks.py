"""File locks that the kernel frees when their holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cmdb.errors import Unavailable

_POLL_S = 0.05


def taken(path: Path, *, shared: bool = False) -> int | None:
    """Return a file descriptor that holds the lock, or None if another process is in the way.

    Closing every copy of the descriptor frees the lock. Unlike filelock's, it can be handed to a child.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        return None
    except BaseException:
        os.close(fd)
        raise
    return fd


def held(path: Path) -> bool:
    """Say whether another holder has the lock exclusively."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False


@contextmanager
def lock(path: Path, timeout_s: float, *, shared: bool = False) -> Iterator[int]:
    """Hold the lock, waiting for it at most so long; yields its descriptor. Raises Unavailable."""
    until = time.monotonic() + timeout_s
    while (fd := taken(path, shared=shared)) is None:
        if time.monotonic() > until:
            raise Unavailable(
                f"Another process has held {path} for {timeout_s:.0f} s.",
                remedy="Wait for it to end; `cmdb status` says what runs.",
            )
        time.sleep(_POLL_S)
    try:
        yield fd
    finally:
        os.close(fd)
