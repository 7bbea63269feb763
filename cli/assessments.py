"""An impact answer for the record of a change: `cmdb impact … --assessment FILE`"""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli import languages, maps, output
from cli.command import Call
from cmdb.errors import Invalid

_WRITTEN = {
    ".md": ("assessment", "markdown"),
    ".html": ("assessment", "html"),
    ".pdf": ("assessment", "pdf"),
    ".csv": ("table", "csv"),
    ".xlsx": ("table", "xlsx"),
}
_PRINTED = Path("-")

Assessed = Annotated[
    Path | None,
    typer.Option(
        "--assessment",
        metavar="FILE",
        help="Write it for a change's record: .md, .html, .pdf, or as a table, .csv, .xlsx; "
        "- prints Markdown.",
        show_default=False,
    ),
]


def written(path: Path) -> tuple[str, str]:
    """Return what a file's name asks for, and its format. Raises Invalid for any other ending."""
    found = ("assessment", "markdown") if path == _PRINTED else _WRITTEN.get(path.suffix.lower())
    if found is None:
        raise Invalid(
            f"{path.name!r} says no format of an assessment.",
            remedy=f"Let it end in {', '.join(_WRITTEN)}, or give - to print it.",
        )
    return found


def keep(call: Call, body: Any, path: Path, lang: str | None) -> None:
    """Write the answer to a question to a file, or print it."""
    what, format_ = written(path)
    reply = call.api.send(
        "POST",
        f"/api/v1/impact/{what}",
        body=body,
        query={"format": format_, "lang": lang},
        headers=languages.header(lang),
    )
    if path == _PRINTED:
        output.raw(reply.body)
    else:
        maps.keep(reply, path)
