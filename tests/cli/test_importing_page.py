"""docs/importing.md: its commands run as they stand there, and say what they are said to say."""

import re
import shlex
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "importing.md").read_text("utf-8")
ID = re.compile(r"\b01[0-9A-Z]{24}\b")


def told():
    """The page's commands, each with the lines of output that it shows."""
    found = []
    for line in re.findall(r"^    (.+)$", PAGE, re.MULTILINE):
        if line.startswith("$ cmdb "):
            found.append((shlex.split(line)[2:], []))
        elif line.strip() != "…":
            found[-1][1].append(line)
    return found


def flat(line):
    return " ".join(line.split())


def is_shown(line, printed):
    """Whether a line of the page is among what was printed; `…` stands for anything."""
    pattern = r"\s*.*".join(re.escape(flat(part)) for part in line.split("…"))
    return any(re.fullmatch(pattern, one) for one in map(flat, printed))


def test_every_command_of_the_page_says_what_the_page_says(cmdb, monkeypatch):
    monkeypatch.chdir(DOCS)
    ids = {}

    for words, lines in told():
        ran = cmdb(*(ids.get(word, word) for word in words))

        vetoed = any(line.strip().startswith("vetoed: ") for line in lines)
        assert ran.code == (1 if vetoed else 0), (words, ran.out, ran.err)
        printed = ran.out.splitlines()
        assert [line for line in lines if not is_shown(line, printed)] == [], (words, ran.out)
        if words[0] == "import" and (runs := re.findall(r"run (01[0-9A-Z]{24}) in", ran.out)):
            ids["RUN"] = runs[-1]
        if words[:2] == ["duplicates", "list"]:
            (ids["CASE"],) = ID.findall(ran.out)


def test_every_link_and_setting_of_the_page_exists():
    code = "\n".join(p.read_text("utf-8") for p in (DOCS.parent / "cmdb").rglob("*.py"))

    assert [t for t in re.findall(r"\]\(([^)]+)\)", PAGE) if not (DOCS / t).exists()] == []
    assert [s for s in set(re.findall(r"CMDB_(?!SECRET)[A-Z_]*[A-Z]", PAGE)) if s not in code] == []


def test_every_setting_that_is_read_stands_in_a_paper():
    settings = (DOCS.parent / "cmdb" / "settings.py").read_text("utf-8")
    papers = "\n".join(
        path.read_text("utf-8")
        for path in (DOCS.parent / "README.md", *DOCS.glob("*.md"), *DOCS.glob("*/*.md"))
    )

    assert [s for s in set(re.findall(r'"(CMDB_[A-Z0-9_]+)"', settings)) if s not in papers] == []
