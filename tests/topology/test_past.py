"""Snapshots of the past on a real Neo4j: right, kept while they cost little, gone with a restore."""

import pytest
from contents import content

from cmdb import history
from cmdb.model import load
from cmdb.topology import TopologyKeeper
from cmdb.topology import past as keeping
from cmdb.topology.model import Stamp
from cmdb.topology.past import PastKeeper


@pytest.fixture
def keeper(empty):
    return TopologyKeeper(empty, load())


@pytest.fixture
def past(empty):
    return PastKeeper(empty)


def stamped(topology):
    return Stamp(topology.revision, topology.stamp.at, 0)


def lived(hands, keeper):
    """Write a life of two CIs; return the snapshot after each revision."""
    keeper.current()
    seen = []

    def note():
        seen.append(keeper.current())

    app = hands.ci("app", "application_service", quorum={"web": 1})
    note()
    web = hands.ci("web", owner="alice")
    note()
    hands.relate(app, "DEPENDS_ON", web, group="web")
    note()
    hands.set(web, name="web-1", lifecycle="retired")
    note()
    hands.relate(app, "DEPENDS_ON", web, strength="soft")
    note()
    hands.unrelate(app, "DEPENDS_ON", web)
    note()
    hands.ci("goes")
    note()
    hands.undo(7)
    return [*seen, keeper.current()]


def test_every_past_revision_is_as_it_was(hands, keeper, past):
    seen = lived(hands, keeper)
    for then in seen:
        found = past.at(seen[-1], stamped(then))
        assert content(found) == content(then)
        assert found.revision == then.revision
    fresh = PastKeeper(hands.graph)
    for then in reversed(seen):
        assert content(fresh.at(seen[-1], stamped(then))) == content(then)


def test_a_past_snapshot_is_made_once(hands, keeper, past):
    seen = lived(hands, keeper)
    first = past.at(seen[-1], stamped(seen[2]))
    hands.ci("later")
    assert past.at(keeper.current(), stamped(seen[2])) is first


def test_few_are_kept(hands, keeper, past, monkeypatch):
    monkeypatch.setattr(keeping, "_MOST_KEPT", 2)
    seen = lived(hands, keeper)
    for then in seen[:4]:
        past.at(seen[-1], stamped(then))
    assert [revision for revision, _ in past._kept] == [3, 4]


def test_what_weighs_much_is_not_kept(hands, keeper, past, monkeypatch):
    monkeypatch.setattr(keeping, "_LEAST_WEIGHT", 1)
    seen = lived(hands, keeper)
    for then in seen[:3]:
        past.at(seen[-1], stamped(then))
    assert len(past._kept) == 1


def test_what_shares_no_arrays_with_the_present_is_let_go(hands, keeper, past):
    seen = lived(hands, keeper)
    kept = past.at(seen[-1], stamped(seen[1]))
    other = TopologyKeeper(hands.graph, load()).current()
    found = past.at(other, stamped(seen[1]))
    assert found is not kept
    assert found.compact is other.compact
    assert content(found) == content(kept)


def test_a_ci_and_its_relations_as_they_were(hands):
    app, web = hands.ci("app"), hands.ci("web", owner="alice")
    hands.relate(app, "DEPENDS_ON", web)
    hands.set(web, owner="bob")
    hands.unrelate(app, "DEPENDS_ON", web)

    def at(work, ci, revision):
        return hands.graph.read(work, ci, revision)

    assert at(history.ci_at, web, 1) is None
    assert [at(history.ci_at, web, n)[0]["owner"] for n in (2, 3, 4, 5)] == ["alice"] * 2 + [
        "bob"
    ] * 2
    assert at(history.ci_at, web, 5)[1] == 4
    assert [len(at(history.relations_at, web, n)) for n in (2, 3, 4, 5)] == [0, 1, 1, 0]
    ((facts, rev),) = at(history.relations_at, app, 4)
    assert (facts["from"], facts["type"], facts["to"], rev) == (app, "DEPENDS_ON", web, 3)
