"""From observations to the graph, on a real Neo4j: all or nothing, once, and edits by hand stay."""

from datetime import UTC, datetime, timedelta

import pytest

from cmdb import history, intake
from cmdb.errors import Conflict, Invalid, NotFound
from cmdb.intake import Options, Reading
from cmdb.intake.model import Issue, ObservedCI, ObservedRelation, SourceName, Spec

SPEC = Spec("test", "observations made by a test")


def ci(key, class_name="server", quorum=None, **fields):
    name = fields.pop("name", key)
    return ObservedCI(key, class_name, name, fields, quorum=quorum or {}, place=f"cis[{key}]")


def needs(a, b, type_="DEPENDS_ON", **fields):
    return ObservedRelation(a, type_, b, fields, place=f"relations[{a}-{b}]")


@pytest.fixture
def bring(hands):
    def bring_in(*observations, source="s", spec=SPEC, **options):
        (report,) = intake.bring_in(
            hands.graph,
            hands.model,
            [Reading(spec, [SourceName(source), *observations], "d")],
            Options("alice", **options),
        )
        return report

    return bring_in


def newest(hands):
    return hands.graph.read(history.newest).number


def named(hands, name):
    from cmdb import items

    return hands.graph.read(items.read, hands.graph.read(items.resolve, hands.model, name))


def test_an_input_becomes_cis_and_relations(hands, bring):
    report = bring(ci("app", "workload", owner="alice"), ci("db"), needs("app", "db", group="g"))

    assert (report.created, report.relations_created, report.status) == (2, 1, "done")
    assert named(hands, "app").facts["owner"] == "alice"
    (relation,) = hands.relations(named(hands, "app").id)
    assert (relation.facts["group"], relation.other["name"]) == ("g", "db")


def test_the_same_input_again_writes_nothing(hands, bring):
    what = (ci("app"), ci("db", quorum={"web": 1}), needs("app", "db", strength="soft"))
    bring(*what)
    before = newest(hands)
    report = bring(*what)

    assert newest(hands) == before
    assert (report.unchanged, report.relations_unchanged) == (2, 1)
    assert (report.status, report.first_revision) == ("done", None)


def test_an_edited_input_updates_what_it_says_differently(hands, bring):
    bring(ci("app", owner="alice", fqdn="a.example"), ci("db"), needs("app", "db"))
    report = bring(ci("app", owner="bob"), ci("db"), needs("app", "db", group="web"))

    facts = named(hands, "app").facts
    assert (report.changed, report.relations_changed) == (1, 1)
    assert facts["owner"] == "bob"
    assert "fqdn" not in facts
    assert report.changes[0]["fields"]["owner"] == ["alice", "bob"]


def test_an_edit_by_hand_stays_whatever_the_source_says(hands, bring):
    bring(ci("app", owner="alice", fqdn="a.example"), ci("db"), needs("app", "db"))
    app = named(hands, "app").id
    hands.set(app, owner="carol")
    hands.relate(app, "DEPENDS_ON", named(hands, "db").id, group="web")
    bring(ci("app", owner="dave", fqdn="b.example"), ci("db"), needs("app", "db", group="other"))

    facts = named(hands, "app").facts
    assert (facts["owner"], facts["fqdn"]) == ("carol", "b.example")
    assert facts["pinned"] == ["owner"]
    assert hands.relations(app)[0].facts["group"] == "web"


def test_one_bad_entry_refuses_all_and_names_every_place(hands, bring):
    before = newest(hands)
    with pytest.raises(Invalid) as caught:
        bring(ci("a"), ci("b", "no_such_class"), ci("c", wrong_field=1), needs("a", "zz"))

    places = {p.place for p in caught.value.problems}
    assert places == {"cis[b]", "cis[c].wrong_field", "relations[a-zz].to"}
    assert newest(hands) == before


def test_keep_going_imports_the_rest_and_lists_what_it_left_out(bring):
    report = bring(
        ci("a"),
        ci("b", "no_such_class"),
        ci("c"),
        needs("a", "c"),
        needs("a", "b"),
        keep_going=True,
    )

    assert (report.created, report.relations_created) == (2, 1)
    assert [p.place for p in report.left_out] == ["cis[b]", "relations[a-b]"]


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(hands, bring):
    bring(ci("a", owner="alice"))
    before = newest(hands)
    report = bring(ci("a", owner="bob"), ci("b"), dry_run=True)

    assert (report.created, report.changed, report.status) == (1, 1, "planned")
    assert report.changes[0]["fields"] == {"owner": ["alice", "bob"]}
    assert newest(hands) == before
    assert hands.graph.read(intake.runs)[0]["report"]["created"] == 1


def test_what_the_source_no_longer_names_stays_and_is_counted(hands, bring):
    bring(ci("a"), ci("b"))
    report = bring(ci("a"))

    assert report.not_seen == 1
    assert named(hands, "b").facts["lifecycle"] == "operational"


def test_two_sources_with_equal_keys_are_two_cis(hands, bring):
    bring(ci("db"), source="one")
    bring(ci("db"), source="two")

    with pytest.raises(Invalid):
        named(hands, "db")


