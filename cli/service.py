"""up, down, status"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import instance, output
from cli.command import Call, calling, command
from cli.errors import NOT_AVAILABLE
from cli.instance import Instance
from cmdb import settings as environment
from cmdb.errors import Unavailable
from cmdb.settings import Settings

_POLL_S = 0.1
_STOP_S = 60.0


def register(app: typer.Typer) -> None:
    app.command("up", epilog="Example: cmdb up --detach")(up)
    app.command("down", epilog="Example: cmdb down")(down)
    command(app, "status", example="cmdb status")(status)


def up(
    *,
    detach: Annotated[
        bool, typer.Option("--detach", help="Start in the background; return when ready.")
    ] = False,
    demo: Annotated[
        bool, typer.Option(help="Import the demo estate if the database is empty.")
    ] = True,
    log: Annotated[
        str, typer.Option("--log", help="Where log lines go; - is standard error.", metavar="FILE")
    ] = "",
    link: Annotated[bool, typer.Option(hidden=True)] = True,
) -> None:
    """Start the private Neo4j, the API and the page; stay until Ctrl-C."""
    found = environment.from_environment()
    if running := instance.running(found.home):
        output.line(f"It runs already: {running.url}")
        return
    if detach:
        _detached(found, demo=demo)
        return
    from cli.local import foreground

    signal.signal(signal.SIGTERM, _interrupt)
    try:
        foreground.run(found, log, demo=demo, link=link)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _detached(found: Settings, *, demo: bool) -> None:
    log = found.home / "logs/up.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        said = log.open("ab")
    except OSError as exc:
        raise Unavailable(
            f"{log} cannot be written: {exc.strerror}.",
            remedy="Give CMDB_HOME a folder that you may write to.",
        ) from exc
    words = [sys.executable, "-m", "cli.main", "up", "--no-link"]
    began = said.tell()
    with said:
        child = subprocess.Popen(  # noqa: S603  this very program
            words if demo else [*words, "--no-demo"],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=_with_this_code(),
        )
    output.aside(f"Starting; its log is {log}")
    while (running := instance.running(found.home)) is None:
        if child.poll() is not None and not instance.starting(found.home):
            sys.stderr.write(log.read_bytes()[began:].decode("utf-8", "replace"))
            raise typer.Exit(child.returncode or NOT_AVAILABLE)
        time.sleep(_POLL_S)
    with calling(running.url, None) as call:
        code = call.api.post("/api/v1/sign-in/code").json()["code"]
    output.line(f"It runs: {running.url}")
    output.line(f"Sign in, once: {running.url}/#code={code}")


def _with_this_code() -> Mapping[str, str]:
    """The child runs what this process runs, wherever it was started from."""
    path = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))}


def down() -> None:
    """Stop the API and the private Neo4j, and wait until they have ended."""
    found = environment.from_environment()
    stopped = _stop_api(found)
    if found.neo4j_uri is None:
        from cmdb.graph import embedded

        stopped = embedded.stop(found.home) or stopped
    output.line("Stopped." if stopped else "Nothing was running.")


def _stop_api(found: Settings) -> bool:
    if not instance.starting(found.home):
        return False
    until = time.monotonic() + _STOP_S
    asked: Instance | None = None
    while instance.starting(found.home):
        running = instance.running(found.home)
        if running and running != asked:
            os.kill(running.pid, signal.SIGTERM)
            asked = running
        if time.monotonic() > until:
            raise Unavailable(
                f"The API has not stopped within {_STOP_S:.0f} s.",
                remedy=f"See {found.home / 'logs/api.log'}.",
            )
        time.sleep(_POLL_S)
    return True


def status(call: Call) -> None:
    """Say what runs: versions, addresses, log files, counts and the newest revision."""
    try:
        reply = call.api.get("/api/v1/status")
    except Unavailable:
        _say_stopped(call)
        raise
    call.answer(reply, lambda said: _draw(call, said))


def _say_stopped(call: Call) -> None:
    logs = call.settings.home / "logs"
    if not call.as_json and logs.is_dir():
        output.aside(f"It does not run. Its logs are in {logs}")


def _draw(call: Call, said: Mapping[str, Any]) -> None:
    counts = said["counts"]
    pairs: list[tuple[str, Any]] = [("API", call.api.url)]
    pairs += [(name, version) for name, version in said["versions"].items()]
    pairs += [(name.replace("_", " "), place) for name, place in said.get("places", {}).items()]
    pairs += [
        ("CIs", counts["cis"]),
        ("relations", counts["relations"]),
        ("revision", said["revision"]),
    ]
    output.facts(pairs)
