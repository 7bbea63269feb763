"""runs: what imports came to, and decisions about them"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from cli import output
from cli.client import segment
from cli.command import Call
from cli.history import Limit
from cmdb.errors import Invalid

_LISTED = 20
_FACTS = ("id", "source", "kind", "actor", "status", "started_at", "finished_at")


def runs(
    call: Call,
    run: Annotated[
        str | None,
        typer.Argument(metavar="[RUN|confirm|discard]", help="One run's report, or a decision."),
    ] = None,
    vetoed: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="The vetoed run to decide about.")
    ] = None,
    undo: Annotated[
        str | None, typer.Option("--undo", metavar="RUN", help="Set back all that a run wrote.")
    ] = None,
    limit: Limit = 50,
) -> None:
    """List imports, show one, decide about a vetoed one, or undo one."""
    if undo is not None:
        reply = call.api.post(f"/api/v1/runs/{segment(undo)}/undo")
        call.answer(reply, _draw_undone)
    elif run in ("confirm", "discard"):
        _decide(call, run, vetoed)
    elif run is not None:
        call.answer(call.api.get(f"/api/v1/runs/{segment(run)}"), _draw_run)
    else:
        call.answer(call.api.get("/api/v1/runs", limit=limit), _draw_runs)


def _decide(call: Call, decision: str, run: str | None) -> None:
    if run is None:
        raise Invalid(
            f"Which run do you {decision}?",
            remedy=f"cmdb runs {decision} RUN; `cmdb runs` lists them.",
        )
    reply = call.api.post(f"/api/v1/runs/{segment(run)}/{decision}")
    done, said = (
        ("confirmed", "marked as missing")
        if decision == "confirm"
        else ("discarded", "left as they were")
    )
    call.answer(reply, lambda found: _draw_decided(found.get(done, 0), said))


def _draw_decided(number: int, said: str) -> None:
    output.line(f"{output.counted(number, 'CI')} {'is' if number == 1 else 'are'} {said}.")


def _draw_runs(listed: Mapping[str, Any]) -> None:
    if not listed["items"]:
        output.line("Nothing was imported yet: cmdb import PATH")
        return
    rows = [
        (
            one["id"],
            one["started_at"][:19],
            one["source"],
            one["actor"],
            one["status"],
            *((one.get("report") or {}).get(name) for name in ("created", "changed", "missing")),
        )
        for one in listed["items"]
    ]
    heads = ("run", "started", "source", "actor", "status", "created", "changed", "missing")
    output.table(heads, rows)


def _draw_undone(done: Mapping[str, Any]) -> None:
    if made := done["revisions"]:
        word = "revision" if len(made) == 1 else "revisions"
        output.line(f"Undone by {word} {', '.join(map(str, made))}.")
    else:
        output.line("There is nothing to undo: it wrote nothing, or is undone already.")


def _draw_run(found: Mapping[str, Any]) -> None:
    output.facts([(name, found[name]) for name in _FACTS if found.get(name) is not None])
    if found["status"] == "running":
        output.facts([("written", f"{found.get('written')} of {found.get('total')}")])
    if report := found.get("report"):
        draw_reports([report])


def draw_reports(reports: Sequence[Mapping[str, Any]]) -> None:
    """Draw what an import came to, source by source."""
    for one in reports:
        _draw_report(one)


def _draw_report(one: Mapping[str, Any]) -> None:
    would = "would be " if one.get("dry_run") else ""
    number = {name: one.get(name, 0) for name in _NUMBERS}
    linked = f" ({number['linked']} known already)" if number["linked"] else ""
    removed = f", {number['relations_removed']} removed" if number["relations_removed"] else ""
    output.line(
        f"{one.get('source')}: {output.counted(number['created'], 'CI')} {would}created, "
        f"{number['changed']} changed, {number['unchanged']} as they were{linked}; "
        f"{output.counted(number['relations_created'], 'relation')} {would}created, "
        f"{number['relations_changed']} changed{removed}, "
        f"{number['relations_unchanged']} as they were"
    )
    if one.get("run"):
        output.line(f"  run {one['run']} in {one.get('seconds')} s", "dim")
    for text in _losses(one, number):
        output.line(f"  {text}")
    _draw_changes(one.get("changes", ()))
    _draw_problems("left out", one.get("left_out", ()), one.get("left_out_count", 0))
    _draw_problems("note", one.get("notes", ()), one.get("notes_count", 0))


_NUMBERS = (
    *("created", "changed", "unchanged", "linked", "missing", "retired", "duplicates", "parked"),
    *("relations_created", "relations_changed", "relations_removed", "relations_unchanged"),
    "kept_for_redundancy",
)


def _losses(one: Mapping[str, Any], number: Mapping[str, int]) -> list[str]:
    """Return what a person should know of what was not seen, or not decided."""
    said = [
        f"vetoed: {veto['scope'] or 'it'} would lose {veto['would_lose']} of {veto['of']} CIs; "
        f"decide: cmdb runs confirm|discard {one.get('run') or 'RUN'}"
        for veto in one.get("vetoed") or ()
    ]
    texts = {
        "missing": ("CI", "missing: {} no longer seen"),
        "retired": ("CI", "retired: {} missing for too long"),
        "kept_for_redundancy": (
            "CI",
            "not retired: {} that others still want; cmdb retirements list",
        ),
        "duplicates": ("case", "to decide: {} of CIs that may be the same; cmdb duplicates list"),
        "parked": ("relation", "parked: {} with an end that nobody knows yet"),
    }
    return said + [
        text.format(output.counted(number[name], noun))
        for name, (noun, text) in texts.items()
        if number[name]
    ]


def _draw_changes(changes: Sequence[Mapping[str, Any]]) -> None:
    for change in changes[:_LISTED]:
        name = change.get("name") or f"{change.get('from')} {change.get('type')}"
        fields = (
            f"{k}: {output.shown(old)} → {output.shown(new)}"
            for k, (old, new) in change["fields"].items()
        )
        output.line(f"  changed {name}: {'; '.join(fields)}")


def _draw_problems(what: str, listed: Sequence[Mapping[str, str]], number: int) -> None:
    for one in listed[:_LISTED]:
        output.line(f"  {what}: {one['place']}: {one['reason']}")
    if number > _LISTED:
        output.line(f"  {what}: {number - _LISTED} more")
