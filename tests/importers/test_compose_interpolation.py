"""Variables in Compose files: the table of the specification, and what holds for any text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.compose.dotenv import variables
from importers.compose.interpolation import Interpolation, Malformed

SET = {"SET": "value", "EMPTY": ""}
NAMES = st.from_regex(r"[A-Z_][A-Z0-9_]{0,8}", fullmatch=True)
WORDS = st.text(alphabet="abc /:.-", max_size=12)


@pytest.mark.parametrize(
    ("template", "result"),
    [
        ("$SET and ${SET}", "value and value"),
        ("$$SET $${SET}", "$SET ${SET}"),
        ("${EMPTY:-d}|${EMPTY-d}|${NONE:-d}|${NONE-d}|${SET:-d}", "d||d|d|value"),
        ("${SET:+a}|${EMPTY:+a}|${EMPTY+a}|${NONE+a}", "a||a|"),
        ("${NONE:-${SET:-x}}", "value"),
        ("${NONE:-${OTHER:-$$5}}!", "$5!"),
        ("${SET:?must}|${EMPTY?must}", "value|"),
        ("${NONE}$NONE", ""),
        ("${NONE:-a:b-c?d}", "a:b-c?d"),
    ],
)
def test_forms_of_the_specification(template, result):
    assert Interpolation(SET).resolved(template) == result


@pytest.mark.parametrize("template", ["$", "a $ b", "${", "${}", "${1}", "${SET", "${SET!x}", "$5"])
def test_malformed_templates_are_refused(template):
    with pytest.raises(Malformed):
        Interpolation(SET).resolved(template)


def test_required_and_unset_names_are_kept():
    interpolation = Interpolation(SET)
    interpolation.resolved("${NONE:?say it} $OTHER ${EMPTY:?}")

    assert interpolation.required == {"NONE": "say it", "EMPTY": "is required"}
    assert interpolation.unset == {"OTHER"}


def test_nesting_without_end_is_refused():
    with pytest.raises(Malformed):
        Interpolation({}).resolved("${A:-" * 500 + "}" * 500)


@given(WORDS)
def test_text_without_dollars_stays(text):
    assert Interpolation(SET).resolved(text) == text


@given(st.text(max_size=30))
def test_any_text_is_resolved_or_refused(text):
    try:
        Interpolation(SET).resolved(text)
    except Malformed:
        assert "$" in text


@given(st.text(max_size=30))
def test_doubled_dollars_give_back_any_text(text):
    assert Interpolation(SET).resolved(text.replace("$", "$$")) == text


@given(NAMES, st.text(max_size=10), WORDS)
def test_a_value_outranks_its_default_and_is_not_resolved_again(name, value, default):
    assert Interpolation({name: value}).resolved(f"${{{name}-{default}}}") == value
    assert Interpolation({}).resolved(f"${{{name}-{default}}}") == default


def test_dotenv_reads_quotes_comments_references_and_several_lines():
    text = (
        "# a comment\n"
        "A=1\r\n"
        "export B='as $A is' # said\n"
        'C="x\\n${A}"\n'
        "D=a b # c\n"
        "E\n"
        "F=\n"
        "G: colon\n"
        'K="-----BEGIN\nabc\n-----END"\n'
        "L=$A${NONE:-none}\n"
        "not a line\n"
    )

    found, bad = variables(text, {"E": "outer"})

    assert found == {
        "A": "1",
        "B": "as $A is",
        "C": "x\n1",
        "D": "a b",
        "E": "outer",
        "F": "",
        "G": "colon",
        "K": "-----BEGIN\nabc\n-----END",
        "L": "1none",
    }
    assert bad == [13]


@given(st.text(max_size=60))
def test_any_dotenv_is_read(text):
    found, bad = variables(text, {})

    assert all(isinstance(value, str) for value in found.values())
    assert all(line >= 1 for line in bad)


@given(st.dictionaries(NAMES, st.text(alphabet='ab #="\\$\n', max_size=8), max_size=4))
def test_single_quoted_values_come_back_as_they_are(given_values):
    text = "".join(f"{key}='{value}'\n" for key, value in given_values.items())

    assert variables(text, {}) == (given_values, [])


def test_a_file_of_many_wrong_lines_takes_no_time_by_their_square():
    text = "".join(f"A{n}=${{A{n - 1}:-x}}\nnot a variable {n}\n" for n in range(20_000))
    begun = time.monotonic()
    found, bad = variables(text, {"A1": "y"})

    assert (len(found), found["A19999"]) == (20_000, "y")
    assert (len(bad), bad[:2], bad[-1]) == (20_000, [2, 4], 40_000)
    assert time.monotonic() - begun < 10
