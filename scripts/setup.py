"""Make .venv, install the locked packages and the project into it; do nothing if that is done.

usage: python3 scripts/setup.py [--dev]        --dev adds what tests and checks need

Needs nothing but Python's own library. Exit code 0: `.venv/bin/cmdb` works; 1: it says what is wrong.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType


def newer() -> str:
    """Return a Python on the path that is new enough, or ''. A shim may stand for an absent one."""
    for name in ("python3.13", "python3.12", "python3.11"):
        path = shutil.which(name)
        probe = "import sys; sys.exit(sys.version_info < (3, 11))"
        command = [str(path), "-c", probe]
        if path and not subprocess.call(command, stderr=subprocess.DEVNULL):  # noqa: S603  no input
            return path
    return ""


# An older Python comes no further than here, and so needs to read no later line.
if sys.version_info < (3, 11):  # noqa: UP036  the case that ruff thinks cannot be is the one meant
    if newer():
        os.execv(newer(), [newer(), *sys.argv])  # noqa: S606  found on the path, no input in it
    print(
        "Setup failed. Python {}.{} is too old: 3.11 or newer is needed.\n".format(
            *sys.version_info
        )
        + "Install it (Debian, Ubuntu: sudo apt install python3.11 python3.11-venv), or name one:\n"
        + "make PYTHON=/path/to/python3.11 …",
        file=sys.stderr,
    )
    sys.exit(1)

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PROJECT = "project"
NODE = "web"
TOOLS = "tools"
# While it exists the environment is half made: pip takes a package for whole by its metadata alone.
UNFINISHED = VENV / ".unfinished"
# What would send packages elsewhere than into .venv, or another interpreter's modules into pip.
HARMFUL = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME", "PYTHONPATH"}

# What pip's output says, what that means, and what helps. The first that is found counts.
REMEDIES = {
    r"No space left on device|Disk quota exceeded": (
        "The disk is full.",
        "About 1 GB is needed here and in pip's cache: make room, then run it again.",
    ),
    r"DO NOT MATCH THE HASHES": (
        "A downloaded package is not the one that the lock names, so nothing was installed.",
        "Run it again; if it stays so, ask who keeps your package mirror or proxy.",
    ),
    r"Permission denied|Read-only file system": (
        f"No permission to write into {VENV} or pip's cache.",
        "Give this folder to your user (chown), or clone into a folder of your own.",
    ),
    r"ProxyError|Tunnel connection failed|407 Proxy": (
        "The proxy refused the connection.",
        "Check HTTPS_PROXY (https://user:password@host:port) and NO_PROXY.",
    ),
    r"CERTIFICATE_VERIFY_FAILED|SSLError": (
        "The package index's certificate is not trusted.",
        "Behind an inspecting proxy set PIP_CERT to its certificate file.",
    ),
    r"EINTEGRITY": (
        "A downloaded package of the page is not the one that its lock names: nothing was built.",
        "Run it again; if it stays so, ask who keeps your package mirror or proxy.",
    ),
    r"npm (?:error|ERR!).*(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|E50[234])": (
        "The package index of the page cannot be reached.",
        "Check the network; behind a proxy set HTTPS_PROXY, with a mirror npm's `registry`.",
    ),
    r"NewConnectionError|NameResolutionError|name resolution|[Tt]imeout|timed out"
    r"|Network is unreachable|Connection (?:refused|reset|broken|aborted)": (
        "The package index cannot be reached.",
        "Check the network; behind a proxy set HTTPS_PROXY, with a mirror PIP_INDEX_URL.",
    ),
    r"from versions: none": (
        "The package index was not reached, or does not have this package at all.",
        "Check the network; behind a proxy set HTTPS_PROXY, with a mirror PIP_INDEX_URL.",
    ),
    r"No matching distribution found|Could not find a version": (
        "A package is not to be had for this Python or this kind of machine.",
        "CPython 3.11 to 3.13 on Linux with glibc is supported: make PYTHON=python3.11 …",
    ),
}


class Failure(Exception):
    """What is wrong, and what the reader can do."""

    def __init__(self, detail: str, remedy: str) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy


def main() -> int:
    dev = "--dev" in sys.argv[1:]
    try:
        with _alone():
            prepare(["run", "dev"] if dev else ["run"], [TOOLS] if dev else [])
    except (Failure, OSError) as exc:
        failure = exc if isinstance(exc, Failure) else _explained(str(exc), sys.argv)
        print(f"\nSetup failed. {failure.detail}\n{failure.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nSetup stopped; the next run starts over.", file=sys.stderr)
        return 130
    return 0


def prepare(locks: list[str], after: list[str]) -> None:
    """Bring .venv in step with these locks, install the project, then what comes `after` it. Raises Failure."""
    if UNFINISHED.exists():
        print("The last setup did not finish: starting over.", flush=True)
        shutil.rmtree(VENV)
    fresh = not PYTHON.exists()
    node = [] if page().has_node() or page().fresh() else [NODE]
    steps = [*locks, *node, PROJECT, *after]
    due = [step for step in steps if fresh or _stamp(step) != _wanted(step) or _stale(step)]
    if not due:
        return
    if fresh:
        make_environment()
    for step in due:
        perform(step)
        (VENV / f".{step}.stamp").write_text(_wanted(step), "utf-8")
    UNFINISHED.unlink(missing_ok=True)
    print("Ready: .venv/bin/cmdb", flush=True)


def perform(step: str) -> None:
    """Do one step. Raises Failure."""
    if step == PROJECT:
        install_project()
    elif step == TOOLS:
        print("Installing what checks the page …", flush=True)
        _run([str(PYTHON), str(ROOT / "scripts" / "page.py"), "--tools"], lambda _: None)
    else:
        install(step)


def page() -> ModuleType:
    """Return the module that builds the page: it stands beside this file."""
    import page as found  # noqa: PLC0415  an older Python cannot read it

    return found


def _stale(step: str) -> bool:
    return step == PROJECT and not page().fresh()


def _stamp(step: str) -> str:
    try:
        return (VENV / f".{step}.stamp").read_text("utf-8")
    except OSError:
        return ""


def _wanted(step: str) -> str:
    """Return what the stamp of a step must say: a hash of its input and of where .venv stands."""
    if step == PROJECT:
        hooks = ("scripts/hatch_dependencies.py", "scripts/hatch_page.py", "scripts/page.py")
        inputs = ["pyproject.toml", "requirements/run.in", *hooks]
    else:
        inputs = ["web/package-lock.json" if step == TOOLS else f"requirements/{step}.txt"]
    digest = hashlib.sha256(str(VENV).encode())
    for path in inputs:
        digest.update((ROOT / path).read_bytes())
    return digest.hexdigest()


def make_environment() -> None:
    """Make .venv with the Python that runs this. Raises Failure when it lacks what that needs."""
    try:
        import ensurepip  # noqa: F401, PLC0415  Debian packs it apart: only its absence is of interest
    except ImportError:
        version = "{}.{}".format(*sys.version_info)
        raise Failure(
            f"{sys.executable} (Python {version}) cannot make virtual environments: "
            "its module ensurepip is missing.",
            f"Debian, Ubuntu: sudo apt install python3-venv (or python{version}-venv)\n"
            "Others: install your distribution's package with Python's venv and pip,\n"
            "or name another Python: make PYTHON=/path/to/python3.11 …",
        ) from None
    if VENV.exists():
        _remove_broken()
    print("Making .venv with Python {}.{}.{} …".format(*sys.version_info), flush=True)
    VENV.mkdir()
    UNFINISHED.touch()
    _run([sys.executable, "-m", "venv", "--prompt", "cmdb", str(VENV)], lambda _: None)


def _remove_broken() -> None:
    if not (VENV / "pyvenv.cfg").exists():
        raise Failure(f"{VENV} exists and is no virtual environment.", "Move it away.")
    print("The Python that .venv was made with is gone: starting over.", flush=True)
    shutil.rmtree(VENV)


def install(lock: str) -> None:
    """Install the packages of requirements/<lock>.txt, each checked by its hash. Raises Failure."""
    path = ROOT / "requirements" / f"{lock}.txt"
    total = len(re.findall(r"^\S+==", path.read_text("utf-8"), re.MULTILINE))
    print(f"Installing {total} packages of requirements/{lock}.txt, hash-checked …", flush=True)
    # Wheels only: a source package would fetch what builds it, which no hash checks.
    options = ["--require-hashes", "--only-binary=:all:", "--requirement", str(path)]
    _pip(options, Progress(total))


def install_project() -> None:
    """Install this checkout itself, editable: what builds it is there already, so no network."""
    if not page().fresh():
        print("Building the page …", flush=True)
    print("Installing the project …", flush=True)
    _pip(["--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], Progress(1))


class Progress:
    """One line that tells how far pip is, where somebody looks at it."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._started = time.monotonic()
        self._shown = sys.stdout.isatty()

    def __call__(self, line: str) -> None:
        """Take note of a line that pip printed."""
        found = re.match(r"(?:Collecting|Ignoring|Requirement already satisfied:) ([\w.-]+)", line)
        if found:
            self._done = min(self._done + 1, self._total)
            self._show(f"{self._done}/{self._total} {found[1]}")
        elif line.startswith("Installing collected packages"):
            UNFINISHED.touch()
            self._show("unpacking")
        elif line.startswith("WARNING: Retrying"):
            print("  The package index does not answer, trying again …", flush=True)

    def _show(self, text: str) -> None:
        if self._shown:
            print(f"\r\033[K  {text}  {time.monotonic() - self._started:.0f} s", end="", flush=True)

    def close(self) -> None:
        if self._shown:
            print("\r\033[K", end="", flush=True)


def _pip(options: list[str], progress: Progress) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    try:
        _run([*command, "--progress-bar=off", *options], progress)
    finally:
        progress.close()


def _run(command: list[str], see: Callable[[str], None]) -> None:
    env = {name: value for name, value in os.environ.items() if name not in HARMFUL}
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603  the commands stand in this file
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, text=True, cwd=ROOT
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            see(line)
    if process.returncode:
        raise _explained("".join(said), command)


def _explained(said: str, command: list[str]) -> Failure:
    for pattern, (detail, remedy) in REMEDIES.items():
        if re.search(pattern, said):
            return Failure(f"{detail}\n  {_telling(said)}", remedy)
    shown = " ".join(command)
    return Failure(f"This command failed:\n  {shown}\n{said}", "Mend what it says, run it again.")


def _telling(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if "ERROR" in line), lines[-1])[:300]


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other setup works in this checkout."""
    held = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another setup is at work here: waiting for it …", flush=True)
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


if __name__ == "__main__":
    sys.exit(main())
