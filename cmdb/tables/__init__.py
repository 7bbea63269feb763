"""Tables for spreadsheets: what an answer shows, as a file that people open elsewhere."""

from cmdb.errors import Invalid
from cmdb.tables.formats import FORMATS, Format
from cmdb.tables.model import Cell, Table

__all__ = ["FORMATS", "Cell", "Format", "Table", "written"]


def written(table: Table, format_: str) -> bytes:
    """Return the table in one of `FORMATS`. Raises Invalid for another, or too many rows for it."""
    known = FORMATS.get(format_)
    if known is None:
        raise Invalid(
            f"There is no table format {format_!r}.", remedy=f"There are {', '.join(FORMATS)}."
        )
    return known.write(table)
