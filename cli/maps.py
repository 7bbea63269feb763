"""map"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli import output
from cli.client import Reply
from cli.command import Call, command
from cli.items import CI, At
from cmdb.errors import Invalid, Unavailable

_SUFFIXES = {
    ".svg": "svg",
    ".json": "json",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".graphml": "graphml",
}


class MapFormat(StrEnum):
    SVG = "svg"
    MERMAID = "mermaid"
    DOT = "dot"
    GRAPHML = "graphml"
    JSON = "json"


class Grouping(StrEnum):
    AUTO = "auto"
    CLASS = "class"
    LAYER = "layer"
    SITE = "site"


Group = Annotated[
    Grouping, typer.Option("--group", help="What too many CIs are counted by in the picture.")
]

Drawn = Annotated[
    Path | None,
    typer.Option(
        "--map",
        metavar="FILE",
        help="Draw it too: .svg, .mmd, .dot, .graphml, .json.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    command(app, "map", example="cmdb map shop-entry-point --up 2 --down 1 --out shop.svg")(map_)


def map_(  # noqa: PLR0913, PLR0917  a parameter is an option of the command
    call: Call,
    ci: CI,
    up: Annotated[int, typer.Option("--up", min=0, max=1000, help="Steps to what needs it.")] = 2,
    down: Annotated[
        int, typer.Option("--down", min=0, max=1000, help="Steps to what it needs.")
    ] = 2,
    format_: Annotated[
        MapFormat | None,
        typer.Option("--format", help="Else as the file ends; svg.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Else to standard output.")
    ] = None,
    group: Group = Grouping.AUTO,
    at: At = None,
) -> None:
    """Draw a CI with what needs it and what it needs."""
    chosen = "json" if call.as_json else format_ or (format_of(out) if out else "svg")
    query = {"up": up, "down": down, "format": chosen, "group": group, "at": at}
    reply = call.api.get(call.cis(ci, "/map"), **query)
    if out is None:
        output.raw(reply.body)
    else:
        keep(reply, out)


def format_of(path: Path) -> str:
    """Return the format that a file's name asks for. Raises Invalid for any other ending."""
    found = _SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise Invalid(
            f"{path.name!r} says no map format.",
            remedy=f"Let it end in {', '.join(_SUFFIXES)}, or give --format.",
        )
    return found


def keep(reply: Reply, path: Path) -> None:
    """Write a map to a file and say so. Raises Unavailable where that fails."""
    try:
        path.write_bytes(reply.body)
    except OSError as exc:
        raise Unavailable(f"{path} cannot be written: {exc.strerror}.") from exc
    output.aside(f"{path}: {len(reply.body):,} bytes")
