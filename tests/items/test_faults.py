"""Neo4j gone in the middle: what was acknowledged is there, once, and the rest is said to be lost."""

import threading
from datetime import UTC, datetime

import pytest
from faults import FaultyProxy
from ulid import ULID

from cmdb import history, intake, items
from cmdb.errors import Unavailable
from cmdb.graph import connect
from cmdb.history import Stamp
from cmdb.intake import Options, Reading
from cmdb.intake.model import ObservedCI, SourceName, Spec
from cmdb.items import CreateCI


@pytest.fixture
def proxy(server):
    made = FaultyProxy(server.bolt_port)
    yield made
    made.close()


@pytest.fixture
def shaky(server, proxy):
    uri = f"bolt://127.0.0.1:{proxy.port}"
    with connect(uri, server.user, server.password, patience_s=1) as graph:
        yield graph


def test_writes_through_resets_are_made_once_or_refused(hands, shaky, proxy):
    stop = threading.Event()

    def cut_now_and_then():
        while not stop.wait(0.3):
            proxy.reset_all()

    cutter = threading.Thread(target=cut_now_and_then)
    cutter.start()
    acknowledged, unsure = [], []
    for n in range(15):
        id_ = str(ULID())
        command = CreateCI(id_, "server", {"name": f"n{n}"})
        try:
            now = datetime.now(UTC)
            shaky.write(items.apply, hands.model, [command], Stamp("alice", request=id_), now)
        except Unavailable:
            unsure.append(id_)
        else:
            acknowledged.append(id_)
    stop.set()
    cutter.join()

    there = {one.id for one in hands.graph.read(items.several, acknowledged + unsure)}
    revisions = hands.graph.read(history.revisions, limit=1000)
    assert set(acknowledged) <= there
    assert len(revisions) == len(there)
    assert [r.number for r in revisions] == list(range(len(there), 0, -1))


def test_an_import_that_loses_neo4j_is_shown_incomplete_and_made_whole_by_the_next(
    hands, shaky, proxy
):
    cis = [ObservedCI(f"k{n}", "server", f"n{n}", place=f"cis[{n}]") for n in range(1500)]
    reading = [Reading(Spec("test", "a test"), [SourceName("s"), *cis], "d")]

    def lose_it(stage, done, _total):
        if stage == "writing" and done >= 500:
            proxy.down = True
            proxy.reset_all()

    with pytest.raises(Unavailable):
        intake.bring_in(shaky, hands.model, reading, Options("alice"), progress=lose_it)
    (run,) = hands.graph.read(intake.runs)
    assert (run["status"], run["written"]) == ("running", 0)

    row = hands.graph.read(intake.run, run["id"])
    assert row["source"] == "s"
    undone = intake.undo_run(hands.graph, hands.model, run["id"], "bob")
    assert len(undone) == 1
    assert hands.graph.read(items.counts)["ci"] == {}
    (report,) = intake.bring_in(hands.graph, hands.model, reading, Options("alice"))
    assert report.created == 1500
