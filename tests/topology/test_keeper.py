"""The topology is never older than the question, however the graph came to where it is."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from contents import content

from cmdb import history
from cmdb.errors import Invalid, Unavailable
from cmdb.graph import Graph
from cmdb.model import load
from cmdb.topology import TopologyKeeper, loading
from cmdb.topology import keeper as keeping
from cmdb.topology.loading import load as load_topology
from cmdb.topology.loading import stamp


@pytest.fixture
def keeper(empty):
    return TopologyKeeper(empty, load())


def newly_read(graph):
    return graph.read(load_topology, load())


def test_a_database_that_nobody_has_written_to_is_revision_0(keeper):
    assert not keeper.loaded
    topology = keeper.current()
    assert (topology.revision, len(topology)) == (0, 0)
    assert keeper.loaded


def test_every_kind_of_write_shows_at_once(keeper, hands):
    keeper.current()
    app = hands.ci("app", "application_service", quorum={"web": 1}, owner="alice")
    web = hands.ci("web", "web_server", lifecycle="in_build")
    hands.relate(app, "DEPENDS_ON", web, group="web")
    seen = keeper.current()
    place = seen.place(app)
    assert seen.profile(place).owner == "alice"
    assert seen.quorums(place)["web"].needs == 1
    assert not seen.operating[seen.place(web)]
    hands.set(web, lifecycle="operational", name="web-1")
    hands.set(app, quorum={"web": {"needs": 1, "wants": 2}})
    hands.relate(
        app, "DEPENDS_ON", web, group=None, strength="soft", tolerates="PT4H", confidence=0.5
    )
    hands.set(web, health="degraded")
    now = keeper.current()
    assert now.ailing() == {now.place(web): "degraded"} == newly_read(hands.graph).ailing()
    (supplier,), (code,) = now.needs(now.place(app))
    tie = now.tie(code)
    assert (now.id(supplier), tie.strength, tie.group, tie.tolerates_s) == (
        web,
        "soft",
        None,
        14400,
    )
    assert tie.confidence == 0.5
    assert content(now) == content(newly_read(hands.graph))
    assert now.named("web") == []
    assert [now.id(place) for place in now.named("web-1")] == [web]
    assert now.operating[supplier]
    hands.unrelate(app, "DEPENDS_ON", web)
    assert keeper.current().needs(now.place(app)) == ((), ())
    assert content(keeper.current()) == content(newly_read(hands.graph))
    assert content(seen) != content(now)


def test_undoing_the_creation_takes_the_ci_away(keeper, hands):
    hands.ci("stays")
    keeper.current()
    gone = hands.ci("goes")
    number = keeper.current().revision
    hands.undo(number)
    topology = keeper.current()
    assert topology.revision == number + 1
    assert topology.place(gone) is None
    assert len(topology) == 1


def test_a_database_restored_to_an_earlier_revision_is_read_anew(keeper, hands):
    for name in ("a", "b", "c"):
        hands.ci(name)
    assert len(keeper.current()) == 3
    hands.graph.command("MATCH (n) WHERE NOT n:Migration DETACH DELETE n")
    hands.graph.command(
        "CREATE (:Head {name: 'head', number: 0, at: datetime.realtime(), access: 0})"
    )
    hands.ci("other")
    topology = keeper.current()
    assert topology.revision == 1
    assert [topology.name(place) for place in topology.places()] == ["other"]


def test_another_history_with_as_many_revisions_is_read_anew(keeper, hands):
    hands.ci("a")
    assert [keeper.current().name(0)] == ["a"]
    hands.graph.command("MATCH (n) WHERE n:CI OR n:Revision OR n:Event DETACH DELETE n")
    hands.graph.command("MATCH (h:Head) SET h.number = 0")
    hands.ci("b")
    hands.ci("c")
    topology = keeper.current()
    assert {topology.name(place) for place in topology.places()} == {"b", "c"}


def test_far_behind_it_reads_the_graph_anew(keeper, hands, monkeypatch):
    monkeypatch.setattr(keeping, "_FEW_EVENTS", 2)
    monkeypatch.setattr(keeping, "_MOST_EVENTS", 3)
    hands.ci("first")
    keeper.current()
    for at in range(5):
        hands.ci(f"ci-{at}")
    topology = keeper.current()
    assert not topology.overlay.records
    assert len(topology) == 6


def test_what_one_query_does_not_bring_comes_event_by_event(keeper, hands, monkeypatch):
    monkeypatch.setattr(keeping, "_FEW_EVENTS", 2)
    hands.ci("first")
    keeper.current()
    for at in range(5):
        hands.ci(f"ci-{at}")
    topology = keeper.current()
    assert len(topology.overlay.records) == 5
    assert content(topology) == content(newly_read(hands.graph))


def test_a_heavy_overlay_becomes_new_arrays_beside_the_questions(keeper, hands, monkeypatch):
    monkeypatch.setattr(keeping, "_LEAST_WEIGHT", 3)
    ids = [hands.ci(f"ci-{at}") for at in range(3)]
    keeper.current()
    for a, b in pairwise(ids):
        hands.relate(a, "DEPENDS_ON", b)
    heavy = keeper.current()
    assert heavy.overlay.weight >= 3
    for thread in threading.enumerate():
        if thread.name == "topology-compact":
            thread.join(30)
    light = keeper.current()
    assert light.overlay.weight == 0
    assert content(light) == content(heavy)


def test_a_graph_read_in_many_parts_is_the_same_graph(hands, monkeypatch):
    hub = hands.ci("hub", "application_service", quorum={"web": "n-1"})
    for at in range(9):
        other = hands.ci(f"ci-{at}", owner=f"owner-{at % 3}", criticality="high")
        hands.relate(hub, "DEPENDS_ON", other, **({"group": "web"} if at % 2 else {}))
    whole = newly_read(hands.graph)
    monkeypatch.setattr(loading, "_CIS_A_PART", 4)
    monkeypatch.setattr(loading, "_RELATIONS_A_PART", 2)
    monkeypatch.setattr(loading, "_A_LIST", 1)
    assert content(newly_read(hands.graph)) == content(whole)
    assert len(content(whole)[1]) == 9


def test_a_relation_type_that_the_model_lacks_is_named(keeper, hands):
    a, b = hands.ci("a"), hands.ci("b")
    hands.graph.command(f"MATCH (a:CI {{id: '{a}'}}), (b:CI {{id: '{b}'}}) CREATE (a)-[:EATS]->(b)")
    with pytest.raises(Invalid, match=r"'EATS'.*CMDB_MODEL"):
        keeper.current()


def test_a_writer_always_finds_its_own_write(hands):
    """Eight threads write and ask; a ninth keeps reading the whole graph meanwhile."""
    keeper = TopologyKeeper(hands.graph, load())
    hub = hands.ci("hub")
    stop = threading.Event()

    def write(name):
        id_ = hands.ci(name)
        done = hands.relate(id_, "DEPENDS_ON", hub)
        topology = keeper.current()
        assert topology.revision >= done.revision.number
        place = topology.place(id_)
        assert place in topology.users(topology.place(hub))[0]

    def read():
        while not stop.is_set():
            one = newly_read(hands.graph)
            assert content(one)

    with ThreadPoolExecutor(9) as pool:
        reading = pool.submit(read)
        writing = [pool.submit(write, f"w{at}") for at in range(48)]
        try:
            for done in writing:
                done.result(60)
        finally:
            stop.set()
        reading.result(60)
    assert content(keeper.current()) == content(newly_read(hands.graph))


class Gated(Graph):
    """The real graph, whose reads are counted and wait at a gate."""

    def __init__(self, graph):
        super().__init__(graph._driver, graph._beside, graph.address)
        self.reads, self.gate = 0, threading.Event()

    def read(self, work, /, *args, **kw):
        self._passed()
        return super().read(work, *args, **kw)

    def glance(self, work, /, *args, **kw):
        self._passed()
        return super().glance(work, *args, **kw)

    def _passed(self):
        self.reads += 1
        assert self.gate.wait(30)


def test_one_read_serves_all_that_came_before_it_started(hands):
    graph = Gated(hands.graph)
    keeper = TopologyKeeper(graph, load())
    graph.gate.set()
    keeper.current()
    graph.gate.clear()
    with ThreadPoolExecutor(20) as pool:
        first = pool.submit(keeper.current)
        _until(lambda: graph.reads == 2)
        hands.ci("late")
        waiting = [pool.submit(keeper.current) for _ in range(19)]
        _until(lambda: len(keeper._turn._waiters) == 19)
        graph.gate.set()
        revisions = {one.result(30).revision for one in waiting}
        assert first.result(30).revision == 1
    assert revisions == {1}
    assert graph.reads == 4  # all at first; a glance and what came since; a glance for the others


def test_a_failed_read_fails_all_that_waited_for_it_and_the_next_tries_again(hands):
    graph = Gated(hands.graph)
    keeper = TopologyKeeper(graph, load())
    working = graph._driver
    graph._driver = _Broken()
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(keeper.current)
        _until(lambda: graph.reads == 1)
        waiting = [pool.submit(keeper.current) for _ in range(4)]
        _until(lambda: len(keeper._turn._waiters) == 4)
        graph.gate.set()
        for asked in (first, *waiting):
            with pytest.raises(Unavailable):
                asked.result(30)
    assert graph.reads == 2
    graph._driver = working
    assert keeper.current().revision == 0


class _Broken:
    """A driver that has lost its server."""

    def session(self):
        from neo4j.exceptions import ServiceUnavailable

        raise ServiceUnavailable("gone")


def _until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_snapshot_of_the_head_that_was_seen_is_not_read_again(keeper, hands):
    hands.ci("a")
    first = keeper.current()
    hands.ci("b")

    assert keeper.current(first.stamp) is first
    newer = keeper.current()
    assert len(list(newer.places())) == 2
    assert keeper.current(newer.stamp) is newer


def test_head_that_was_seen_is_reached(keeper, hands):
    hands.ci("a")
    keeper.current()
    hands.ci("b")
    head = stamp(hands.graph.read(history.newest))

    assert keeper.current(head).stamp == head


def test_what_an_import_writes_is_read_ahead_while_somebody_asks(keeper, hands):
    hands.ci("a")
    keeper.current()
    keeper.asked()
    hands.ci("b")
    keeper.current()
    hands.ci("c")
    head = stamp(hands.graph.read(history.newest))

    until = time.monotonic() + 20
    while keeper.held.stamp != head and time.monotonic() < until:
        keeper.asked()
        time.sleep(0.01)
    assert keeper.held.stamp == head
    assert content(keeper.held) == content(newly_read(hands.graph))


def test_nobody_reads_ahead_where_nobody_asks(keeper, hands, monkeypatch):
    monkeypatch.setattr(keeping, "_FOLLOWED_S", 0.1)
    keeper.asked()
    hands.ci("a")
    keeper.current()
    hands.ci("b")
    keeper.current()

    until = time.monotonic() + 20
    while _following() and time.monotonic() < until:
        time.sleep(0.01)
    assert not _following()


def _following():
    return [one for one in threading.enumerate() if one.name == "topology-follow"]
