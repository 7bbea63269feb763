"""What a cell holds, without what only programs know."""

import math
import re

from cmdb.tables.model import Cell

_EXACT = 10**15
"""A spreadsheet keeps fifteen digits: a longer number is an identifier, and stays text."""


_HALF = re.compile(r"[\ud800-\udfff]")


def sound(text: str) -> str:
    """Return text without halves of characters, which no file can hold."""
    return _HALF.sub("\ufffd", text)


def plain(cell: Cell) -> str | int | float:
    """Return a cell as text or number; nothing is empty text, a list has a comma between its parts."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return cell if abs(cell) < _EXACT else str(cell)
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else str(cell)
    if isinstance(cell, list | tuple):
        return ", ".join(str(plain(one)) for one in cell)
    return sound(str(cell))
