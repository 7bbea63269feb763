"""spof, weak"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, command
from cli.items import CI
from cli.progress import followed
from cmdb.errors import Unavailable

_SHOWN = 25
_CAUSES = 8
_SETS = 10
_NAMES = 3


def register(app: typer.Typer) -> None:
    command(app, "spof", example="cmdb spof 在线支付服务 --given pay-dbsrv-1")(spof)
    command(app, "weak", example="cmdb weak --limit 10")(weak)


def spof(
    call: Call,
    ci: CI,
    given: Annotated[
        list[str] | None,
        typer.Option("--given", metavar="CI", help="Down already, as planned; may be repeated."),
    ] = None,
    order: Annotated[
        int, typer.Option("--order", help="Also sets of up to 2 or 3 CIs that take it down.")
    ] = 1,
    budget: Annotated[
        str, typer.Option("--budget", metavar="DURATION", help="How long to look for sets.")
    ] = "PT5S",
    every: Annotated[bool, typer.Option("--all", help="List all, however many.")] = False,
) -> None:
    """Say which CIs take a service down alone, why, and where redundancy is on paper only."""
    body = {
        "ci": ci,
        "given": given or [],
        "order": order,
        "budget": budget,
        "limit": 10_000 if every else 100,
    }
    reply = call.api.post("/api/v1/spof", body)
    call.answer(reply, lambda found: _draw_spof(found, every=every))


def _draw_spof(found: Mapping[str, Any], *, every: bool) -> None:
    output.line(_headline(found), "bold")
    for note in found["notes"]:
        output.line(f"Note: {note}")
    points = found["single_points"]
    most = len(points) if every else _SHOWN
    if points:
        head = ("brings it to", "CI", "criticality", "because")
        output.table(head, [_point(one, given=bool(found["given"])) for one in points[:most]])
    if (left := sum(found["counts"].values()) - min(len(points), most)) > 0:
        output.line(f"… and {left} more: --all lists them.")
    _draw_causes(found, None if every else _CAUSES, "--all lists them")
    if found["cuts"] is not None:
        _draw_cuts(found["cuts"], None if every else _SETS)


def _headline(found: Mapping[str, Any]) -> str:
    """Return it in a sentence: `3 CIs take 在线支付服务 down alone, 4 degrade it.`"""
    name, down, degraded = found["ci"]["name"], found["counts"]["down"], found["counts"]["degraded"]
    verbs = "takes" if down == 1 else "take"
    alone = f"{_cis(down)} {verbs} {name} down alone"
    also = f", {degraded} degrade{'s' if degraded == 1 else ''} it"
    if not found["given"]:
        return f"{alone}{also}."
    names = ", ".join(one["name"] for one in found["given"][:_NAMES])
    more = len(found["given"]) - _NAMES
    names += f" and {more} more" if more > 0 else ""
    return f"With {names} down, {alone}{also}; {found['newly']} of these only then."


def _cis(number: int) -> str:
    return "1 CI" if number == 1 else f"{number or 'No'} CIs"


def _point(one: Mapping[str, Any], *, given: bool) -> tuple[Any, ...]:
    name = f"{one['ci']['class']}:{one['ci']['name']}"
    chain = " ← ".join(step["ci"]["name"] for step in one["chain"])
    state, style = output.state(one["state"])
    new = " (new)" if given and one["newly"] else ""
    return (f"{state}{new}", style), name, one["ci"]["criticality"], chain


def _draw_causes(found: Mapping[str, Any], most: int | None, how: str) -> None:
    causes = found["common_causes"]
    listed = causes if most is None else [one for one in causes if one["alone"]][:most]
    if not causes:
        return
    number = found["common_cause_count"]
    output.line(f"Redundancy on paper only, in {number} group{'s' if number > 1 else ''}:", "bold")
    for one in listed:
        output.line(f"  {one['text']}")
    if len(listed) < max(number, len(causes)):
        output.line(f"  … and more, some in what would fail anyway: {how}.")


def _draw_cuts(cuts: Mapping[str, Any], most: int | None) -> None:
    counts = ", ".join(
        f"{number} of {size}" for size, number in cuts["found"].items() if size != "1"
    )
    output.line(f"Sets that take it down together, and no smaller one does: {counts}.", "bold")
    for one in cuts["sets"][:most]:
        output.line(f"  {' + '.join(map(_part, one['parts']))}")
    if len(cuts["sets"]) > len(cuts["sets"][:most]):
        output.line("  … and more: --all lists them.")
    if not cuts["complete"]:
        output.line(
            f"The time was not enough: all sets of up to {cuts['exhaustive_order']} are known, "
            f"{cuts['examined']:,} of {cuts['possible']:,} were looked at; --budget gives more.",
            "bold red",
        )


def _part(part: Sequence[Mapping[str, Any]]) -> str:
    names = [one["name"] for one in part]
    if len(names) == 1:
        return str(names[0])
    more = f" or {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"({' or '.join(names[:_NAMES])}{more})"


def weak(
    call: Call,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=1000, help="How many of a kind to list.")
    ] = 10,
) -> None:
    """Rank the CIs whose failure hurts most, and list groups that one CI beside them breaks."""
    if call.as_json:
        output.raw(call.api.get("/api/v1/weaknesses", limit=limit).body)
        return
    headers = {"Accept": "text/event-stream"}
    with call.api.stream(
        "GET", "/api/v1/weaknesses", params={"limit": limit}, headers=headers
    ) as response:
        reply = followed(response.iter_lines(), "trying", " CIs")
    if reply is None:
        raise Unavailable("The ranking broke off.", remedy="Ask again; the API's log says why.")
    _draw_weak(reply.json())


def _draw_weak(found: Mapping[str, Any]) -> None:
    ranking = found["ranking"]
    if not ranking:
        output.line(f"None of {_cis(found['examined'])} takes a service with it.", "bold")
        return
    first = ranking[0]
    output.line(
        f"Of {found['examined']:,} CIs, {first['ci']['name']} hurts most: "
        f"{first['services']['down']} services down, {first['services']['degraded']} degraded.",
        "bold",
    )
    head = ("", "CI", "score", "services down", "degraded", "people", "among them")
    output.table(head, [_rank(one) for one in ranking])
    if found["counted"] == "tops":
        output.line("Note: there is no service; what nothing stands on counts as one.")
    _draw_causes(found, None, "--limit lists more")


def _rank(one: Mapping[str, Any]) -> tuple[Any, ...]:
    services = one["services"]
    return (
        one["rank"],
        f"{one['ci']['class']}:{one['ci']['name']}",
        f"{one['score']:,.1f}",
        services["down"],
        services["degraded"],
        f"{one['users']:,}" if one["consumer_count"] else "",
        ", ".join(ci["name"] for ci in one["worst"][:_NAMES]),
    )
