"""impact, needs"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import comparison, maps, output
from cli.command import Call, command
from cli.errors import Refused
from cli.hypotheses import If, WhatIf, asked, draw_compared, hypothesis
from cli.items import CI, At

_SHOWN = 40
_PLACES = 10
_EXAMPLES = (
    "cmdb impact shop-db-1 server:shop-db-2; "
    "cmdb impact shop-db-1 --if 'add database_instance:shop-db-3' "
    "--if 'relate shop-db HAS_MEMBER shop-db-3'; cmdb impact --if 'retire shop-db-2'; "
    "cmdb impact shop-db-1 --compare 2026-Q3"
)


class State(StrEnum):
    DOWN = "down"
    DEGRADED = "degraded"
    AT_RISK = "at_risk"


class Baseline(StrEnum):
    CLEAN = "clean"
    CURRENT = "current"


def register(app: typer.Typer) -> None:
    command(app, "impact", example=_EXAMPLES)(impact)
    command(app, "needs", example="cmdb needs shop --levels 2")(needs)


def impact(  # noqa: PLR0913, PLR0917  a parameter is an option of the command
    call: Call,
    cis: Annotated[
        list[str] | None, typer.Argument(metavar="CI…", help="What fails, together.")
    ] = None,
    state: Annotated[State, typer.Option("--state", help="How it fails.")] = State.DOWN,
    baseline: Annotated[
        Baseline,
        typer.Option("--baseline", help="What else fails: nothing, or what is known to fail now."),
    ] = Baseline.CLEAN,
    duration: Annotated[
        str | None,
        typer.Option("--duration", metavar="PT4H", help="How long it lasts; else for good."),
    ] = None,
    at: At = None,
    compare: Annotated[
        str | None,
        typer.Option("--compare", metavar="WITH", help="And what is other than it was then."),
    ] = None,
    if_: If = None,
    what_if: WhatIf = None,
    every: Annotated[bool, typer.Option("--all", help="List all, however many.")] = False,
    drawn: Annotated[
        Path | None,
        typer.Option(
            "--map", metavar="FILE", help="Draw it too: .svg, .mmd, .dot, .graphml, .json."
        ),
    ] = None,
) -> None:
    """Say what fails when these CIs fail, and why."""
    kind = None if drawn is None else maps.format_of(drawn)
    body: dict[str, Any] = {
        "given": [{"ci": one, "state": state} for one in cis or ()],
        "baseline": baseline,
    }
    if edits := hypothesis(if_, what_if):
        body["hypothesis"] = edits
    if duration is not None:
        body["duration"] = duration
    if at is not None:
        body["at"] = at
    if compare is not None:
        comparison.show(call, body, compare, most=None if every else _SHOWN)
    else:
        reply = call.api.post("/api/v1/impact", body)
        call.answer(reply, lambda found: draw(found, cis or (), most=None if every else _SHOWN))
    if drawn is not None:
        maps.keep(call.api.post("/api/v1/impact/map", body, format=kind), drawn)


def draw(found: Mapping[str, Any], cis: Sequence[str], *, most: int | None = _SHOWN) -> None:
    """Print an answer: the headline, what is hit, where redundancy is lost, what is doubtful.

    Unless all is asked for, inherited risk is folded into the places where it begins.
    """
    output.line(f"If {asked(cis, found)}: {_headline(found)}", "bold")
    listed = [one for one in found["impacted"] if most is None or _stands_alone(one)]
    output.table(("state", "CI", "criticality", "because"), [_row(one) for one in listed[:most]])
    if most is not None and len(listed) > most:
        output.line(f"… and {len(listed) - most} more: --all lists them.")
    _draw_lost(found["redundancy_lost"], most)
    if "compared" in found:
        draw_compared(found["compared"], every=most is None)
    if not found["complete"]:
        output.line("The answer is not complete.", "bold red")
    for note in found.get("notes", ()):
        output.line(f"Note: {note}")
    if findings := found.get("findings"):
        output.line(f"In the data: {findings[0]['text']}{_more(len(findings))}")


def _stands_alone(one: Mapping[str, Any]) -> bool:
    return bool(one["given"]) or one["state"] != "at_risk"


def _row(one: Mapping[str, Any]) -> tuple[Any, ...]:
    why = one["need"]["text"] if one["need"] else "given"
    name = f"{one['ci']['class']}:{one['ci']['name']}"
    return output.state(one["state"]), name, one["ci"].get("criticality"), why


def _draw_lost(lost: Sequence[Mapping[str, Any]], most: int | None) -> None:
    shown = lost if most is None else lost[:_PLACES]
    if not shown:
        return
    rows = [
        (
            f"{one['ci']['class']}:{one['ci']['name']}",
            one["why"],
            one["standing_on_it"] or "",
        )
        for one in shown
    ]
    output.table(("redundancy lost at", "because", "CIs that stand on it"), rows)
    if len(lost) > len(shown):
        output.line(f"… and at {len(lost) - len(shown)} more places: --all lists them.")


def needs(
    call: Call,
    ci: CI,
    levels: Annotated[
        int | None, typer.Option("--levels", min=1, max=1000, help="How many; else all.")
    ] = None,
    at: At = None,
) -> None:
    """Say what a CI stands on, level by level."""
    call.answer(call.api.get(call.cis(ci, "/needs"), levels=levels, at=at), _draw_needs)


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


def _headline(found: Mapping[str, Any]) -> str:
    already = sum(one.get("already", False) for one in found["impacted"])
    hit = [one["state"] for one in found["impacted"] if not (one["given"] or one.get("already"))]
    if not hit:
        return f"nothing {'more' if already else 'else'} is hit{_already(already)}."
    parts = [f"{hit.count(s)} more {s}" for s in ("down", "degraded") if s in hit]
    if places := len(found["redundancy_lost"]):
        where = "1 place" if places == 1 else f"{places} places"
        parts.append(f"redundancy lost in {where} ({hit.count('at_risk')} CIs at risk)")
    return f"{', '.join(parts)}{_already(already)}."


def _already(count: int) -> str:
    return f"; {count} CIs already are as they would be" if count else ""


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
