"""release, reconcile, withdraw: whose word holds"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, Reason, command
from cli.items import CI
from cmdb.errors import Invalid

_PATH = "/api/v1/reconciliation"
_LISTED = 20
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]


def register(app: typer.Typer) -> None:
    command(app, "release", example="cmdb release shop-db-1 owner")(release)
    command(app, "reconcile", example="cmdb reconcile --dry-run --precedence precedence.toml")(
        reconcile
    )
    command(app, "withdraw", example="cmdb withdraw nmap:scans --dry-run")(withdraw)


def release(
    call: Call,
    ci: CI,
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="[FIELD]…", help="Else all that are pinned.")
    ] = None,
    reason: Reason = None,
) -> None:
    """Let sources speak again of what people had edited."""
    path = f"{call.cis(ci).replace('/api/v1/cis', _PATH)}/release"
    reply = call.api.send(
        "POST", path, body={"fields": list(fields or ())}, query={"reason": reason}
    )
    call.answer(reply, lambda done: draw_said(done["said"]))


def reconcile(
    call: Call,
    precedence: Annotated[
        Path | None,
        typer.Option("--precedence", metavar="FILE", help="Try this one; with --dry-run."),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Decide anew whose values hold, of all CIs that sources know."""
    body = None if precedence is None else {"precedence": _text(precedence)}
    query = {"dry_run": "true"} if dry_run else {}
    call.answer(call.api.send("POST", _PATH, body=body, query=query), _draw)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise Invalid(f"{path} cannot be read: {exc}.", remedy="Name a TOML file.") from exc


def withdraw(
    call: Call,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="As `cmdb show CI --sources`.")],
    dry_run: DryRun = False,
) -> None:
    """Take a source's word away; CIs that only it knew are retired."""
    query = {"source": source} | ({"dry_run": "true"} if dry_run else {})
    call.answer(call.api.send("POST", f"{_PATH}/withdraw", query=query), _draw)


def _draw(done: Mapping[str, Any]) -> None:
    would = "would be " if done["dry_run"] else ""
    output.line(
        f"{output.counted(done['looked_at'], 'CI')} looked at: {done['changed']} {would}changed, "
        f"{done['retired']} of them retired; "
        f"{output.counted(done['relations_changed'], 'relation')} changed, "
        f"{done['relations_removed']} removed"
    )
    for one in done["changes"][:_LISTED]:
        fields = (
            f"{k}: {output.shown(old)} → {output.shown(new)}"
            for k, (old, new) in one["fields"].items()
        )
        output.line(f"  {one['class']}:{one['name']}: {'; '.join(fields)}")
    if len(done["changes"]) > _LISTED:
        output.line(f"  … and {len(done['changes']) - _LISTED} more: --json lists them.")


def draw_said(said: Mapping[str, Any]) -> None:
    """Draw what every source says of a CI: whose word holds stands first, marked."""
    ci = said["ci"]
    output.line(f"{ci['class']}:{ci['name']}", "bold")
    if not said["sources"]:
        output.line("No source knows it: people made it.")
    rows = [
        (one["source"], one["external_id"], (one["seen_at"] or "")[:19], _state(one))
        for one in said["sources"]
    ]
    if rows:
        output.table(("source", "knows it as", "last seen", ""), rows)
    listed = [
        (attribute["name"] if first else "", *_claim(attribute, one))
        for attribute in said["attributes"]
        for first, one in _each(attribute)
    ]
    if listed:
        output.table(("attribute", "value", "says", "last seen", ""), listed)


def _state(one: Mapping[str, Any]) -> str:
    if one["missing_since"]:
        return f"missing since {one['missing_since'][:19]}"
    return "" if one["counts"] else "does not count"


def _each(attribute: Mapping[str, Any]) -> list[tuple[bool, Mapping[str, Any]]]:
    rows: list[Mapping[str, Any]] = list(attribute["said"])
    if attribute["pinned"]:
        person = {"source": "a person", "value": attribute["value"], "holds": True}
        rows.insert(0, {**person, "seen_at": None, "expired": False})
    return [(at == 0, one) for at, one in enumerate(rows)]


def _claim(attribute: Mapping[str, Any], one: Mapping[str, Any]) -> tuple[Any, ...]:
    value = one["value"]
    shown = ", ".join(map(str, value)) if isinstance(value, list) else value
    pinned = attribute["pinned"] and one["source"] == "a person"
    mark = "pinned" if pinned else "holds" if one["holds"] else "expired" if one["expired"] else ""
    return shown, one["source"], (one["seen_at"] or "")[:19], mark
