"""find"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, command
from cli.history import Limit
from cli.maps import keep
from cmdb.errors import Invalid

Values = list[str] | None
_SUFFIXES = (".csv", ".xlsx")
_TABLE = "name,class,environment,lifecycle,criticality,owner,support_team"


def register(app: typer.Typer) -> None:
    command(app, "find", example="cmdb find 支付 --class server --owner '' --out orphans.xlsx")(
        find
    )


def _filter(name: str, about: str) -> Any:
    return typer.Option(f"--{name}", metavar="VALUE", help=about)


def find(  # noqa: PLR0913, PLR0917  a parameter is an option of the command
    call: Call,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="A name, an identifier, a part of one; '' is all.")
    ] = "",
    class_name: Annotated[
        Values, _filter("class", "With its subclasses; each may be given again.")
    ] = None,
    layer: Annotated[Values, _filter("layer", "1 business … 6 facility.")] = None,
    environment: Annotated[
        Values, _filter("environment", "Such as production; '' has none.")
    ] = None,
    owner: Annotated[Values, _filter("owner", "'' has none.")] = None,
    support_team: Annotated[Values, _filter("support-team", "'' has none.")] = None,
    lifecycle: Annotated[Values, _filter("lifecycle", "Such as operational.")] = None,
    criticality: Annotated[Values, _filter("criticality", "Such as high.")] = None,
    source: Annotated[Values, _filter("source", "Who knows it; '' is nobody.")] = None,
    sort: Annotated[
        str | None, typer.Option("--sort", metavar="FIELD", help="-FIELD the other way round.")
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns", metavar="FIELD,…", help="Any field of CIs; source is who knows it."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="All of it as .csv or .xlsx.")
    ] = None,
    limit: Limit = 50,
) -> None:
    """Find CIs by name, identifier or attribute, in any script, and list them by filters."""
    query = {
        "q": text,
        "class": class_name,
        "layer": layer,
        "environment": environment,
        "owner": owner,
        "support_team": support_team,
        "lifecycle": lifecycle,
        "criticality": criticality,
        "source": source,
        "sort": sort,
        "columns": columns,
    }
    asked = {name: value for name, value in query.items() if value not in (None, [])}
    if out is None:
        reply = call.api.get("/api/v1/search", **asked, limit=limit)
        call.answer(reply, lambda found: _draw(text, columns, found))
        return
    if out.suffix.lower() not in _SUFFIXES:
        raise Invalid(
            f"{out.name!r} says no table format.", remedy=f"Let it end in {' or '.join(_SUFFIXES)}."
        )
    asked = {"columns": _TABLE, **asked, "format": out.suffix.lower()[1:]}
    keep(call.api.get("/api/v1/search/export", **asked), out)


def _draw(text: str, columns: str | None, found: Mapping[str, Any]) -> None:
    if not found["items"]:
        output.line(f"Nothing is found by {text!r}." if text else "Nothing is found.")
        return
    asked = [name for name in (columns or "").split(",") if name]
    names = ("class", "name", *(asked or ("lifecycle", "owner")), "id")
    rows = [[_cell(one, name) for name in names] for one in found["items"]]
    output.table(names, rows)
    if found["next"]:
        output.line(f"… of {found['total']:,}: --limit shows more, --out writes all to a file.")


def _cell(one: Mapping[str, Any], name: str) -> Any:
    value = one[name] if name in one else one["values"].get(name)
    return ", ".join(map(str, value)) if isinstance(value, list) else value
