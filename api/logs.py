"""Log lines as JSON: one object a line, to a file that turns over, or to standard error."""

import logging
import sys
from pathlib import Path
from threading import Lock
from typing import IO, Any

import orjson
import structlog

_BYTES, _KEPT = 20 * 2**20, 5


class Turning:
    """A file of bytes that starts anew when it is full; the ones before stay as `.1`, `.2` …"""

    def __init__(self, path: Path, most: int = _BYTES, kept: int = _KEPT) -> None:
        self._path, self._most, self._kept = path, most, kept
        self._lock = Lock()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file, self._size = self._opened()

    def write(self, line: bytes) -> int:
        """Append a line and return its length."""
        with self._lock:
            if self._size and self._size + len(line) > self._most:
                self._turn()
            self._size += len(line)
            return self._file.write(line)

    def flush(self) -> None:
        """Do nothing: what is written is with the system at once."""

    def close(self) -> None:
        self._file.close()

    def _opened(self) -> tuple[IO[bytes], int]:
        file = self._path.open("ab", buffering=0)
        self._path.chmod(0o600)
        return file, file.tell()

    def _turn(self) -> None:
        self._file.close()
        for number in range(self._kept, 0, -1):
            older = self._named(number - 1)
            if older.exists():
                older.replace(self._named(number))
        self._file, self._size = self._opened()

    def _named(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}") if number else self._path


class _Foreign(logging.Handler):
    """Gives what libraries log to our log."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger(record.name)
        log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info)


def log_to(file: Path | None) -> None:
    """Send this process's log lines to a file, or to standard error where none is given."""
    target: Any = sys.stderr.buffer if file is None else Turning(file)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,  # the trace alone: local variables may hold secrets
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.BytesLoggerFactory(target),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Foreign()]
    root.setLevel(logging.INFO)
    logging.getLogger("uvicorn.access").disabled = True  # api.edge has a line for each request
    logging.getLogger("httpx2").setLevel(logging.WARNING)


def _line(event: dict[str, Any], default: Any = str, **_: Any) -> bytes:
    return orjson.dumps(event, default=default)
