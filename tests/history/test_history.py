"""Reading what was written: revisions, their events, a CI's story, on a real Neo4j."""

from datetime import UTC, datetime, timedelta

import pytest
from ulid import ULID

from cmdb import history
from cmdb.errors import NotFound
from cmdb.history import Event, Stamp, Wanted, changed
from cmdb.items import CreateCI


def test_the_head_of_an_empty_graph_is_revision_zero(empty):
    head = empty.read(history.newest)

    assert (head.number, head.at, head.access) == (0, None, 0)


def test_a_revision_tells_who_when_and_what(hands):
    began = datetime.now(UTC)
    ci = hands.ci("a", owner="alice")
    hands.set(ci, owner="bob")
    revision, (event,) = hands.graph.read(history.revision, 2)

    assert (revision.actor, revision.number, revision.events) == ("alice", 2, 1)
    assert began <= revision.at <= datetime.now(UTC) + timedelta(seconds=1)
    assert changed(event) == {"owner": ("alice", "bob")}


def test_a_revision_that_does_not_exist_is_not_found(hands):
    hands.ci("a")
    with pytest.raises(NotFound, match="The newest is 1"):
        hands.graph.read(history.revision, 2)


def test_the_time_of_a_revision_moves_on_when_the_clock_does_not(hands):
    from cmdb import items
    from cmdb.history import Stamp
    from cmdb.items import ChangeCI

    ci = hands.ci("a")
    still = datetime(2020, 1, 1, tzinfo=UTC)
    for owner in ("alice", "bob"):
        command = ChangeCI(ci, {"owner": owner})
        hands.graph.write(items.apply, hands.model, [command], Stamp("x"), still)
    times = [r.at for r in hands.graph.read(history.revisions)]

    assert times == sorted(times, reverse=True)
    assert times[0] - times[1] == timedelta(microseconds=1)


def test_pages_of_a_hubs_history_cut_a_revision_without_gap_or_overlap(hands):
    from cmdb.items import Relate

    hub, *leaves = [hands.ci(f"n{i}") for i in range(6)]
    hands.apply(*[Relate(leaf, "DEPENDS_ON", hub) for leaf in leaves])
    seen, after = [], None
    while page := hands.graph.read(history.of_ci, hub, after=after, limit=2):
        seen += [(event.revision, event.ordinal) for event, _ in page]
        after = seen[-1]

    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen, key=lambda place: (-place[0], place[1]))


def test_events_after_a_revision_come_in_order(hands):
    for name in ("a", "b", "c"):
        hands.ci(name)
    found = hands.graph.read(lambda tx: list(history.events_after(tx, 1, 3)))

    assert [(e.revision, e.after["name"]) for e in found] == [(2, "b"), (3, "c")]


def test_what_changed_names_only_the_fields_that_differ():
    event = Event("ci", "change", "x", {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 5, "d": 4})

    assert changed(event) == {"b": (2, 5), "c": (3, None), "d": (None, 4)}


def test_revisions_are_listed_by_who_wrote_them_and_whether_they_were_undone(hands):
    first = hands.ci("a")
    hands.set(first, owner="bob")
    hands.undo(2)
    hands.apply(
        CreateCI(str(ULID()), "server", {"name": "b"}, {}),
        stamp=Stamp("li", source="glpi:hq", run="01R"),
    )

    def listed(**wanted):
        return [one.number for one in hands.graph.read(history.revisions, Wanted(**wanted))]

    assert listed() == [4, 3, 2, 1]
    assert listed(by="bob") == [3]
    assert listed(by="glpi:hq") == listed(kind="imports") == listed(run="01R") == [4]
    assert listed(kind="people", by="alice") == [2, 1]
    second = hands.graph.read(history.revision, 2)[0].at - timedelta(microseconds=1)
    assert listed(since=second) == [4, 3, 2]
    assert listed(until=second) == [1]
    undone = {one.number: one.undone_by for one in hands.graph.read(history.revisions)}
    assert undone == {4: None, 3: None, 2: 3, 1: None}


def test_the_events_of_a_revision_come_in_pages(hands):
    hands.apply(*(CreateCI(str(ULID()), "server", {"name": f"s{i}"}) for i in range(5)))

    _, first = hands.graph.read(history.revision, 1, limit=2)
    _, rest = hands.graph.read(history.revision, 1, after=first[-1].ordinal)

    assert [one.after["name"] for one in first + rest] == [f"s{i}" for i in range(5)]
