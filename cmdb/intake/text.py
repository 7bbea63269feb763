"""Uploaded bytes as text: size checked before reading, encodings by their mark, errors by place."""

import codecs
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from cmdb.errors import Invalid
from cmdb.intake.model import Issue

MIB = 1024 * 1024
HEAD_BYTES = 64 * 1024

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Unreadable(Invalid):
    """A file that cannot be taken as what it should be, with line and column (from 1) if known."""

    def __init__(
        self, reason: str, *, line: int | None = None, column: int | None = None, remedy: str = ""
    ) -> None:
        super().__init__(reason, remedy=remedy)
        self.line = line
        self.column = column

    def issue(self, name: str) -> Issue:
        """Return the fatal issue that says so of the file `name`."""
        where = [f"line {self.line}"] if self.line else []
        where += [f"column {self.column}"] if self.line and self.column else []
        return Issue(f"{name}: {', '.join(where)}" if where else name, str(self))


def text(path: Path, limit: int) -> str:
    """Return what the file says, without its byte order mark.

    Raises Unreadable when it is larger than `limit` bytes, empty, or in no encoding of Unicode.
    """
    checked_size(path, limit)
    try:
        return decoded(path.read_bytes())
    except OSError as exc:
        raise Unreadable(f"cannot be read ({exc.strerror}).") from exc


def checked_size(path: Path, limit: int) -> int:
    """Return the file's size in bytes. Raises Unreadable when it is 0, or more than `limit`."""
    try:
        size = path.stat().st_size
    except OSError as exc:
        raise Unreadable(f"cannot be read ({exc.strerror}).") from exc
    if not path.is_file():
        raise Unreadable("is not a regular file.")
    if not size:
        raise Unreadable("is empty.", remedy="Remove it, or write its content.")
    if size > limit:
        raise Unreadable(
            f"has {size:,} bytes; at most {limit:,} are read of this kind.",
            remedy="Split it, or write large CMDB documents as JSON Lines.",
        )
    return size


def encoding(start: bytes) -> tuple[str, int]:
    """Return the codec that the first bytes ask for, and the length of the mark that says so."""
    for mark, codec in _MARKS:
        if start.startswith(mark):
            return codec, len(mark)
    return "utf-8", 0


def decoded(data: bytes) -> str:
    """Return the text in `data`. Raises Unreadable with the line of the first wrong byte."""
    codec, mark = encoding(data)
    try:
        result = data[mark:].decode(codec)
    except UnicodeDecodeError as exc:
        raise undecodable(codec, exc, 1 + data.count(b"\n", 0, mark + exc.start)) from exc
    if not result.strip():
        raise Unreadable("is empty.", remedy="Remove it, or write its content.")
    if "\0" in result:
        line = 1 + result.count("\n", 0, result.index("\0"))
        raise Unreadable(
            "holds a null byte: it is binary, or UTF-16 without its mark.",
            line=line,
            remedy="Save it as UTF-8.",
        )
    return result


def undecodable(codec: str, exc: UnicodeDecodeError, line: int) -> Unreadable:
    """Return the error for bytes that are not of the codec, found on `line`."""
    byte = exc.object[exc.start]
    return Unreadable(
        f"is not {codec.upper()}: byte 0x{byte:02x}.",
        line=line,
        remedy="Save it as UTF-8 (for example `iconv -f GB18030 -t UTF-8`).",
    )


def lines(path: Path, limit: int, line_limit: int = MIB) -> Iterator[tuple[int, str]]:
    """Yield (number, text) of each line that is not blank, from 1; only one is held at a time.

    Raises Unreadable when the file has more than `limit` bytes, a line more than `line_limit`,
    or a byte is wrong.
    """
    checked_size(path, limit)
    number = 0
    try:
        with path.open("rb") as raw:
            codec, mark = encoding(raw.read(4))
            raw.seek(mark)
            file = raw if codec == "utf-8" else codecs.getreader(codec)(raw)
            while line := _line(file, line_limit):
                number += 1
                if len(line) > line_limit:
                    raise Unreadable(
                        f"has a line of more than {line_limit:,} bytes.",
                        line=number,
                        remedy="JSON Lines hold one CI or relation a line.",
                    )
                found = line.decode(codec) if isinstance(line, bytes) else line
                if found.strip():
                    yield number, found
    except UnicodeDecodeError as exc:
        raise undecodable(codec, exc, number or 1) from exc
    except OSError as exc:
        raise Unreadable(f"cannot be read ({exc.strerror}).") from exc


def _line(file: Any, line_limit: int) -> bytes | str:
    found: bytes | str = file.readline(line_limit + 1)
    return found


def head(path: Path) -> str:
    """Return the beginning of a file for a first look: up to 64 KiB, wrong bytes replaced, never an error."""
    try:
        with path.open("rb") as file:
            start = file.read(HEAD_BYTES)
    except OSError:
        return ""
    codec, mark = encoding(start)
    return start[mark:].decode(codec, "replace").replace("\r\n", "\n")


def can_be_shown(value: str) -> bool:
    """Tell whether a text holds no control character, and no half of a character."""
    return _UNSHOWN.search(value) is None


def line(value: str, limit: int) -> str:
    """Return a text on one line of at most `limit` characters: what cannot be shown is a blank."""
    return " ".join(_UNSHOWN.sub(" ", value[: 2 * limit]).split())[:limit].strip()


def digest(value: Any) -> str:
    """Return a digest by which two values of an input, such as secrets, can be told apart.

    The order of a mapping's keys makes no difference.
    """
    return sha256(repr(_ordered(value)).encode("utf-8", "surrogatepass")).hexdigest()


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, _ordered(value[key])) for key in sorted(value, key=repr)]
    return [_ordered(inner) for inner in value] if isinstance(value, list) else value
