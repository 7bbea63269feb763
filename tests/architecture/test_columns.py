"""One noun, one place in every row: who looks for impact finds all of it by its name."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CAPABILITIES = {p.parent.name for p in (ROOT / "cmdb").glob("*/__init__.py")}
# Nouns of an edge alone: what runs, and what is done with the whole of it.
EDGE = {"status", "service", "health", "page", "metrics", "db", "backup", "sign_in"}
BANNED = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "base",
    "misc",
    "shared",
}
PYTHON = sorted(
    p
    for top in ("cmdb", "api", "cli", "importers", "bench", "scripts")
    for p in (ROOT / top).rglob("*.py")
)


def stems(folder: str) -> set[str]:
    return {p.stem for p in (ROOT / folder).glob("*.py")} - {"__init__"}


def folders(folder: str, pattern: str) -> set[str]:
    return {p.name for p in (ROOT / folder).iterdir() if p.is_dir() and any(p.glob(pattern))}


def test_there_are_capabilities():
    assert {"graph", "model", "history", "items", "impact"} <= CAPABILITIES


def test_a_capability_is_a_package():
    assert folders("cmdb", "*.py") == CAPABILITIES


def test_queries_lie_with_their_capability():
    assert folders("cypher", "*.cypher") <= CAPABILITIES | {"schema", "backup", "questions"}


def test_routes_are_capabilities():
    assert stems("api/routes") <= CAPABILITIES | EDGE


def test_commands_are_capabilities():
    commands = {
        path.stem
        for path in (ROOT / "cli").glob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name == "register"
    }

    assert commands <= CAPABILITIES | EDGE


@pytest.mark.parametrize("capability", sorted(CAPABILITIES))
def test_a_capability_has_tests_of_its_name(capability):
    assert list((ROOT / "tests").glob(f"**/*{capability}*/test_*.py")) or list(
        (ROOT / "tests").glob(f"**/test_*{capability}*.py")
    )


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_named_for_what_it_holds(path):
    assert not BANNED & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_can_be_held_in_the_head(path):
    assert len(path.read_text("utf-8").splitlines()) <= 500, "split the noun"


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_says_what_it_is(path):
    tree = ast.parse(path.read_text("utf-8"))

    assert ast.get_docstring(tree) or not tree.body
