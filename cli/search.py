"""find"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, command
from cli.history import Limit


def register(app: typer.Typer) -> None:
    command(app, "find", example="cmdb find 支付 --class server")(find)


def find(
    call: Call,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="A name, an identifier, a part of one.")
    ],
    class_name: Annotated[
        str | None, typer.Option("--class", metavar="CLASS", help="With its subclasses.")
    ] = None,
    limit: Limit = 50,
) -> None:
    """Find CIs by name, identifier or attribute, in any script."""
    query = {"q": text, "class": class_name, "limit": limit}
    call.answer(call.api.get("/api/v1/search", **query), lambda found: _draw(text, found))


def _draw(text: str, found: Mapping[str, Any]) -> None:
    if not found["items"]:
        output.line(f"Nothing is found by {text!r}.")
        return
    rows = [
        (one["class"], one["name"], one["lifecycle"], one.get("owner"), one["id"])
        for one in found["items"]
    ]
    output.table(("class", "name", "lifecycle", "owner", "id"), rows)
    if found["next"]:
        output.line("… and more: --limit shows them.")
