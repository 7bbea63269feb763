"""The formats that a table is written in, by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cmdb.tables.comma import comma_separated
from cmdb.tables.model import Table
from cmdb.tables.workbook import workbook


class Format(NamedTuple):
    """A format: its media type, how its files end, and what writes it."""

    media_type: str
    suffix: str
    write: Callable[[Table], bytes]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format("text/csv; charset=utf-8", ".csv", comma_separated),
        "xlsx": Format(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", workbook
        ),
    }
)
