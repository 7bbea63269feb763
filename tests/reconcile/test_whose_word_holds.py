"""What sources say, whose word holds, and what becomes of it when a person decides."""

from datetime import timedelta

import pytest
from sources import Sources, ci, needs, whole

from cmdb import history, reconcile
from cmdb.errors import Conflict, Invalid, NotFound
from cmdb.history import Stamp
from cmdb.intake import store as runs
from cmdb.model import load
from cmdb.reconcile import Reconciliation, precedence_file

SAME = {"serial": ["SN-7K2"]}


class Admin:
    """Asks and decides as `bob`."""

    def __init__(self, sources):
        self.sources, self.graph = sources, sources.hands.graph

    def truth(self, folder=None):
        model = load()
        return Reconciliation(model, precedence_file.load(model, folder), self.sources.now)

    def clock(self):
        return self.sources.now

    def said(self, name):
        found = self.graph.read(reconcile.said, self.truth(), self.sources.facts(name)["id"])
        return {one["name"]: one for one in found["attributes"]}, found

    def release(self, name, *fields):
        ci_id = self.sources.facts(name)["id"]
        return self.graph.write(reconcile.release, self.truth(), ci_id, fields, Stamp("bob"))

    def withdraw(self, source, **options):
        return reconcile.withdraw(
            self.graph, self.truth(), source, "bob", clock=self.clock, **options
        )

    def recompute(self, folder=None, **options):
        return reconcile.recompute(
            self.graph, self.truth(folder), "bob", clock=self.clock, **options
        )

    @property
    def head(self):
        return self.graph.read(history.newest).number


@pytest.fixture
def sources(hands):
    return Sources(hands)


@pytest.fixture
def admin(sources):
    return Admin(sources)


@pytest.fixture
def shared(sources):
    """A machine that two sources know, and more that only the first knows."""
    sources.bring(
        ci("a", identity=SAME, owner="alice", kernel="6.1"),
        ci("only"),
        ci("db", identity={"serial": ["SN-DB1"]}),
        needs("a", "db"),
        needs("a", "only"),
        source="nmap",
        kind="nmap",
    )
    sources.pass_days(1)
    sources.bring(
        ci("a", identity=SAME, owner="bob"),
        ci("db", identity={"serial": ["SN-DB1"]}),
        needs("a", "db"),
        source="nmap:hq",
        kind="nmap",
    )
    return sources


def test_all_sources_are_shown_and_one_holds(shared, admin):
    attributes, found = admin.said("a")

    assert [one["source"] for one in found["sources"]] == ["nmap", "nmap:hq"]
    assert {one["source"] for one in attributes["owner"]["said"]} == {"nmap", "nmap:hq"}
    holding = [one for one in attributes["owner"]["said"] if one["holds"]]
    assert [one["value"] for one in holding] == [shared.facts("a")["owner"]]


def test_a_released_field_takes_the_sources_value_again(shared, admin):
    before = shared.facts("a")["owner"]
    shared.hands.set(shared.facts("a")["id"], owner="carol", kernel="5.0")
    attributes, _ = admin.said("a")
    assert attributes["owner"]["pinned"]
    assert not any(one["holds"] for one in attributes["owner"]["said"])

    admin.release("a", "owner")
    facts = shared.facts("a")
    assert (facts["owner"], facts["kernel"], facts["pinned"]) == (before, "5.0", ["kernel"])
    admin.release("a")
    assert shared.facts("a")["kernel"] == "6.1"
    assert "pinned" not in shared.facts("a")
    with pytest.raises(Invalid, match="no pinned 'owner'"):
        admin.release("a", "owner")


def test_another_precedence_is_tried_before_it_holds(shared, admin, tmp_path):
    old, head = shared.facts("a")["owner"], admin.head
    other, source = ("bob", "nmap:hq") if old == "alice" else ("alice", "nmap")
    order = ["nmap:hq", "*"] if source == "nmap:hq" else ["*", "nmap:hq"]
    text = f"[classes.ci.attributes]\nowner = {{ order = {order!r} }}\n"
    (tmp_path / "precedence.toml").write_text(f'[default]\norder = ["*"]\n{text}')

    would = admin.recompute(tmp_path, dry_run=True)
    assert (would.changed, admin.head) == (1, head)
    assert would.changes[0]["fields"]["owner"] == [old, other]
    assert admin.recompute(tmp_path).changed == 1
    assert shared.facts("a")["owner"] == other
    assert admin.recompute(tmp_path).changed == 0
    shared.hands.set(shared.facts("a")["id"], owner="carol")
    assert admin.recompute().changed == 0


