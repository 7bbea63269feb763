"""token, login"""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import client, output
from cli.command import Call, command
from cmdb.errors import NotFound


def register(app: typer.Typer) -> None:
    command(app, "token", example='curl -H "Authorization: Bearer $(cmdb token)" …')(token)
    command(app, "login", example="cmdb login")(login)


def token(
    call: Call,
    listed: Annotated[bool, typer.Option("--list", help="List the tokens that are good.")] = False,
    create: Annotated[
        str | None, typer.Option("--create", metavar="NAME", help="Make one; it is shown once.")
    ] = None,
    role: Annotated[
        str,
        typer.Option("--role", help="viewer, responder, editor, change_manager, operator, admin."),
    ] = "viewer",
    revoke: Annotated[
        str | None, typer.Option("--revoke", metavar="ID", help="End one, at once.")
    ] = None,
) -> None:
    """Print the local admin's token, which scripts send as bearer; or list, make, revoke tokens."""
    if listed:
        call.answer(call.api.get("/api/v1/tokens"), _draw)
    elif create is not None:
        reply = call.api.post("/api/v1/tokens", {"name": create, "role": role})
        call.answer(reply, lambda made: output.line(made["token"]))
    elif revoke is not None:
        call.api.send("DELETE", f"/api/v1/tokens/{client.segment(revoke)}")
        output.aside("Revoked.")
    else:
        _print_local(call)


def _print_local(call: Call) -> None:
    kept = client.kept_token(call.settings.home)
    if kept is None:
        raise NotFound(
            f"No token is kept in {call.settings.home}.",
            remedy="The first `make up` or `cmdb up --detach` makes it.",
        )
    typer.echo(json.dumps({"token": kept}) if call.as_json else kept)


def _draw(found: Mapping[str, Any]) -> None:
    rows = [
        (
            one["id"],
            one["name"],
            one["actor"],
            one["role"],
            one["created_at"][:19],
            one["expires_at"] and one["expires_at"][:19],
        )
        for one in found["items"]
    ]
    output.table(("id", "name", "actor", "role", "created", "ends"), rows)


def login(call: Call) -> None:
    """Print a link that signs you in at the page, once, within minutes."""
    reply = call.api.post("/api/v1/sign-in/code")
    call.answer(reply, lambda made: output.line(f"{call.api.url}/#code={made['code']}"))