def test_several_readings_of_one_source_share_their_keys(hands):
    readings = [
        Reading(SPEC, [SourceName("s"), ci("a"), needs("a", "b")], "d"),
        Reading(SPEC, [SourceName("s"), ci("b")], "d"),
    ]
    (report,) = intake.bring_in(hands.graph, hands.model, readings, Options("alice"))

    assert (report.created, report.relations_created) == (2, 1)


def test_a_relation_may_name_a_key_that_the_source_has_already(bring):
    bring(ci("db"))
    report = bring(ci("app"), needs("app", "db"))

    assert (report.created, report.relations_created) == (1, 1)


def test_a_key_that_stands_twice_is_refused(bring):
    with pytest.raises(Invalid, match="already"):
        bring(ci("a"), ci("a"))


def test_what_an_importer_did_not_declare_is_refused(bring):
    narrow = Spec("narrow", "servers only", frozenset({"server"}), frozenset({"RUNS_ON"}))
    with pytest.raises(Invalid) as caught:
        bring(ci("r", "rack"), ci("s"), ci("t"), needs("s", "t"), spec=narrow)
    assert len(caught.value.problems) == 2


def test_an_issue_refuses_and_a_note_does_not(bring):
    with pytest.raises(Invalid, match="broken line"):
        bring(ci("a"), Issue("line 3", "broken line"))
    report = bring(ci("a"), Issue("env", "resolves to nothing", fatal=False))
    assert [n.reason for n in report.notes] == ["resolves to nothing"]


def test_an_input_without_anything_is_refused(bring):
    with pytest.raises(Invalid, match="nothing to import"):
        bring()


def test_large_imports_hold_at_most_500_events_a_revision(hands, bring):
    report = bring(*[ci(f"n{i}") for i in range(1201)])
    sizes = [r.events for r in hands.graph.read(history.revisions) if r.run == report.run]

    assert sum(sizes) == 1201
    assert max(sizes) <= 500


def test_a_run_that_breaks_midway_is_undone_and_can_be_made_again(hands):
    what = [ci(f"n{i}") for i in range(700)]
    moments = iter([datetime.now(UTC)] * 3)

    def breaking_clock():
        try:
            return next(moments)
        except StopIteration:
            if broken:
                return datetime.now(UTC)
            broken.append(True)
            raise OSError("the plug was pulled") from None

    broken: list[bool] = []
    reading = [Reading(SPEC, [SourceName("s"), *what], "d")]
    with pytest.raises(OSError, match="plug"):
        intake.bring_in(hands.graph, hands.model, reading, Options("alice"), clock=breaking_clock)
    with pytest.raises(NotFound):
        named(hands, "n0")
    assert hands.graph.read(intake.runs)[0]["status"] == "undone"

    (report,) = intake.bring_in(hands.graph, hands.model, reading, Options("alice"))
    assert report.created == 700
    assert named(hands, "n0").facts["name"] == "n0"


def test_a_finished_run_can_be_undone_and_then_made_again(hands, bring):
    hand_made = hands.ci("kept")
    first = bring(ci("a", owner="alice"), ci("b"), needs("a", "b"))
    intake.undo_run(hands.graph, hands.model, first.run, "bob")

    with pytest.raises(NotFound):
        named(hands, "a")
    assert hands.read(hand_made).facts["name"] == "kept"
    assert bring(ci("a", owner="alice"), ci("b"), needs("a", "b")).created == 2


def test_an_undone_change_is_made_again_by_the_next_import(hands, bring):
    bring(ci("a", owner="alice"))
    second = bring(ci("a", owner="bob"))
    intake.undo_run(hands.graph, hands.model, second.run, "carol")
    assert named(hands, "a").facts["owner"] == "alice"

    bring(ci("a", owner="bob"))
    assert named(hands, "a").facts["owner"] == "bob"


def test_one_run_a_source_at_a_time_and_a_dead_one_does_not_block(hands, bring):
    from cmdb.intake import store

    row = {"id": "r1", "source": "s", "kind": "test", "actor": "x", "total": 1}
    now = datetime.now(UTC)
    hands.graph.write(store.start, row, now, now - timedelta(minutes=2))
    with pytest.raises(Conflict, match="under way"):
        bring(ci("a"))

    hands.graph.write(store.beat, "r1", 0, now - timedelta(hours=1))
    assert bring(ci("a")).created == 1
    statuses = {r["id"]: r["status"] for r in hands.graph.read(intake.runs)}
    assert statuses["r1"] == "resumed"


def test_a_ci_given_by_its_id_is_that_ci(hands, bring):
    mine = hands.ci("mine", owner="alice")
    bring(ObservedCI("k", "server", "mine", {"owner": "bob"}, id=mine, place="cis[0]"))

    assert hands.read(mine).facts["owner"] == "bob"


def test_an_unknown_run_is_not_found(hands):
    with pytest.raises(NotFound):
        intake.undo_run(hands.graph, hands.model, "nope", "bob")
