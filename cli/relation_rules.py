"""rules: relations that nobody should draw by hand"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import output
from cli.client import segment
from cli.command import Call, command
from cli.errors import NotAsWished
from cli.history import Limit

_PATH = "/api/v1/relation-rules"
_EFFECTS = ("created", "changed", "confirmed", "released", "removed", "unchanged")
_WOULD = {"created": "to create", "changed": "to change", "removed": "to remove"}


def register(app: typer.Typer) -> None:
    rules = typer.Typer(
        no_args_is_help=True, help="Relations that nobody should draw by hand: rules.toml."
    )
    command(rules, "list", example="cmdb rules list")(list_)
    command(rules, "show", example="cmdb rules show site-dns")(show)
    command(rules, "apply", example="cmdb rules apply --dry-run")(apply)
    app.add_typer(rules, name="rules")


def list_(call: Call) -> None:
    """List the relation rules, each with how many relations it holds."""
    call.answer(call.api.get(_PATH), _draw)


def show(
    call: Call, name: Annotated[str, typer.Argument(metavar="NAME")], limit: Limit = 50
) -> None:
    """Show a rule with the relations that it gives now."""
    reply = call.api.get(f"{_PATH}/{segment(name)}", limit=limit)
    call.answer(reply, _draw_one)


def apply(
    call: Call,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
) -> None:
    """Draw what the rules give, and take away what none gives any more."""
    query = {"dry_run": "true"} if dry_run else {}
    reply = call.api.send("POST", f"{_PATH}/apply", query=query)
    call.answer(reply, _draw_report)
    if any(one["refused"] for one in reply.json()["rules"]):
        raise NotAsWished


def _draw(listed: Mapping[str, Any]) -> None:
    if not listed["items"]:
        output.line("There are no relation rules: model/rules.toml says how to write some.")
        return
    rows = [(one["name"], one["type"], one["drawn"], one["summary"]) for one in listed["items"]]
    output.table(("rule", "type", "drawn", "what for"), rows)


def _draw_one(found: Mapping[str, Any]) -> None:
    apart = ("items", "next", "fields")
    pairs = [(name, value) for name, value in found.items() if name not in apart]
    output.facts([*pairs, *found["fields"].items()])
    rows = [
        (
            _name(one["from"]),
            found["type"],
            _name(one["to"]),
            "there" if one["there"] else "new",
            ", ".join(one["others"]),
        )
        for one in found["items"]
    ]
    if rows:
        output.line()
        output.table(("from", "relation", "to", "", "stated too by"), rows)
    if found["next"]:
        output.line(f"… and {found['total'] - len(rows)} more: --limit shows them.")


def _name(end: Mapping[str, str]) -> str:
    return f"{end['class']}:{end['name']}"


def _draw_report(report: Mapping[str, Any]) -> None:
    if not report["rules"]:
        output.line("There are no relation rules: model/rules.toml says how to write some.")
    for one in report["rules"]:
        if one["refused"]:
            kept = f" What it drew stays: {one['unchanged']}." if one["unchanged"] else ""
            output.line(f"{one['name']}: refused. {one['refused']}{kept}", "bold red")
        else:
            output.line(f"{one['name']}: {_said(one, dry_run=report['dry_run'])}")
    if report["dry_run"]:
        output.line("Nothing was written.", "dim")
    elif report["first_revision"]:
        first, last = report["first_revision"], report["last_revision"]
        output.line(f"revision {first}" if first == last else f"revisions {first} to {last}")


def _said(one: Mapping[str, Any], *, dry_run: bool) -> str:
    words = _WOULD if dry_run else {}
    counts = [f"{one[name]} {words.get(name, name)}" for name in _EFFECTS if one[name]]
    gone = " (no longer in the file)" if one["withdrawn"] else ""
    return (", ".join(counts) or "no CI that it selects") + gone
