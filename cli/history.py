"""history, revisions, diff, undo"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, Reason, command
from cli.items import CI

_MOMENT = "A revision (42), a time (2026-11-21T08:00:00Z) or a baseline's name."
_EFFECTS = {"created": "green", "removed": "red", "retired": "yellow", "restored": "green"}
Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many at most.")]


def register(app: typer.Typer) -> None:
    command(app, "history", example="cmdb history shop-db-1")(history)
    command(app, "revisions", example="cmdb revisions --limit 10")(revisions)
    command(app, "diff", example="cmdb diff 2026-09-30T22:00:00Z now")(diff)
    command(app, "undo", example="cmdb undo 42 --reason 'wrong server'")(undo)


def history(call: Call, ci: CI, limit: Limit = 50) -> None:
    """Show what happened to a CI and its relations, the newest first."""
    reply = call.api.get(call.cis(ci, "/history"), limit=limit)
    call.answer(reply, _draw)


def revisions(call: Call, limit: Limit = 50) -> None:
    """List what was written, by whom and why, the newest first."""
    call.answer(call.api.get("/api/v1/revisions", limit=limit), _draw_revisions)


def diff(
    call: Call,
    from_: Annotated[str, typer.Argument(metavar="FROM", help=_MOMENT)],
    to: Annotated[str, typer.Argument(metavar="[TO]", help="Likewise; else now.")] = "now",
    limit: Limit = 200,
) -> None:
    """Say what is not as it was: CIs and relations, each field old and new."""
    reply = call.api.get("/api/v1/diff", **{"from": from_, "to": to, "limit": limit})
    call.answer(reply, draw_difference)


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
        if one["op"] == "change":
            rows += [("", "", "", f"  {change}", "") for change in _changes(one)]
    output.table(("revision", "at", "actor", "what", "reason"), rows)
    if listed["next"]:
        output.line("… and older: --limit shows more.")


def draw_difference(found: Mapping[str, Any]) -> None:
    """Print what two revisions differ in: how much of it, then each change."""
    first, last = found["from"], found["to"]
    counted = [
        f"{number} {noun if number == 1 else nouns} {effect}"
        for kind, noun, nouns in (("cis", "CI", "CIs"), ("relations", "relation", "relations"))
        for effect, number in sorted(found["counts"][kind].items())
    ]
    moments = " to ".join(f"{one['number']} ({one['at'][:19]}Z)" for one in (first, last))
    output.line(f"Revision {moments}: {', '.join(counted) or 'no difference'}.", "bold")
    rows: list[tuple[Any, ...]] = []
    for one in found["items"]:
        effect = one["effect"]
        fields = _changes(one) if one["effect"] not in ("created", "removed") else [""]
        rows.append(((effect, _EFFECTS.get(effect, "")), _who(one), fields[0], one["revision"]))
        rows += [("", "", more, "") for more in fields[1:]]
    if rows:
        output.table(("", "CI or relation", "field: old → new", "revision"), rows)
    if not found["complete"]:
        output.line("… and more: --limit shows more.")


def _who(one: Mapping[str, Any]) -> str:
    if one["kind"] == "relation":
        return f"{one['name'] or one['ci']} {one['type']} {one['to_name'] or one['to']}"
    return f"{one['class']}:{one['name']}"


def _what(one: Mapping[str, Any]) -> str:
    return f"{one['op']} {_who(one)}"


def _changes(one: Mapping[str, Any]) -> list[str]:
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
