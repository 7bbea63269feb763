"""quality: how well the estate is known"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli import output
from cli.client import segment
from cli.command import Call, Reason, command
from cli.history import Limit
from cli.progress import followed
from cmdb.errors import Invalid, Unavailable

_PATH = "/api/v1/quality"
_GOOD, _FAIR = 90, 70
_BANDS = {"good": "good (90+)", "fair": "fair (70+)", "poor": "poor (50+)", "bad": "bad"}
_RELATIONS = f"{_PATH}/relations"
_SAID = {
    "accepted": "{} is declared by you from now on.",
    "rejected": "{} is off the list. It still counts for impact: `cmdb unrelate {}` removes it.",
}
_NONE = {
    "observed-only": "Every relation that a source observes is declared too.",
    "declared-only": "No source that observes relations misses one that is declared.",
    "decided": "Nobody has accepted or rejected a relation.",
}


Start = Annotated[str, typer.Argument(metavar="CI", help="What depends.")]
Type = Annotated[str, typer.Argument(metavar="TYPE", help="Its relation: USES …")]
To = Annotated[str, typer.Argument(metavar="NEEDED", help="What it needs.")]


class By(StrEnum):
    CLASS = "class"
    TEAM = "team"
    SOURCE = "source"


class _Show(TyperGroup):
    """`cmdb quality` alone, with options or with a CI is `cmdb quality show`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["show", *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    group = typer.Typer(cls=_Show, help="How well is the estate known? `show` may be left out.")
    command(group, "show", example="cmdb quality --by team")(show)
    command(group, "relations", example="cmdb quality relations --observed-only")(relations)
    command(group, "accept", example="cmdb quality accept shop USES prices")(accept)
    command(group, "reject", example="cmdb quality reject shop USES prices --reason gone")(reject)
    command(group, "reopen", example="cmdb quality reopen shop USES prices")(reopen)
    app.add_typer(group, name="quality")


def show(  # noqa: PLR0913, PLR0917  a parameter is an option of the command
    call: Call,
    ci: Annotated[
        str | None, typer.Argument(metavar="[CI]", help="An id, a unique name, or class:name.")
    ] = None,
    by: Annotated[By | None, typer.Option("--by", help="A score for each of them.")] = None,
    class_name: Annotated[
        str | None, typer.Option("--class", metavar="CLASS", help="With its subclasses.")
    ] = None,
    team: Annotated[
        str | None, typer.Option("--team", help="Its support team, else its owner; or nobody.")
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="What this source knows.")] = None,
    worst: Annotated[
        int, typer.Option("--worst", min=0, max=1000, metavar="N", help="How many CIs to list.")
    ] = 10,
    limit: Limit = 50,
) -> None:
    """Score how well the estate is known, or one CI: what is missing, wrong or stale, and its remedy."""
    filters = {"class": class_name, "team": team, "source": source}
    if ci is not None:
        call.answer(call.api.get(f"{_PATH}/cis/{segment(ci)}"), _draw_ci)
    elif by is not None:
        reply = call.api.get(f"{_PATH}/by/{by}", limit=limit, **filters)
        call.answer(reply, lambda found: _draw_groups(found, by))
    else:
        _estate(call, {**filters, "worst": worst})


def relations(
    call: Call,
    declared_only: Annotated[
        bool, typer.Option("--declared-only", help="Never observed where they should be.")
    ] = False,
    observed_only: Annotated[
        bool, typer.Option("--observed-only", help="Never declared: what is listed unless said.")
    ] = False,
    decided: Annotated[
        bool, typer.Option("--decided", help="Accepted or rejected: by whom, when.")
    ] = False,
    limit: Limit = 50,
) -> None:
    """List relations to accept or reject: only declared, or only observed."""
    asked = {"observed-only": observed_only, "declared-only": declared_only, "decided": decided}
    wanted = [name for name, given in asked.items() if given] or ["observed-only"]
    if len(wanted) > 1:
        raise Invalid(
            f"--{wanted[0]} and --{wanted[1]} are two lists.", remedy="Ask for one of them."
        )
    reply = call.api.get(_RELATIONS, list=wanted[0], limit=limit)
    call.answer(reply, lambda found: _draw_relations(found, wanted[0]))


def accept(call: Call, start: Start, type_: Type, to: To, reason: Reason = None) -> None:
    """Accept a relation: it is declared, by you."""
    _judge(call, {"from": start, "type": type_, "to": to}, "accepted", reason)


def reject(call: Call, start: Start, type_: Type, to: To, reason: Reason = None) -> None:
    """Reject a relation: it is off the list, and counts until `cmdb unrelate` removes it."""
    _judge(call, {"from": start, "type": type_, "to": to}, "rejected", reason)


def reopen(call: Call, start: Start, type_: Type, to: To) -> None:
    """Take back what was said of a relation: it is listed again if it should be."""
    ends = {"from": start, "type": type_, "to": to}
    reply = call.api.send("DELETE", _RELATIONS, query=ends)
    call.answer(reply, lambda _: output.line(f"{start} {type_} {to} is open again."))


def _judge(call: Call, ends: Mapping[str, str], verdict: str, reason: str | None) -> None:
    body = {**ends, "verdict": verdict}
    reply = call.api.send("PUT", _RELATIONS, body=body, query={"reason": reason})
    name = " ".join(ends.values())
    call.answer(reply, lambda done: output.line(_SAID[done["verdict"]].format(name, name)))


