"""Revisions with a name, on a real Neo4j."""

from datetime import UTC, datetime

import pytest

from cmdb import baselines, history
from cmdb.baselines.model import name
from cmdb.errors import Conflict, Invalid, NotFound


def add(hands, name, at="now", reason=None):
    now = datetime.now(UTC)
    return hands.graph.write(baselines.add, name, at, "alice", reason, now)[0]


def test_a_baseline_means_one_revision_for_ever(hands):
    hands.ci("a")
    add(hands, "first", reason="before the move")
    hands.ci("b")
    found = hands.graph.read(baselines.named, "first")
    assert (found.revision, found.actor, found.reason) == (1, "alice", "before the move")
    assert hands.graph.read(baselines.revision, "first", datetime.now(UTC)).number == 1
    assert hands.graph.read(history.newest).number == 2


def test_the_newest_revision_stands_first(hands):
    hands.ci("a")
    hands.ci("b")
    add(hands, "old", "1")
    add(hands, "new")
    add(hands, "also old", "old")
    assert [one.name for one in hands.graph.read(baselines.every)] == ["new", "also old", "old"]


def test_a_name_is_given_once_and_the_same_again_changes_nothing(hands):
    hands.ci("a")
    first = add(hands, "audited")
    assert add(hands, "audited").created_at == first.created_at
    hands.ci("b")
    with pytest.raises(Conflict, match="it means revision 1"):
        add(hands, "audited")


def test_a_name_that_is_removed_is_free_and_no_revision_is_written(hands):
    hands.ci("a")
    add(hands, "audited")
    hands.graph.write(baselines.remove, "audited")
    assert hands.graph.read(baselines.every) == []
    assert hands.graph.read(history.newest).number == 1
    with pytest.raises(NotFound):
        hands.graph.write(baselines.remove, "audited")


def test_an_unknown_name_lists_near_ones(hands):
    hands.ci("a")
    add(hands, "2026-Q3")
    with pytest.raises(NotFound) as caught:
        hands.graph.read(baselines.revision, "2026-Q4", datetime.now(UTC))
    assert list(caught.value.candidates) == ["2026-Q3"]


@pytest.mark.parametrize("given", ["before-migration", "2026-Q3", "v4.2", "上线前", "Q3 2026"])
def test_what_a_person_would_type_is_a_name(given):
    assert name(f" {given} ") == given


@pytest.mark.parametrize(
    "given",
    [
        *("", "  ", "42", "-1", "4.2", "now", "NOW", "a/b", "..", "a\nb", "x" * 101),
        *("2026-11-21", "2026-11", "2026-11-21T08:00:00Z", "2026-11-21 eight"),
    ],
)
def test_what_could_be_something_else_is_no_name(given):
    with pytest.raises(Invalid, match="no name for a baseline"):
        name(given)
