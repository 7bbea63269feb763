"""impact, needs"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, command
from cli.errors import Refused
from cli.items import CI

_SHOWN = 40


class State(StrEnum):
    DOWN = "down"
    DEGRADED = "degraded"
    AT_RISK = "at_risk"


def register(app: typer.Typer) -> None:
    command(app, "impact", example="cmdb impact shop-db-1 server:shop-db-2")(impact)
    command(app, "needs", example="cmdb needs shop --levels 2")(needs)


def impact(
    call: Call,
    cis: Annotated[list[str], typer.Argument(metavar="CI…", help="What fails, together.")],
    state: Annotated[State, typer.Option("--state", help="How it fails.")] = State.DOWN,
    every: Annotated[bool, typer.Option("--all", help="List all, however many.")] = False,
) -> None:
    """Say what fails when these CIs fail, and why."""
    body = {"given": [{"ci": one, "state": state} for one in cis]}
    reply = call.api.post("/api/v1/impact", body)
    call.answer(reply, lambda found: draw(found, cis, most=None if every else _SHOWN))


def draw(found: Mapping[str, Any], cis: Sequence[str], *, most: int | None = _SHOWN) -> None:
    """Print an answer: the sentence, the table, what to look at in the data."""
    counts = found["counts"]
    hit = [one for one in found["impacted"] if not one["given"]]
    output.line(f"If {', '.join(cis)} fails: {_sentence(counts, len(hit))}", "bold")
    rows = [
        (
            output.state(one["state"]),
            f"{one['ci']['class']}:{one['ci']['name']}",
            one["ci"].get("criticality"),
            "given" if one["given"] and not one["need"] else (one["need"] or {}).get("text"),
        )
        for one in found["impacted"][:most]
    ]
    output.table(("state", "CI", "criticality", "because"), rows)
    if len(found["impacted"]) > len(rows):
        output.line(f"… and {len(found['impacted']) - len(rows)} more: --all lists them.")
    for one in found.get("redundancy_lost", ()):
        output.line(f"Redundancy lost: {one['text']}")
    if not found["complete"]:
        output.line("The answer is not complete.", "bold red")
    for note in found.get("notes", ()):
        output.line(f"Note: {note}")
    if findings := found.get("findings"):
        output.line(f"In the data: {findings[0]['text']}{_more(len(findings))}")


def needs(
    call: Call,
    ci: CI,
    levels: Annotated[
        int | None, typer.Option("--levels", min=1, max=1000, help="How many; else all.")
    ] = None,
) -> None:
    """Say what a CI stands on, level by level."""
    call.answer(call.api.get(call.cis(ci, "/needs"), levels=levels), _draw_needs)


def _draw_needs(found: Mapping[str, Any]) -> None:
    names = {found["ci"]["id"]: found["ci"]["name"]}
    names |= {one["id"]: one["name"] for level in found["levels"] for one in level["cis"]}
    rows = [
        (level["level"], names.get(need["ci"], need["ci"]), _verb(need), _suppliers(need))
        for level in found["levels"]
        for need in level["needs"]
    ]
    if not rows:
        output.line(f"{found['ci']['name']} stands on nothing that is known.")
        return
    output.table(("level", "CI", "needs", "of"), rows)
    if not found["complete"]:
        output.line("… and further levels.")


def _verb(need: Mapping[str, Any]) -> str:
    first = need["suppliers"][0]
    if need["kind"] == "plain":
        return f"{first['verb']} ({first['strength']})"
    quorum = need["quorum"]
    if quorum is None:
        return f"{need['group']}: nobody in operation"
    wants = f", wants {quorum['wants']}" if quorum["wants"] != quorum["needs"] else ""
    return f"{need['group']}: {quorum['needs']} of {need['members']}{wants} ({quorum['source']})"


def _suppliers(need: Mapping[str, Any]) -> str:
    return ", ".join(
        one["name"] if one["in_operation"] else f"{one['name']} (not in operation)"
        for one in need["suppliers"]
    )


def _more(number: int) -> str:
    return f" (and {number - 1} more: --json lists them)" if number > 1 else ""


def _sentence(counts: Mapping[str, int], hit: int) -> str:
    if not hit:
        return "nothing else is hit."
    parts = [
        f"{counts[s]} {s.replace('_', ' ')}" for s in ("down", "degraded", "at_risk") if counts[s]
    ]
    return f"{hit} more hit ({', '.join(parts)} in all)."


def first_answer(call: Call, refs: Iterable[str]) -> None:
    """Show the first of these CIs that takes others down with it; without one say nothing."""
    for ref in refs:
        try:
            found = call.api.post("/api/v1/impact", {"given": [{"ci": ref}]}).json()
        except Refused:
            continue
        if found["counts"]["down"] < 2:  # noqa: PLR2004  itself and another
            continue
        output.line(f"$ cmdb impact {ref}", "dim")
        draw(found, [ref], most=12)
        return
