"""why"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import languages, output
from cli.command import Call, command
from cli.hypotheses import If, WhatIf, hypothesis
from cli.impact import Baseline, Beside, Failing, Lasting, State
from cli.items import CI, At
from cli.languages import Lang

_EXAMPLES = (
    "cmdb why shop --given shop-db-1 --given shop-db-2; "
    "cmdb why 在线支付服务 --given bj1-ups-a --lang zh-Hans"
)
_EVERY = 100_000


def register(app: typer.Typer) -> None:
    command(app, "why", example=_EXAMPLES)(why)


def why(  # noqa: PLR0913, PLR0917  a parameter is an option of the command
    call: Call,
    ci: CI,
    given: Annotated[
        list[str] | None,
        typer.Option("--given", metavar="CI", help="What fails; several fail together."),
    ] = None,
    state: Failing = State.DOWN,
    baseline: Beside = Baseline.CLEAN,
    duration: Lasting = None,
    at: At = None,
    if_: If = None,
    what_if: WhatIf = None,
    lang: Lang = None,
    every: Annotated[bool, typer.Option("--all", help="List all, however many.")] = False,
) -> None:
    """Prove the state that a CI has when others fail, or say why it is not hit."""
    body: dict[str, Any] = {
        "ci": ci,
        "given": [{"ci": one, "state": state} for one in given or ()],
        "baseline": baseline,
    }
    if edits := hypothesis(if_, what_if):
        body["hypothesis"] = edits
    if duration is not None:
        body["duration"] = duration
    if at is not None:
        body["at"] = at
    reply = call.api.send(
        "POST",
        "/api/v1/impact/why",
        body=body,
        query={"lang": lang, "lines": _EVERY if every else None},
        headers={} if call.as_json else languages.header(lang),
    )
    call.answer(reply, _draw)


def _draw(found: Mapping[str, Any]) -> None:
    """Print the proof as a tree, what is enough for it, and how far it can be trusted."""
    said = found["sentences"]
    output.line(said["headline"], "bold")
    for step in said["steps"]:
        style = output.STATE_STYLE.get(step["state"] or "", "")
        output.line(f"{'  ' * (step['level'] + 1)}{step['text']}", style)
    if left := said["omitted"].get("steps"):
        output.line(f"  … + {left} (--all)")
    for part in ("causes", "recoverable", "trust"):
        for line in said[part]:
            output.line(line)
    for note in found["notes"]:
        output.line(f"Note: {note}")
