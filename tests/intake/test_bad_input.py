"""Input that no honest source would send, or that breaks in the middle: on a real Neo4j."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sources import Sources, ci, needs, whole

from cmdb import history, intake
from cmdb.errors import Conflict, Invalid
from cmdb.graph import Tx
from cmdb.intake import Options, Reading
from cmdb.intake.model import Cursor, Issue, ScopeEnd, SourceName, Spec, Tombstone

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sources(hands):
    return Sources(hands)


def head(sources):
    return sources.hands.graph.read(history.newest).number


@pytest.mark.parametrize(
    "name", ["person", "rules", "rules:dns", "reconciliation", "duplicates", "", " ", "a\nb"]
)
@pytest.mark.parametrize("given", [True, False])
def test_no_source_has_a_name_that_the_cmdb_writes_under(sources, name, given):
    if given and not name:
        return  # none was given: the input's own holds
    options = Options("alice", source=name if given else None)
    reading = Reading(Spec("test", ""), [SourceName("fine" if given else name), ci("a")], "d")
    with pytest.raises(Invalid, match="cannot be a source's name") as refused:
        intake.bring_in(sources.hands.graph, sources.hands.model, [reading], options)

    assert "--source" in refused.value.remedy
    assert [one.place for one in refused.value.problems] == ["source"]
    assert sources.hands.graph.read(intake.runs) == []


@pytest.mark.parametrize("name", ["rulesets", "persona", "a'b\"c`d", "Büro – 北京", "x" * 500])
def test_a_source_may_have_any_other_name(sources, name):
    assert sources.bring(ci("a"), source=name).created == 1
    assert sources.known_by("a") == [name]


@pytest.mark.parametrize(
    "name",
    [
        'o\'Brien "the" `server`',
        "🦄 unicorn",
        "\u202egnihtyna",
        "x') DETACH DELETE (n) //",
        "{{name}} %s $1",
    ],
)
def test_odd_names_are_kept_as_they_are(sources, name):
    said = [ci("a", name=name), ci("b"), needs("a", "b")]
    report = sources.bring(*said)

    assert report.created == 2
    assert sources.facts(name)["name"] == name
    assert [one.other["name"] for one in sources.relations(name)] == ["b"]
    number = head(sources)
    sources.bring(*said)
    assert head(sources) == number


@pytest.mark.parametrize(
    "bad",
    [
        ci("bad", name="x" * 10_000),
        ci("bad", name="half \ud800 character"),
        ci("bad\udfff"),
        ci("bad", name=""),
        ci("bad", cpu_count=10**400),
        ci("bad", cpu_count=float("inf")),
        ci("bad", cpu_count=float("nan")),
        ci("bad", tags=["ok", "\ud800"]),
        ci("bad", "no_such_class"),
        ci("bad", no_such_attribute=1),
        ci("bad", owner={"deep": {"in": "it"}}),
        ci("bad", identity={"serial": ["\ud800"]}),
        ci("bad" * 4000),
        ci("bad", scope="x" * 10_000),
        ci("bad", quorum={"web": {"needs": 10**400}}),
    ],
    ids=lambda one: f"{one.name[:12]!r} {sorted(one.fields)}".encode("ascii", "replace").decode(),
)
def test_a_value_that_cannot_be_is_refused_with_its_place(sources, bad):
    with pytest.raises(Invalid) as refused:
        sources.bring(ci("good"), bad)
    assert refused.value.problems
    assert all(one.place.startswith("cis[bad") for one in refused.value.problems)
    assert len(str(refused.value)) < 2000
    assert (head(sources), sources.hands.graph.read(intake.runs)) == (0, [])

    report = sources.bring(ci("good"), bad, keep_going=True)
    assert (report.created, report.left_out_count) == (1, 1)
    assert [one["status"] for one in sources.hands.graph.read(intake.runs)] == ["done"]


def test_a_scope_of_any_length_breaks_no_run(sources):
    with pytest.raises(Invalid, match="scope's name is longer"):
        sources.bring(ci("a"), ScopeEnd("x" * 10_000, complete=True))


def test_notes_of_any_text_and_number_leave_a_bounded_report(sources):
    notes = (Issue("p" * 5000, f"{i} \ud800", fatal=False) for i in range(5000))
    report = sources.bring(ci("a"), *notes)

    (run,) = sources.hands.graph.read(intake.runs)
    assert (run["status"], report.notes_count) == ("done", 5000)
    assert len(repr(run["report"])) < 200_000
    assert run["report"]["notes_count"] == 5000


def broken(error):
    yield SourceName("s")
    yield ci("a")
    raise error


@pytest.mark.parametrize("error", [RuntimeError("boom"), KeyError("name"), RecursionError()])
def test_an_importer_that_breaks_while_it_reads_leaves_nothing(sources, error):
    reading = Reading(Spec("flaky", ""), broken(error), "d")
    work = (sources.hands.graph, sources.hands.model, [reading], Options("alice"))
    with pytest.raises(Invalid, match="importer flaky broke while it read") as refused:
        intake.bring_in(*work)

    assert "Nothing was written" in refused.value.remedy
    assert (head(sources), sources.hands.graph.read(intake.runs)) == (0, [])
    assert sources.bring(ci("a")).created == 1


def test_a_run_whose_cursor_cannot_be_kept_does_not_stay_running(sources):
    with pytest.raises(TypeError):
        sources.bring(ci("a"), Cursor({"odd": object()}))

    (run,) = sources.hands.graph.read(intake.runs)
    assert run["status"] == "undone"
    assert sources.all() == {}


def test_what_was_not_declared_is_refused(sources):
    spec = Spec("shy", "", classes=frozenset({"server"}), relations=frozenset({"USES"}))
    for bad in (ci("x", "database"), needs("a", "b")):
        with pytest.raises(Invalid, match="the importer shy did not declare"):
            sources.bring(ci("a"), ci("b"), bad, spec=spec)


@pytest.mark.parametrize("scope", ["nobody has this", "\U0001f984"])
def test_a_scope_and_a_tombstone_of_nobody_change_nothing(sources, scope):
    sources.bring(ci("a", scope="eu"), whole("eu"))
    number = head(sources)
    report = sources.bring(ci("a", scope="eu"), ScopeEnd(scope, complete=True), Tombstone("zzz"))

    assert (report.missing, report.retired, head(sources)) == (0, 0, number)


def test_a_relation_to_a_ci_that_is_left_out_is_left_out_with_it(sources):
    said = [ci("a"), ci("bad", name="x" * 10_000), needs("a", "bad"), needs("bad", "a")]
    report = sources.bring(*said, keep_going=True)

    assert (report.created, report.relations_created) == (1, 0)
    reasons = [one.reason for one in report.left_out]
    assert reasons.count("a CI at its end is left out") >= 1
    assert sources.relations("a") == []


def test_a_key_that_stands_in_two_files_is_refused_with_both_places(hands):
    files = [Reading(Spec("t", ""), [SourceName("s"), ci("same")], "d") for _ in range(2)]
    with pytest.raises(Invalid, match=r"'same' stands at cis\[same\] already"):
        intake.bring_in(hands.graph, hands.model, files, Options("alice"))


@pytest.fixture
def counted(monkeypatch):
    """How many queries were asked, and how many rows they answered."""
    asked = {"queries": 0, "rows": 0}
    real = Tx.run

    def run(self, name, **params):
        rows = real(self, name, **params)
        asked["queries"] += 1
        asked["rows"] += len(rows)
        return rows

    monkeypatch.setattr(Tx, "run", run)
    return asked


@pytest.mark.parametrize("class_name", ["server", "application_service"])
def test_many_of_one_name_cost_no_more_than_many_of_many(sources, counted, class_name):
    def cost(number, name, source):
        before = dict(counted)
        said = [ci(f"k{i}", class_name, name=name or f"{source}{i}") for i in range(number)]
        assert sources.bring(*said, source=source).created == number
        return {what: counted[what] - before[what] for what in counted}

    plain = cost(600, None, "plain")
    same = cost(600, "twin", "same")
    again = cost(600, "twin", "again")
    for one in (same, again):
        assert one["queries"] <= plain["queries"] + 20
        assert one["rows"] <= plain["rows"] + 100


def test_another_import_of_the_source_does_not_begin_while_one_writes(sources):
    said = [SourceName("s"), ci("a")]
    refused = []

    def meanwhile(stage, *_):
        if stage == "writing" and not refused:
            with pytest.raises(Conflict, match="is under way") as other:
                sources.bring(ci("b"))
            refused.append(other.value)

    reading = Reading(Spec("test", ""), said, "d")
    work = (sources.hands.graph, sources.hands.model, [reading], Options("alice"), meanwhile)
    (report,) = intake.bring_in(*work)

    assert (report.created, len(refused)) == (1, 1)
    assert sorted(sources.all()) == ["a"]
    assert sources.bring(ci("b")).created == 1


def test_an_import_that_read_before_another_ended_is_refused_and_not_lost(sources):
    def first(stage, *_):
        if stage == "identifying":
            sources.bring(ci("a"))

    reading = Reading(Spec("test", ""), [SourceName("s"), ci("a"), ci("b")], "d")
    work = (sources.hands.graph, sources.hands.model, [reading], Options("alice"), first)
    with pytest.raises(Conflict, match="Another import of s ended"):
        intake.bring_in(*work)

    assert sorted(sources.all()) == ["a"]
    assert sources.bring(ci("a"), ci("b")).created == 1
    assert "running" not in {one["status"] for one in sources.hands.graph.read(intake.runs)}


KILLED = """
import os, sys
from cmdb import intake
from cmdb.graph import connect
from cmdb.intake import Options, Reading
from cmdb.intake.model import ObservedCI, SourceName, Spec
from cmdb.model import load

