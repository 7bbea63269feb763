"""The page in a real browser, on the real API and Neo4j, with the demo estate.

`visit("/find?q=shop")` opens a view as somebody signed in. When a test ends, nothing may have gone wrong unseen:
no error in the console, no request to another host, no JSON answer that breaks its schema of the OpenAPI document.
"""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Response,
    Route,
    expect,
    sync_playwright,
)
from ulid import ULID

from api.app import create_app
from api.services import services
from cli.local.reading import importing, readings
from cmdb import access, intake
from cmdb.access import Principal, Token, rules, secret
from cmdb.intake import Options
from cmdb.intake.model import Files
from cmdb.model import load

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "docs" / "demo"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "build" / "shots"
_PATIENCE_MS = 40_000
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
FLAGS = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    words = [sys.executable, str(ROOT / "scripts" / "browser.py")]
    path = subprocess.check_output(words, text=True).strip()  # noqa: S603  our own program
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=list(FLAGS), chromium_sandbox=False
        )
        # A machine that does other work as well is slow, and nothing here is about time.
        expect.set_options(timeout=_PATIENCE_MS)
        yield started
        started.close()


@dataclass
class Served:
    """An API process that browsers reach."""

    url: str
    graph: object
    app: object

    def code(self, role: str = "admin", actor: str | None = None) -> str:
        """A one-time code that signs somebody of this role in."""
        at = datetime.now(UTC)
        token = Token(str(ULID()), role, actor or f"a {role}", rules.role(role), rules.moment(at))
        self.graph.write(access.issue, token, secret.new_token())
        code = secret.new_code()
        holder = Principal(token.actor, token.role, token.id)
        self.graph.write(access.invite, holder, code, at)
        return code

    def end_sessions(self) -> None:
        """End everybody's session, as time or an admin does."""
        for token in self.graph.read(access.listed, datetime.now(UTC)):
            self.graph.write(access.revoke, token.id, datetime.now(UTC))


@pytest.fixture(scope="module")
def database(graph, empty_it):
    """The session's graph without data, for a module of tests."""
    empty_it()
    return graph


