"""Tables of an upload: where the header is, what its columns are called, and the rows below."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from cmdb.intake.model import Files
from cmdb.intake.text import Unreadable
from importers.tabular import csv_text, workbook

Cell = Any
Row = tuple[int, list[Cell]]

MOST_ROWS = 500_000
MOST_COLUMNS = 1_000
_SEARCHED = 40  # rows among which the header is looked for
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

Score = Callable[[str], bool]


@dataclass(slots=True)
class Table:
    """A header and its rows. `file` and `sheet` say where; `name` is its part of external ids."""

    file: str
    sheet: str
    columns: list[str]
    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    name: str = ""

    @property
    def place(self) -> str:
        return f"{self.file}: {self.sheet}" if self.sheet else self.file

    def column(self, at: int) -> list[str]:
        """Return the texts of a column, empty ones left out."""
        return [text for _, cells in self.rows if (text := seen(cells, at))]


@dataclass(frozen=True, slots=True)
class How:
    """How a file is to be read; None is found out."""

    sheet: str | None = None
    header: int | None = None
    delimiter: str | None = None
    codec: str | None = None


def seen(cells: Sequence[Cell], at: int) -> str:
    """Return a cell's text as people see it, without the blanks around it."""
    if at >= len(cells):
        return ""
    cell = cells[at]
    return cell.strip() if type(cell) is str else workbook.shown(cell).strip()


def folded(name: str) -> str:
    """Return a column's name as it is compared: case, blanks and signs make no difference."""
    return re.sub(r"[\W_]+", " ", name.casefold()).strip() or name.strip().casefold()


def apart(name: str) -> str:
    """Return a name with its words apart: `IPAddress` → `IP Address`, `Serial_No` stays."""
    return _CAMEL.sub(" ", name)


def is_workbook(name: str) -> bool:
    return name.lower().endswith(workbook.SUFFIXES)


def tables(files: Files, name: str, how: How, speaks: Score) -> list[Table]:
    """Return the tables of a file; `speaks` says whether a column's name is a known one.

    Of a workbook it is the sheet that is asked for, by its name or number, else the first whose
    header speaks. Raises Unreadable.
    """
    if name.lower().endswith(workbook.OTHERS):
        raise Unreadable("is a workbook of another kind.", remedy="Save it as .xlsx or CSV.")
    if is_workbook(name):
        return [_of_sheets(workbook.sheets(files.path(name)), name, how, speaks)]
    text, guessed = csv_text.text_of(files.path(name), name, how.codec)
    table = _table(list(csv_text.rows(text, how.delimiter)), name, "", how, speaks)
    if guessed:
        table.notes.append(f'is not UTF-8: read as {guessed} (`encoding = "…"` says otherwise).')
    return [table]


def _of_sheets(sheets: dict[str, list[Row]], name: str, how: How, speaks: Score) -> Table:
    if not sheets:
        raise Unreadable("holds no sheet with a value.")
    names = list(sheets)
    if how.sheet is None:
        made = [_table(sheets[one], name, one, how, speaks) for one in names]
        best = max(made, key=lambda one: any(speaks(c) for c in one.columns))
    else:
        number = int(how.sheet) if how.sheet.isdecimal() else 0
        wanted = how.sheet if how.sheet in sheets else ""
        if not wanted and 0 < number <= len(names):
            wanted = names[number - 1]
        if not wanted:
            raise Unreadable(f'has no sheet "{how.sheet[:80]}": there are {", ".join(names)}.')
        best = _table(sheets[wanted], name, wanted, how, speaks)
    others = [one for one in names if one != best.sheet]
    if others and how.sheet is None:
        best.notes.append(f"further sheets were not read: {', '.join(others)}.")
    return best


def _table(rows: list[Row], name: str, sheet: str, how: How, speaks: Score) -> Table:
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"has more than {MOST_ROWS:,} rows.", remedy="Split it.")
    at = _header(rows, how.header, speaks)
    if at is None:
        raise Unreadable("has no row that could be a header.")
    notes: list[str] = []
    columns = _columns(rows[at][1], notes)
    below = [row for row in rows[at + 1 :] if any(seen(row[1], i) for i in range(len(row[1])))]
    return Table(name, sheet, columns, below, notes)


def _header(rows: list[Row], said: int | None, speaks: Score) -> int | None:
    if said is not None:
        return next((at for at, (number, _) in enumerate(rows) if number == said), None)
    best, most = None, -1
    for at, (_, cells) in enumerate(rows[:_SEARCHED]):
        texts = [seen(cells, i) for i in range(len(cells))]
        filled = [text for text in texts if text]
        known = len({folded(text) for text in filled if speaks(text)})
        if filled and known > most and (known or best is None):
            best, most = at, known
    return best


def _columns(cells: list[Cell], notes: list[str]) -> list[str]:
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(f"has more than {MOST_COLUMNS:,} columns.")
    columns: list[str] = []
    counts: dict[str, int] = {}
    for at in range(len(cells)):
        name = " ".join(seen(cells, at).split())[:200] or f"column {at + 1}"
        counts[folded(name)] = count = counts.get(folded(name), 0) + 1
        if count > 1:
            notes.append(f'the column "{name}" is there twice; the second is "{name} ({count})".')
            name = f"{name} ({count})"
        columns.append(name)
    return columns


def stem(name: str) -> str:
    """Return a file's path without its suffix."""
    return str(PurePosixPath(name).with_suffix("")) if PurePosixPath(name).suffix else name
