"""What moves is told to all who follow, once, and to nobody who may no longer know it."""

import json
import queue
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx2
import pytest
from hands import Hands
from hypothesis import given
from hypothesis import strategies as st
from ulid import ULID

from api import feed as following
from api.services import services
from cli.local.reading import importing
from cli.local.serving import bound
from cli.local.serving import server as api_server
from cmdb import access, feed
from cmdb.feed import Pulse
from cmdb.graph import connect
from cmdb.items import CreateCI
from cmdb.model import load
from cmdb.settings import Settings
from tests.api.conftest import Site
from tests.faults import FaultyProxy


@contextmanager
def serving(graph, home):
    """A real server, as `cmdb up` has it: its address, and what stops it."""
    served = services(graph, load(), home, importing=importing())
    settings = Settings(home, port=0)
    started, socket = threading.Event(), bound(settings)
    running = api_server(served, settings, started.set)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    assert started.wait(30)

    def stop():
        running.should_exit = True
        began = time.monotonic()
        thread.join(30)
        return time.monotonic() - began

    yield f"http://127.0.0.1:{socket.getsockname()[1]}", stop
    stop()


class Follower:
    """Somebody who follows: the events that came, each (name, id, data)."""

    def __init__(self, address, token, after=None, **headers):
        self.came = queue.Queue()
        sent = {"Authorization": f"Bearer {token}", **headers}
        path = f"{address}/api/v1/feed" + ("" if after is None else f"?after={after}")
        self.thread = threading.Thread(target=self._listen, args=(path, sent), daemon=True)
        self.thread.start()

    def _listen(self, path, headers):
        with (
            httpx2.Client(timeout=60) as client,
            client.stream("GET", path, headers=headers) as got,
        ):
            if got.status_code != 200:
                self.came.put((got.status_code, None, json.loads(got.read())))
                return
            one = {}
            for line in got.iter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    one[name] = value
                elif one:
                    self.came.put((one["event"], one.get("id"), json.loads(one["data"])))
                    one = {}
        self.came.put(None)

    def next(self, name=None):
        """Return the next event; of that name, if others may come between."""
        while True:
            found = self.came.get(timeout=20)
            if name is None or found is None or found[0] == name:
                return found


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(following, "EVERY_S", 0.05)
    monkeypatch.setattr(following, "BEAT_S", 0.3)


@pytest.fixture
def place(empty, tmp_path):
    site = Site(None, empty)
    with serving(empty, tmp_path) as (address, stop):
        yield site, address, stop


def test_who_follows_is_told_what_holds_and_then_what_is_written(place, hands):
    site, address, _ = place
    before = hands.ci("shop-db-1")
    followers = [Follower(address, site.token("viewer")) for _ in range(3)]
    for one in followers:
        name, id_, said = one.next()
        assert (name, id_, said["revision"], said["missed"]) == ("hello", "1", 1, None)
        assert said["waiting"] == {"vetoes": 0, "duplicates": 0, "retirements": 0}

    hands.set(before, owner="bob")

    for one in followers:
        name, id_, said = one.next("changed")
        assert (id_, said["revision"], said["after"]) == ("2", 2, 1)
        assert said["cis"] == [before]
        assert said["actors"] == ["alice"]
        assert said["kinds"] == {"ci.change": 1}


def test_a_relation_touches_both_of_its_ends(place, hands):
    site, address, _ = place
    one, other = hands.ci("shop", "application_service"), hands.ci("shop-db-1")
    follower = Follower(address, site.token("viewer"))
    follower.next("hello")

    hands.relate(one, "RUNS_ON", other)

    assert follower.next("changed")[2]["cis"] == sorted([one, other])


def test_who_comes_back_is_told_what_was_written_meanwhile(place, hands):
    site, address, _ = place
    first = hands.ci("a")
    second = hands.ci("b")

    asked = Follower(address, site.token("viewer"), after=1).next()[2]
    sent = Follower(address, site.token("viewer"), **{"Last-Event-ID": "0"}).next()[2]
    nonsense = Follower(address, site.token("viewer"), **{"Last-Event-ID": "x1"}).next()[2]
    future = Follower(address, site.token("viewer"), after=999).next()[2]

    assert asked["missed"]["cis"] == [second]
    assert sent["missed"]["cis"] == sorted([first, second])
    assert nonsense["missed"] is None
    assert future["missed"] is None, "a backup was restored since"


