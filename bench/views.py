"""The page in headless Chromium: how long somebody waits who looks at it.

Times are the browser's own (`performance.now()`), read where the content is in the document and the
next frame has been asked for. Each view is opened in a browser that has nothing cached.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

import orjson
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench import servers, services
from bench.database import Database
from bench.estate import Estate
from bench.filling import pour
from bench.report import Figure, short

PART = "Page"
_ROOT = Path(__file__).parents[1]
_VIEWS = 7
_WORDS = 15
_KEY_MS = 40
_HITS = 20_000
_ON_A_MAP = 300
_MIDDLE = services.SERVICES // 2
_MOST_KB = 250
_WAIT_MS = 60_000

Progress = Callable[[str], None]

# Long tasks and the moment of the last key are noted from the start of each view.
_NOTES = """
window.bench = { tasks: [], key: 0 };
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.bench.tasks.push([one.startTime, one.duration]);
}).observe({ type: 'longtask', buffered: true });
addEventListener('keydown', () => { window.bench.key = performance.now(); }, true);
"""
# Resolves with the time at which a condition holds, seen at the next frame. The page's policy allows no eval.
_UNTIL = """
() => new Promise((resolve) => {
  const look = () => ((%s) ? resolve(performance.now()) : requestAnimationFrame(look));
  look();
})
"""

# When the last answer of the API was there.
_ANSWERED = """
Math.max(...performance.getEntriesByType('resource')
  .filter((one) => one.name.includes('/api/v1/cis/')).map((one) => one.responseEnd))
