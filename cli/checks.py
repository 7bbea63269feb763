"""check"""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Annotated

import typer

from cli import output
from cli.client import Api
from cli.command import Call, command
from cli.errors import NotAsWished
from cli.intake import found, opened
from cmdb.errors import Invalid

_STDIN = "-"
Part = tuple[str, tuple[str, IO[bytes]]]


def register(app: typer.Typer) -> None:
    example = "terraform show -json plan | cmdb check - --fail-on down:critical"
    command(app, "check", example=example)(check)


def check(  # noqa: PLR0913  each option of the command is an argument
    call: Call,
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A Terraform plan as JSON, a list of CIs, or the version before; - reads a pipe.",
        ),
    ],
    after: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE2]", help="The version after: Compose files or Kubernetes manifests."
        ),
    ] = None,
    *,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-on",
            metavar="RULE",
            help="When to exit with 1: down, degraded, at_risk or redundancy, each with "
            "criticalities and environments (degraded:critical,high,production); unknown; "
            "nothing. Several may be given; without any it is down:critical.",
        ),
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option("--policy", metavar="FILE", help="TOML or YAML; options outrank it."),
    ] = None,
    update_state: Annotated[
        str | None,
        typer.Option(
            "--update-state",
            metavar="STATE",
            help="What is changed in place meanwhile is: down, degraded (so unless said), "
            "at_risk or ok.",
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", metavar="clean|current", help="What else fails."),
    ] = None,
    duration: Annotated[
        str | None, typer.Option("--duration", metavar="PT10M", help="How long it lasts.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", help="The source that it was imported as."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--from", metavar="KIND", help="Else it is recognised.")
    ] = None,
    column: Annotated[
        str | None, typer.Option("--column", metavar="NAME", help="Of a CSV: what names the CIs.")
    ] = None,
) -> None:
    """Say what a change would hit, as Markdown for a merge request; exit with 1 if a policy says no."""
    newer = path if after is None else after
    query = {
        "fail_on": fail_on or None,
        "update_state": update_state,
        "baseline": baseline,
        "duration": duration,
        "source": source,
        "kind": kind,
        "column": column,
        "project": newer.resolve().parent.name if newer.is_file() else newer.resolve().name,
        "format": "json" if call.as_json else "markdown",
    }
    with ExitStack() as stack:
        parts = _parts(call.api, stack, "file", newer, alone=after is None)
        if after is not None:
            parts += _parts(call.api, stack, "before", path, alone=False)
        if policy is not None:
            parts.append(("policy", (policy.name, opened(stack, policy))))
        reply = call.api.send("POST", "/api/v1/checks", query=query, files=parts)
    output.raw(reply.body)
    if reply.headers["cmdb-policy"] != "holds":
        raise NotAsWished


def _parts(api: Api, stack: ExitStack, name: str, path: Path, *, alone: bool) -> list[Part]:
    """Return the files to send: those of a folder, or a file with what belongs to it if not alone."""
    if str(path) == _STDIN:
        if sys.stdin.isatty():
            raise Invalid(
                "Nothing comes over the pipe.",
                remedy="`terraform show -json plan | cmdb check -`",
            )
        return [(name, ("stdin", sys.stdin.buffer))]
    if alone and path.is_file():
        return [(name, (path.name, opened(stack, path)))]
    root, files = found(api, [path])
    return [(name, (one.relative_to(root).as_posix(), opened(stack, one))) for one in files]
