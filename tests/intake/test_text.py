"""Bytes as text."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.intake.text import Unreadable, checked_size, head, lines, text


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_mark_are_read(tmp_path, codec):
    path = tmp_path / "a"
    path.write_bytes("支付\r\nsw01".encode(codec))

    assert text(path, 1000) == "支付\r\nsw01"
    assert head(path) == "支付\nsw01"
    assert [line.strip() for _, line in lines(path, 1000)] == ["支付", "sw01"]


def test_another_encoding_is_an_error_with_line_and_remedy(tmp_path):
    path = tmp_path / "a"
    path.write_bytes("a\nb\n支付".encode("gb18030"))

    with pytest.raises(Unreadable, match=r"not UTF-8: byte 0xb8.*iconv -f GB18030") as refused:
        text(path, 1000)

    assert refused.value.line == 3


def test_a_file_that_is_not_there_or_a_folder_is_an_error(tmp_path):
    with pytest.raises(Unreadable, match="cannot be read"):
        text(tmp_path / "none", 10)
    with pytest.raises(Unreadable, match="not a regular file"):
        checked_size(tmp_path, 10**9)
    assert head(tmp_path / "none") == ""


def test_the_size_is_checked_before_reading(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"12345")

    assert checked_size(path, 5) == 5
    with pytest.raises(Unreadable, match="has 5 bytes; at most 4"):
        checked_size(path, 4)


def test_lines_keep_their_number_past_blank_ones(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"a\n\n  \nb")

    assert [(n, line.strip()) for n, line in lines(path, 100)] == [(1, "a"), (4, "b")]


@given(data=st.binary(min_size=1, max_size=80))
def test_any_bytes_are_text_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "a"
    path.write_bytes(data)

    for reading in (lambda: [text(path, 100)], lambda: list(lines(path, 100))):
        with suppress(Unreadable):
            assert reading() is not None
