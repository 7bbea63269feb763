"""scenario: questions with a name"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import comparison, output
from cli.client import segment
from cli.command import Call, Reason, command
from cli.hypotheses import If, WhatIf, hypothesis
from cli.impact import Baseline, Beside, Failing, Lasting, State, ask
from cli.items import At
from cli.languages import Lang

_PATH = "/api/v1/scenarios"
_SHOWN = 40
Name = Annotated[str, typer.Argument(metavar="NAME")]
All = Annotated[bool, typer.Option("--all", help="List all, however many.")]


def register(app: typer.Typer) -> None:
    scenario = typer.Typer(no_args_is_help=True, help="Questions with a name, to be asked again.")
    command(
        scenario,
        "save",
        example="cmdb scenario save without-db-2 shop-db-1 --if 'retire shop-db-2'",
    )(save)
    command(scenario, "list", example="cmdb scenario list")(list_)
    command(scenario, "show", example="cmdb scenario show without-db-2")(show)
    command(scenario, "run", example="cmdb scenario run without-db-2")(run)
    command(scenario, "compare", example="cmdb scenario compare as-it-is without-db-2")(compare)
    command(scenario, "remove", example="cmdb scenario remove without-db-2")(remove)
    app.add_typer(scenario, name="scenario")


def save(  # noqa: PLR0913, PLR0917  a parameter is an option of the command
    call: Call,
    name: Name,
    cis: Annotated[
        list[str] | None, typer.Argument(metavar="CI…", help="What fails, together.")
    ] = None,
    state: Failing = State.DOWN,
    baseline: Beside = Baseline.CLEAN,
    duration: Lasting = None,
    at: At = None,
    if_: If = None,
    what_if: WhatIf = None,
    reason: Reason = None,
) -> None:
    """Keep a question as `cmdb impact` asks it, instead of what had the name before."""
    question = {
        "given": [{"ci": one, "state": state} for one in cis or ()],
        "baseline": baseline,
        "duration": duration,
        "at": at,
        "hypothesis": hypothesis(if_, what_if) or None,
    }
    body: dict[str, Any] = {"question": {k: v for k, v in question.items() if v is not None}}
    if reason is not None:
        body["reason"] = reason
    reply = call.api.send("PUT", f"{_PATH}/{segment(name)}", body=body)
    call.answer(
        reply, lambda made: output.line(f"Saved: `cmdb scenario run {made['name']}` asks it.")
    )


def list_(call: Call) -> None:
    """List the scenarios."""
    call.answer(call.api.get(_PATH), _draw)


def show(call: Call, name: Name) -> None:
    """Show what a scenario asks, who saved it and why."""
    call.answer(call.api.get(f"{_PATH}/{segment(name)}"), _draw_one)


def run(call: Call, name: Name, lang: Lang = None, every: All = False) -> None:
    """Ask a scenario of the graph as it is now, or as it was when the scenario says."""
    cis: list[str] = []
    if not call.as_json:
        question = call.api.get(f"{_PATH}/{segment(name)}").json()["question"]
        cis = [one["ci"] for one in question.get("given", ())]
    ask(call, f"{_PATH}/{segment(name)}/run", None, cis, lang, every=every)


def compare(
    call: Call,
    before: Annotated[str, typer.Argument(metavar="NAME")],
    after: Annotated[str, typer.Argument(metavar="OTHER")],
    every: All = False,
) -> None:
    """Say what the second scenario makes other than the first."""
    reply = call.api.post(f"{_PATH}/compare", {"before": before, "after": after})
    call.answer(reply, lambda found: comparison.draw(found, most=None if every else _SHOWN))


def remove(call: Call, name: Name) -> None:
    """Take a scenario away."""
    reply = call.api.send("DELETE", f"{_PATH}/{segment(name)}")
    call.answer(reply, lambda gone: output.line(f"{gone['name']} is gone."))


def _draw(listed: Mapping[str, Any]) -> None:
    if not listed["items"]:
        output.line("There are no scenarios: `cmdb scenario save NAME CI…` keeps a question.")
        return
    rows = [
        (
            one["name"],
            _said(one["question"]),
            one["owner"],
            one["changed_at"][:19],
            one.get("reason"),
        )
        for one in listed["items"]
    ]
    output.table(("name", "asks", "owner", "changed at", "reason"), rows)


def _draw_one(found: Mapping[str, Any]) -> None:
    question = found["question"]
    plain = {name: value for name, value in found.items() if name != "question"}
    more = {name: question[name] for name in ("baseline", "duration", "at") if name in question}
    output.facts([*plain.items(), ("asks", _said(question)), *more.items()])
    edits = question.get("hypothesis", ())
    output.table(
        ("supposes", ""),
        [(one["op"], ", ".join(f"{k} {v}" for k, v in one.items() if k != "op")) for one in edits],
    )


def _said(question: Mapping[str, Any]) -> str:
    """Return a question in few words."""
    given = [
        one["ci"] if one["state"] == "down" else f"{one['ci']} ({one['state']})"
        for one in question.get("given", ())
    ]
    edits = len(question.get("hypothesis", ()))
    parts = [", ".join(given)] if given else []
    if edits:
        parts.append("1 edit" if edits == 1 else f"{edits} edits")
    return " with ".join(parts)
