"""The assessment reads like what a change manager would paste, and no name in it becomes markup."""

import re
from datetime import UTC, datetime

import pytest
from estates import Estate
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cmdb import assessments, hypotheses
from cmdb.impact import Given, Question
from cmdb.model import load

ASKED = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LINK = "https://cmdb.corp.example/impact?given=db:down&at=1"
RENDER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = (
    "<script>alert(1)</script>",
    "a|b",
    "`a`",
    "**b** _i_ [x](javascript:1) ![y](z)",
    "@everyone #12 !7 :tada:",
    "https://evil.example www.evil.example",
    "1. one",
    "- two",
    "\u202egnp.exe",
    "x" * 10_000,
    "支付数据库",
    "قاعدة",
)
EDITS = (
    {"op": "add_ci", "key": "db-2", "class": "database_instance"},
    {"op": "relate", "from": "shop", "type": "DEPENDS_ON", "to": "db-2"},
    {"op": "unrelate", "from": "report", "type": "DEPENDS_ON", "to": "db"},
    {"op": "quorum", "ci": "pair", "group": "members", "quorum": 1},
    {"op": "retire_ci", "ci": "lone"},
    {"op": "change_ci", "ci": "shop", "criticality": "high"},
)


def estate(name="db"):
    found = Estate()
    found.ci("shop", "business_service", support_team="Shop team", owner="Li Na")
    found.ci("report", "business_service"), found.ci("lone", "server")
    found.ci("db", "database_instance"), found.ci("pair", "cluster")
    found.cis["db"]["name"] = name
    found.ci("b", "server"), found.ci("host", "server", support_team="Hosts")
    found.relate("shop", "DEPENDS_ON", "db"), found.relate("report", "DEPENDS_ON", "db")
    found.relate("db", "RUNS_ON", "host")
    found.relate("pair", "HAS_MEMBER", "host"), found.relate("pair", "HAS_MEMBER", "b")
    return found.topology()


def made(*refs, name="db", language="en", edits=(), link=LINK, **more):
    topology = estate(name)
    question = Question([Given(ref) for ref in refs], **more)
    read = hypotheses.edits(load(), edits)
    of = assessments.examined(topology, question, read)
    found = assessments.overview(of, language)
    return assessments.assessment(of, question, read, found, language, ASKED, link)


def test_it_says_what_a_change_manager_asks():
    text = assessments.markdown(made("host", duration_s=14_400))

    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    assert headings == [
        "Impact assessment",
        "The question",
        "Services hit",
        "Other CIs hit",
        "Redundancy lost",
        "Whom to tell",
        "Assumed, and doubtful",
        "Where it comes from",
    ]
    assert text.index("2 services down") < text.index("The question")
    assert "server:host (down)" in text
    assert "4 hours" in text
    assert re.search(r"\| down \| shop \| .*Li Na.*Shop team.*depends on db, which is down", text)
    assert "Nobody declared the quorum of members of pair" in text
    assert f"<{LINK}>" in text
    assert "2026-11-21 08:00 UTC" in text


def test_that_nothing_else_is_hit_is_said():
    text = assessments.markdown(made("lone"))

    assert "If lone fails: nothing else is hit." in text
    assert "No service is hit." in text


@pytest.mark.parametrize("language", ["en", "zh_Hans", "zh_Hant"])
def test_every_edit_of_a_hypothesis_is_said_in_every_language(language):
    text = assessments.markdown(made("db", language=language, edits=EDITS))

    for name in ("db-2", "pair", "lone", "report", "criticality"):
        assert name in text
    assert text.count("\n- **") >= len(EDITS) + 3


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("language", ["en", "zh_Hant"])
def test_no_name_becomes_markup(name, language):
    document = made("db", name=name, language=language)
    text, page = assessments.markdown(document), assessments.html(document)
    shown = RENDER.render(text)

    for rendered in (shown, page):
        assert not re.search(r"<(script|img|em|h1)\b", rendered), rendered[:500]
        assert set(re.findall(r'href="([^"]*)"', rendered)) == {LINK.replace("&", "&amp;")}
    assert shown.count("<table>") == page.count("<table")
    assert not re.search(r"(?<!\w)@everyone", re.sub(r"<code>.*?</code>", "", shown))
    assert assessments.pdf(document).startswith(b"%PDF")


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(str.strip))
@example("\\")
@example("&lt;")
def test_a_document_of_any_name_has_the_same_structure(name):
    plain, other = (assessments.markdown(made("db", name=one)) for one in ("db", name))
    tags = [re.findall(r"</?(\w+)", RENDER.render(text)) for text in (plain, other)]

    assert [t for t in tags[0] if t != "code"] == [t for t in tags[1] if t != "code"]


def test_chinese_is_set_in_the_fonts_that_readers_have():
    hans, hant = (
        assessments.pdf(made("db", name="支付数据库", language=one))
        for one in ("zh_Hans", "zh_Hant")
    )

    assert b"STSong-Light" in hans
    assert b"MSung-Light" in hant


def test_a_table_has_a_row_for_each_ci_and_says_of_what_it_is():
    of = assessments.examined(estate(), Question([Given("host")]))
    rows = assessments.chosen(of, assessments.Chosen())
    hits = assessments.listed(assessments.Looking(of, "en"), rows, len(rows))

    table = assessments.sheet(assessments.overview(of, "en"), hits, "en")

    assert len(table.rows) == len(of.rows)
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert dict(table.notes)["The question"].startswith("If host fails")