def _estate(call: Call, query: Mapping[str, Any]) -> None:
    given = {name: value for name, value in query.items() if value is not None}
    if call.as_json:
        output.raw(call.api.get(_PATH, **given).body)
        return
    headers = {"Accept": "text/event-stream"}
    with call.api.stream("GET", _PATH, params=given, headers=headers) as response:
        reply = followed(response.iter_lines(), "judging", " CIs")
    if reply is None:
        raise Unavailable("The answer broke off.", remedy="Ask again; the API's log says why.")
    _draw(reply.json())


def _draw(found: Mapping[str, Any]) -> None:
    if found["score"] is None:
        output.line("No CI in operation is meant.", "bold")
        return
    output.line(f"Quality {found['score']:.1f} of 100: {found['cis']:,} CIs in operation.", "bold")
    bands = ", ".join(f"{n:,} {_BANDS[band]}" for band, n in found["bands"].items() if n)
    output.line(f"  {bands}")
    _draw_reasons(found["lowered_by"])
    if found["stale_sources"]:
        output.line(f"Stale sources: {', '.join(found['stale_sources'])}.", "yellow")
    if found["worst"]:
        output.table(("score", "CI", "team", "because"), map(_worst, found["worst"]))
        output.line("`cmdb quality CI` says what to do about one; --by team, who should.")


def _draw_reasons(reasons: Sequence[Mapping[str, Any]]) -> None:
    if reasons:
        rows = [
            (f"-{one['points']:.2f}", one["dimension"], f"{one['count']:,} {one['about']}")
            for one in reasons
        ]
        output.table(("points", "of", "because"), rows)


def _worst(one: Mapping[str, Any]) -> tuple[Any, ...]:
    ci = one["ci"]
    kinds = list(dict.fromkeys(f["kind"].replace("_", " ") for f in one["findings"]))
    return _score(one["score"]), f"{ci['class']}:{ci['name']}", one["team"], ", ".join(kinds)


def _score(score: float | None) -> tuple[str, str]:
    if score is None:
        return "-", ""
    style = "green" if score >= _GOOD else "yellow" if score >= _FAIR else "bold red"
    return f"{score:g}", style


def _draw_ci(found: Mapping[str, Any]) -> None:
    ci = found["ci"]
    name = f"{ci['class']}:{ci['name']}"
    if found["score"] is None:
        output.line(f"{name} is {ci['lifecycle']}: what is not in operation is not judged.")
        return
    team = f", for {found['team']}" if found["team"] else ""
    output.line(f"{name}: {found['score']} of 100{team}", "bold")
    if not found["findings"]:
        output.line("Nothing is wrong with what is known of it.")
        return
    rows = [(f"-{one['cost']}", one["text"], one["remedy"]) for one in found["findings"]]
    output.table(("points", "what", "remedy"), rows)


def _draw_groups(found: Mapping[str, Any], by: By) -> None:
    items = found["items"]
    if not items:
        output.line("No CI in operation is meant.")
        return
    if by is By.SOURCE:
        columns = ("score", "source", "CIs", "missing", "last seen", "newest run", "most of that")
        output.table(columns, map(_source, items))
    else:
        output.table(("score", by.value, "CIs", "most of that"), map(_group, items))
    if found["next"]:
        output.line("… and more: --limit shows them.")


def _group(one: Mapping[str, Any]) -> tuple[Any, ...]:
    score = one["score"]
    return _score(score["score"]), one["name"], f"{score['cis']:,}", _most(score)


def _source(one: Mapping[str, Any]) -> tuple[Any, ...]:
    source = one["source"]
    age = source["age_days"]
    seen = "never" if age is None else f"{source['seen_at'][:10]} ({age} d ago)"
    run = source["last_run"]
    return (
        _score(one["score"]["score"]),
        one["name"],
        f"{source['cis']:,}",
        source["missing"],
        (seen, "bold red" if source["stale"] else ""),
        (run["status"] if run else "none") + _incomplete(source),
        _most(one["score"]),
    )


def _incomplete(source: Mapping[str, Any]) -> str:
    number, of = source["incomplete"], source["scopes"]
    return f", {number} of {of} scope{'s' * (of != 1)} not whole" if number else ""


def _most(score: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{one['count']:,} {one['about']} (-{one['points']:.1f})" for one in score["lowered_by"][:2]
    )


def _draw_relations(found: Mapping[str, Any], listing: str) -> None:
    if not found["items"]:
        output.line(_NONE[listing])
        return
    rows = [
        (
            f"{one['from']['class']}:{one['from']['name']}",
            one["type"],
            f"{one['to']['class']}:{one['to']['name']}",
            "" if one["confidence"] is None else f"{one['confidence']:g}",
            one["text"] if one["reason"] is None else f"{one['text']}: {one['reason']}",
        )
        for one in found["items"]
    ]
    output.table(("CI", "relation", "needs", "confidence", "why it is here"), rows)
    if found["next"]:
        output.line("… and more: --limit shows them.")
    if listing != "decided":
        output.line("`cmdb quality accept|reject CI TYPE NEEDED` says what holds.")
