"""News is written in files that a release can gather."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]


def test_every_piece_of_news_has_an_issue_and_a_kind():
    kinds = "|".join(kind["directory"] for kind in CONFIG["type"])
    names = [p.name for p in (ROOT / CONFIG["directory"]).iterdir()]

    assert [n for n in names if not re.fullmatch(rf"\d+\.(?:{kinds})(?:\.\d+)?\.md", n)] == []


def test_a_release_can_gather_them():
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "1.2.3"]
    said = subprocess.check_output(  # noqa: S603  no input in it
        command, cwd=ROOT, text=True, stderr=subprocess.DEVNULL
    )

    assert said.startswith("## 1.2.3 (")


def test_the_changelog_has_the_place_where_they_go():
    assert CONFIG["start_string"] in (ROOT / CONFIG["filename"]).read_text("utf-8")
