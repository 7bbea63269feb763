"""XML that is read as a stream, and what of it is refused."""

import tracemalloc

import pytest

from cmdb.intake.text import MIB, Unreadable
from cmdb.intake.xml_text import CutOff, attributed, events, tree


@pytest.fixture
def written(tmp_path):
    def write(content: bytes):
        path = tmp_path / "a.xml"
        path.write_bytes(content)
        return path

    return write


def test_beginnings_and_ends_come_in_order(written):
    found = list(events(written(b'<a><b x="1">text</b></a>'), MIB))

    assert found == [("a", {}), ("b", {"x": "1"}), ("b", None), ("a", None)]


@pytest.mark.parametrize("content", [b'<a><b x="1">', b'<a><b x="1', b"<a><![CDATA[", b"<a>\xc3"])
def test_what_ends_too_early_is_told_from_what_is_wrong(written, content):
    with pytest.raises(CutOff):
        list(events(written(content), MIB))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<a><b></a>", "mismatched tag"),
        (b"<a>&b;</a>", "undefined entity"),
        (b"<a/><b/>", "junk after"),
        (b"<a>\xff</a>", "invalid token"),
        (b"a: 1", "does not begin with <"),
        (b"", "is empty"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares entities"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "declares entities"),
        (b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://x/y"> %b;]><a/>', "declares entities"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "klingon"),
        (b"<a>" * 1000, "nested too deeply"),
        (b"<!--" + b"x" * 9 * MIB, "tag of more than"),
    ],
)
def test_what_is_wrong_is_named(written, content, said):
    with pytest.raises(Unreadable, match=said):
        list(events(written(content), 16 * MIB))


def test_a_document_type_is_not_fetched(written):
    content = b'<!DOCTYPE a PUBLIC "-//x" "https://x.example/a.dtd"><a/>'

    assert list(events(written(content), MIB)) == [("a", {}), ("a", None)]


def test_what_stood_before_the_break_was_seen(written):
    seen = []

    with pytest.raises(Unreadable):
        seen.extend(tag for tag, _ in events(written(b"<a><b/><c></d>"), MIB))

    assert seen == ["a", "b", "b", "c"]


def test_a_large_file_is_not_held(written):
    path = written(b"<a>" + b'<b x="1">some text</b>' * 500_000 + b"</a>")
    tracemalloc.start()
    try:
        assert sum(1 for _ in events(path, 64 * MIB)) == 1_000_002
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()


def test_a_tree_has_mappings_lists_and_texts(written):
    content = b'<?xml version="1.0"?><A x="1">\n<n:B xmlns:n="u">1</n:B><B>2</B><C><D/>t</C></A>'

    assert tree(written(content), MIB) == {"a": {"b": ["1", "2"], "c": {"d": ""}}}


def test_a_tree_of_deep_nesting_is_refused(written):
    with pytest.raises(Unreadable, match="nested too deeply"):
        tree(written(b"<a>" * 100_000), MIB)


def test_a_tree_may_hold_attributes_and_the_texts_beside_them(written):
    content = b'<a xmlns="urn:x" B="1"><c d="2">text</c><c>more</c><e/></a>'

    assert attributed(written(content), MIB) == {
        "a": {"@b": "1", "c": [{"@d": "2", "": "text"}, "more"], "e": ""}
    }
