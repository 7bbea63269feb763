"""CSV as spreadsheets and asset systems write it: any delimiter, five encodings, rows with numbers."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from cmdb.intake.text import MIB, Unreadable, checked_size, decoded, encoding

SIZE_LIMIT = 64 * MIB
SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
_DELIMITERS = ",;\t|"
_SAMPLE = 50
_SEP = re.compile(r"\A\ufeff?\"?sep=(.)\"?\r?\n", re.IGNORECASE)
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
# What bytes of Chinese look like: characters of two bytes, side by side.
_PAIRED = 0.7

Row = tuple[int, list[str]]


def text_of(path: Path, name: str, codec: str | None = None) -> tuple[str, str]:
    """Return the file's text, and the encoding that had to be guessed for it ("" if it says so).

    A file that is not called a table is read only as Unicode. Raises Unreadable.
    """
    checked_size(path, SIZE_LIMIT)
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise Unreadable(f"cannot be read ({exc.strerror}).") from exc
    if codec is not None:
        return _as(codec, data), ""
    marked = encoding(data[:4])[1] > 0
    try:
        return decoded(data), ""
    except Unreadable:
        if marked or b"\0" in data or not name.lower().endswith(SUFFIXES):
            raise
        found = _guessed(data)
        if found is None:
            raise
        return data.decode(found), found


def _as(codec: str, data: bytes) -> str:
    try:
        known = codecs.lookup(codec)
        text = data.decode(codec).removeprefix("\ufeff")
    except LookupError as exc:
        raise Unreadable(f'has no encoding "{codec[:40]}": utf-8, gb18030, cp1252 …') from exc
    except UnicodeError as exc:
        raise Unreadable(f"is not {known.name.upper()}.") from exc
    if not isinstance(text, str) or not text.strip():
        raise Unreadable("is empty.")
    return text


def _guessed(data: bytes) -> str | None:
    runs = [len(run) for run in _HIGH_RUN.findall(data)]
    paired = sum(n for n in runs if n % 2 == 0) >= _PAIRED * sum(runs)
    for codec in ("gb18030", "cp1252") if paired else ("cp1252", "gb18030"):
        try:
            data.decode(codec)
        except UnicodeDecodeError:
            continue
        return codec
    return None


def rows(text: str, delimiter: str | None = None) -> Iterator[Row]:
    """Yield (line, cells) of each row; the line (from 1) is the one on which the row begins.

    Raises Unreadable for a cell that never ends.
    """
    first = 1
    if said := _SEP.match(text):
        text, first, delimiter = text[said.end() :], 2, delimiter or said[1]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text))
    at = first
    try:
        for cells in reader:
            yield at, cells
            at = first + reader.line_num
    except csv.Error as exc:
        raise Unreadable(f"is no CSV: {exc}.", line=at, remedy="Look for a lonely quote.") from exc


def _delimiter(text: str) -> str:
    """Return the delimiter that makes the most even rows of the beginning."""
    head = text[: 256 * 1024]
    return max(_DELIMITERS, key=lambda one: (_evenness(head, one), one == ","))


def _evenness(head: str, delimiter: str) -> float:
    try:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        widths = [len(row) for row in islice(reader, _SAMPLE) if any(row)]
    except csv.Error:
        return 0.0
    most = max((w for w in widths), key=widths.count, default=1)
    return 0.0 if most < 2 else widths.count(most) / len(widths) + most / 1000  # noqa: PLR2004  one column needs no delimiter
