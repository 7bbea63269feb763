"""The net effect between two revisions: held against the facts at both ends."""

from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_histories import histories

from cmdb import history
from cmdb.errors import Invalid
from cmdb.history.difference import net
from cmdb.history.model import Ends


def facts_after(events):
    """Return (kind, key) → facts of what is there after the events."""
    found = {}
    for event in events:
        if event.after is None:
            del found[event.kind, event.key]
        else:
            found[event.kind, event.key] = event.after
    return found


def ends(events):
    """Return what the query returns of the events, one a revision."""
    touched = {}
    for event in events:
        touched.setdefault((event.kind, event.key), []).append(event)
    rows = [
        Ends(
            some[0].kind,
            some[0].ci,
            some[0].type,
            some[0].to,
            None if some[0].before is None else orjson.dumps(some[0].before).decode(),
            None if some[-1].after is None else orjson.dumps(some[-1].after).decode(),
            1,
        )
        for some in touched.values()
    ]
    return sorted(rows, key=lambda one: one.place)


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_the_net_effect_leads_from_one_end_to_the_other(drawn, data):
    events, _, _ = drawn
    first = data.draw(st.integers(0, len(events)))
    last = data.draw(st.integers(first, len(events)))
    was, is_ = facts_after(events[:first]), facts_after(events[:last])
    found = net(ends(events[first:last]), limit=1000)

    said = {(c.event.kind, c.event.key): c for c in found.changes}
    assert said.keys() == {k for k in was.keys() | is_.keys() if was.get(k) != is_.get(k)}
    for key, change in said.items():
        assert (change.event.before, change.event.after) == (was.get(key), is_.get(key))
        assert (change.effect == "created") == (key not in was)
        assert (change.effect == "removed") == (key not in is_)
    assert sum(found.cis.values()) + sum(found.relations.values()) == len(said)
    assert found.complete


@settings(max_examples=50, deadline=None)
@given(histories(), st.integers(1, 4))
def test_pages_hold_each_change_once_and_every_page_counts_all(drawn, limit):
    rows = ends(drawn[0])
    whole = net(rows, limit=1000)
    seen, after = [], None
    while True:
        page = net(rows, after, limit)
        assert (page.cis, page.relations) == (whole.cis, whole.relations)
        seen += page.changes
        if page.complete:
            break
        after = page.changes[-1].place
    assert seen == whole.changes


def between(hands, first, last):
    def work(tx):
        ends_ = [history.revision(tx, n)[0] for n in (first, last)]
        return history.between(tx, *ends_)

    return hands.graph.read(work)


def test_what_came_and_went_is_no_difference(hands):
    web, db = hands.ci("web", owner="alice"), hands.ci("db")
    hands.set(web, owner="bob")
    hands.relate(web, "DEPENDS_ON", db)
    hands.unrelate(web, "DEPENDS_ON", db)
    hands.set(web, owner="alice")
    hands.set(db, lifecycle="retired")
    goes = hands.ci("goes")
    hands.undo(8)

    assert [c.effect for c in between(hands, 2, 9).changes] == ["retired"]
    assert between(hands, 2, 6).changes == []
    (changed,) = between(hands, 2, 3).changes
    assert (changed.event.ci, changed.event.revision) == (web, 3)
    assert {c.event.ci for c in between(hands, 7, 8).changes} == {goes}
    assert between(hands, 9, 9).changes == []


def test_the_later_revision_cannot_come_first(hands):
    hands.ci("a")
    hands.ci("b")
    with pytest.raises(Invalid, match="comes after revision 1"):
        between(hands, 2, 1)


def test_moments_are_read_as_they_are_written():
    from cmdb.history.moments import moment

    eight = datetime(2026, 11, 21, 8, tzinfo=UTC)
    for said in ("2026-11-21T08:00:00Z", "2026-11-21 16:00+08:00", "2026-11-21t03:00:00.000-05:00"):
        assert moment(said).at == eight
    assert moment("2026-11-21T16:00:00 08:00").at == eight
    assert moment("42").number == 42
    assert moment("2026-Q3").name == "2026-Q3"
    assert moment("now") == moment(" now ")
