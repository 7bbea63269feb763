"""Lists as people paste them, read in every way that they may be meant."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid
from cmdb.mentions import Found, read
from cmdb.mentions.reading import MOST
from cmdb.mentions.rules import readings

KNOWN = ("web1", "web2", "db 1", "Payments, EU", "10.0.0.1", "10.0.0.2", "bj1", "server:web1")


def meant(text):
    lines = read(text)
    every = {one for line in lines for one in line.references()}
    found = {one: Found((one,)) if one in KNOWN else Found() for one in every}
    return [one for _, texts in readings(lines, found) for one in texts]


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("web1\nweb2\n", ["web1", "web2"]),
        ("web1, web2;web9", ["web1", "web2", "web9"]),
        ("web1、web2，web9", ["web1", "web2", "web9"]),
        ("Payments, EU", ["Payments, EU"]),
        ("db 1", ["db 1"]),
        ("10.0.0.1 10.0.0.2", ["10.0.0.1", "10.0.0.2"]),
        ("one two", ["one two"]),
        ("- web1\n* web2\n3) db 1", ["web1", "web2", "db 1"]),
        ('"web1"\n`web2`', ["web1", "web2"]),
        ("# a comment\n\n  web1  ", ["web1"]),
        ("\ufeffweb1\u200b", ["web1"]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_a_line_is_read_as_what_is_known(text, references):
    assert meant(text) == references


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("Name\tSite\nweb1\tbj1\nnobody\tbj1", ["web1", "nobody"]),
        ("site\thost\nbj1\tweb1", ["web1"]),
        ("配置项\t状态\nweb1\tdown", ["web1"]),
        ("class,name\nserver,web1", ["server:web1"]),
        ("class,name\nrouter,web1", ["web1"]),
        ("hostname;ip\nnobody;10.0.0.1", ["10.0.0.1"]),
        ("bj1\tweb1\nbj1\tweb2\nbj1\tnobody", ["web1", "web2", "nobody"]),
    ],
)
def test_a_table_is_read_by_its_titles_or_by_the_column_that_names_the_most(text, references):
    assert meant(text) == references


def test_a_column_of_states_says_how_each_fails():
    lines = read("CI\tState\nweb1\tdegraded\nweb2\tAt risk\nweb9\tsad")

    assert [(line.place, line.state) for line in lines] == [
        ("line 2", "degraded"),
        ("line 3", "at_risk"),
        ("line 4", None),
    ]


def test_too_much_is_refused_with_the_place():
    with pytest.raises(Invalid, match=f"{MOST + 1:,} lines"):
        read("\n".join(["x"] * (MOST + 1)))
    with pytest.raises(Invalid, match="line 2"):
        read("web1\n" + "x" * 700)


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused(text):
    with suppress(Invalid):
        lines = read(text)
        assert all(line.references() for line in lines)
        meant(text)
