"""The document: the verdict first, nothing cut silently, and no name ever becomes markup."""

import re
from dataclasses import replace

import pytest
from estates import Estate
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cmdb import impact
from cmdb.checks import Options, as_data, markdown, policy, rules
from cmdb.checks.model import Change, Check, Keys, Match, Said, Touched
from cmdb.errors import Problem
from cmdb.impact import Given, Question
from cmdb.impact.answer import Asked
from cmdb.impact.answer import answer as nothing
from cmdb.impact.rules import evaluate
from cmdb.sentences.escaping import code, words

RENDER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = re.compile(r"(?:<details><summary>[\w ,]+ \([\d,]+\)</summary>|</details>)\n*")
HOSTILE = [
    "a|b",
    "a`b",
    "a``|`b\\|c\\",
    "<script>alert(1)</script>",
    "</summary></details>",
    "@everyone",
    "![x](http://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "http://evil.example",
    "www.evil.example",
    "#12 !7 ~bug %1 :tada: &1",
    "# heading\n\n- list\r\n> quote",
    "**bold** _em_ ~~no~~",
    "<!-- hidden",
    "-->",
    "&lt;b&gt; &#64;",
    "\u202egnp.exe",
    "\\",
    "|",
    "`",
    " ",
    "<code>",
    "</code>@all",
    "/close",
    "$`x`$",
    "在线支付服务",
]
NAMES = st.one_of(
    st.sampled_from(HOSTILE), st.text(min_size=1), st.text("`|\\<>&@[]()!*_~#:/ \n\tab")
)


def checked(name, *, fail_on=("down",), touched=("db",), missing=0, notes=()):
    """Return a check of an estate in which everything is called `name`."""
    estate = Estate()
    facts = {"name": name, "class": "application_service", "criticality": "critical"}
    for key in ("db", "twin", "shop"):
        estate.cis[key] = {"id": key, "owner": name, "support_team": name, **facts}
    for key in ("db", "twin"):
        estate.relate("shop", "DEPENDS_ON", key, group=name.strip() or "g")
    topology = estate.topology()
    given_ = [Given(key) for key in touched]
    answer = (
        impact.of(topology, Question(given_))
        if touched
        else nothing(evaluate(topology, {}), Asked({}))
    )
    change = Change(name, "delete", "ends", Keys(), (name,) * 7, place=name)
    found = tuple(
        Touched(change, topology.summary(topology.place(key)), "name", "down") for key in touched
    )
    lost = tuple(Match(change, alike=(name,)) for _ in range(missing))
    several = (Match(change, ("db", name), "name"),)
    rest = [Change(name, action, effect) for action, effect in (("create", "new"), (name, "none"))]
    said = Said("terraform", (name,), tuple(rest), (Problem(name, name), *notes))
    asked = policy(Options(tuple(fail_on)))
    return Check(
        said=said,
        policy=asked,
        revision=7,
        at="2026-11-21T14:00:00.000000Z",
        touched=found,
        idle=found,
        unknown=lost,
        ambiguous=several if missing else (),
        verdicts=rules.verdicts(asked, answer, lost),
        answer=answer,
        model=topology.model,
    )


def shape(text):
    """Return the document as rendered without what is in code, and how many cells its rows have."""
    tokens = RENDER.parse(text)
    rows = "".join({"tr_open": "|", "td_open": ".", "th_open": "."}.get(t.type, "") for t in tokens)
    outside = [one for token in tokens for one in _outside(token)]
    return outside, rows.split("|")


def _outside(token):
    if token.type == "html_block":
        assert OURS.fullmatch(token.content), token.content
    if token.type != "inline":
        return [(token.type,)]
    found, coded = [], False
    for child in token.children:
        if child.type == "html_inline":
            assert child.content in ("<sub>", "</sub>", "<code>", "</code>"), child.content
            coded = child.content == "<code>"
        elif coded:
            assert child.type == "text", child
        elif child.type != "code_inline":
            found.append((child.type, child.content))
    return found


PLAIN = shape(markdown(checked("plain-name", missing=1)))


@settings(deadline=None, max_examples=200)
@given(NAMES)
@example("`")
@example("a\\|b`")
@example("</code>@all")
def test_no_name_becomes_markup_a_link_or_a_mention(name):
    """Whatever it is called: outside of code the document is the same, cell by cell."""
    outside, cells = shape(markdown(checked(name, missing=1)))

    words_alone = [("text", said) for said in ("", name, "plain-name")]  # of owners and teams
    assert cells == PLAIN[1]
    assert [one for one in outside if one not in words_alone] == [
        one for one in PLAIN[0] if one not in words_alone
    ]


@given(NAMES)
def test_code_shows_the_text_as_it_is_on_one_line(text):
    (inline,) = [token for token in RENDER.parse(f"x {code(text)} y") if token.type == "inline"]
    shown = "".join(child.content for child in inline.children if child.type != "html_inline")
    wanted = " ".join("".join(" " if c.isspace() else c for c in text).split())

    assert shown.startswith("x ")
    assert shown.endswith(" y")
    if wanted.isprintable() and wanted and len(wanted) < 300:
        assert shown == f"x {wanted} y"


@given(NAMES)
def test_words_are_plain_only_where_nothing_could_be_markup(text):
    said = words(text)

    assert said in (text, code(text))
    if said == text:
        assert not re.search(r"[^\w '’-]|\d|_", said)


def test_the_verdict_comes_first_and_the_revision_last():
    text = markdown(checked("db"))

    assert text.startswith("## Impact of this change: the policy says no\n")
    assert "`down`: **broken** by `application_service:db`" in text
    assert "Revision 7 of 2026-11-21T14:00:00 UTC; baseline clean" in text.splitlines()[-1]


def test_a_policy_that_holds_says_so():
    text = markdown(checked("db", fail_on=["unknown"]))

    assert text.startswith("## Impact of this change: the policy holds\n")
    assert "- `unknown`: holds" in text


def test_without_a_policy_there_is_no_verdict():
    assert markdown(checked("db", fail_on=["nothing"])).startswith("## Impact of this change\n")


def test_redundancy_lost_is_told():
    text = markdown(checked("db", touched=("db",)))

    assert "### Redundancy lost" in text
    assert "1 of 2 work" in text


def test_when_nothing_is_known_the_document_says_so_first():
    text = markdown(checked("x", touched=(), missing=2))

    assert "No CI that the CMDB knows for certain is touched: 3 changes may have an impact" in text
    assert as_data(checked("x", touched=(), missing=2))["policy"]["holds"] is True


@pytest.mark.parametrize("number", [1, 1_000])
def test_what_is_left_out_is_counted_and_a_comment_still_holds_it(number):
    text = markdown(checked("name" * 20, missing=number, fail_on=["unknown"]))

    assert f"Not known to the CMDB ({number:,})" in text
    assert ("… and 900 more" in text) == (number == 1_000)
    assert len(text) < 60_000


def test_an_answer_that_was_cut_says_so_at_the_top():
    check = checked("db")
    text = markdown(replace(check, answer=replace(check.answer, complete=False)))

    assert text.split("\n\n")[2].startswith("**The answer is not complete")
