"""duplicates, retirements: cases that a person decides"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import output
from cli.client import segment
from cli.command import Call, Reason, command
from cli.history import Limit

_PATH = "/api/v1/duplicates"
_KEPT = "/api/v1/retirements"
Case = Annotated[str, typer.Argument(metavar="CASE", help="A case's id, as listed.")]
Status = Annotated[str, typer.Option("--status", help="open, merged or distinct.")]


def register(app: typer.Typer) -> None:
    found = typer.Typer(no_args_is_help=True, help="CIs that may be the same: compare and decide.")
    command(found, "list", example="cmdb duplicates list")(list_)
    command(found, "show", example="cmdb duplicates show 01KAK2W7Q0Z3H5N8M1P4R6T9VX")(show)
    command(found, "open", example="cmdb duplicates open bj1-app-01 server:bj1-app-1")(open_)
    command(found, "merge", example="cmdb duplicates merge 01KAK2W7Q0Z3H5N8M1P4R6T9VX bj1-app-01")(
        merge
    )
    command(found, "distinct", example="cmdb duplicates distinct 01KAK2W7Q0Z3H5N8M1P4R6T9VX")(
        distinct
    )
    command(found, "unmerge", example="cmdb duplicates unmerge 01KAK2W7Q0Z3H5N8M1P4R6T9VX")(unmerge)
    command(found, "reopen", example="cmdb duplicates reopen 01KAK2W7Q0Z3H5N8M1P4R6T9VX")(reopen)
    app.add_typer(found, name="duplicates")
    kept = typer.Typer(
        no_args_is_help=True, help="CIs that no source sees, and that a group still wants."
    )
    command(kept, "list", example="cmdb retirements list")(retirements)
    command(kept, "retire", example="cmdb retirements retire 01KAK2W7Q0Z3H5N8M1P4R6T9VX")(retire)
    command(kept, "keep", example="cmdb retirements keep 01KAK2W7Q0Z3H5N8M1P4R6T9VX")(keep)
    app.add_typer(kept, name="retirements")


def list_(call: Call, status: Status = "open", limit: Limit = 50) -> None:
    """List cases of CIs that may be the same."""
    call.answer(call.api.get(_PATH, status=status, limit=limit), _draw)


def show(call: Call, case: Case) -> None:
    """Compare the CIs of a case side by side."""
    call.answer(call.api.get(f"{_PATH}/{segment(case)}"), _draw_compared)


def open_(
    call: Call,
    cis: Annotated[list[str], typer.Argument(metavar="CI…", help="Those that may be the same.")],
) -> None:
    """Open a case of CIs that you think are the same."""
    reply = call.api.post(_PATH, {"cis": list(cis)})
    call.answer(reply, lambda found: output.line(f"Case {found['id']}: {found['name']}"))


def merge(
    call: Call,
    case: Case,
    survivor: Annotated[str, typer.Argument(metavar="CI", help="The one that stays.")],
    reason: Reason = None,
) -> None:
    """Make the CIs of a case one: relations, sources and history follow."""
    query = {"survivor": survivor, "reason": reason}
    reply = call.api.send("POST", f"{_PATH}/{segment(case)}/merge", query=query)
    call.answer(reply, _draw_decided)


def distinct(call: Call, case: Case, reason: Reason = None) -> None:
    """Remember that they are not the same."""
    _decide(call, _PATH, case, "distinct", reason)


def unmerge(call: Call, case: Case, reason: Reason = None) -> None:
    """Set a merge back."""
    _decide(call, _PATH, case, "unmerge", reason)


def reopen(call: Call, case: Case, reason: Reason = None) -> None:
    """Take back whatever was decided: the case is open again."""
    _decide(call, _PATH, case, "reopen", reason)


def retirements(call: Call, limit: Limit = 50) -> None:
    """List CIs that a run would not retire."""
    call.answer(call.api.get(_KEPT, limit=limit), _draw)


def retire(call: Call, case: Case, reason: Reason = None) -> None:
    """Retire the CI all the same."""
    _decide(call, _KEPT, case, "retire", reason)


def keep(call: Call, case: Case, reason: Reason = None) -> None:
    """Keep the CI in operation, whatever its sources no longer see."""
    _decide(call, _KEPT, case, "keep", reason)


def _decide(call: Call, cases: str, case: str, decision: str, reason: str | None) -> None:
    path = f"{cases}/{segment(case)}/{decision}"
    call.answer(call.api.send("POST", path, query={"reason": reason}), _draw_decided)


def _draw(listed: Mapping[str, Any]) -> None:
    if not listed["items"]:
        output.line("There is nothing to decide.")
        return
    rows = [
        (
            one["id"],
            one["name"],
            ", ".join(f"{ci['class']}:{ci['name']}" for ci in one["cis"]),
            one.get("source"),
            one.get("reason"),
        )
        for one in listed["items"]
    ]
    output.table(("case", "name", "CIs", "source", "why"), rows)


def _draw_compared(found: Mapping[str, Any]) -> None:
    case, columns = found["case"], found["columns"]
    output.line(f"{case['name']}: {case['reason']} ({case['status']})")
    heads = [f"{one['class']}:{one['name']}" for one in columns]
    rows: list[tuple[Any, ...]] = [
        ("id", *(one.get("id") or f"waits: {one['observed']}" for one in columns)),
        ("sources", *(", ".join(filter(None, one["sources"])) for one in columns)),
        ("relations", *(one["relations"] for one in columns)),
    ]
    rows += [
        (("  " if one["same"] else "≠ ") + one["attribute"], *map(_cell, one["values"]))
        for one in found["attributes"]
    ]
    output.table(("attribute", *heads), rows)
    if case["status"] == "open":
        output.aside(f"Decide: cmdb duplicates merge {case['id']} CI, or … distinct {case['id']}")


def _cell(value: Any) -> str | None:
    return (
        ", ".join(map(str, value))
        if isinstance(value, list)
        else None
        if value is None
        else str(value)
    )


def _draw_decided(done: Mapping[str, Any]) -> None:
    revision = f", revision {done['revision']}" if done["revision"] else ""
    output.line(f"{done['case']['name']}: {done['case']['status']}{revision}")