def test_a_withdrawn_source_leaves_what_others_say(shared, admin):
    head = admin.head
    would = admin.withdraw("nmap", dry_run=True)
    assert (admin.head, would.dry_run, would.retired) == (head, True, 1)

    done = admin.withdraw("nmap")
    numbers = ("looked_at", "changed", "retired", "relations_changed", "relations_removed")
    assert [getattr(done, n) for n in numbers] == [getattr(would, n) for n in numbers]
    facts = shared.facts("a")
    assert (facts["owner"], facts["lifecycle"]) == ("bob", "operational")
    assert "kernel" not in facts
    assert shared.facts("only")["lifecycle"] == "retired"
    assert [one.other["name"] for one in shared.relations("a")] == ["db"]
    assert shared.known_by("a") == ["nmap:hq"]
    with pytest.raises(NotFound, match="nmap"):
        admin.withdraw("nmap")


def test_a_source_is_not_withdrawn_while_a_run_of_it_goes_on(shared, admin):
    row = {"id": "R", "source": "nmap", "kind": "nmap", "actor": "bob", "total": 1}
    long_ago = admin.clock() - timedelta(hours=1)
    shared.hands.graph.write(runs.start, row, admin.clock(), long_ago)

    assert admin.withdraw("nmap", dry_run=True).retired == 1
    with pytest.raises(Conflict, match="run R"):
        admin.withdraw("nmap")

    shared.hands.graph.write(runs.beat, "R", 0, long_ago)  # its process has died
    assert admin.withdraw("nmap").retired == 1


def test_a_source_whose_name_begins_anothers_takes_nothing_of_it(shared, admin):
    admin.withdraw("nmap:hq")

    assert shared.known_by("a") == ["nmap"]
    assert sorted(one.other["name"] for one in shared.relations("a")) == ["db", "only"]
    report = shared.bring(
        ci("a", identity=SAME, owner="bob"),
        ci("db", identity={"serial": ["SN-DB1"]}),
        needs("a", "db"),
        source="nmap:hq",
        kind="nmap",
    )
    assert report.linked == 2


@pytest.mark.parametrize("name", ['a "quoted" one', "back\\slash", "Büro – 北京", "$1 OR 1=1"])
def test_a_source_of_any_name_is_withdrawn_whole(sources, admin, name):
    sources.bring(ci("a"), ci("b"), needs("a", "b"), source=name)
    done = admin.withdraw(name)

    assert (done.retired, done.relations_removed) == (2, 1)
    assert sources.relations("a") == []


def test_what_a_person_made_stays_when_its_source_is_withdrawn(sources, admin):
    mine = sources.hands.ci("mine", serial_number="SN-9", owner="alice")
    sources.bring(ci("x", serial_number="SN-9", kernel="6.1"), source="glpi:hq")
    admin.withdraw("glpi:hq")

    facts = sources.hands.read(mine).facts
    assert (facts["lifecycle"], facts["owner"], facts["name"]) == ("operational", "alice", "mine")
    assert "kernel" not in facts


def test_a_withdrawn_source_may_be_imported_again(sources, admin):
    said = [ci("a", owner="x"), ci("b"), needs("a", "b"), whole()]
    sources.bring(*said, source="one")
    admin.withdraw("one")
    sources.bring(*said, source="one")

    facts = [one for one in sources.all().values() if one["lifecycle"] == "operational"]
    assert sorted(one["name"] for one in facts) == ["a", "b"]


def test_what_waited_for_a_decision_goes_with_its_source(sources, admin):
    from cmdb import duplicates

    macs = ["52:54:00:00:00:01", "52:54:00:00:00:02"]
    sources.bring(ci("a", identity={"mac": macs[:1]}), source="one")
    sources.bring(ci("b", identity={"mac": macs[1:]}), source="two")
    sources.bring(ci("c", identity={"mac": macs}), ci("d"), source="three")
    assert len(admin.graph.read(duplicates.cases)) == 1
    admin.withdraw("three")

    assert admin.graph.read(duplicates.cases) == []