@pytest.fixture(scope="module")
def nothing(database, tmp_path_factory) -> Iterator[Served]:
    """A site whose database is empty."""
    yield from _served(database, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def estate(database, tmp_path_factory) -> Iterator[Served]:
    """A site with the demo estate."""
    names = tuple(sorted(path.name for path in DEMO.glob("*.yaml")))
    options = Options("demo", reason="the demo estate")
    intake.bring_in(database, load(), readings(Files(DEMO, names, "demo")), options)
    database.command("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    yield from _served(database, tmp_path_factory.mktemp("site"))


def _served(graph, home: Path) -> Iterator[Served]:
    app = create_app(services(graph, load(), home, importing=importing()))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Served(f"http://127.0.0.1:{port}", graph, app)
    server.should_exit = True
    thread.join(20)


@dataclass
class Watched:
    """What went wrong in a page, seen or unseen."""

    own: str
    schemas: "Schemas"
    wrong: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """This may go wrong: a test brings it about."""
        self.allowed.append(pattern)

    def attach(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("console", lambda said: self._console(said.type, said.text))
        page.on("request", lambda request: self._request(request.url))
        page.on("response", self._response)

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.wrong.append(f"console {kind}: {text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.own, "data:", "blob:")):
            self.wrong.append(f"a request to another host: {url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"status {response.status}: {response.url}")
        fault = self.schemas.fault(response)
        if fault:
            self.wrong.append(fault)

    def unexpected(self) -> list[str]:
        """What went wrong and was not allowed to."""
        return [one for one in self.wrong if not any(re.search(a, one) for a in self.allowed)]


class Schemas:
    """What the OpenAPI document says of answers, to hold real ones against."""

    def __init__(self, document: dict) -> None:
        self._routes = []
        for path, operations in document["paths"].items():
            parts = [re.escape(part) for part in re.split(r"\{[^}]+\}", path)]
            # What is most particular is asked first: /cis/{ref}/history before /cis/{ref}.
            self._routes.append(
                (len(path), re.compile("^" + "[^?]+".join(parts) + "$"), operations)
            )
        self._routes.sort(key=lambda one: -one[0])

    def fault(self, response: Response) -> str | None:
        """Return how an answer breaks its schema, or None."""
        path = urlsplit(response.url).path
        kind = response.headers.get("content-type", "")
        if not path.startswith("/api/") or kind != "application/json" or not response.ok:
            return None
        method = response.request.method.lower()
        for _, pattern, operations in self._routes:
            if pattern.match(path) and method in operations:
                return self._against(response, operations[method], f"{method.upper()} {path}")
        return None

    def _against(self, response: Response, operation: dict, what: str) -> str | None:
        said = operation["responses"].get(str(response.status), {}).get("content", {})
        schema = said.get("application/json", {}).get("schema")
        if not schema:
            return None
        try:
            jsonschema.validate(json.loads(response.body()), schema)
        except jsonschema.ValidationError as exc:
            return f"{what} breaks its schema at {exc.json_path}: {exc.message[:300]}"
        except Exception:  # noqa: BLE001  a body that went away with its page
            return None
        return None


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open a view: `visit("/find", role="viewer", size="phone", language="zh-CN", scheme="dark", site=…)`.

    Each call is another person's browser. `page.watched.allow(pattern)` lets something go wrong.
    """
    contexts: list[BrowserContext] = []
    all_: list[Watched] = []

    def open_(path: str = "/", **how) -> Page:
        site = how.get("site") or request.getfixturevalue("estate")
        width, height = SIZES[how.get("size", "desktop")]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            has_touch=how.get("size") == "phone",
            locale=how.get("language", "en-GB"),
            color_scheme=how.get("scheme", "light"),
            reduced_motion="reduce",
            accept_downloads=True,
            base_url=site.url,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(how.get("timeout", _PATIENCE_MS))
        contexts.append(context)
        page = context.new_page()
        watch = Watched(site.url, Schemas(site.app.openapi()))
        watch.allow(r"status of 40\d|status of 41\d|status of 42\d")  # the browser's own line
        all_.append(watch)
        watch.attach(page)
        page.watched = watch
        if how.get("role", "admin") is not None:
            page.goto(f"{path}#code={site.code(how.get('role', 'admin'), how.get('actor'))}")
            page.wait_for_selector("nav.navigation")
        else:
            page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [fault for one in all_ for fault in one.unexpected()] == []


@pytest.fixture
def held() -> Callable[[Page, str], Callable[[], None]]:
    """Hold requests back that fit a pattern; what is returned lets them go on."""

    def hold(page: Page, pattern: str) -> Callable[[], None]:
        waiting: list[Route] = []
        page.route(pattern, lambda route: waiting.append(route))  # noqa: PLW0108  it is given attributes

        def go_on() -> None:
            for route in waiting:
                route.continue_()
            page.unroute(pattern)

        return go_on

    return hold


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Return what axe finds wrong with the view for people who use a screen reader or a keyboard."""
    assert AXE.is_file(), "axe-core is missing: run `make dev`."
    source = AXE.read_text("utf-8")

    def found(page: Page) -> list[str]:
        page.wait_for_selector("h1", state="attached")  # a view's own part comes after its frame
        page.evaluate(source)
        result = page.evaluate(
            "() => axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})"
        )
        return [
            f"{one['id']}: {one['help']} at {node['target']}"
            for one in result["violations"]
            for node in one["nodes"][:5]
        ]

    return found


@pytest.fixture
def shot() -> Callable[[Page, str], Path]:
    """Keep a picture of the view under build/shots, to look at."""

    def taken(page: Page, name: str) -> Path:
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{name}.png"
        page.screenshot(path=path)
        return path

    return taken
