"""What a source no longer sees: nothing is lost by an empty answer, and what is gone is retired."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources import Sources, ci, needs, whole

from cmdb import intake
from cmdb.errors import Conflict
from cmdb.intake.losses import Unseen, losses, shortfalls
from cmdb.intake.model import Issue, ScopeEnd, Tombstone
from cmdb.intake.options import Grace, Veto
from cmdb.model import load

TEN = [f"n{number}" for number in range(10)]


@pytest.fixture
def sources(hands):
    return Sources(hands)


def test_what_is_missing_for_three_complete_runs_is_retired(sources):
    sources.bring(ci("a"), ci("b"), whole())
    first = sources.bring(ci("a"), whole())
    sources.bring(ci("a"), whole())
    assert (first.missing, sources.facts("b")["lifecycle"]) == (1, "operational")

    third = sources.bring(ci("a"), whole())

    assert third.retired == 1
    assert sources.facts("b")["lifecycle"] == "retired"


def test_the_report_counts_all_that_are_retired(sources, monkeypatch):
    monkeypatch.setattr("cmdb.intake.losing._BATCH", 2)
    few = [f"x{number}" for number in range(30)]
    sources.bring(*map(ci, few), whole())
    report = sources.bring(*map(ci, few[5:]), whole(), grace=Grace(runs=1))

    assert (report.retired, len(report.named["retired"])) == (5, 5)


def test_what_is_missing_for_days_is_retired_by_the_next_run(sources):
    grace = Grace(runs=100, days=7)
    sources.bring(ci("a"), ci("b"), whole())
    sources.bring(ci("a"), whole(), grace=grace)
    sources.pass_days(8)
    sources.bring(ci("a"), whole(), grace=grace)

    assert sources.facts("b")["lifecycle"] == "retired"


def test_what_is_seen_again_is_in_operation_again(sources):
    grace = Grace(runs=1, days=100)
    sources.bring(ci("a"), ci("b"), whole())
    sources.bring(ci("a"), whole(), grace=grace)
    assert sources.facts("b")["lifecycle"] == "retired"

    sources.bring(ci("a"), ci("b"), whole(), grace=grace)

    assert sources.facts("b")["lifecycle"] == "operational"


@pytest.mark.parametrize(
    "said",
    [
        (ci("a"),),
        (ci("a"), ScopeEnd("", complete=False)),
        (ci("a"), whole("another")),
        (ci("a"), whole(), ScopeEnd("", complete=False)),
    ],
)
def test_only_a_scope_that_was_seen_whole_can_miss_a_ci(sources, said):
    sources.bring(ci("a"), ci("b"), whole())
    report = sources.bring(*said)

    assert (report.missing, report.not_seen) == (0, 1)


def test_an_input_with_a_bad_entry_misses_nothing(sources):
    sources.bring(ci("a"), ci("b"), whole())
    report = sources.bring(ci("a"), Issue("x", "broken"), whole(), keep_going=True)

    assert (report.missing, report.left_out_count) == (0, 1)


def test_a_partial_run_misses_nothing(sources):
    sources.bring(ci("a"), ci("b"), whole())

    assert sources.bring(ci("a"), whole(), mode="partial").missing == 0


def test_a_source_may_say_that_a_ci_is_gone(sources):
    sources.bring(ci("a"), ci("b"))
    report = sources.bring(ci("a"), Tombstone("b"), grace=Grace(runs=1))

    assert (report.missing, report.retired) == (1, 1)


def test_a_user_may_say_that_the_input_is_all_there_is(sources):
    sources.bring(ci("a"), ci("b"))

    assert sources.bring(ci("a"), complete=True).missing == 1


def test_an_empty_but_successful_answer_is_vetoed(sources):
    sources.bring(*map(ci, TEN), whole())
    report = sources.bring(whole(), grace=Grace(runs=1))

    assert report.status == "vetoed"
    assert report.vetoed == [{"scope": "", "would_lose": 10, "of": 10}]
    assert {one["lifecycle"] for one in sources.all().values()} == {"operational"}


def test_a_veto_is_confirmed_or_discarded_once(sources, hands):
    sources.bring(*map(ci, TEN), whole())
    first = sources.bring(whole(), grace=Grace(runs=1))
    hands.graph.write(intake.discard, first.run, ("bob", None), sources.now)
    with pytest.raises(Conflict, match="discarded"):
        hands.graph.write(intake.confirm, first.run, ("bob", None), sources.now)

    second = sources.bring(*map(ci, TEN[:3]), whole(), grace=Grace(runs=1))
    done = hands.graph.write(intake.confirm, second.run, ("bob", "they moved"), sources.now)
    assert done["confirmed"] == 7

    third = sources.bring(*map(ci, TEN[:3]), whole(), grace=Grace(runs=1))
    assert (third.status, third.retired) == ("done", 7)


def test_what_was_vetoed_and_is_seen_again_is_not_lost_by_confirming(sources, hands):
    sources.bring(*map(ci, TEN), whole())
    vetoed = sources.bring(ci("n0"), whole())
    sources.bring(*map(ci, TEN), whole())

    assert (
        hands.graph.write(intake.confirm, vetoed.run, ("bob", None), sources.now)["confirmed"] == 0
    )


def test_one_scope_is_vetoed_and_the_other_is_not(sources):
    many = [ci(name, scope="eu") for name in TEN]
    sources.bring(*many, ci("x", scope="us"), ci("y", scope="us"), whole("eu"), whole("us"))
    report = sources.bring(ci("x", scope="us"), whole("eu"), whole("us"))

    assert (report.missing, [one["scope"] for one in report.vetoed]) == (1, ["eu"])


def test_another_source_that_sees_it_keeps_it(sources):
    same = {"serial": ["S7K2M"]}
    sources.bring(ci("a", identity=same, owner="alice"), whole(), source="one")
    sources.bring(ci("b", identity=same, name="a"), whole(), source="two", kind="other")
    report = sources.bring(whole(), source="one", grace=Grace(runs=1))

    assert (report.missing, report.retired) == (1, 0)
    (facts,) = sources.all().values()
    assert facts["lifecycle"] == "operational"
    assert "owner" not in facts


def test_what_a_group_still_wants_is_not_retired_by_a_run(sources, hands):
    app = hands.ci("app", "application_service", quorum={"web": {"needs": 1, "wants": 2}})
    sources.bring(ci("w1"), ci("w2"), ci("w3"), whole())
    for name in ("w1", "w2"):
        hands.relate(app, "DEPENDS_ON", sources.facts(name)["id"], group="web")
    report = sources.bring(ci("w1"), whole(), grace=Grace(runs=1))

    assert (report.retired, report.kept_for_redundancy) == (1, 1)
    assert sources.facts("w2")["lifecycle"] == "operational"
    assert sources.facts("w3")["lifecycle"] == "retired"


def test_a_ci_that_a_person_retired_or_pinned_stays_so(sources, hands):
    sources.bring(ci("a"), ci("b"), whole())
    hands.set(sources.facts("b")["id"], lifecycle="retiring")
    sources.bring(ci("a"), whole(), grace=Grace(runs=1))

    assert sources.facts("b")["lifecycle"] == "retiring"


def test_relations_go_when_a_whole_scope_no_longer_states_them(sources):
    sources.bring(ci("a"), ci("b"), ci("c"), needs("a", "b"), needs("a", "c"), whole())
    report = sources.bring(ci("a"), ci("b"), ci("c"), needs("a", "c"), whole())
    assert report.relations_removed == 1
    assert [one.other["name"] for one in sources.relations("a")] == ["c"]

    kept = sources.bring(ci("a"), ci("b"), ci("c"))
    assert kept.relations_removed == 0
    assert len(sources.relations("a")) == 1


@given(
    known=st.integers(0, 60),
    lost=st.integers(0, 60),
    missing=st.integers(0, 10),
    gone=st.booleans(),
)
def test_no_run_marks_more_than_the_veto_allows(known, lost, missing, gone):
    lost = min(lost, known)
    unseen = [Unseen(f"n{i}", f"c{i}", "", False, gone) for i in range(lost)]
    unseen += [Unseen(f"m{i}", f"d{i}", "", True, False) for i in range(missing)]
    found = losses(unseen, {""}, {"": known}, Veto())
    newly = [one for one in found.missing if not one.missing]

    assert len(newly) < 5 or len(newly) <= 0.2 * known
    assert len(newly) + len(found.vetoed) == lost
    assert len(found.missing) - len(newly) == missing


def test_a_supplier_in_no_group_is_a_group_of_its_own():
    user = {"id": "u", "name": "app", "class": "application_service", "lifecycle": "operational"}
    relation = {"type": "DEPENDS_ON", "group": None, "strength": None, "lifecycle": "operational"}
    assert shortfalls(load(), user, [{**relation, "id": "db"}], {"db"})["db"].wants == 1
    assert shortfalls(load(), user, [{**relation, "id": "db"}], {"db", "u"}) == {}
    assert not shortfalls(load(), user, [{**relation, "id": "db", "strength": "none"}], {"db"})
