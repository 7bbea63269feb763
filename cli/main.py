"""cmdb on the command line. Every module of this folder that has `register` adds its commands."""

import importlib
import pkgutil
import sys
import traceback
from pathlib import Path

import typer

from cli import errors
from cli.errors import NotAsWished, Refused
from cmdb.errors import CmdbError


def application() -> typer.Typer:
    """Return the application with every command there is."""
    app = typer.Typer(
        name="cmdb",
        help="What do we run, what needs what, and what does a failure take down?",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for found in sorted(pkgutil.iter_modules([str(Path(__file__).parent)]), key=lambda m: m.name):
        register = getattr(importlib.import_module(f"cli.{found.name}"), "register", None)
        if register is not None:
            register(app)
    return app


def _version(*, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"cmdb {version('cmdb')}")
        raise typer.Exit


def _root(
    *,
    _: bool = typer.Option(
        False, "--version", callback=lambda v: _version(wanted=v), is_eager=True, help="Say it."
    ),
) -> None: ...


def main() -> None:
    """Run a command and end with its exit code."""
    sys.exit(run())


def run() -> int:
    """Run a command and return its exit code."""
    try:
        application()(prog_name="cmdb")
    except (CmdbError, Refused) as exc:
        errors.say(exc)
        return errors.exit_code(exc)
    except NotAsWished as exc:
        return errors.exit_code(exc)
    except SystemExit as exc:
        return exc.code if isinstance(exc.code, int) else int(exc.code is not None)
    except BrokenPipeError:
        return errors.NOT_AS_WISHED
    except Exception:  # noqa: BLE001  the last edge: a mistake of ours, with all that helps to find it
        traceback.print_exc()
        print("This should not happen: please report it.", file=sys.stderr)  # noqa: T201  last words
        return errors.NOT_AVAILABLE
    return errors.DONE


if __name__ == "__main__":
    main()
