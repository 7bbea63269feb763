"""token, login"""

from typing import Annotated

import typer

from cli import output
from cli.command import Call, command


def register(app: typer.Typer) -> None:
    app.command("token", epilog='Example: curl -H "Authorization: Bearer $(cmdb token)" …')(token)
    command(app, "login", example="cmdb login")(login)


def token() -> None:
    """Print the local admin's token: scripts send it as bearer."""
    from cmdb import settings
    from cmdb.access import secret
    from cmdb.errors import NotFound

    home = settings.from_environment().home
    kept = secret.kept(home)
    if kept is None:
        raise NotFound(
            f"No token is kept in {home}.",
            remedy="The first `make up` or `cmdb up --detach` makes it.",
        )
    typer.echo(kept)


def login(
    call: Call,
    code_only: Annotated[bool, typer.Option("--code-only", help="Print just the code.")] = False,
) -> None:
    """Print a link that signs you in at the page, once, within minutes."""
    reply = call.api.post("/api/v1/sign-in/code")
    call.answer(
        reply,
        lambda made: output.line(
            made["code"] if code_only else f"{call.api.url}/#code={made['code']}"
        ),
    )
