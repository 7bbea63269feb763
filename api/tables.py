"""A table as a download: `?format=csv` or `xlsx`."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import Query, Response

from cmdb import tables
from cmdb.tables import FORMATS, Table

TableFormat = Annotated[
    Literal["csv", "xlsx"], Query(alias="format", description="How the table is written.")
]

# What OpenAPI says of an answer that is a table.
WRITTEN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The table, as a download",
        "content": {
            one.media_type.partition(";")[0]: {
                "schema": {"type": "string", "format": "binary"},
                **({"example": "name,class\r\nshop-db-1,server\r\n"} if name == "csv" else {}),
            }
            for name, one in FORMATS.items()
        },
    }
}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|%;]+')
_LONGEST = 80


def download(table: Table, format_: str, **headers: str) -> Response:
    """Return the table as a file that is named by its title, in any script."""
    made, known = tables.written(table, format_), FORMATS[format_]
    stem = _UNSAFE.sub(" ", table.title).strip(" .")[:_LONGEST].strip() or "table"
    name = f"{stem}{known.suffix}"
    plain = re.sub(r"[^ -~]+", "_", name)
    shown = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    return Response(
        made, headers={"Content-Disposition": shown, **headers}, media_type=known.media_type
    )
