"""Where sources disagree about one CI."""

import pytest
from estates import Estate
from hypothesis import given
from hypothesis import strategies as st
from judging import record, subject

from cmdb.model import load
from cmdb.quality.conflicts import conflicts, disagree

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)
)


def found(*said, pinned=()):
    estate = Estate()
    estate.ci("box", "server")
    return list(conflicts(load(), subject(estate.topology(), "box", said=said, pinned=pinned)))


def test_an_attribute_that_two_sources_say_differently_is_named_with_both():
    (one,) = found(("glpi", {"memory_gb": 64}), ("ansible", {"memory_gb": 32}))

    assert one.text == "memory gb: ansible says 32, glpi says 64"
    assert "cmdb set server:box memory_gb=…" in one.remedy


def test_what_only_one_source_says_is_no_conflict():
    assert found(("glpi", {"memory_gb": 64}), ("ansible", {"cpu_count": 8})) == []
    assert found(("glpi", {"memory_gb": 64})) == []


def test_what_a_person_decided_is_no_conflict_any_more():
    said = ("glpi", {"memory_gb": 64}), ("ansible", {"memory_gb": 32})

    assert found(*said, pinned=["memory_gb"]) == []


def test_names_and_words_are_every_sources_own():
    assert found(("a", {"name": "x", "tags": ["p"]}), ("b", {"name": "y", "tags": ["q"]})) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (16, 15.6),
        ("Debian", "debian GNU/Linux 12"),
        ("db1", "DB1.corp.example"),
        ([], ["a"]),
        ("", "x"),
        (True, "true"),
    ],
)
def test_what_says_the_same_agrees(one, other):
    assert not disagree(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [(16, 8), ("db1", "db10"), ("S7K2", "S7K3"), (True, False), ("a.x", "a.y")]
)
def test_what_cannot_both_be_right_disagrees(one, other):
    assert disagree(one, other)


@given(VALUES, VALUES)
def test_disagreement_is_mutual_and_never_with_oneself(one, other):
    assert disagree(one, other) == disagree(other, one)
    assert not disagree(one, one)


def test_classes_of_one_line_agree_and_others_do_not():
    def said(source, class_name):
        return record(source, {}, class_name=class_name)

    assert found(said("a", "server"), said("b", "virtual_machine")) == []
    (one,) = found(said("a", "server"), said("b", "network_device"))
    assert one.text == "class: a says server, b says network_device"


def test_records_of_another_shape_are_no_crash():
    assert found(record("a", None), ("b", {})) == []
    odd = record("a", {})._replace(values={"fields": ["x"], "class": 7})
    assert found(odd, ("b", {"memory_gb": 1})) == []
