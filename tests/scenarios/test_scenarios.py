"""Questions with a name: kept, asked again, compared, and honest when their CIs are gone."""

from datetime import UTC, datetime

import pytest

from cmdb import scenarios
from cmdb.errors import Conflict, Invalid, NotFound
from cmdb.scenarios import model

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
QUESTION = {"given": [{"ci": "shop-db-1", "state": "down"}]}


def save(graph, name, actor="alice", question=QUESTION, now=NOW):
    return graph.write(scenarios.save, name, question, actor, "why not", now)


def test_a_scenario_keeps_its_owner_when_others_change_it(empty):
    made = save(empty, " Ünïcode 场景 ")
    later = datetime(2026, 11, 22, tzinfo=UTC)

    changed = save(empty, "Ünïcode 场景", "bob", {"given": []}, later)

    assert (made.owner, made.changed_by, made.reason) == ("alice", "alice", "why not")
    assert (changed.owner, changed.changed_by, changed.question) == ("alice", "bob", {"given": []})
    assert changed.created_at < changed.changed_at
    assert empty.read(scenarios.every) == [changed]


def test_an_unknown_scenario_has_near_names(empty):
    save(empty, "third-database")
    with pytest.raises(NotFound) as caught:
        empty.read(scenarios.named, "third-databse")
    assert caught.value.candidates == ("third-database",)


def test_a_removed_scenario_is_gone_and_no_revision_was_written(empty):
    save(empty, "x")
    assert empty.write(scenarios.remove, "x").name == "x"
    assert empty.read(scenarios.every) == []
    assert empty.read(lambda tx: tx.run("history/newest")) == []
    with pytest.raises(NotFound):
        empty.write(scenarios.remove, "x")


@pytest.mark.parametrize("name", ["", "  ", "a/b", ".", "x" * 101, "a\nb"])
def test_what_is_no_name_is_refused(empty, name):
    with pytest.raises(Invalid):
        save(empty, name)


def test_no_more_are_kept_than_may_be(empty, monkeypatch):
    monkeypatch.setattr(scenarios, "MOST", 1)
    save(empty, "a")
    save(empty, "a")
    with pytest.raises(Conflict, match="no more are kept"):
        save(empty, "b")
    assert model.MOST > 1
