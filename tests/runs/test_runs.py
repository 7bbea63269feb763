"""Runs line by line, on a real Neo4j: what a dry run would do, what a run did, what it would lose."""

import pytest
from sources import Sources, ci, needs, whole

from cmdb import intake, runs
from cmdb.errors import Conflict, NotFound
from cmdb.intake import planning
from cmdb.intake.lines import line
from cmdb.runs import START


@pytest.fixture
def sources(hands):
    return Sources(hands)


def read(sources, run, group, text=None, limit=50):
    """Return all lines of a group, page by page."""
    found, after = [], START
    while after is not None:
        some, after = sources.hands.graph.read(runs.lines, run, group, text, after, limit)
        assert len(some) <= limit
        found += some
    return found


def groups(sources, run):
    return sources.hands.graph.read(runs.groups, run)


def test_a_plan_says_what_each_ci_and_relation_would_be(sources):
    sources.bring(ci("a", owner="x"), ci("db"), needs("a", "db"), whole())

    plan = sources.bring(ci("a", owner="y"), ci("b"), needs("a", "b"), whole(), dry_run=True)

    assert plan.run is None
    assert groups(sources, plan.plan) == {
        "created": 1,
        "changed": 1,
        "relations_created": 1,
        "relations_removed": 1,
        "missing": 1,
    }
    (changed,) = read(sources, plan.plan, "changed")
    assert (changed["name"], changed["fields"]) == ("a", {"owner": ["x", "y"]})
    (made,) = read(sources, plan.plan, "created")
    assert (made["name"], made["class"], made["fields"]["lifecycle"]) == (
        "b",
        "server",
        [None, "operational"],
    )
    (drawn,) = read(sources, plan.plan, "relations_created")
    assert (drawn["name"], drawn["type"], drawn["to_name"]) == ("a", "DEPENDS_ON", "b")
    assert [one["name"] for one in read(sources, plan.plan, "missing")] == ["db"]


def test_a_plan_is_read_in_pages_and_searched(sources):
    plan = sources.bring(*(ci(f"支付-{n}", owner="Ünal") for n in range(450)), dry_run=True)

    every = [one["name"] for one in read(sources, plan.plan, "created", limit=37)]
    assert len(set(every)) == 450
    found = read(sources, plan.plan, "created", "支付-44", limit=3)
    assert {one["name"] for one in found} == {"支付-44", *(f"支付-44{n}" for n in range(10))}
    assert len(read(sources, plan.plan, "created", "ünal", limit=400)) == 450
    assert read(sources, plan.plan, "created", 'no "such', limit=3) == []


def test_a_plan_of_very_many_lines_keeps_the_first_and_counts_all(monkeypatch):
    monkeypatch.setattr(planning, "LISTED", 300)
    plan = planning.Plan()
    for n in range(500):
        plan.add(line("created", name=str(n)))

    assert plan.counts == {"created": 500}
    assert sum(part["size"] for part in plan.parts()) == 300


def test_a_plan_says_what_is_left_out_and_noted_beyond_what_a_report_names(sources):
    bad = (ci(f"x{n}", "no_such_class") for n in range(250))
    plan = sources.bring(ci("a"), *bad, dry_run=True, keep_going=True)

    assert (len(plan.left_out), groups(sources, plan.plan)["left_out"]) == (200, 250)
    assert (plan.created, plan.unchanged) == (1, 0)


def test_a_plan_foresees_who_would_be_retired_and_who_is_wanted_still(sources):
    sources.bring(ci("old"), ci("held"), whole(), source="one")
    sources.bring(ci("shop"), source="two")
    ids = [sources.facts(name)["id"] for name in ("shop", "held")]
    sources.hands.relate(ids[0], "DEPENDS_ON", ids[1])
    for _ in range(2):
        sources.bring(whole(), source="one")

    plan = sources.bring(whole(), source="one", dry_run=True)

    assert [one["name"] for one in read(sources, plan.plan, "retired")] == ["old"]
    assert [one["name"] for one in read(sources, plan.plan, "missing")] == ["held"]
    assert sources.facts("old")["lifecycle"] == "operational"


def test_the_lines_of_a_plan_go_when_its_source_is_imported_or_planned_again(sources):
    first = sources.bring(ci("a"), dry_run=True)
    second = sources.bring(ci("a"), dry_run=True)
    assert groups(sources, first.plan) == {}
    assert groups(sources, second.plan) == {"created": 1}

    sources.bring(ci("a"))
    assert groups(sources, second.plan) == {}


def test_a_run_says_what_it_did(sources):
    sources.bring(ci("a", owner="x"), ci("db"))
    done = sources.bring(ci("a", owner="y"), ci("db"), ci("b"), needs("a", "b"))

    assert groups(sources, done.run) == {"created": 1, "changed": 1, "relations_created": 1}
    (changed,) = read(sources, done.run, "changed")
    assert changed["fields"] == {"owner": ["x", "y"]}
    (drawn,) = read(sources, done.run, "relations_created")
    assert (drawn["name"], drawn["to_name"]) == ("a", "b")
    assert read(sources, done.run, "created", "zzz") == []


def test_many_lines_of_a_run_come_in_pages(sources):
    done = sources.bring(*(ci(f"host-{n}") for n in range(60)))

    assert len({one["name"] for one in read(sources, done.run, "created", limit=25)}) == 60
    assert len(read(sources, done.run, "created", "HOST-1", limit=4)) == 11


def test_a_vetoed_run_names_what_it_would_lose_and_who_still_sees_it(sources):
    everybody = [ci(f"h{n}", serial_number=f"SN-{n}-XYZ") for n in range(10)]
    sources.bring(*everybody, whole(), source="one")
    sources.bring(*everybody[:2], source="two")
    vetoed = sources.bring(everybody[9], whole(), source="one")

    assert groups(sources, vetoed.run)["vetoed"] == 9
    lost = {one["name"]: one["text"] for one in read(sources, vetoed.run, "vetoed", limit=4)}
    assert (len(lost), lost["h0"], lost["h5"]) == (9, "two", None)
    assert [one["name"] for one in read(sources, vetoed.run, "vetoed", "h7")] == ["h7"]

    graph = sources.hands.graph
    decided = graph.write(intake.discard, vetoed.run, ("bob", "half of the scan"), sources.now)
    assert (decided["decided_by"], decided["decision"]) == ("bob", "half of the scan")
    with pytest.raises(Conflict, match="decided by bob"):
        graph.write(intake.confirm, vetoed.run, ("eve", None), sources.now)


def test_a_run_that_is_undone_still_says_what_it_was(sources):
    done = sources.bring(ci("a"))
    intake.undo_run(sources.hands.graph, sources.hands.model, done.run, "bob")

    assert sources.hands.graph.read(intake.run, done.run)["report"]["created"] == 1
    assert groups(sources, done.run) == {"created": 1}


def test_what_is_no_run_is_said(sources):
    with pytest.raises(NotFound):
        groups(sources, "nothing")
    with pytest.raises(NotFound):
        read(sources, "nothing", "created")
