"""Files from a Maven repository, several at once, each checked before it counts."""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx2

from cmdb.errors import Unavailable

Progress = Callable[[int, int], None]  # bytes there, bytes in all

_AT_ONCE = 12
_ATTEMPTS = 4
_CHUNK = 2**18
_WAIT_S = 0.5


@dataclass(frozen=True, slots=True)
class Jar:
    """`path` is relative to the Maven repository, `size` in bytes, `sha256` hexadecimal."""

    path: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[1]


class Meter:
    """Counts bytes from several threads, and tells one listener."""

    def __init__(self, total: int, absent: int, listener: Progress | None) -> None:
        self._total = total
        self._done = total - absent
        self._listener = listener
        self._lock = threading.Lock()
        self.cancelled = threading.Event()
        self.add(0)

    def add(self, size: int) -> None:
        with self._lock:
            self._done += size
            if self._listener:
                self._listener(self._done, self._total)


class _Broken(Exception):
    """What came is not what the list says."""


def repository(maven_url: str | None) -> str:
    """Return the repository's base address: as given, else what the library jgo knows."""
    if maven_url:
        return maven_url.rstrip("/")
    from jgo.constants import MAVEN_CENTRAL_URL  # noqa: PLC0415  slow, and only downloads need it

    return str(MAVEN_CENTRAL_URL).rstrip("/")


def download(to: Path, jars: Sequence[Jar], maven_url: str | None, meter: Meter) -> None:
    """Fetch the jars into the folder, the largest first. Raises Unavailable; OSError of the disk.

    Proxies and certificates are as the environment says (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE). A
    file that broke off goes on where it ended.
    """
    largest_first = sorted(jars, key=lambda jar: -jar.size)
    with (
        httpx2.Client(timeout=60, follow_redirects=True) as client,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        address = repository(maven_url)
        tasks = [pool.submit(_fetched, client, address, to, jar, meter) for jar in largest_first]
        try:
            done, _ = wait(tasks, return_when=FIRST_EXCEPTION)
        finally:
            meter.cancelled.set()
            pool.shutdown(wait=True, cancel_futures=True)
        for task in done:
            task.result()


def _fetched(client: httpx2.Client, address: str, to: Path, jar: Jar, meter: Meter) -> None:
    for attempt in range(1, _ATTEMPTS + 1):
        if meter.cancelled.is_set():
            break
        try:
            _once(client, f"{address}/{jar.path}", to / jar.name, jar, meter)
            break
        except (httpx2.HTTPError, _Broken) as exc:
            if attempt == _ATTEMPTS or _hopeless(exc):
                raise _unavailable(jar, address, exc) from exc
            time.sleep(_WAIT_S * 2 ** (attempt - 1))


def _once(client: httpx2.Client, url: str, target: Path, jar: Jar, meter: Meter) -> None:
    part = target.with_name(f"{target.name}.part")
    there = part.stat().st_size if part.exists() else 0
    ask = {"Range": f"bytes={there}-"} if 0 < there < jar.size else {}
    with client.stream("GET", url, headers=ask) as answer:
        answer.raise_for_status()
        resumed = answer.status_code == HTTPStatus.PARTIAL_CONTENT
        with part.open("ab" if resumed else "wb") as file:
            counted = file.tell()
            meter.add(counted)
            try:
                for chunk in answer.iter_bytes(_CHUNK):
                    file.write(chunk)
                    counted += len(chunk)
                    meter.add(len(chunk))
                    if counted > jar.size or meter.cancelled.is_set():
                        break
                file.flush()
                os.fsync(file.fileno())
                _keep(part, target, jar)
            except BaseException:
                meter.add(-counted)
                raise


def _keep(part: Path, target: Path, jar: Jar) -> None:
    """Give the file its name once it is whole; what is wrong throughout is thrown away."""
    size = part.stat().st_size
    if size < jar.size:
        raise _Broken(f"only {size} of {jar.size} bytes came")
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if size > jar.size or found != jar.sha256:
        part.unlink()
        raise _Broken("what came has another checksum than the list of this release")
    part.replace(target)


def _hopeless(exc: Exception) -> bool:
    """Say whether trying again cannot help: the repository answered, and the answer is no."""
    return isinstance(exc, httpx2.HTTPStatusError) and exc.response.is_client_error


def _unavailable(jar: Jar, address: str, exc: Exception) -> Unavailable:
    reason = str(exc).splitlines()[0] if str(exc) else type(exc).__name__
    return Unavailable(
        f"Neo4j's {jar.name} could not be fetched from {address}: {reason}.",
        remedy="The first start needs a network: check it, and the proxy (HTTPS_PROXY), or name a mirror"
        " (CMDB_MAVEN_URL). Without one: `cmdb db fetch --to DIR` elsewhere, bring the folder here and"
        " set CMDB_NEO4J_JARS to it.",
    )
