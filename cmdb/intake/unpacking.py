"""How an archive is unpacked: what it says of itself is never believed.

Names are checked, sizes are counted while they are unpacked, links and devices are left out.
"""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from cmdb.errors import Invalid
from cmdb.intake import tar
from cmdb.intake.model import Issue
from cmdb.intake.paths import inside, passed_over
from cmdb.intake.text import MIB, Unreadable

MOST_FILES = 50_000
MOST_BYTES = 2048 * MIB
# Inventories are packed to a tenth, the dullest to a hundredth; a bomb to a thousandth.
MOST_RATIO = 250
REMEDY = "Unpack it yourself and import the folder."

_FREE_BYTES = 64 * MIB
_DIRECTORY_BYTES = 64 * MIB
_CHUNK = 2**18
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_UTF8 = 0x800
_LINK = 0o12  # the file type in the upper bits of a zip entry's attributes
_MAGIC = 257  # where a tar header says that it is one
_BROKEN = (
    *(zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, struct.error),
    *(EOFError, ValueError, NotImplementedError, RuntimeError),
)


def is_archive(name: str) -> bool:
    """Return whether a file of this name is one to unpack."""
    return name.lower().endswith((".zip", ".tar", ".gz", ".tgz"))


def without_gz(name: str) -> str:
    """Return the name of the one file that a .gz is made of."""
    return name[: -len(".gz")] if name.lower().endswith(".gz") else name


class Unpacking:
    """Writes files below a root. `allowed` grows with what was sent; `written` stays below."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.names: list[str] = []
        self.issues: list[Issue] = []
        self.allowed = _FREE_BYTES
        self.written = 0

    def move(self, path: Path, name: str) -> None:
        """Take a file that is no archive as it is."""
        path.rename(self._place(name, name))

    def unpack(self, path: Path, archive: str, prefix: str) -> None:
        """Unpack an archive below `prefix`, and remove it. Raises Invalid."""
        size = path.stat().st_size
        if not size:
            raise Invalid(f"{archive} is empty.", remedy="Pack it again, and send it whole.")
        self.allowed = min(MOST_BYTES, self.allowed + MOST_RATIO * size)
        before = len(self.names)
        try:
            if archive.lower().endswith(".zip"):
                self._zip(path, archive, prefix)
            else:
                self._tar_or_gz(path, archive, prefix)
        except Unreadable as exc:
            raise Invalid(f"{archive} {exc.detail}", remedy=exc.remedy or REMEDY) from exc
        except _BROKEN as exc:
            reason = f"{archive} is no whole archive of its kind ({exc or 'it breaks off'})."
            raise Invalid(reason, remedy="Pack it again, and send it whole.") from exc
        if len(self.names) == before and not self.issues:
            self.issues.append(Issue(archive, "holds no file to import.", fatal=False))
        path.unlink()

    def _zip(self, path: Path, archive: str, prefix: str) -> None:
        with path.open("rb") as file:
            _check_directory(file)
            with zipfile.ZipFile(file) as packed:
                for info in packed.infolist():
                    name = _zip_name(info)
                    if info.flag_bits & _ENCRYPTED:
                        reason = f"{archive} is encrypted: {name[:80]!r} in it asks for a password."
                        raise Invalid(reason, remedy=REMEDY)
                    if not name.endswith("/"):
                        pieces = self._counted(archive, packed, info)
                        self._take(archive, prefix, name, _zip_oddity(info), pieces)

    def _tar_or_gz(self, path: Path, archive: str, prefix: str) -> None:
        lower = archive.lower()
        packed = lower.endswith((".gz", ".tgz"))
        with gzip.open(path) if packed else path.open("rb") as file:
            start = file.read(_MAGIC + 5)
            file.seek(0)
            if start.endswith(b"ustar") or lower.endswith((".tar", ".tar.gz", ".tgz")):
                counting: Any = _Counting(file, self, archive)
                for entry in tar.entries(counting):
                    if not entry.folder:
                        self._take(archive, prefix, entry.name, entry.oddity, entry.pieces)
            else:
                self._write(archive, without_gz(archive), _pieces(_Counting(file, self, archive)))

    def _counted(
        self, archive: str, packed: zipfile.ZipFile, info: zipfile.ZipInfo
    ) -> Iterator[bytes]:
        with packed.open(info) as member:
            yield from _pieces(_Counting(member, self, archive))

    def _take(
        self, archive: str, prefix: str, name: str, oddity: str, pieces: Iterator[bytes]
    ) -> None:
        place = f"{archive}: {name[:200]}"
        found = inside(name)
        if found is None:
            raise Invalid(
                f"{archive} holds a name that leads out of it, or is none: {name[:80]!r}.",
                remedy=REMEDY,
            )
        if passed_over(found):
            return
        if oddity:
            self.issues.append(Issue(place, f"is {oddity}: left out.", fatal=False))
        elif is_archive(found):
            reason = "is an archive within an archive: import it by itself, or unpack it."
            self.issues.append(Issue(place, reason))
        else:
            self._write(archive, prefix + found, pieces)

    def _write(self, archive: str, name: str, pieces: Iterator[bytes]) -> None:
        with self._place(archive, name).open("xb") as file:
            for piece in pieces:
                file.write(piece)

    def count(self, archive: str, size: int) -> None:
        """Raise Invalid once more is unpacked than what was sent can honestly hold."""
        self.written += size
        if self.written > self.allowed:
            raise Invalid(
                f"{archive} unpacks to more than {self.allowed // MIB:,} MiB: "
                "far more than such an archive honestly holds.",
                remedy="If it is no bomb, unpack it yourself and import the folder in parts.",
            )

    def _place(self, archive: str, name: str) -> Path:
        if len(self.names) >= MOST_FILES:
            remedy = "Import it in parts."
            raise Invalid(f"{archive} brings more than {MOST_FILES:,} files.", remedy=remedy)
        to = self.root / name
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as exc:
            raise Invalid(f"{archive}: {name} lies below a file.", remedy=REMEDY) from exc
        if to.exists():
            raise Invalid(f"{archive}: {name} is there twice.", remedy=REMEDY)
        self.names.append(name)
        return to


class _Counting:
    """A file that counts what is read of it, skipped content too."""

    def __init__(self, file: Any, into: Unpacking, archive: str) -> None:
        self._file, self._into, self._archive = file, into, archive

    def read(self, size: int) -> bytes:
        found: bytes = self._file.read(size)
        self._into.count(self._archive, len(found))
        return found


def _pieces(file: _Counting) -> Iterator[bytes]:
    while piece := file.read(_CHUNK):
        yield piece


def _check_directory(file: IO[bytes]) -> None:
    """Refuse a table of contents that would not fit: zipfile reads all of it into memory."""
    found = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # noqa: SLF001  what ZipFile itself asks
    if found and found[5] > _DIRECTORY_BYTES:
        raise Unreadable(f"has a table of contents of {found[5]:,} bytes.")
    file.seek(0)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return the entry's name: what says no encoding is taken for UTF-8, then GB18030."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        for codec in ("utf-8", "gb18030"):
            try:
                name = name.encode("cp437").decode(codec)
                break
            except UnicodeError:
                continue
    return name.replace("\\", "/")


def _zip_oddity(info: zipfile.ZipInfo) -> str:
    if info.external_attr >> 28 == _LINK:
        return "a link"
    if info.compress_type not in _READABLE:
        return f"packed by method {info.compress_type}, which is not read here"
    return ""
