"""What the papers name is there: commands, options, variables, files and make targets."""

import re
from pathlib import Path

import pytest
import typer.main

from cli.main import application

ROOT = Path(__file__).parents[2]
PAPERS = ["README.md", "CONTRIBUTING.md", "docker-compose.yml", "docs/decisions/0005-packaging.md"]
CODE = "\n".join(
    path.read_text("utf-8")
    for top in ("cmdb", "api", "cli", "importers")
    for path in (ROOT / top).rglob("*.py")
)
COMPOSE = (ROOT / "docker-compose.yml").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def text(paper: str) -> str:
    return (ROOT / paper).read_text("utf-8")


@pytest.mark.parametrize("paper", PAPERS)
def test_every_command_exists(paper):
    commands = set(typer.main.get_command(application()).commands)
    named = set(re.findall(r"(?:(?<=[`$] )|(?<=`)|(?<=bin/)|(?<=api ))cmdb ([a-z]+)", text(paper)))

    assert named - commands == set()


def test_the_readme_names_commands_at_all():
    assert {"import", "impact", "find", "show", "needs"} <= set(
        re.findall(r"cmdb ([a-z]+)", text("README.md"))
    )


def test_the_stories_of_the_readme_are_about_the_demo_estate_and_our_examples():
    told = "\n".join(
        path.read_text("utf-8")
        for folder in ("docs/demo", "importers/compose/examples")
        for path in (ROOT / folder).glob("*.y*ml")
    )
    asked = re.findall(
        r"\$ \.venv/bin/cmdb (?:impact|show|set|history|needs) (.+)", text("README.md")
    )
    names = [name for line in asked for name in line.split(" --")[0].split() if "=" not in name]

    assert names
    assert [
        n for n in names if not re.search(rf"name: {re.escape(n)}\b|^  {n}:", told, re.MULTILINE)
    ] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_every_variable_is_read_somewhere(paper):
    named = set(re.findall(r"\bCMDB_[A-Z0-9_]+\b", text(paper))) - {"CMDB_"}

    assert [
        name for name in sorted(named) if name not in CODE and f"${{{name}" not in COMPOSE
    ] == []


@pytest.mark.parametrize("paper", [*PAPERS, "docs/decisions/README.md", "CHANGELOG.md"])
def test_every_link_leads_somewhere(paper):
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text(paper)) if "://" not in link]

    assert [link for link in links if not ((ROOT / paper).parent / link).exists()] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_every_make_target_exists(paper):
    named = set(re.findall(r"(?:^ +|`)make ([a-z]+)", text(paper), re.MULTILINE))

    assert [name for name in named if not re.search(rf"^{name}:", MAKEFILE, re.MULTILINE)] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_every_file_that_is_named_exists(paper):
    named = set(
        re.findall(r"`((?:scripts|tests|docs|requirements|changes|\.ci)/[\w./-]*\w)`", text(paper))
    )

    assert [name for name in named if not (ROOT / name).exists()] == []
