"""collisions"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import output
from cli.command import Call, command
from cli.documents import document
from cli.errors import NotAsWished

_SHOWN = 12


def register(app: typer.Typer) -> None:
    command(app, "collisions", example="cmdb collisions docs/plans/december.yaml")(collisions)


def collisions(
    call: Call,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="JSON or YAML: outages, each with a name, cis, start and end. `-`: standard input.",
        ),
    ],
    now: Annotated[
        str | None,
        typer.Option(
            "--now", metavar="TIME", help="No free slot begins earlier; else the present."
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List all CIs, however many.")] = False,
) -> None:
    """Say what planned outages do together that none does alone, and where they could go.

    Exit code 1 says that there are collisions.
    """
    said = document(file)
    body = dict(said) if isinstance(said, Mapping) else {"outages": said}
    if now is not None:
        body["now"] = now
    reply = call.api.post("/api/v1/collisions", body)
    call.answer(reply, lambda found: _draw(found, most=None if every else _SHOWN))
    if reply.json()["collisions"]:
        raise NotAsWished


def _draw(found: Mapping[str, Any], *, most: int | None) -> None:
    outages, collide = found["outages"], [one for one in found["outages"] if one["collides"]]
    number = len(found["collisions"])
    said = {0: "no collisions", 1: "1 collision"}.get(number, f"{number} collisions")
    whose = f", of {_names([one['name'] for one in collide])}" if collide else ""
    output.line(f"{len(outages)} outages, {_overlaps(found['overlaps'])}: {said}{whose}.", "bold")
    for one in found["collisions"]:
        _draw_collision(one, most)
    if collide:
        output.table(
            ("outage", "planned", "nearest free slot", ""), [_slot(one) for one in collide]
        )
    if not found["complete"]:
        output.line("The answer is not complete.", "bold red")
    for note in found["notes"]:
        output.line(f"Note: {note}")


def _overlaps(number: int) -> str:
    return {0: "no overlap", 1: "1 overlap"}.get(number, f"{number} overlaps")


def _draw_collision(one: Mapping[str, Any], most: int | None) -> None:
    output.line()
    sets = "; or ".join(" and ".join(names) for names in one["sets"])
    times = ", ".join(_times(span) for span in one["spans"])
    output.line(f"{sets}, {times}", "bold")
    rows = [
        (
            output.state(each["state"]),
            f"{each['ci']['class']}:{each['ci']['name']}",
            each["ci"].get("criticality"),
            each["alone"],
            each["need"]["text"] if each["need"] else "given",
        )
        for each in one["cis"][:most]
    ]
    output.table(("together", "CI", "criticality", "alone", "because"), rows)
    if len(one["cis"]) > len(rows):
        output.line(f"… and {len(one['cis']) - len(rows)} more CIs: --all lists them.")
    if not one["minimal"]:
        output.line("Perhaps fewer of these outages are enough: that was not looked into.")


def _slot(one: Mapping[str, Any]) -> tuple[Any, ...]:
    slot = one["free_slot"]
    shift = f"{_length(abs(slot['shift_s']))} {'earlier' if slot['shift_s'] < 0 else 'later'}"
    return one["name"], _times(one), _times(slot), shift if slot["exact"] else f"{shift}, or nearer"


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"


def _times(span: Mapping[str, Any]) -> str:
    """Return a time in the reader's own zone: the day, hours, and the other day if it is one."""
    start, end = (datetime.fromisoformat(span[name]).astimezone() for name in ("start", "end"))
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M} to {until} {start:%Z}"


def _length(seconds: float) -> str:
    minutes = round(seconds / 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else ""]
    parts.append(f"{minutes % 60} min" if minutes % 60 else "")
    return " ".join(part for part in parts if part) or "0 min"
