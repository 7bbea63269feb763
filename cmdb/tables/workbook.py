"""XLSX: a sheet with the rows, and one that says what they answer."""

import io
import re
import unicodedata
from collections.abc import Sequence

import xlsxwriter  # type: ignore[import-untyped]  # it has annotations, and does not say so
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # as above
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # as above

from cmdb.errors import Invalid
from cmdb.tables.model import Cell, Table
from cmdb.tables.text import plain, sound

MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31
_NARROWEST, _WIDEST = 8, 60
_MEASURED = 500


def workbook(table: Table) -> bytes:
    """Return the table with a fixed heading and filters. Nothing in it is a formula or a link.

    Raises Invalid for more rows than a sheet holds.
    """
    if len(table.rows) > MOST_ROWS:
        raise Invalid(
            f"A sheet holds {MOST_ROWS:,} rows; these are {len(table.rows):,}.",
            remedy="Export CSV, or filter more.",
        )
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        heading = book.add_format({"bold": True, "bottom": 1})
        title = _sheet_name(table.title, "Table")
        _fill(book.add_worksheet(title), table, heading)
        if table.notes:
            about = "About" if title.casefold() != "about" else "About it"
            _note(book.add_worksheet(about), table.notes, heading)
    return out.getvalue()


def _fill(sheet: Worksheet, table: Table, heading: Format) -> None:
    for column, width in enumerate(_widths(table)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    if table.columns:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, _clipped(name), heading)
    for at, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            _put(sheet, at, column, cell)


def _note(sheet: Worksheet, notes: Sequence[tuple[str, str]], heading: Format) -> None:
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 100)
    for at, (name, said) in enumerate(notes):
        sheet.write_string(at, 0, _clipped(name), heading)
        sheet.write_string(at, 1, _clipped(said))


def _put(sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
    shown = plain(cell)
    if not isinstance(shown, str):
        sheet.write_number(row, column, shown)
    elif shown:
        sheet.write_string(row, column, _clipped(shown))


def _clipped(text: str) -> str:
    """Return text as a cell can hold it: what is longer would be left out whole."""
    whole = sound(text)
    return whole if len(whole) <= _MOST_CHARACTERS else whole[: _MOST_CHARACTERS - 1] + "…"


def _sheet_name(title: str, default: str) -> str:
    name = _NOT_IN_A_NAME.sub(" ", sound(title)).strip(" '")[:_LONGEST_NAME].strip(" '")
    return default if not name or name.casefold() == "history" else name


def _widths(table: Table) -> list[int]:
    """Return how wide each column is, in characters, from its heading and its first rows."""
    widest = [_width(name) + 2 for name in table.columns]
    for row in table.rows[:_MEASURED]:
        widest = [max(most, _width(str(plain(c)))) for most, c in zip(widest, row, strict=True)]
    return [min(max(one + 1, _NARROWEST), _WIDEST) for one in widest]


def _width(text: str) -> int:
    shown = text[:_WIDEST]
    return len(shown) + sum(unicodedata.east_asian_width(c) in "WF" for c in shown)
