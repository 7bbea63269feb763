"""Importers of other people: a real package, installed; one that is broken is reported, not fatal."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import importers

GOOD = '''
"""Reads lists of names."""
import os
from pydantic import BaseModel, ConfigDict
from cmdb.intake.model import Files, ObservedCI, ScopeEnd, SourceName, Spec

spec = Spec(kind="names", summary="Lists of names", classes=frozenset({"server"}))

class Settings(BaseModel):
    model_config = ConfigDict(frozen=True)
    files: Files

def recognises(files, name):
    return name.endswith(".names")

def check(settings):
    pass

def read(settings, state):
    print("reading", settings.files.names, flush=True)
    yield SourceName("names")
    for name in settings.files.names:
        for line in settings.files.path(name).read_text("utf-8").split():
            if line == "die":
                os._exit(7)
            yield ObservedCI(line, "server", line, place=name)
    yield ScopeEnd("", complete=True)
'''
OTHERS = {
    "raises": "raise RuntimeError('no licence')",
    "leaves": "raise SystemExit(3)",
    "lacks": "spec = 1",
    "clashes": GOOD.replace('kind="names"', 'kind="compose"'),
}


def installed(folder: Path, name: str, code: str, point: str) -> None:
    """Build a wheel of one module with an entry point, and install it into the folder."""
    project = folder / f"project-{name}"
    project.mkdir()
    (project / f"{name}.py").write_text(code, "utf-8")
    (project / "pyproject.toml").write_text(
        f"""
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "{name}"
version = "1.0"
[project.entry-points."cmdb.importers"]
{point} = "{name}"
[tool.hatch.build.targets.wheel]
include = ["{name}.py"]
""",
        "utf-8",
    )
    wheels, site = folder / "wheels", folder / "site"
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    made = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", build, str(wheels)],
        cwd=project,
        check=True,
        capture_output=True,
        text=True,
    )
    wheel = wheels / made.stdout.split()[-1]
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--quiet"]
    subprocess.run(  # noqa: S603  our own wheel
        [*pip, "--target", str(site), str(wheel)], check=True, capture_output=True
    )


pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with the packages installed, on the path."""
    folder = tmp_path_factory.mktemp("third-parties")
    (folder / "wheels").mkdir()
    installed(folder, "third_names", GOOD, "names")
    for name, code in OTHERS.items():
        installed(folder, f"third_{name}", code, name)
    sys.path.insert(0, str(folder / "site"))
    importlib.invalidate_caches()
    importers._loaded.cache_clear()
    yield folder / "site"
    sys.path.remove(str(folder / "site"))
    importers._loaded.cache_clear()


def test_package_that_offers_an_importer_is_found_by_being_installed():
    assert importers.importer("names").spec.summary == "Lists of names"


def test_broken_packages_are_reported_with_the_reason():
    found = importers.broken()

    assert set(found) == set(OTHERS)
    assert "RuntimeError: no licence" in found["raises"]
    assert "SystemExit" in found["leaves"]
    assert "`spec`" in found["lacks"]
    assert "compose, which another importer has" in found["clashes"]
    assert importers.importer("compose").__name__ == "importers.compose"


def test_its_files_are_imported_like_any(tmp_path):
    from cli.local.reading import readings
    from cmdb.intake.model import Files

    (tmp_path / "a.names").write_text("alpha beta", "utf-8")

    (found,) = readings(Files(tmp_path, ("a.names",), "x"))

    assert [one.name for one in found.observations if hasattr(one, "external_id")] == [
        "alpha",
        "beta",
    ]


def test_list_and_status_name_what_is_broken(operator_of_third_parties):
    client = operator_of_third_parties

    listed = client.get("/api/v1/importers").json()
    assert "names" in [one["kind"] for one in listed["items"]]
    assert {one["name"] for one in listed["broken"]} == set(OTHERS)
    status = client.get("/api/v1/status").json()
    assert {one["name"] for one in status["broken_importers"]} == set(OTHERS)


def test_large_input_of_its_kind_is_read_in_a_process_of_its_own(operator_of_third_parties):
    names = " ".join(f"server-{number}" for number in range(20)) + " " * 200_000

    sent = operator_of_third_parties.post(
        "/api/v1/imports", files=[("file", ("a.names", names.encode()))]
    )

    assert [one["created"] for one in sent.json()["reports"]] == [20]


def test_importer_that_takes_its_process_along_is_no_end_of_the_api(operator_of_third_parties):
    sent = operator_of_third_parties.post(
        "/api/v1/imports", files=[("file", ("a.names", b"die" + b" " * 200_000))]
    )

    assert sent.status_code == 503
    assert "exit code 7" in sent.json()["detail"]
    assert operator_of_third_parties.get("/api/v1/cis").json()["items"] == []


@pytest.fixture
def operator_of_third_parties(empty, tmp_path):
    from datetime import UTC, datetime

    from fastapi.testclient import TestClient

    from api.app import create_app
    from api.services import services
    from cli.local.reading import importing
    from cmdb import access
    from cmdb.access import Token, rules, secret
    from cmdb.model import load

    app = create_app(services(empty, load(), tmp_path, importing=importing()))
    made = secret.new_token()
    token = Token("T", "operator", "an operator", "operator", rules.moment(datetime.now(UTC)))
    empty.write(access.issue, token, made)
    client = TestClient(app, base_url="http://127.0.0.1")
    client.headers["Authorization"] = f"Bearer {made}"
    return client
