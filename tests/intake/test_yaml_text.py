"""YAML that people write, and YAML that attacks."""

import time
from contextlib import suppress

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from cmdb.intake.text import Unreadable
from cmdb.intake.yaml_text import Document, Tagged, documents, single


def test_only_the_core_schema_is_more_than_text():
    text = """
        words: [no, yes, on, off, y, 22:22, 2030-01-31, 1_000, 0b1, .inf, .nan, =, "1", 'true']
        booleans: [true, False]
        numbers: [1, -2, 0o17, 0x1F, 010, 1.5, 1e3, .5]
        nothing: [null, ~, ]
        empty:
    """

    assert single(text) == {
        "words": [
            *("no", "yes", "on", "off", "y", "22:22", "2030-01-31", "1_000", "0b1"),
            *(".inf", ".nan", "=", "1", "true"),
        ],
        "booleans": [True, False],
        "numbers": [1, -2, 15, 31, 10, 1.5, 1000.0, 0.5],
        "nothing": [None, None],
        "empty": None,
    }


def test_documents_of_a_stream_know_their_line():
    assert list(documents("a: 1\n---\n\nb: 2\n---\n")) == [
        Document({"a": 1}, 1),
        Document({"b": 2}, 4),
        Document(None, 6),
    ]


def test_anchors_aliases_and_merge_keys_are_followed():
    text = "a: &a {x: 1, y: 1}\nb: {<<: *a, y: 2}\nc: {<<: [*a, {z: 3}]}\nd: &a 5\ne: *a"

    assert single(text) == {
        "a": {"x": 1, "y": 1},
        "b": {"x": 1, "y": 2},
        "c": {"x": 1, "y": 1, "z": 3},
        "d": 5,
        "e": 5,
    }


def test_tags_come_through_where_they_are_asked_for():
    text = "a: !reset null\nb: !reset {x: [1]}\nc: !reset [2]\nd: !reset 3"

    (found,) = documents(text, ["!reset"])

    assert found.value == {
        "a": Tagged("!reset", None),
        "b": Tagged("!reset", {"x": [1]}),
        "c": Tagged("!reset", [2]),
        "d": Tagged("!reset", 3),
    }


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("a: 1\nb: [", "did not find expected", (3, 1)),
        ("a: 1\nb: 2\na: 3", 'the key "a" stands twice', (3, 1)),
        ("a: *b", 'no anchor "b"', (1, 4)),
        ("a: &a [1, *a]", "within itself", (1, 11)),
        ("a: !!python/object/apply:os.system [ls]", "is not known here", (1, 4)),
        ("a: !!binary aGk=", "is not known here", (1, 4)),
        ("a: !reset 1", "the tag !reset is not known here", (1, 4)),
        ("[a]: 1\n? {b: c}\n: 2", "unhashable", (1, 1)),
        ("a: 1e999", "out of range", (1, 4)),
        ("a: " + "9" * 5000, "usable size", (1, 4)),
        ("a: !!int x", "usable size", (1, 4)),
        ("a: !!bool x", "a boolean is", (1, 4)),
        ("a: !!float x", "not a number", (1, 4)),
        ("<<: 5", "for merging", (1, 5)),
        ("[" * 50_000, "nested too deeply", (1, 101)),
        ("a: {" * 500, "nested too deeply", (1, 397)),
    ],
)
def test_what_is_wrong_is_named_with_line_and_column(text, said, place):
    with pytest.raises(Unreadable) as refused:
        single(text)

    assert said in str(refused.value)
    assert (refused.value.line, refused.value.column) == place


def bomb(merge: bool) -> str:
    rows = ["a0: &a0 {x: 1}" if merge else "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 12):
        nine = ", ".join([f"*a{level - 1}"] * 9)
        rows.append(f"a{level}: &a{level} " + (f"{{<<: [{nine}]}}" if merge else f"[{nine}]"))
    return "\n".join(rows)


@pytest.mark.parametrize("merge", [False, True])
def test_an_alias_bomb_is_refused_at_once(merge):
    began = time.monotonic()
    with pytest.raises(Unreadable, match="aliases expand to too much"):
        single(bomb(merge))

    assert time.monotonic() - began < 5


def test_several_documents_are_not_one():
    with pytest.raises(Unreadable, match="more than one") as refused:
        single("a: 1\n---\nb: 2")

    assert refused.value.line == 3


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)


class Quoting(yaml.SafeDumper):
    """Writes every text in quotes: PyYAML leaves 0E0 plain, a text to YAML 1.1 and a number since 1.2."""


Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


@given(VALUES)
@example({"0E0": "1e3"})
def test_what_is_written_is_read_again(value):
    assert single(yaml.dump({"value": value}, Dumper=Quoting)) == {"value": value}


@given(st.text(alphabet=" \n\t-:?[]{}#&*!|>'\"%@`,ab1.<=~", max_size=40))
def test_any_text_is_read_or_refused(text):
    with suppress(Unreadable):
        assert all(document.line >= 1 for document in documents(text))
