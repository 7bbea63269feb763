"""history, revisions, undo"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, Reason, command
from cli.items import CI

Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many at most.")]


def register(app: typer.Typer) -> None:
    command(app, "history", example="cmdb history shop-db-1")(history)
    command(app, "revisions", example="cmdb revisions --limit 10")(revisions)
    command(app, "undo", example="cmdb undo 42 --reason 'wrong server'")(undo)


def history(call: Call, ci: CI, limit: Limit = 50) -> None:
    """Show what happened to a CI and its relations, the newest first."""
    reply = call.api.get(call.cis(ci, "/history"), limit=limit)
    call.answer(reply, _draw)


def revisions(call: Call, limit: Limit = 50) -> None:
    """List what was written, by whom and why, the newest first."""
    call.answer(call.api.get("/api/v1/revisions", limit=limit), _draw_revisions)


def undo(
    call: Call,
    revision: Annotated[int, typer.Argument(metavar="REVISION", min=1)],
    reason: Reason = None,
) -> None:
    """Set back what a revision did, by a new revision."""
    reply = call.api.post(f"/api/v1/revisions/{revision}/undo", reason=reason)
    call.answer(
        reply,
        lambda done: output.line(
            f"Revision {done['revision']} undoes {revision}."
            if done["revision"]
            else f"Revision {revision} changed nothing."
        ),
    )


def _draw(listed: Mapping[str, Any]) -> None:
    rows = []
    for one in listed["items"]:
        made = one["revision"]
        first = (made["number"], made["at"][:19], made["actor"], _what(one), made.get("reason"))
        rows.append(first)
        rows += [("", "", "", f"  {change}", "") for change in _changes(one)]
    output.table(("revision", "at", "actor", "what", "reason"), rows)
    if listed["next"]:
        output.line("… and older: --limit shows more.")


def _what(one: Mapping[str, Any]) -> str:
    if one["kind"] == "relation":
        ends = one["name"] or one["ci"], one["to_name"] or one["to"]
        return f"{one['op']} {ends[0]} {one['type']} {ends[1]}"
    return f"{one['op']} {one['class']}:{one['name']}"


def _changes(one: Mapping[str, Any]) -> list[str]:
    if one["op"] != "change":
        return []
    return [
        f"{name}: {_shown(c['before'])} → {_shown(c['after'])}"
        for name, c in one["changes"].items()
    ]


def _shown(value: Any) -> Any:
    return "—" if value is None else value


def _draw_revisions(listed: Mapping[str, Any]) -> None:
    rows = [
        (
            one["number"],
            one["at"][:19],
            one["actor"],
            one["events"],
            one.get("source"),
            f"undoes {one['undoes']}" if "undoes" in one else one.get("reason"),
        )
        for one in listed["items"]
    ]
    output.table(("revision", "at", "actor", "events", "source", "reason"), rows)
    if listed["next"]:
        output.line("… and older: --limit shows more.")
