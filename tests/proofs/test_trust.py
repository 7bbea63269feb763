"""How far a proof can be trusted: who says so, when it was seen, and who answers for it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from cli.local.reading import readings
from cmdb import intake, items, proofs
from cmdb.impact import Given, Question
from cmdb.intake import Options
from cmdb.intake.model import Files
from cmdb.model import load
from cmdb.proofs.trust import Known, trust
from cmdb.topology import TopologyKeeper

NOW = datetime(2026, 11, 21, tzinfo=UTC)
MONTH = timedelta(days=30)


@pytest.mark.parametrize(
    ("known", "score", "stale"),
    [
        (Known([], None), 1.0, False),
        (Known(["k8s"], NOW, origin="observed"), 0.8, False),
        (Known(["k8s"], NOW, origin="observed", confidence=0.95), 0.95, False),
        (Known(["k8s"], NOW - timedelta(days=31), origin="observed"), 0.4, True),
        (Known(["k8s"], NOW - timedelta(days=30), origin="inferred"), 0.5, False),
        (Known([], None, NOW - timedelta(days=400), "alice", "declared"), 0.5, True),
        (Known(["k8s"], NOW, NOW - timedelta(days=400), "alice", "rule"), 0.9, False),
    ],
)
def test_origin_confidence_and_age_make_the_score(known, score, stale):
    found = trust(known, NOW, MONTH)
    assert (found["score"], found["stale"]) == (score, stale)


DOCUMENT = {
    "cmdb": 1,
    "source": "scan",
    "cis": [
        {"key": "shop", "class": "application_service", "name": "shop", "owner": "alice"},
        {"key": "db", "class": "database_instance", "name": "db", "support_team": "dba"},
        {"key": "host", "class": "server", "name": "host"},
    ],
    "relations": [
        {"from": "shop", "type": "DEPENDS_ON", "to": "db", "origin": "observed"},
        {"from": "db", "type": "RUNS_ON", "to": "host", "origin": "inferred", "confidence": 0.6},
    ],
}


@pytest.fixture
def scanned(graph, hands, tmp_path):
    """A chain that a source has seen, and a disk that somebody drew by hand."""
    (tmp_path / "scan.json").write_text(json.dumps(DOCUMENT), "utf-8")
    files = Files(tmp_path, ("scan.json",))
    intake.bring_in(graph, load(), readings(files), Options("bob"))
    disk = hands.ci("disk", "storage_volume")
    host = graph.read(items.resolve, load(), "host")
    hands.relate(host, "DEPENDS_ON", disk)
    return TopologyKeeper(graph, load()).current()


def asked(graph, topology, failing, now):
    answer = proofs.why(topology, Question([Given(failing)]), "shop")
    return graph.read(proofs.trusted, answer, now, MONTH)


def names(cis):
    return [ci["name"] for ci in cis]


def test_the_weakest_necessary_relation_makes_the_trust(graph, scanned):
    answer = asked(graph, scanned, "disk", datetime.now(UTC))
    links = [link for step in answer["steps"] for link in step["relations"]]
    assert [link["trust"]["score"] for link in links] == [0.8, 0.6, 1.0]
    assert [link["trust"]["sources"] for link in links] == [["scan"], ["scan"], []]
    assert links[2]["trust"]["written_by"] == "alice"
    assert (answer["trust"]["score"], answer["trust"]["at_least"]) == (0.6, False)
    assert answer["trust"]["relation"]["type"] == "RUNS_ON"
    assert names(answer["doubts"]["ownerless"]) == ["host", "disk"]
    assert names(answer["doubts"]["unconfirmed"]) == ["disk"]
    assert answer["doubts"]["stale"] == []


def test_what_nobody_has_seen_for_long_is_stale(graph, scanned):
    answer = asked(graph, scanned, "host", datetime.now(UTC) + timedelta(days=31))
    assert answer["trust"]["score"] == 0.3
    assert names(answer["doubts"]["stale"]) == ["shop", "db", "host"]


def test_a_relation_that_is_gone_since_is_trusted_by_nobody(graph, hands, scanned):
    ends = [graph.read(items.resolve, load(), name) for name in ("shop", "db")]
    hands.unrelate(ends[0], "DEPENDS_ON", ends[1])
    answer = asked(graph, scanned, "db", datetime.now(UTC))
    (link,) = answer["steps"][0]["relations"]
    assert link["trust"] is None
    assert (answer["trust"]["score"], answer["trust"]["relation"]) == (None, None)
