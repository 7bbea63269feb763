"""Saved views: one's own and everybody's, under one name each."""

from datetime import UTC, datetime

import pytest

from cmdb import views
from cmdb.errors import Conflict, Invalid, NotFound
from cmdb.views import View

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def save(graph, name, query="ci=shop", *, actor="alice", shared=False, kind="map"):
    return graph.write(views.save, View(kind, name, query, shared, actor), NOW)


def named(graph, actor="alice", kind="map"):
    return [(one.name, one.query) for one in graph.read(views.every, kind, actor)]


def test_ones_own_views_are_seen_by_nobody_else_and_shared_ones_by_all(empty):
    save(empty, "mine", "ci=a")
    save(empty, " 支付 ", "ci=b", shared=True)
    save(empty, "list", "q=c", kind="find")

    assert named(empty) == [("mine", "ci=a"), ("支付", "ci=b")]
    assert named(empty, "bob") == [("支付", "ci=b")]


def test_saving_again_replaces_and_keeps_the_owner(empty):
    save(empty, "shop", "ci=a", shared=True)
    save(empty, "shop", "ci=own")
    changed = save(empty, "shop", "ci=b", actor="bob", shared=True)

    assert (changed.owner, changed.changed_by) == ("alice", "bob")
    assert named(empty) == [("shop", "ci=own"), ("shop", "ci=b")]


def test_a_removed_view_is_gone_and_another_of_its_name_is_not(empty):
    save(empty, "shop", shared=True)
    save(empty, "shop", "ci=own")

    assert empty.write(views.remove, "map", "shop", "alice", shared=False).query == "ci=own"
    assert named(empty) == [("shop", "ci=shop")]
    with pytest.raises(NotFound) as caught:
        empty.write(views.remove, "map", "shpo", "bob", shared=True)
    assert caught.value.candidates == ("shop",)


@pytest.mark.parametrize(
    ("name", "query", "kind"),
    [
        ("", "q", "map"),
        ("a/b", "q", "map"),
        ("x" * 101, "q", "map"),
        ("a", "q\n", "map"),
        ("a", "q" * 8_001, "map"),
        ("a", "q", "Map/"),
    ],
)
def test_what_is_no_view_is_refused(empty, name, query, kind):
    with pytest.raises(Invalid):
        save(empty, name, query, kind=kind)


def test_no_more_are_kept_than_may_be(empty, monkeypatch):
    monkeypatch.setattr(views, "MOST", 1)
    save(empty, "a")
    save(empty, "a", "ci=b")
    with pytest.raises(Conflict, match="no more are kept"):
        save(empty, "b")