def test_too_many_cis_to_name_are_counted(place, hands):
    site, address, _ = place
    follower = Follower(address, site.token("viewer"))
    follower.next("hello")
    number = feed.rules.MOST + 1

    hands.apply(*(CreateCI(str(ULID()), "server", {"name": f"s{i}"}) for i in range(number)))

    said = follower.next("changed")[2]
    assert said["cis"] is None
    assert said["events"] == number


def test_runs_and_what_waits_for_a_person_are_told(place, graph):
    site, address, _ = place
    follower = Follower(address, site.token("viewer"))
    follower.next("hello")

    graph.command("CREATE (:Run {id: '01R', source: 'glpi:hq', status: 'running'})")
    assert follower.next("run")[2]["status"] == "running"
    assert Follower(address, site.token("viewer")).next()[2]["runs"][0]["id"] == "01R"

    graph.command("MATCH (r:Run) SET r.status = 'vetoed', r.finished_at = datetime()")
    assert follower.next("run")[2]["status"] == "vetoed"
    assert follower.next("waiting")[2] == {"vetoes": 1, "duplicates": 0, "retirements": 0}


def test_where_nothing_moves_a_beat_says_that_it_lives(place):
    site, address, _ = place
    follower = Follower(address, site.token("viewer"))

    assert [follower.next()[0] for _ in range(3)] == ["hello", "beat", "beat"]


def test_it_ends_with_the_token(place):
    site, address, _ = place
    token = site.token("viewer")
    follower = Follower(address, token)
    follower.next("hello")

    (one,) = site.graph.read(access.listed, datetime.now(UTC))
    site.graph.write(access.revoke, one.id, datetime.now(UTC))

    assert follower.next("ended")[2]["status"] == 401
    assert follower.next() is None
    assert Follower(address, token).next()[0] == 401


def test_it_ends_at_once_when_the_server_stops(place):
    site, address, stop = place
    followers = [Follower(address, site.token("viewer")) for _ in range(3)]
    for one in followers:
        one.next("hello")

    assert stop() < 3
    for one in followers:
        assert one.next("bye")
        assert one.next() is None


def test_more_than_can_be_served_are_refused(place, monkeypatch):
    site, address, _ = place
    monkeypatch.setattr(following, "MOST", 1)
    first = Follower(address, site.token("viewer"))
    first.next("hello")

    status, _, problem = Follower(address, site.token("viewer")).next()

    assert status == 503
    assert problem["remedy"]
    assert first.next("beat")


def test_the_database_away_and_back_is_told(empty, server, tmp_path):
    site, hands = Site(None, empty), Hands(empty)
    proxy = FaultyProxy(server.bolt_port)
    uri = f"bolt://127.0.0.1:{proxy.port}"
    with connect(uri, server.user, server.password) as graph, serving(graph, tmp_path) as (at, _):
        follower = Follower(at, site.token("viewer"))
        follower.next("hello")
        proxy.down = True
        proxy.reset_all()
        assert follower.next("unavailable")[2]["status"] == 503
        hands.ci("written-meanwhile")
        proxy.down = False

        assert follower.next("hello")[2]["revision"] == 1
    proxy.close()


pulses = st.builds(
    lambda revision, runs, vetoes: Pulse(
        revision,
        None,
        0,
        {id_: {"id": id_} for id_ in runs},
        {"vetoes": vetoes, "duplicates": 0, "retirements": 0},
    ),
    st.integers(0, 3),
    st.sets(st.sampled_from("abc")),
    st.integers(0, 1),
)


@given(pulses, pulses)
def test_news_is_what_leads_from_one_moment_to_the_next(before, after):
    found = feed.news(before, after)

    assert (found is None) == (before == after)
    if found is not None and found.anew:
        assert after.revision < before.revision
    elif found is not None:
        runs = (before.runs.keys() - set(found.ended)) | {run["id"] for run in found.begun}
        assert runs == after.runs.keys()
        assert (found.waiting or before.waiting) == after.waiting
        assert (found.changed or (0, before.revision))[1] == after.revision
