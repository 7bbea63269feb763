"""Neo4j's own jars: 225 files by a committed list of sizes and checksums, fetched once a user."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from cmdb.errors import Invalid, Unavailable
from cmdb.graph.download import Jar, Meter, Progress, download
from cmdb.graph.locks import lock
from cmdb.graph.options import Options

VERSION = "2026.08.1"

_OTHER_FETCH_S = 1800.0
_SPARE = 64 * 2**20
# Less on the disk, and a start may leave Neo4j with logs that it cannot write.
ROOM_TO_START = 64 * 2**20


@cache
def locked() -> tuple[Jar, ...]:
    """Return the jars that make up this version of Neo4j."""
    text = Path(__file__).with_name("neo4j.lock.json").read_text("utf-8")
    return tuple(Jar(**entry) for entry in json.loads(text))


def whole(folder: Path, jar: Jar) -> bool:
    """Say whether the folder's copy is exactly what the list says."""
    try:
        with (folder / jar.name).open("rb") as file:
            if os.fstat(file.fileno()).st_size != jar.size:
                return False
            return hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return False


def missing(folder: Path, jars: Sequence[Jar]) -> list[Jar]:
    """Return the jars that the folder lacks or has broken; reads all of them (150 MiB, 0.1 s)."""
    with ThreadPoolExecutor(4) as pool:
        there = list(pool.map(lambda jar: whole(folder, jar), jars))
    return [jar for jar, good in zip(jars, there, strict=True) if not good]


def provided(options: Options, progress: Progress | None = None) -> Path:
    """Return a folder with every jar, checked now; downloads what the user's cache lacks.

    Raises Invalid if `options.jars` names a folder that is not whole, Unavailable as `fetch` does.
    """
    if options.jars is None:
        folder = cache_folder(options)
        fetch(folder, progress, options=options)
        return folder
    if lacking := missing(options.jars, locked()):
        raise Invalid(
            f"{options.jars} lacks {len(lacking)} of Neo4j's {len(locked())} jars, or has them broken"
            f" ({lacking[0].name}).",
            remedy="Fill it with `cmdb db fetch --to DIR` where there is a network, or unset"
            " CMDB_NEO4J_JARS.",
        )
    return options.jars


def cache_folder(options: Options) -> Path:
    """Return where this user's jars are kept: under `CMDB_CACHE`, else the platform's cache folder."""
    root = options.cache
    if root is None:
        import platformdirs  # noqa: PLC0415  only where CMDB_CACHE is not set

        root = Path(platformdirs.user_cache_dir("cmdb", appauthor=False))
    return root / f"neo4j-{VERSION}"


def fetch(
    to: Path,
    progress: Progress | None = None,
    *,
    options: Options | None = None,
    jars: Sequence[Jar] | None = None,
) -> int:
    """Download into the folder what it lacks or has broken, and return the number of files.

    Safe to break off and start again, and to run twice at once. Raises Unavailable without network, or
    if the folder cannot be written or the disk is too small.
    """
    wanted = locked() if jars is None else tuple(jars)
    if not missing(to, wanted):
        return 0
    with _made(to), lock(to / ".lock", _OTHER_FETCH_S):
        lacking = missing(to, wanted)
        absent = sum(jar.size for jar in lacking)
        roomy(to, absent + _SPARE)
        meter = Meter(sum(jar.size for jar in wanted), absent, progress)
        if lacking:
            download(to, lacking, (options or Options()).maven_url, meter)
    return len(lacking)


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as exc:
        raise Unavailable(
            f"{folder} cannot be written: {exc.strerror}.",
            remedy="Set CMDB_CACHE to a folder that can, or free some space.",
        ) from exc


def roomy(folder: Path, needed: int) -> None:
    """Raise Unavailable unless the folder's disk has `needed` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Unavailable(
            f"The disk of {folder} has {free // 2**20} MiB free, and {needed // 2**20} MiB are needed.",
            remedy="Free some space there, or choose another place (CMDB_HOME, CMDB_CACHE).",
        )