def die(stage, done, total):
    if stage == "writing":
        os._exit(9)

cis = [ObservedCI(f"n{i}", "server", f"n{i}") for i in range(700)]
with connect(*sys.argv[1:]) as graph:
    reading = Reading(Spec("test", ""), [SourceName("s"), *cis], "d")
    intake.bring_in(graph, load(), [reading], Options("alice"), die)
"""


def test_an_import_that_was_killed_is_incomplete_and_the_next_completes_it(sources, server):
    words = [sys.executable, "-c", KILLED, server.uri, server.user, server.password]
    died = subprocess.run(words, cwd=ROOT, check=False, timeout=60, capture_output=True)  # noqa: S603  our own code
    assert died.returncode == 9, died.stderr
    assert 0 < len(sources.all()) < 700

    sources.pass_days(0.01)
    graph = sources.hands.graph
    (run,) = graph.read(intake.runs, clock=lambda: sources.now)
    assert run["status"] == "incomplete"
    said = [ci(f"n{i}") for i in range(700)]
    with pytest.raises(Conflict, match="under way"):
        intake.bring_in(
            graph,
            sources.hands.model,
            [Reading(Spec("test", ""), [SourceName("s"), *said], "d")],
            Options("alice"),
            clock=lambda: sources.now - timedelta(days=0.01),
        )
    report = sources.bring(*said)
    assert report.created + report.unchanged == 700
    assert len(sources.all()) == 700
    assert {one["status"] for one in graph.read(intake.runs)} == {"done", "resumed"}
