"""XLSX workbooks: measured before they are opened, since what opens them believes them.

The values of formulas are those that were saved; nothing is calculated, nothing outside is read.
"""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from cmdb.intake.text import MIB, Unreadable, checked_size

SIZE_LIMIT = 64 * MIB
SUFFIXES = (".xlsx", ".xlsm")
OTHERS = (".xls", ".xlsb", ".ods", ".numbers")

_UNPACKED = 512 * MIB
_RATIO = 250
_FREE = 16 * MIB
_CELLS = 10_000_000  # of the rectangle that holds all values: it is laid out whole
_CHARACTERS = 256 * MIB  # of all cells: each holds its own copy
_CHUNK = 2**18
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml\Z", re.IGNORECASE)
_STRINGS = re.compile(r"xl/sharedStrings\.xml\Z", re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_REMEDY = "Save the sheet as CSV and import that."

Cell = Any
Row = tuple[int, list[Cell]]


def sheets(path: Path) -> dict[str, list[Row]]:
    """Return the rows of each visible sheet that has any, by its name and in its order.

    A row is (number as people see it, cells). A cell is a text, a number, a boolean, a date or
    time, or "" where it is empty. Raises Unreadable for what is no workbook, or too much of one.
    """
    checked_size(path, SIZE_LIMIT)
    _measure(path)
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            shown = [m.name for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
            found = {name: _rows(book.get_sheet_by_name(name)) for name in shown}
    except (CalamineError, OSError, ValueError) as exc:
        raise Unreadable(f"is no workbook that can be read ({exc}).", remedy=_REMEDY) from exc
    return {name: rows for name, rows in found.items() if rows}


def _rows(sheet: CalamineSheet) -> list[Row]:
    if sheet.start is None:
        return []
    top, left = sheet.start
    cells = sheet.to_python(skip_empty_area=True)
    return [(top + at, [""] * left + row) for at, row in enumerate(cells, 1)]


def shown(cell: Cell) -> str:
    """Return a cell as people see it: 12 and not 12.0, a date without its midnight."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004  more digits a float does not hold
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _measure(path: Path) -> None:
    """Raise Unreadable for a workbook that is no zip archive, or unpacks to too much."""
    try:
        with zipfile.ZipFile(path) as packed:
            allowed = min(_UNPACKED, _FREE + _RATIO * path.stat().st_size)
            _Measure(packed, allowed).whole()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as exc:
        raise Unreadable(
            "is no XLSX workbook, or an encrypted one.",
            remedy="Save it anew without a password, or as CSV.",
        ) from exc
    except expat.ExpatError as exc:
        raise Unreadable(f"is no workbook that can be read ({exc}).", remedy=_REMEDY) from exc


@dataclass(slots=True)
class _Extent:
    """What a sheet holds: the last row and column with a value, and the length of its texts."""

    rows: int = 0
    columns: int = 0
    first_row: int = 2**31
    characters: int = 0


class _Measure:
    """Reads every part as it is unpacked, and keeps only lengths."""

    def __init__(self, packed: zipfile.ZipFile, allowed: int) -> None:
        self.packed, self.allowed = packed, allowed
        self.read = 0
        self.texts: list[int] = []

    def whole(self) -> None:
        parts = self.packed.infolist()
        if len({part.filename.lower() for part in parts}) < len(parts):
            raise Unreadable("holds a part twice.", remedy=_REMEDY)
        ordered = sorted(parts, key=lambda part: not _STRINGS.search(part.filename))
        for part in ordered:
            if _STRINGS.search(part.filename):
                self._parse(part, _Texts(self.texts))
            elif _SHEET.search(part.filename):
                cells = _Cells(self.texts)
                self._parse(part, cells)
                _check(cells.extent)
            else:
                for _ in self._pieces(part):
                    pass

    def _parse(self, part: zipfile.ZipInfo, handler: "_Handler") -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = handler.start
        parser.EndElementHandler = handler.end
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = _no_doctype
        for piece in self._pieces(part):
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _pieces(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        with self.packed.open(part) as file:
            while piece := file.read(_CHUNK):
                self.read += len(piece)
                if self.read > self.allowed:
                    raise Unreadable(
                        f"unpacks to more than {self.allowed // MIB} MiB.", remedy=_REMEDY
                    )
                yield piece


def _no_doctype(*_: Any) -> None:
    raise Unreadable("holds a document type, which no workbook needs.", remedy=_REMEDY)


def _check(extent: _Extent) -> None:
    height = max(0, extent.rows - extent.first_row + 1)
    if height * extent.columns > _CELLS:
        raise Unreadable(
            f"has a sheet of {height:,} by {extent.columns:,} cells.",
            remedy="Remove the stray values far off, or save the sheet as CSV.",
        )
    if extent.characters > _CHARACTERS:
        raise Unreadable("has a sheet with too much text.", remedy=_REMEDY)


class _Handler:
    def start(self, name: str, attributes: Mapping[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, said: str) -> None: ...


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Texts(_Handler):
    """The lengths of the strings that cells share, in their order."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths = lengths

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  expat's
        if _local(name) == "si":
            self.lengths.append(0)

    def text(self, said: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(said)


class _Cells(_Handler):
    """The cells of a sheet that hold something, each in its place."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths = lengths
        self.extent = _Extent()
        self.row = self.column = 0
        self.shared = False
        self.said: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match _local(name):
            case "row":
                given = attributes.get("r", "")
                self.row = int(given) if given.isdecimal() else self.row + 1
                self.column = 0
            case "c":
                self.shared = attributes.get("t") == "s"
                self._at(attributes.get("r", ""))
            case "v" | "is":
                self.said = []

    def _at(self, reference: str) -> None:
        self.column += 1
        if found := _REFERENCE.match(reference):
            self.row, self.column = int(found[2]), 0
            for letter in found[1]:
                self.column = self.column * 26 + ord(letter) - 64

    def text(self, said: str) -> None:
        if self.said is not None:
            self.said.append(said)

    def end(self, name: str) -> None:
        if _local(name) not in ("v", "is") or self.said is None:
            return
        value = "".join(self.said)
        self.said = None
        extent = self.extent
        extent.rows = max(extent.rows, self.row)
        extent.first_row = min(extent.first_row, self.row)
        extent.columns = max(extent.columns, self.column)
        shared = self.shared and value.strip().isdecimal() and len(value) < 10  # noqa: PLR2004  an index
        at = int(value) if shared else len(self.lengths)
        extent.characters += self.lengths[at] if at < len(self.lengths) else len(value)
