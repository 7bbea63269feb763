"""tree"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, command
from cli.history import Limit

_GROUPS = {
    "places": "places",
    "platforms": "platforms",
    "clouds": "clouds",
    "unplaced": "stands nowhere",
}


def register(app: typer.Typer) -> None:
    command(app, "tree", example="cmdb tree bj1-r01")(tree)


def tree(
    call: Call,
    ci: Annotated[
        str | None,
        typer.Argument(metavar="[CI]", help="What is in it; else where the tree begins."),
    ] = None,
    limit: Limit = 50,
) -> None:
    """Show what stands in what: sites down to devices, clusters down to machines."""
    if ci is not None:
        reply = call.api.get(call.cis(ci, "/children"), limit=limit)
        call.answer(reply, lambda found: _draw(found, f"Nothing is in {ci}."))
        return
    call.answer(call.api.get("/api/v1/tree", limit=limit), _roots)


def _roots(found: Mapping[str, Any]) -> None:
    there = [one for one in found["items"] if one["total"]]
    if not there:
        output.line("There is nothing yet.")
    for one in there:
        _draw(one, "", title=_GROUPS.get(one["group"], one["group"]))


def _draw(found: Mapping[str, Any], nothing: str, *, title: str = "") -> None:
    if not found["items"]:
        output.line(nothing)
        return
    rows = [(one["class"], one["name"], one["children"] or "", one["id"]) for one in found["items"]]
    output.table(("class", "name", "holds", "id"), rows, title=title)
    if found["next"]:
        output.line(f"… of {found['total']:,}: --limit shows more.")
