"""Finds the browser that the page's tests run in; on Debian as root it installs a missing one.

    python scripts/browser.py      prints its path; exit code 1 says what to install

CMDB_CHROMIUM names another one.
"""

import os
import shutil
import subprocess
import sys

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_REMEDY = """There is no Chromium for the tests of the page.
Install it (Debian: apt-get install chromium; Ubuntu: a .deb of Chrome), or name one: CMDB_CHROMIUM=/path/to/chromium"""


def found() -> str | None:
    """Return the path of a browser, or None."""
    named = os.environ.get("CMDB_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def installed() -> str | None:
    """Install Debian's Chromium where that needs no question; return its path, or None."""
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0:
        return None
    print("Installing Chromium for the tests of the page …", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = ["chromium", "fonts-noto-cjk"]
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        subprocess.run([apt, *words], env=environment, stdout=sys.stderr, check=False)  # noqa: S603  our own words
    return found()


def main() -> int:
    path = found() or installed()
    print(path or _REMEDY, file=sys.stdout if path else sys.stderr)
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
