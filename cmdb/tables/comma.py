"""CSV as RFC 4180 has it, that spreadsheets open without running anything in it."""

import csv
import io
import re

from cmdb.tables.model import Cell, Table
from cmdb.tables.text import plain, sound

# What a spreadsheet takes for a formula, also in full width and behind blanks (OWASP, CSV injection).
_FORMULA = re.compile(r"[\s\0]*[=+\-@＝＋－＠]|[\t\r\n]")
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""At the start it says that this is UTF-8: without it spreadsheets garble every Chinese name."""


def comma_separated(table: Table) -> bytes:
    """Return the table with a heading. Text that could be a formula begins with an apostrophe."""
    out = io.StringIO(newline="")
    out.write(_MARK)
    writer = csv.writer(out)
    writer.writerow([guarded(sound(name)) for name in table.columns])
    writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode()


def guarded(text: str) -> str:
    """Return text as a spreadsheet shows it, and does not run it."""
    return f"'{text}" if _FORMULA.match(text) else text


def _written(cell: Cell) -> str | int | float:
    shown = plain(cell)
    return guarded(shown) if isinstance(shown, str) else shown
