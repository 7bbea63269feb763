"""One read of the head serves all who asked before it began, and nobody who came later."""

import asyncio
import json

import pytest
from fastapi.testclient import TestClient
from ulid import ULID

from api.app import create_app
from api.heads import Heads, through
from api.services import services
from cmdb import impact
from cmdb.errors import Unavailable
from cmdb.graph import connect
from cmdb.history import Head
from cmdb.impact import Given, Question, as_json
from cmdb.items import CreateCI, Relate
from cmdb.model import load
from cmdb.topology import TopologyKeeper
from tests.api.conftest import ADDRESS
from tests.faults import FaultyProxy


class Slow:
    """Reads that end when they are told to; each tells which number it began as."""

    def __init__(self):
        self.begun = 0
        self.gates = []

    async def read(self):
        self.begun += 1
        number, gate = self.begun, asyncio.Event()
        self.gates.append(gate)
        await gate.wait()
        if number == 3:
            raise Unavailable("Neo4j did not answer.")
        return Head(number, None, 0)


async def settled():
    for _ in range(5):
        await asyncio.sleep(0)


def test_who_comes_before_a_read_begins_shares_it_and_who_comes_later_waits_for_the_next():
    async def story():
        slow = Slow()
        heads = Heads(slow.read)
        first = [heads.newest() for _ in range(3)]
        await settled()
        later = [heads.newest() for _ in range(3)]
        await settled()
        assert slow.begun == 1
        slow.gates[0].set()
        assert [(await one).number for one in first] == [1, 1, 1]
        await settled()
        assert slow.begun == 2
        latest = heads.newest()
        slow.gates[1].set()
        assert [(await one).number for one in later] == [2, 2, 2]
        await settled()
        slow.gates[2].set()
        with pytest.raises(Unavailable):
            await latest
        after = heads.newest()
        await settled()
        slow.gates[3].set()
        assert (await after).number == 4

    asyncio.run(story())


def test_who_stops_waiting_stops_no_read_for_others():
    async def story():
        slow = Slow()
        heads = Heads(slow.read)
        gone, stays = heads.newest(), heads.newest()
        await settled()
        gone.cancel()
        slow.gates[0].set()
        assert (await stays).number == 1

    asyncio.run(story())


def test_a_failure_that_nobody_waits_for_leaves_no_trace():
    async def story():
        async def fails():
            raise Unavailable("Neo4j did not answer.")

        gone = Heads(fails).newest()
        await settled()
        gone.cancel()

    asyncio.run(story())


@pytest.fixture
def running(site, server, tmp_path):
    """A client of a process that has begun to serve: its heads are read on the event loop."""
    proxy = FaultyProxy(server.bolt_port)
    with connect(f"bolt://127.0.0.1:{proxy.port}", server.user, server.password) as graph:
        app = create_app(services(graph, load(), tmp_path))
        with TestClient(app, base_url=ADDRESS) as client:
            client.headers["Authorization"] = f"Bearer {site.token('editor')}"
            yield client, proxy
    proxy.close()


def asked(client, ci="a"):
    return client.post("/api/v1/impact", json={"given": [{"ci": ci}]})


def test_a_write_of_another_process_is_seen_by_the_next_question(running, site):
    client, _ = running
    editor = site.as_("editor")
    for number, name in enumerate("abcdef", 1):
        editor.post("/api/v1/cis", json={"class": "server", "name": name})
        for _ in range(2):
            answer = asked(client, name)
            assert (answer.status_code, answer.json()["revision"]) == (200, number)
    assert asked(client, "g").status_code == 404
    assert asked(client, "a").headers["etag"] == '"6"'


def test_a_token_that_ended_is_refused_though_the_answer_was_ready(running, site):
    client, _ = running
    client.post("/api/v1/cis", json={"class": "server", "name": "a"})
    assert asked(client).status_code == 200
    admin = site.as_("admin")
    for one in admin.get("/api/v1/tokens").json()["items"]:
        if one["role"] == "editor":
            admin.delete(f"/api/v1/tokens/{one['id']}")
    assert asked(client).status_code == 401


def test_a_connection_that_broke_is_made_anew(running):
    client, proxy = running
    client.post("/api/v1/cis", json={"class": "server", "name": "a"})
    assert asked(client).status_code == 200
    proxy.reset_all()
    assert asked(client).status_code == 200


def test_the_read_in_a_thread_says_the_same(graph):
    async def story():
        glances = graph.glances()
        try:
            return await through(graph, glances)(), await through(graph, None)()
        finally:
            await glances.close()

    first, second = asyncio.run(story())
    assert first == second


def test_a_large_answer_comes_piece_by_piece_and_whole(running, hands):
    client, _ = running
    hub = hands.ci("hub")
    made = [CreateCI(str(ULID()), "server", {"name": f"支付-{n}"}) for n in range(2_300)]
    for at in range(0, len(made), 500):
        hands.apply(*made[at : at + 500])
        hands.apply(*[Relate(one.id, "DEPENDS_ON", hub, {}) for one in made[at : at + 500]])

    answer = asked(client, "hub")

    assert "content-length" not in answer.headers
    assert len(answer.json()["impacted"]) == 2_301
    topology = TopologyKeeper(hands.graph, load()).current()
    question = Question([Given("hub")])
    assert answer.json() == json.loads(as_json(impact.of(topology, question)))
    assert asked(client, "支付-7").headers["content-length"]
