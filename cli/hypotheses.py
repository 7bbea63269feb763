"""What a command supposes: `--if` phrases and a `--what-if` file; and how an answer shows it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import output
from cli.documents import document
from cmdb.errors import Invalid

If = Annotated[
    list[str] | None,
    typer.Option(
        "--if",
        metavar="EDIT",
        help="Suppose this; may be repeated, nothing is written. 'add CLASS:NAME', 'set CI "
        "FIELD=VALUE', 'retire CI', 'remove CI', 'relate CI TYPE CI [FIELD=VALUE]', "
        "'unrelate CI TYPE CI', 'quorum CI GROUP NEEDS [WANTS]'.",
        show_default=False,
    ),
]
WhatIf = Annotated[
    Path | None,
    typer.Option(
        "--what-if",
        metavar="FILE",
        help="Suppose what a JSON or YAML file lists: objects with an `op`, as the API takes them.",
        show_default=False,
    ),
]
_SHOWN = 12
_MARKS = {"added": "added", "retired": "retired", "removed": "removed", "changed": "changed"}


def hypothesis(phrases: Sequence[str] | None, file: Path | None) -> list[Any]:
    """Return the edits of a file, then those of phrases. Raises Invalid."""
    found: list[Any] = []
    if file is not None:
        said = document(file)
        listed = said.get("hypothesis") if isinstance(said, Mapping) else said
        if not isinstance(listed, list):
            raise Invalid(
                f"{file} holds no list of edits.",
                remedy="It looks like `- {op: retire_ci, ci: shop-db-2}`.",
            )
        found += listed
    if phrases:
        from cmdb.hypotheses.phrases import edit

        found += map(edit, phrases)
    return found


def asked(cis: Sequence[str], found: Mapping[str, Any]) -> str:
    """Return how a question with a hypothesis reads."""
    marked = found.get("hypothesis", {})
    parts = [
        f"{', '.join(one['name'] for one in marked[mark])} {'is' if len(marked[mark]) == 1 else 'are'} {mark}"
        for mark in _MARKS
        if marked.get(mark)
    ]
    if cis:
        parts.append(f"{', '.join(cis)} {'fails' if len(cis) == 1 else 'fail'}")
    return " and ".join(parts) if parts else "the relations are as supposed"


def draw_compared(compared: Mapping[str, Any], *, every: bool) -> None:
    """Print what the hypothesis makes different; nothing where without it all is well."""
    if not any(compared["before"].values()):
        return
    rows = [
        (
            label,
            f"{one['ci']['class']}:{one['ci']['name']}",
            output.state(one["before"] or "not there"),
            output.state(one["after"] or "not there"),
        )
        for label, key in (
            ("newly hit", "newly_hit"),
            ("worse", "worse"),
            ("better", "better"),
            ("no longer hit", "no_longer_hit"),
        )
        for one in compared[key]
    ]
    if not rows:
        output.line("The hypothesis changes no state.")
        return
    shown = rows if every else rows[:_SHOWN]
    output.table(("", "CI", "without it", "with it"), shown, title="What the hypothesis changes")
    if len(rows) > len(shown):
        output.line(f"… and {len(rows) - len(shown)} more: --all lists them.")
