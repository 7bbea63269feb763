"""The wheel holds what runs, and asks for what it needs: nothing more is in the image."""

import email
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603  no input in it
    (made,) = folder.iterdir()
    return zipfile.ZipFile(made)


def part(wheel: zipfile.ZipFile, name: str) -> str:
    (path,) = [n for n in wheel.namelist() if n.endswith(f".dist-info/{name}")]
    return wheel.read(path).decode("utf-8")


def test_it_holds_the_code_the_queries_the_model_and_the_page(wheel):
    names = set(wheel.namelist())

    assert {n.split("/")[0] for n in names if ".dist-info/" not in n} == set(PACKAGES)
    for package, kind in {
        "cypher": "cypher",
        "model": "toml",
        "cmdb": "py",
        "cmdb/graph": "json",
        "cmdb/sentences": "po",
    }.items():
        files = {str(p.relative_to(ROOT)) for p in (ROOT / package).rglob(f"*.{kind}")}
        assert files
        assert files <= names


def test_it_holds_the_page_as_it_was_built_last(wheel):
    built = ROOT / "api" / "page" / "built"
    files = {str(p.relative_to(ROOT)) for p in built.rglob("*") if p.is_file()}

    assert {"api/page/built/index.html", "api/page/built/page/early.js"} <= files
    assert files <= set(wheel.namelist())
    assert not any(name.startswith("web/") for name in wheel.namelist())


def test_it_brings_the_command(wheel):
    assert "cmdb = cli.main:main" in part(wheel, "entry_points.txt")


def test_it_asks_for_what_run_in_names_but_not_for_what_only_builds(wheel):
    asked = email.message_from_string(part(wheel, "METADATA")).get_all("Requires-Dist")
    lines = (ROOT / "requirements" / "run.in").read_text("utf-8").splitlines()
    named = {line for line in lines if line and not line.startswith("#")}

    assert set(asked) == named - {"hatchling", "editables"}


def test_it_carries_its_licence(wheel):
    assert any(name.endswith("/LICENSE") for name in wheel.namelist())
