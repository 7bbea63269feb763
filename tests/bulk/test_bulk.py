"""Many CIs are edited at once: seen before, one revision, undone as one."""

from datetime import UTC, datetime

import pytest

from cmdb import bulk
from cmdb.bulk import MOST, Edit
from cmdb.errors import Invalid, Stale
from cmdb.history import Stamp
from cmdb.topology import TopologyKeeper

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def written(hands, edit, request=None):
    stamp = Stamp("alice", request=request)
    return hands.graph.write(bulk.carry_out, hands.model, edit, stamp, NOW)


@pytest.fixture
def three(hands):
    """Two servers, of which one has the owner already, and a rack."""
    return [hands.ci("a"), hands.ci("b", owner="bob"), hands.ci("c", "rack")]


def test_a_preview_says_what_would_change_and_writes_nothing(hands, three):
    found = hands.graph.read(bulk.preview, hands.model, Edit(three, {"owner": "bob"}))

    assert [(one.name, one.changes) for one in found.lines] == [
        ("a", {"owner": (None, "bob")}),
        ("c", {"owner": (None, "bob")}),
    ]
    assert (found.unchanged, found.refused, found.revision) == (1, 0, 3)
    assert "owner" not in hands.read(three[0]).facts


def test_a_preview_says_what_is_refused_and_why(hands, three):
    edit = Edit([*three, "gone"], {"operating_system": "Debian"})

    found = hands.graph.read(bulk.preview, hands.model, edit)

    refused = {one.name: one.refused for one in found.lines if one.refused}
    assert refused.keys() == {"c", "gone"}
    assert "no such field" in refused["c"]


def test_all_changes_are_one_revision_and_undone_as_one(hands, three):
    done = written(hands, Edit(three, {"owner": "carol", "environment": "test"}))

    assert (done.changed, done.revision.number) == (3, 4)
    assert [hands.read(one).facts["owner"] for one in three] == ["carol"] * 3
    hands.undo(4)
    assert [hands.read(one).facts.get("owner") for one in three] == [None, "bob", None]


def test_nothing_is_written_where_one_refuses_unless_it_is_skipped(hands, three):
    edit = {"operating_system": "Debian"}
    with pytest.raises(Invalid):
        written(hands, Edit(three, edit))
    assert "operating_system" not in hands.read(three[0]).facts

    done = written(hands, Edit(three, edit, skip_refused=True))

    assert (done.changed, [one.name for one in done.refused]) == (2, ["c"])


def test_what_changed_since_the_preview_stops_it(hands, three):
    hands.set(three[1], environment="test")

    with pytest.raises(Stale) as caught:
        written(hands, Edit(three, {"owner": "carol"}, expected=3))

    assert [one.place for one in caught.value.problems] == ["b"]
    assert written(hands, Edit(three, {"owner": "carol"}, expected=4)).changed == 3


def test_a_repeated_request_is_done_once(hands, three):
    edit = Edit(three, {"owner": "carol"}, expected=3)

    first, again = written(hands, edit, "r1"), written(hands, edit, "r1")

    assert first.revision == again.revision
    assert again.changed == 3


def test_what_is_so_already_is_no_revision(hands, three):
    assert written(hands, Edit([three[1]], {"owner": "bob"})).revision is None


@pytest.mark.parametrize(
    ("cis", "fields"),
    [
        ([], {"owner": "x"}),
        (["a"], {}),
        (["a"], {"name": "same"}),
        (["a"], {"id": "1"}),
        (["a"] * (MOST + 1), {"owner": "x"}),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(cis, fields):
    with pytest.raises(Invalid):
        Edit(cis, fields)


def test_who_would_miss_it_is_counted_in_operation_only(hands, three):
    app = hands.ci("app", "application_service")
    old = hands.ci("old", "application_service", lifecycle="retired")
    paper = hands.ci("paper", "document")
    hands.relate(app, "DEPENDS_ON", three[0])
    hands.relate(old, "DEPENDS_ON", three[0])
    hands.relate(three[0], "DOCUMENTED_BY", paper)
    topology = TopologyKeeper(hands.graph, hands.model).current()

    assert bulk.needed_by(topology, three[0]) == 1
    assert bulk.needed_by(topology, paper) == 0