"""


def measured(filled: Database, estate: Estate, progress: Progress) -> Iterator[Figure]:
    """Yield the figures of the page on this estate."""
    words = [sys.executable, str(_ROOT / "scripts" / "browser.py")]
    path = subprocess.check_output(words, text=True).strip()  # noqa: S603  our own program
    drawn = services.drawn()  # what estates have of it is tidier than services that call each other
    pour(filled, drawn.cis, drawn.relations, progress)
    with servers.product(filled.server) as client, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=False)
        visitor = _Visitor(browser, client)
        yield from _first_view(visitor, estate, progress)
        yield from _search(visitor, estate, progress)
        yield from _map(visitor, estate, progress)
        yield from _impact(visitor, estate, progress)
        browser.close()
    yield _size()


class _Visitor:
    """Somebody signed in, with an empty cache for each view."""

    def __init__(self, browser: Browser, client: servers.Client) -> None:
        self._browser, self.client = browser, client
        self.url = f"http://127.0.0.1:{client.port}"
        context = self._context()
        code = orjson.loads(client.post("/api/v1/sign-in/code"))["code"]
        page = context.new_page()
        page.goto(f"{self.url}/#code={code}")
        page.wait_for_selector("nav.navigation")
        self._session = context.storage_state()
        context.close()

    def _context(self, state: Any = None) -> BrowserContext:
        return self._browser.new_context(
            viewport={"width": 1440, "height": 900}, storage_state=state, locale="en-GB"
        )

    def open(self, path: str) -> Page:
        """Return a view in a fresh browser; it goes on loading."""
        context = self._context(self._session)
        context.set_default_timeout(_WAIT_MS)
        context.add_init_script(_NOTES)
        page = context.new_page()
        page.goto(f"{self.url}{path}", wait_until="commit")
        return page


def _until(page: Page, holds: str) -> float:
    """Return when a condition held, in ms since the view was asked for."""
    return float(page.evaluate(_UNTIL % holds))


def _first_view(visitor: _Visitor, estate: Estate, progress: Progress) -> Iterator[Figure]:
    progress("page: first view")
    shown = "document.querySelector('main h1') && !document.querySelector('main .skeleton')"
    took = []
    for _ in range(_VIEWS):
        page = visitor.open("/")
        took.append(_until(page, shown))
        page.context.close()
    result = f"{median(took):.0f} ms, at most {max(took):.0f}"
    size = short(estate.size)
    yield Figure(PART, size, "first view, nothing cached", result, "≤ 1 s", median(took) <= 1_000)


def _search(visitor: _Visitor, estate: Estate, progress: Progress) -> Iterator[Figure]:
    progress("page: search")
    page = visitor.open("/")
    page.wait_for_selector("main h1")
    took = []
    for name in _names(visitor, estate):
        page.keyboard.press("Control+k")
        page.keyboard.type(name, delay=_KEY_MS)
        there = f"[...document.querySelectorAll('[role=option]')].some((o) => o.textContent.includes({orjson.dumps(name).decode()}))"
        at = _until(page, there)
        took.append(at - float(page.evaluate("window.bench.key")))
        page.keyboard.press("Escape")
    page.context.close()
    p95 = quantiles(took, n=20)[-1]
    result = f"p50 {median(took):.0f} ms, p95 {p95:.0f} ms"
    what = "search answers after the last key"
    yield Figure(PART, short(estate.size), what, result, "≤ 150 ms (p95)", p95 <= 150)


def _names(visitor: _Visitor, estate: Estate) -> Sequence[str]:
    ids = list(estate.landmarks(10))[:_WORDS]
    # The server ends a connection that was silent for seconds.
    with closing(visitor.client.again()) as client:
        return [orjson.loads(client.get(f"/api/v1/cis/{one}"))["name"] for one in ids]


def _map(visitor: _Visitor, estate: Estate, progress: Progress) -> Iterator[Figure]:
    """Measure from the moment at which the answer is there to the frame that shows the map."""
    progress("page: map")
    took: list[float] = []
    boxes: list[int] = []
    query = _crowded(visitor)
    for _ in range(_VIEWS):
        page = visitor.open(f"/map?{query}&look=picture")
        drawn = _until(page, "document.querySelectorAll('.map-node').length > 10")
        boxes.append(int(page.evaluate("document.querySelectorAll('.map-node').length")))
        took.append(drawn - float(page.evaluate(_ANSWERED)))
        page.context.close()
    result = f"{median(took):.0f} ms, at most {max(took):.0f}, {min(boxes)} boxes"
    what = "a map laid out and drawn"
    met = median(took) <= 700 and min(boxes) >= _ON_A_MAP
    yield Figure(PART, short(estate.size), what, result, f"≤ 0.7 s for {_ON_A_MAP}", met)


def _crowded(visitor: _Visitor) -> str:
    """Return the query of a map of so many services that call each other: what is counted is opened,
    what goes on is expanded, until they are enough."""
    walk: dict[str, list[str]] = {"open": [], "expand": []}
    with closing(visitor.client.again()) as client:

        def drawn() -> list[dict[str, Any]]:
            path = f"/api/v1/cis/{services.ci(_MIDDLE)}/neighbourhood"
            return list(orjson.loads(client.get(f"{path}?{urlencode(walk, doseq=True)}"))["nodes"])

        while len(nodes := drawn()) < _ON_A_MAP:
            groups = [one["id"] for one in nodes if one["kind"] == "group"]
            ends = [f"{one['id']}:down" for one in nodes if one.get("down")]
            if more := [one for one in groups if one not in walk["open"]]:
                walk["open"] += more
            elif more := [one for one in ends if one not in walk["expand"]]:
                walk["expand"].append(more[0])
            else:
                raise RuntimeError(f"no more than {len(nodes)} are to be drawn")
    listed = {name: ",".join(values) for name, values in walk.items()}
    return urlencode({"ci": services.ci(_MIDDLE), **listed})


def _impact(visitor: _Visitor, estate: Estate, progress: Progress) -> Iterator[Figure]:
    """Open answers of 20,000 CIs; then scroll and open what is folded, and note the longest task."""
    asked = list(estate.landmarks(_HITS))[:_VIEWS]
    if not asked or estate.size < 2 * _HITS:
        return
    progress("page: impact of many")
    took: list[float] = []
    tasks: list[float] = []
    shown = "document.querySelector('main .tabs-panel :is(table, li)')"
    for ci in asked:
        page = visitor.open(f"/impact?given={ci}:down")
        took.append(_until(page, f"{shown} && !document.querySelector('main .skeleton')"))
        page.get_by_role("tab").nth(1).click()
        for _ in range(10):
            page.mouse.wheel(0, 600)
            page.wait_for_timeout(100)
        late = page.evaluate("(from) => window.bench.tasks.filter((t) => t[0] > from)", took[-1])
        tasks.append(max((duration for _, duration in late), default=0.0))
        page.context.close()
    size = short(estate.size)
    result = f"{median(took):.0f} ms, at most {max(took):.0f}"
    what = "an impact answer of 20,000 CIs shown, nothing cached"
    yield Figure(PART, size, what, result, "≤ 1.5 s", median(took) <= 1_500)
    longest = max(tasks)
    what = "the longest task after that"
    yield Figure(PART, size, what, f"{longest:.0f} ms", "≤ 200 ms", longest <= 200)


def _size() -> Figure:
    said = subprocess.run(  # noqa: S603  our own words
        [sys.executable, str(_ROOT / "scripts" / "page.py"), "--size"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    kb = int(said.splitlines()[-1].split()[0]) / 1000
    what = "whole page in one language, compressed"
    return Figure(PART, "", what, f"{kb:.0f} kB", f"≤ {_MOST_KB} kB", kb <= _MOST_KB)
