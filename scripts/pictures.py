"""Takes the README's pictures of the page from the demo estate.

    cmdb up                                        in a first terminal, on an empty home
    python scripts/pictures.py "$(cmdb login)"     needs what tests need (make dev)

Writes docs/pictures/page-*.png.
"""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
_SIZE = ViewportSize(width=1440, height=900)
_SERVICE = "在线支付服务"
_WAIT_MS = 30_000


def main(words: Sequence[str]) -> int:
    link = re.search(r"https?://\S+#code=\S+", " ".join(words))
    if not link:
        print(__doc__, file=sys.stderr)
        return 2
    found = subprocess.check_output(  # noqa: S603  our own program
        [sys.executable, str(ROOT / "scripts" / "browser.py")], text=True
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.strip(), chromium_sandbox=False)
        page = browser.new_context(viewport=_SIZE, locale="en-GB").new_page()
        page.set_default_timeout(_WAIT_MS)
        page.goto(link[0])
        page.wait_for_selector("nav.navigation")
        _taken(page, _origin(link[0]))
        browser.close()
    return 0


def _origin(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}"


def _taken(page: Page, origin: str) -> None:
    service, bus, first, second = (
        _id(page, name) for name in (_SERVICE, "kafka-production", "kafka-vm-1", "kafka-vm-2")
    )
    given = f"{first}:down,{second}:down"
    views: Mapping[str, str] = {
        "service": f"/services/{service}",
        "map": f"/map?ci={bus}&up=2&down=2&given={given}",
        "impact": f"/impact?given={given}",
    }
    for name, path in views.items():
        page.goto(origin + path)
        page.wait_for_load_state("load")
        page.wait_for_function(
            "() => document.querySelector('main h1') && !document.querySelector('main .skeleton')"
        )
        page.wait_for_timeout(1_500)  # the map's camera comes to rest
        page.screenshot(path=PICTURES / f"page-{name}.png")


def _id(page: Page, name: str) -> str:
    script = "(q) => fetch('/api/v1/search?q=' + encodeURIComponent(q)).then((r) => r.json())"
    return str(page.evaluate(script, name)["items"][0]["id"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
