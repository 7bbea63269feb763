"""`make` and `.ci/run`: what they call, in which order, and how they end."""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = {"help", "setup", "dev", "up", "down", "test", "check", "bench", "fuzz", "clean"}
# Says that it is up, and ends as asked when it is interrupted.
CMDB = """#!/bin/sh
trap 'echo stopped; exit {code}' INT
echo up
while :; do sleep 0.05; done
"""


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)


def outside() -> dict[str, str]:
    """The environment without what `make test` itself puts there."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}


def make(*arguments: str, folder: Path = ROOT) -> str:
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.check_output(command, cwd=folder, text=True, env=outside())  # noqa: S603  no input


def test_make_alone_lists_every_target():
    listed = dict(re.findall(r"^  make (\w+) +(\S.*)$", make(), re.MULTILINE))

    assert set(listed) == TARGETS
    assert all(listed.values())


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_every_target_is_phony(target):
    assert target in re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]


def test_up_sets_up_and_starts():
    said = make("--dry-run", "up", "UP_ARGS=--detach")

    assert said.index("scripts/setup.py") < said.index(".venv/bin/cmdb up --detach")
    assert "--dev" not in said


def test_test_sets_up_and_hands_its_arguments_on():
    said = make("--dry-run", "test", "PYTEST_ARGS=-k quorum")

    assert said.index("scripts/setup.py --dev") < said.index(".venv/bin/python -m pytest -k quorum")


@pytest.mark.parametrize(
    "tool", ["ruff check", "ruff format --check", "mypy", "lint-imports", "test_locks"]
)
def test_the_fast_checks_have(tool):
    assert tool in make("--dry-run", "check")


@pytest.mark.parametrize("code", [0, 130])
def test_ctrl_c_ends_up_quietly(tmp_path, code):
    shutil.copy(ROOT / "Makefile", tmp_path)
    script(tmp_path / ".venv" / "bin" / "cmdb", CMDB.format(code=code))
    script(tmp_path / "scripts" / "setup.py", "")
    with subprocess.Popen(
        ["make", "up"],  # noqa: S607  the make of the path is the one meant
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=outside(),
        start_new_session=True,
    ) as running:
        first = running.stdout.readline()
        os.killpg(running.pid, signal.SIGINT)
        rest = running.stdout.read()

    assert (first, rest.strip()) == ("up\n", "stopped")


@pytest.fixture
def ci(tmp_path: Path):
    """`.ci/run` in a folder of its own, with a `make` that notes its target and fails at one."""
    script(tmp_path / "checkout" / ".ci" / "run", (ROOT / ".ci" / "run").read_text("utf-8"))
    script(tmp_path / "bin" / "make", '#!/bin/sh\necho "make $1"\n[ "$1" != "$FAIL" ]\n')

    def run(fail: str = "") -> tuple[int, list[str]]:
        done = subprocess.run(  # noqa: S603  the script that is tested
            [tmp_path / "checkout" / ".ci" / "run"],
            env={"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "FAIL": fail},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, re.findall(r"^make \w+", done.stdout, re.MULTILINE)

    return run


def test_ci_checks_fast_things_first_then_runs_every_test(ci):
    assert ci() == (0, ["make dev", "make check", "make test"])


@pytest.mark.parametrize(("fail", "reached"), [("check", 2), ("test", 3), ("dev", 1)])
def test_ci_stops_where_something_fails(ci, fail, reached):
    code, called = ci(fail)

    assert code != 0
    assert len(called) == reached


def test_ci_forgives_nothing():
    text = (ROOT / ".ci" / "run").read_text("utf-8")

    assert "set -euo pipefail" in text
    assert not re.search(r"\|\| *(?:true|:)|\bset \+e", text)
