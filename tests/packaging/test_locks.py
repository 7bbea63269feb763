"""The locks are in step with what is wanted, whole, and free of addresses."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
LOCKS = ["run", "dev", "web"]
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+?))? \\$")
WANTED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[a-z,]+\])?(?:==(?P<version>[^\s,]+)|[><=]\S+)?$"
)


@dataclass(frozen=True)
class Pin:
    """One locked package: at which version, by which hashes, and who wants it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    via: tuple[str, ...]


def pins(lock: str) -> list[Pin]:
    text = (REQUIREMENTS / f"{lock}.txt").read_text("utf-8")
    blocks = re.split(r"\n(?=\S)", re.sub(r"\A(?:#.*\n)+", "", text).rstrip())
    return [pin(block) for block in blocks]


def pin(block: str) -> Pin:
    lines = block.splitlines()
    first = PIN.match(lines[0])
    assert first, lines[0]
    hashes = re.findall(r"^    --hash=(sha256:[0-9a-f]{64})(?: \\)?$", block, re.MULTILINE)
    via = re.findall(r"^    #(?: via)? +(\S.*)$", block, re.MULTILINE)
    return Pin(first["name"], first["version"], first["marker"] or "", tuple(hashes), tuple(via))


def wanted(lock: str) -> dict[str, str | None]:
    """What the `.in` asks for: normalised names, with the version where one is fixed."""
    lines = (REQUIREMENTS / f"{lock}.in").read_text("utf-8").splitlines()
    found = [WANTED.match(line) for line in lines if line and line[0] not in "#-"]
    assert all(found)
    return {re.sub(r"[-_.]+", "-", f["name"]).lower(): f["version"] for f in found if f}


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_wanted_is_locked_and_nothing_else(lock):
    asked_for = {p.name for p in pins(lock) if f"-r requirements/{lock}.in" in p.via}

    assert asked_for == set(wanted(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_fixed_version_is_the_locked_one(lock):
    fixed = {name: version for name, version in wanted(lock).items() if version}

    assert {p.name: p.version for p in pins(lock) if p.name in fixed} == fixed


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_hash_and_somebody_who_wants_it(lock):
    assert [p.name for p in pins(lock) if not p.hashes or not p.via] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_package_is_locked_once_for_each_machine(lock):
    """Twice means two markers: one version for older Pythons, one for newer."""
    seen = [(p.name, p.marker) for p in pins(lock)]

    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address(lock):
    text = (REQUIREMENTS / f"{lock}.txt").read_text("utf-8")
    options = re.findall(r"^\s*(?!--hash=)(-\S+|\S+ @ \S+)", text, re.MULTILINE)

    assert "://" not in text
    assert options == []


def test_tests_run_with_the_versions_of_the_product():
    run = {(p.name, p.marker): p.version for p in pins("run")}
    dev = {(p.name, p.marker): p.version for p in pins("dev")}

    assert {key: dev[key] for key in run.keys() & dev} == {
        key: run[key] for key in run.keys() & dev
    }


def test_what_builds_the_project_is_locked_too():
    """Setup installs the checkout without network, so its build backend must be there already."""
    assert {"hatchling", "editables"} <= {p.name for p in pins("run")}


def test_the_pages_lock_holds_hashes_and_no_address():
    text = (ROOT / "web" / "package-lock.json").read_text("utf-8")
    packages = json.loads(text)["packages"]
    own = packages.pop("")

    assert '"resolved"' not in text
    assert [name for name, said in packages.items() if "integrity" not in said] == []
    wanted = {**own["dependencies"], **own["devDependencies"]}
    assert {n: packages[f"node_modules/{n}"]["version"] for n in wanted} == wanted
