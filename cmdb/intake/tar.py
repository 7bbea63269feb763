"""Tar archives as a stream: one header at a time, nothing held, nothing followed.

The standard library's reader takes extended headers of any size into memory and searches them in
quadratic time; here they are small or refused.
"""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from cmdb.intake.text import Unreadable

_BLOCK = tarfile.BLOCKSIZE
_EXTENDED = 64 * 1024
_CHUNK = 2**18
_REGULAR = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_LONG_NAME = tarfile.GNUTYPE_LONGNAME
_OWN_HEADER = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
_NAMELESS = (tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK, b"V")  # say nothing of a file's content


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `oddity` says what it is where it is neither file nor folder: a link, a device."""

    name: str
    folder: bool
    oddity: str
    pieces: Iterator[bytes]


def entries(file: IO[bytes]) -> Iterator[Entry]:
    """Yield the entries in their order; `pieces` are to be read before the next.

    Raises Unreadable where it is cut off, or no tar.
    """
    name, size = "", None
    while (header := _header(file)) is not None:
        length = header.size if size is None or header.type in (*_OWN_HEADER, _LONG_NAME) else size
        if header.type == _LONG_NAME:
            name = _text(_extended(file, length).rstrip(b"\0"))
        elif header.type in _OWN_HEADER:
            said = _records(_extended(file, length))
            name, size = said.get("path", name), _length(said.get("size"), size)
        elif header.type in _NAMELESS:
            _drain(_pieces(file, length))
        else:
            yield (entry := _entry(file, header, name or header.name, length))
            _drain(entry.pieces)
            name, size = "", None


def _entry(file: IO[bytes], header: tarfile.TarInfo, name: str, length: int) -> Entry:
    folder = header.type == tarfile.DIRTYPE or name.endswith("/")
    plain = folder or header.type in _REGULAR
    # Links and devices have no content, whatever size they claim.
    pieces = _pieces(file, 0 if header.type in _EMPTY else length)
    name = _text(name.encode("utf-8", "surrogateescape"))
    return Entry(name, folder, "" if plain else _ODDITIES.get(header.type, "no file"), pieces)


_EMPTY = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
_ODDITIES = {
    **dict.fromkeys((tarfile.SYMTYPE, tarfile.LNKTYPE), "a link"),
    **dict.fromkeys((tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE), "a device"),
    tarfile.GNUTYPE_SPARSE: "a sparse file",
}


def _header(file: IO[bytes]) -> tarfile.TarInfo | None:
    block = _exactly(file, _BLOCK, may_end=True)
    if not block.strip(b"\0"):
        return None
    try:
        found = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError as exc:
        raise Unreadable(f"is no whole tar archive: {exc}.") from exc
    if found.size < 0:
        raise Unreadable("is no whole tar archive: a size is negative.")
    return found


def _extended(file: IO[bytes], size: int) -> bytes:
    if size > _EXTENDED:
        raise Unreadable(f"has a header of {size:,} bytes; at most {_EXTENDED:,} are read.")
    return b"".join(_pieces(file, size))


def _pieces(file: IO[bytes], size: int) -> Iterator[bytes]:
    left = size
    while left:
        piece = _exactly(file, min(left, _CHUNK))
        left -= len(piece)
        yield piece
    _exactly(file, -size % _BLOCK)


def _drain(pieces: Iterator[bytes]) -> None:
    for _ in pieces:
        pass


def _exactly(file: IO[bytes], size: int, *, may_end: bool = False) -> bytes:
    found = file.read(size) if size else b""
    if len(found) < size and not (may_end and not found):
        raise Unreadable("breaks off in the middle.", remedy="Send it again, whole.")
    return found


def _records(said: bytes) -> dict[str, str]:
    """Return the records of an extended header, each `LENGTH KEY=VALUE` and a line break."""
    found = {}
    at = 0
    while at < len(said) and (space := said.find(b" ", at, at + 20)) > at:
        length = _length(said[at:space].decode("ascii", "replace"), None) or 0
        if length <= space - at:
            break
        key, _, value = said[space + 1 : at + length - 1].partition(b"=")
        found[_text(key)] = _text(value)
        at += length
    return found


def _text(said: bytes) -> str:
    """Return a name: what is not UTF-8 is taken for GB18030, as on older Chinese systems."""
    try:
        return said.decode()
    except UnicodeDecodeError:
        return said.decode("gb18030", "replace")


def _length(said: str | None, else_: int | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdecimal() and len(said) < 20 else else_  # noqa: PLR2004  more digits are no size
