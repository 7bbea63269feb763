"""impact"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, command
from cli.errors import Refused

_SHOWN = 40


class State(StrEnum):
    DOWN = "down"
    DEGRADED = "degraded"
    AT_RISK = "at_risk"


def register(app: typer.Typer) -> None:
    command(app, "impact", example="cmdb impact shop-db-1 server:shop-db-2")(impact)


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
    """Show what the first of these CIs that is there takes down; without one say nothing."""
    for ref in refs:
        try:
            found = call.api.post("/api/v1/impact", {"given": [{"ci": ref}]}).json()
        except Refused:
            continue
        output.line(f"$ cmdb impact {ref}", "dim")
        draw(found, [ref], most=12)
        return
