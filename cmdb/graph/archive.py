"""The file that a backup is: a zip whose first member says what the second one is.

    manifest.json    kind, versions, revision, time
    graph.jsonl      an export: JSON Lines, compressed (unzip -p FILE graph.jsonl)
    neo4j.dump       or a dump of Neo4j's AdminTool

A zip, because its checksums and its directory at the end tell when a byte is wrong or the end is missing.
"""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Literal

from cmdb.errors import Invalid, Unavailable

FORMAT = 1
_MEMBERS = {"export": "graph.jsonl", "dump": "neo4j.dump"}
_CHUNK = 2**20
_MANIFEST_LIMIT = 2**16


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `revision` is the newest when it began, None if there was none.

    `neo4j` is the server's version, `cmdb` ours, `at` the time (ISO 8601, UTC), `schema` the migrations that
    the database had.
    """

    kind: Literal["export", "dump"]
    cmdb: str
    neo4j: str
    revision: int | None
    at: str
    schema: tuple[str, ...]
    backup: int = FORMAT


@contextmanager
def writing(file: Path, manifest: Manifest) -> Iterator[IO[bytes]]:
    """Yield where the payload goes; the file gets its name only when all of it is on the disk.

    Raises Unavailable if it cannot be written.
    """
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with (
            os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as raw,
            zipfile.ZipFile(raw, "w", compresslevel=3) as archive,
        ):
            archive.writestr("manifest.json", json.dumps(asdict(manifest)))
            member = zipfile.ZipInfo(_MEMBERS[manifest.kind])
            member.compress_type = (
                zipfile.ZIP_DEFLATED if manifest.kind == "export" else zipfile.ZIP_STORED
            )
            with archive.open(member, "w", force_zip64=True) as payload:
                yield payload
            archive.close()
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(file)
    except OSError as exc:
        raise Unavailable(
            f"{file} cannot be written: {exc.strerror or exc}.",
            remedy="Choose a folder that exists, can be written and has room.",
        ) from exc
    finally:
        with suppress(OSError):
            part.unlink()


def manifest(file: Path) -> Manifest:
    """Return what the backup says of itself. Raises Invalid if it is none."""
    with _reading(file) as archive:
        return _manifest(file, archive)


@contextmanager
def payload(file: Path) -> Iterator[IO[bytes]]:
    """Yield the backup's second member. Reading to its end raises Invalid if a byte is wrong."""
    with _reading(file) as archive:
        name = _MEMBERS[_manifest(file, archive).kind]
        with archive.open(name) as member:
            yield member


def checked(file: Path) -> Manifest:
    """Read the whole backup once, so that what follows can trust it. Raises Invalid."""
    with payload(file) as member:
        while member.read(_CHUNK):
            pass
    return manifest(file)


@contextmanager
def _reading(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except FileNotFoundError as exc:
        raise Invalid(f"{file} does not exist.") from exc
    except OSError as exc:
        raise Invalid(f"{file} cannot be read: {exc.strerror or exc}.") from exc
    except (zipfile.BadZipFile, ValueError) as exc:
        raise broken(file, str(exc)) from exc
    with archive:
        try:
            yield archive
        except (zipfile.BadZipFile, zlib.error, EOFError) as exc:
            raise broken(file, str(exc)) from exc


def _manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    first = archive.infolist()[:1]
    if not first or first[0].filename != "manifest.json" or first[0].file_size > _MANIFEST_LIMIT:
        raise broken(file, "it has no manifest")
    try:
        given = json.loads(archive.read(first[0]))
        found = Manifest(**{**given, "schema": tuple(given["schema"])})
    except (TypeError, ValueError, KeyError) as exc:
        raise broken(file, "its manifest has other fields") from exc
    if found.backup != FORMAT or found.kind not in _MEMBERS:
        raise Invalid(
            f"{file} is a backup of another format ({found.backup}, {found.kind}); this cmdb reads"
            f" format {FORMAT}.",
            remedy="Restore it with the cmdb that wrote it.",
        )
    if _MEMBERS[found.kind] not in archive.namelist():
        raise broken(file, f"it lacks {_MEMBERS[found.kind]}")
    return found


def broken(file: Path, reason: str) -> Invalid:
    return Invalid(
        f"{file} is not a backup of cmdb, or it is damaged: {reason}.",
        remedy="Nothing was changed. Take another copy of it: `cmdb backup` wrote it whole.",
    )
