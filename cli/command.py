"""A command that asks the API: `--json`, `--url` and `--token` stand after each of them."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Concatenate, ParamSpec

import typer

from cli import client, output
from cli.client import Api, Reply
from cmdb import settings
from cmdb.settings import Settings

P = ParamSpec("P")

_JSON = Annotated[
    bool, typer.Option("--json", help="Print exactly what the API returns.", show_default=False)
]
_URL = Annotated[
    str | None,
    typer.Option("--url", help="The API's address (CMDB_URL; else the local one).", metavar="URL"),
]
_TOKEN = Annotated[
    str | None,
    typer.Option("--token", help="Who asks (CMDB_TOKEN; else the local admin).", metavar="TOKEN"),
]
Reason = Annotated[
    str | None, typer.Option("--reason", help="Why: kept in the history.", show_default=False)
]


@dataclass(frozen=True, slots=True)
class Call:
    """One run of a command: the API it asks, and whether programs read the answer."""

    api: Api
    settings: Settings
    as_json: bool

    def answer(self, reply: Reply, draw: Callable[[Any], None]) -> None:
        """Print the reply: its bytes for programs, as `draw` draws it for people."""
        if self.as_json:
            output.raw(reply.body)
        else:
            draw(reply.json())

    def cis(self, ref: str, rest: str = "") -> str:
        """Return the path of a CI."""
        return f"/api/v1/cis/{client.segment(ref)}{rest}"


def command(
    app: typer.Typer, name: str, *, example: str, **more: Any
) -> Callable[[Callable[Concatenate[Call, P], None]], Callable[Concatenate[Call, P], None]]:
    """Register a function of a `Call` and its own parameters as a command."""

    def registered(
        work: Callable[Concatenate[Call, P], None],
    ) -> Callable[Concatenate[Call, P], None]:
        def run(*, json: bool, url: str | None, token: str | None, **own: Any) -> None:
            with calling(url, token, as_json=json) as call:
                work(call, **own)  # type: ignore[call-arg]  # typer parsed them by this signature

        run.__doc__ = work.__doc__
        run.__signature__ = _signature(work)  # type: ignore[attr-defined]  # inspect reads it
        run.__annotations__ = {}
        app.command(name, epilog=f"Example: {example}", **more)(run)
        return work

    return registered


@contextmanager
def calling(url: str | None, token: str | None, *, as_json: bool = False) -> Iterator[Call]:
    """Yield a call; with `--json` a problem goes to standard output too, as the API said it."""
    from cli.errors import Refused

    found = settings.from_environment()
    api = client.connect(found, url, token)
    try:
        yield Call(api, found, as_json)
    except Refused as exc:
        if as_json:
            output.raw(exc.body)
        raise
    finally:
        api.close()


def _signature(work: Callable[..., None]) -> inspect.Signature:
    own = list(inspect.signature(work, eval_str=True).parameters.values())[1:]
    kept = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own]
    added: Mapping[str, tuple[Any, Any]] = {
        "json": (_JSON, False),
        "url": (_URL, None),
        "token": (_TOKEN, None),
    }
    kept += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in added.items()
    ]
    return inspect.Signature(kept)
