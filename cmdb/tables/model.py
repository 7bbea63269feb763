"""A table, whatever it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Cell = Any
"""Text, a number, a truth, a list of texts, or None for nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are `columns`. `title` names sheet and file.

    `notes` (name, text) say what the table answers and of when: they stand beside it where the
    format has room, never among the rows.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[tuple[str, str]] = ()
