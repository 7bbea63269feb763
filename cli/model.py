"""model"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, command
from cmdb.errors import NotFound


def register(app: typer.Typer) -> None:
    command(app, "model", example="cmdb model server")(model)


def model(
    call: Call,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One class or relation type.")
    ] = None,
) -> None:
    """List what can exist: classes and relation types, or one of them with its attributes."""
    call.answer(call.api.get("/api/v1/model"), lambda found: _draw(found, name))


def _draw(found: Mapping[str, Any], name: str | None) -> None:
    if name is None:
        _draw_all(found)
        return
    for one in found["classes"]:
        if one["name"] == name:
            _draw_class(one)
            return
    for one in found["relations"]:
        if one["name"] == name.upper():
            _draw_relation(one)
            return
    raise NotFound(
        f"There is no class or relation type {name!r}.", remedy="`cmdb model` lists them."
    )


def _draw_all(found: Mapping[str, Any]) -> None:
    classes = [(c["name"], c["parent"], c["layer"], c["summary"]) for c in found["classes"]]
    output.table(("class", "extends", "layer", "what it is"), classes)
    relations = [
        (r["name"], r["verb"], r["reverse_verb"], r["strength"], r["group"])
        for r in found["relations"]
    ]
    output.table(("relation", "verb", "and back", "strength", "group"), relations)


def _draw_class(one: Mapping[str, Any]) -> None:
    output.facts(
        (name, one[name]) for name in ("name", "summary", "parent", "layer") if one.get(name)
    )
    rows = [
        (a["name"], a["type"], ", ".join(map(str, a.get("enum") or ())), a.get("about"))
        for a in one["attributes"]
    ]
    output.table(("attribute", "type", "one of", "about"), rows)


def _draw_relation(one: Mapping[str, Any]) -> None:
    names = ("name", "summary", "verb", "reverse_verb", "strength", "group", "quorum")
    output.facts((name, one[name]) for name in names if one.get(name))
