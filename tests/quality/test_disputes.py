"""Where sources disagree, over all CIs, on a real Neo4j; and how each source stands."""

from datetime import UTC, datetime, timedelta

import pytest
from sources import Sources, ci, whole

from cmdb import quality
from cmdb.errors import Invalid
from cmdb.quality import Clock
from cmdb.quality.disputes import Asked, disputes
from cmdb.quality.freshness import condition, unseen
from cmdb.reconcile import Reconciliation, precedence_file


@pytest.fixture
def sources(hands):
    return Sources(hands)


def read(sources, limit=50, **asked):
    """Return all rows, page by page."""
    model = sources.hands.model
    truth = Reconciliation(model, precedence_file.load(model), sources.now)
    found, after = [], ""
    while after is not None:
        some, after = sources.hands.graph.read(disputes, truth, Asked(**asked), after, limit)
        found += some
    return found


def test_a_dispute_says_who_says_what_and_by_which_rule_one_holds(sources):
    serial = {"serial": ["SN-77"]}
    sources.bring(ci("a", identity=serial, memory_gb=16, owner="x"), ci("b"), source="one")
    sources.bring(ci("a", identity=serial, memory_gb=32, owner="X "), source="two")

    (row,) = read(sources)

    assert (row["ci"]["name"], [one["name"] for one in row["attributes"]]) == ("a", ["memory_gb"])
    (memory,) = row["attributes"]
    assert {one["source"]: one["value"] for one in memory["said"]} == {"one": 16, "two": 32}
    assert memory["by"] in {"order", "newer", "name"}
    assert [one["holds"] for one in memory["said"]] == [True, False]
    assert memory["value"] == memory["said"][0]["value"]


def test_disputes_are_narrowed_and_paged(sources):
    for number in range(7):
        serial = {"serial": [f"SN-{number}"]}
        kind = "server" if number else "network_device"
        sources.bring(ci("a", kind, identity=serial, site="x"), source=f"one-{number}")
        sources.bring(ci("a", kind, identity=serial, site="y"), source=f"two-{number}")

    assert len(read(sources, limit=2)) == 7
    assert len(read(sources, class_name="network_device")) == 1
    assert len(read(sources, source="two-3")) == 1
    assert read(sources, attribute="owner") == []
    with pytest.raises(Invalid):
        read(sources, class_name="no_such")


def test_what_a_person_pinned_is_no_conflict_and_is_listed_apart(sources):
    serial = {"serial": ["SN-77"]}
    sources.bring(ci("a", identity=serial, memory_gb=16), source="one")
    sources.bring(ci("a", identity=serial, memory_gb=32), source="two")
    found = sources.facts("a")
    sources.hands.set(found["id"], memory_gb=24)

    assert read(sources) == []
    (row,) = read(sources, listed="pinned")
    (memory,) = row["attributes"]
    assert (memory["value"], memory["by"], len(memory["said"])) == (24, "pinned", 2)


def test_every_source_says_how_it_stands(sources):
    everybody = [ci(f"h{n}") for n in range(10)]
    sources.bring(*everybody, whole(), source="scan")
    sources.bring(ci("x"), source="list")
    sources.bring(ci("y"), source="tried", dry_run=True)
    sources.bring(everybody[0], whole(), source="scan")
    clock = Clock(datetime.now(UTC) + timedelta(days=31), timedelta(days=30))

    found = sources.hands.graph.read(quality.standings, {"netbox": "netbox"}, clock)

    assert [(one["source"], one["state"], one["live"], one["cis"]) for one in found] == [
        ("list", "stale", False, 1),
        ("netbox", "never", True, 0),
        ("scan", "vetoed", False, 10),
    ]


@pytest.mark.parametrize(
    ("status", "state"),
    [("running", "running"), ("vetoed", "vetoed"), ("incomplete", "failed"), ("done", "ok")],
)
def test_what_somebody_has_to_do_comes_before_a_source_s_age(status, state):
    assert (
        condition({**unseen("s", "k", 30), "stale": False, "last_run": {"status": status}}) == state
    )
