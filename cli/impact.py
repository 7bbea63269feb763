"""impact, needs"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli import assessments, comparison, languages, maps, output
from cli.command import Call, command
from cli.errors import Refused
from cli.hypotheses import If, WhatIf, asked, draw_compared, hypothesis
from cli.items import CI, At
from cli.languages import Lang

_SHOWN = 40
_EVERY = 100_000
_FIRST = 12
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


Failing = Annotated[State, typer.Option("--state", help="How it fails.")]
Beside = Annotated[
    Baseline,
    typer.Option("--baseline", help="What else fails: nothing, or what is known to fail now."),
]
Lasting = Annotated[
    str | None,
    typer.Option("--duration", metavar="PT4H", help="How long it lasts; else for good."),
]


def register(app: typer.Typer) -> None:
    command(app, "impact", example=_EXAMPLES)(impact)
    command(app, "needs", example="cmdb needs shop --levels 2")(needs)


def impact(  # noqa: PLR0913, PLR0917  a parameter is an option of the command
    call: Call,
    cis: Annotated[
        list[str] | None, typer.Argument(metavar="CI…", help="What fails, together.")
    ] = None,
    state: Failing = State.DOWN,
    baseline: Beside = Baseline.CLEAN,
    duration: Lasting = None,
    at: At = None,
    compare: Annotated[
        str | None,
        typer.Option("--compare", metavar="WITH", help="And what is other than it was then."),
    ] = None,
    if_: If = None,
    what_if: WhatIf = None,
    lang: Lang = None,
    every: Annotated[bool, typer.Option("--all", help="List all, however many.")] = False,
    drawn: maps.Drawn = None,
    assessed: assessments.Assessed = None,
) -> None:
    """Say what fails when these CIs fail, and why."""
    kind = None if drawn is None else maps.format_of(drawn)
    if assessed is not None:
        assessments.written(assessed)
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
    if assessed is not None:
        assessments.keep(call, body, assessed, lang)
    elif compare is not None:
        comparison.show(call, body, compare, most=None if every else _SHOWN)
    else:
        given = [one["ci"] for one in body["given"]]
        ask(call, "/api/v1/impact", body, given, lang, every=every)
    if drawn is not None:
        maps.keep(call.api.post("/api/v1/impact/map", body, format=kind), drawn)


def ask(
    call: Call, path: str, body: Any, given: Sequence[str], lang: str | None, *, every: bool
) -> None:
    """Ask for an answer with its sentences, and print it."""
    query = {"lang": lang, "lines": _EVERY, "fold": False} if every else {"lang": lang}
    spoken = {} if call.as_json else languages.header(lang)
    reply = call.api.send("POST", path, body=body, query=query, headers=spoken)
    call.answer(reply, lambda found: draw(found, given, every=every))


def draw(found: Mapping[str, Any], cis: Sequence[str], *, every: bool = False) -> None:
    """Print an answer: the headline, what is hit, where redundancy is lost, what is doubtful.

    Unless all is asked for, inherited risk is folded into the places where it begins.
    """
    said = found["sentences"]
    supposed = "hypothesis" in found
    output.line(
        f"If {asked(cis, found)}: {said['summary']}." if supposed else said["headline"], "bold"
    )
    for one in said["impacted"]:
        output.line(f"  {one['text']}", output.STATE_STYLE.get(one["state"] or "", ""))
    _omitted(said["omitted"].get("impacted", 0))
    for part in ("redundancy_lost", "recoverable"):
        shown = said[part] if every else said[part][:_PLACES]
        for text in shown:
            output.line(text)
        _omitted(said["omitted"].get(part, 0) + len(said[part]) - len(shown))
    if "compared" in found:
        draw_compared(found["compared"], every=every)
    for note in found.get("notes", ()):
        output.line(f"Note: {note}")
    if said["doubts"]:
        doubts = len(said["doubts"]) + said["omitted"].get("doubts", 0)
        output.line(f"In the data: {said['doubts'][0]}{_more(doubts)}")


def _omitted(count: int) -> None:
    if count:
        output.line(f"  … and {count} more: --all lists them.")


def needs(
    call: Call,
    ci: CI,
    levels: Annotated[
        int | None, typer.Option("--levels", min=1, max=1000, help="How many; else all.")
    ] = None,
    at: At = None,
    drawn: maps.Drawn = None,
) -> None:
    """Say what a CI stands on, level by level."""
    kind = None if drawn is None else maps.format_of(drawn)
    call.answer(call.api.get(call.cis(ci, "/needs"), levels=levels, at=at), _draw_needs)
    if drawn is not None:
        below = {"up": 0, "down": levels or 1000, "format": kind, "at": at}
        maps.keep(call.api.get(call.cis(ci, "/map"), **below), drawn)


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


def first_answer(call: Call, refs: Iterable[str]) -> None:
    """Show the first of these CIs that takes others down with it; without one say nothing."""
    for ref in refs:
        try:
            found = call.api.send(
                "POST",
                "/api/v1/impact",
                body={"given": [{"ci": ref}]},
                query={"lines": _FIRST},
                headers=languages.header(None),
            ).json()
        except Refused:
            continue
        if found["counts"]["down"] < 2:  # noqa: PLR2004  itself and another
            continue
        output.line(f"$ cmdb impact {ref}", "dim")
        draw(found, [ref])
        return
