"""baseline: revisions with a name"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import output
from cli.client import segment
from cli.command import Call, Reason, command
from cli.history import draw_difference
from cli.items import At

_PATH = "/api/v1/baselines"
Name = Annotated[str, typer.Argument(metavar="NAME")]


def register(app: typer.Typer) -> None:
    baseline = typer.Typer(no_args_is_help=True, help="Revisions with a name.")
    command(baseline, "add", example="cmdb baseline add 2026-Q3 --at 2026-09-30T22:00:00Z")(add)
    command(baseline, "list", example="cmdb baseline list")(list_)
    command(baseline, "show", example="cmdb baseline show 2026-Q3")(show)
    command(baseline, "remove", example="cmdb baseline remove 2026-Q3")(remove)
    app.add_typer(baseline, name="baseline")


def add(call: Call, name: Name, at: At = None, reason: Reason = None) -> None:
    """Give the newest revision a name, or the one that was the newest then."""
    body = {"name": name, "at": at, "reason": reason}
    reply = call.api.post(_PATH, {k: v for k, v in body.items() if v is not None})
    call.answer(reply, lambda made: output.line(f"{made['name']} is revision {made['revision']}."))


def list_(call: Call) -> None:
    """List the baselines, the newest revision first."""
    call.answer(call.api.get(_PATH), _draw)


def show(call: Call, name: Name) -> None:
    """Show a baseline, and what is not as it was then."""
    reply = call.api.get(f"{_PATH}/{segment(name)}")
    call.answer(reply, lambda found: _draw_one(call, found))


def remove(call: Call, name: Name) -> None:
    """Take a name away. The revision stays, with all that it holds."""
    reply = call.api.send("DELETE", f"{_PATH}/{segment(name)}")
    call.answer(reply, lambda gone: output.line(f"{gone['name']} is a name no more."))


def _draw(listed: Mapping[str, Any]) -> None:
    if not listed["items"]:
        output.line("There are no baselines: `cmdb baseline add NAME` names the newest revision.")
        return
    rows = [
        (one["name"], one["revision"], one.get("at", "")[:19], one["actor"], one.get("reason"))
        for one in listed["items"]
    ]
    output.table(("name", "revision", "made at", "named by", "reason"), rows)


def _draw_one(call: Call, found: Mapping[str, Any]) -> None:
    output.facts(found.items())
    output.line()
    query = {"from": found["revision"], "limit": 200}
    draw_difference(call.api.get("/api/v1/diff", **query).json())
