"""The whole of `cmdb up`, in the order in which a newcomer sees it."""

import os
import re
import threading
from datetime import UTC, datetime
from pathlib import Path

from api.logs import log_to
from api.release import release
from api.services import Services
from cli import client, impact, instance, output
from cli.command import Call
from cli.errors import Refused
from cli.instance import Instance
from cli.local import graph as local
from cli.local import serving
from cli.local.reading import readings
from cmdb import history, intake
from cmdb.errors import CmdbError
from cmdb.graph.embedded import VERSION
from cmdb.intake import Options
from cmdb.intake.model import Files
from cmdb.settings import Settings

_DEMO = Path(__file__).parents[2] / "docs/demo"
_DATA = (".yaml", ".yml", ".json", ".jsonl")
# The demo estate's story says what to ask; its first questions make the first answer.
_ASKED = re.compile(r"^\s*(?:\$ )?cmdb impact ([^\s\"-]\S*)\s*$", re.MULTILINE)


def run(settings: Settings, log: str, *, demo: bool, link: bool) -> None:
    """Serve until a signal. Raises Conflict, Unavailable, Invalid where it cannot start."""
    with instance.claimed(settings.home):
        listening = serving.bound(settings)
        with listening:
            file = None if log == "-" else Path(log or settings.home / "logs/api.log")
            log_to(file)
            output.aside(f"cmdb {release()} with Neo4j {VERSION}")
            with local.neo4j(settings) as (graph, places):
                places["api_log"] = str(file or "standard error")
                places["home"] = str(settings.home)
                served = serving.opened(graph, settings, places)
                if demo:
                    _import_demo(served)
                url = f"http://{_shown_host(settings)}:{settings.port}"
                ready = _Ready(settings, url, places["api_log"], link=link)
                serving.server(served, settings, ready).run(sockets=[listening])
    output.aside("Stopped.")


def _shown_host(settings: Settings) -> str:
    everywhere = settings.host in ("0.0.0.0", "::")  # noqa: S104  compared, not bound
    host = "127.0.0.1" if everywhere else settings.host
    return f"[{host}]" if ":" in host else host


def _import_demo(served: Services) -> None:
    """Import the demo estate into a database that nobody has written to."""
    if not _DEMO.is_dir() or served.graph.read(history.newest).number:
        return
    names = sorted(one.name for one in _DEMO.iterdir() if one.suffix in _DATA)
    if not names:
        return
    output.aside("The database is empty: importing the demo estate (--no-demo leaves it out).")
    files = Files(_DEMO, tuple(names), "demo")
    options = Options("demo", reason="the demo estate")
    try:
        reports = intake.bring_in(served.graph, served.model, readings(files), options)
    except CmdbError as exc:
        output.aside(f"The demo estate was not imported: {exc}")
        return
    made = sum(one.created for one in reports), sum(one.relations_created for one in reports)
    output.aside(f"Imported {made[0]} CIs and {made[1]} relations.")


def _questions() -> list[str]:
    """Return the CIs that the demo estate's story asks about."""
    try:
        return _ASKED.findall((_DEMO / "README.md").read_text("utf-8"))
    except OSError:
        return []


class _Ready:
    """Says where it is, and shows one answer, as soon as requests are answered."""

    def __init__(self, settings: Settings, url: str, log: str, *, link: bool) -> None:
        self._settings, self._url, self._log, self._link = settings, url, log, link

    def __call__(self) -> None:
        """Called by the event loop: what asks the API itself must not hold it up."""
        threading.Thread(target=self._welcome, name="welcome", daemon=True).start()

    def _welcome(self) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        api = client.connect(self._settings, self._url)
        try:
            api.get("/readyz")
            instance.record(self._settings.home, Instance(os.getpid(), self._url, now, self._log))
            self._say(Call(api, self._settings, as_json=False))
        except (CmdbError, Refused) as exc:
            output.aside(f"It runs at {self._url}, but: {exc}")
        finally:
            api.close()

    def _say(self, call: Call) -> None:
        said = call.api.get("/api/v1/status").json()
        counts = said["counts"]
        impact.first_answer(call, _questions())
        output.line()
        output.line(
            f"It runs: {self._url}   {counts['cis']} CIs, {counts['relations']} relations, "
            f"revision {said['revision']}"
        )
        if self._link:
            code = call.api.post("/api/v1/sign-in/code").json()["code"]
            output.line(f"Sign in, once: {self._url}/#code={code}")
        output.line("Ask it:        cmdb impact NAME   cmdb find TEXT   cmdb import PATH")
        output.line(f"Logs:          {self._log}")
        output.line("Stop it:       Ctrl-C" if self._link else "Stop it:       cmdb down")
