"""Cases that a person decides, on a real Neo4j: CIs that are one, that are not, and back again."""

import orjson
import pytest
from sources import Sources, ci, needs, whole

from cmdb import duplicates, history
from cmdb.errors import Conflict, Invalid, NotFound
from cmdb.history import Stamp
from cmdb.intake import Grace
from cmdb.quality.reading import all_duplicates
from cmdb.reconcile import Reconciliation, precedence_file
from cmdb.topology import TopologyKeeper

MAC_1, MAC_2 = "52:54:00:00:00:01", "52:54:00:00:00:02"


class Person:
    """Decides cases as `bob`."""

    def __init__(self, sources):
        self.hands, self.sources = sources.hands, sources
        self.graph = sources.hands.graph

    @property
    def truth(self):
        model = self.hands.model
        return Reconciliation(model, precedence_file.load(model), self.sources.now)

    def open(self, *names):
        ids = [self.id(name) for name in names]
        return self.graph.write(duplicates.opened, ids, self.sources.now)["id"]

    def id(self, name):
        return self.sources.facts(name)["id"]

    def decide(self, how, case, *args, **options):
        work = (self.truth, case, *args, Stamp("bob"), self.sources.now)
        return self.graph.write(how, *work, **options)

    def merge(self, case, survivor):
        return self.decide(duplicates.merge, case, self.id(survivor))

    def unmerge(self, case):
        return self.decide(duplicates.unmerge, case)

    def distinct(self, case):
        return self.decide(duplicates.distinct, case)

    def evidence(self, name):
        found = self.graph.read(lambda tx: duplicates.store.relations_of(tx, [self.id(name)]))
        return {
            key: sorted(orjson.loads(properties.get("evidence") or "{}"))
            for key, properties in found
        }


@pytest.fixture
def sources(hands):
    return Sources(hands)


@pytest.fixture
def person(sources):
    return Person(sources)


def head(sources):
    return sources.hands.graph.read(history.newest).number


@pytest.fixture
def twins(sources):
    """One machine that two sources know as two CIs, with relations both ways."""
    sources.bring(
        ci("a", owner="one"),
        ci("db"),
        ci("shop", "application_service", quorum={"DEPENDS_ON": 1}),
        needs("a", "db", origin="declared"),
        needs("shop", "a"),
        source="one",
    )
    sources.bring(
        ci("b", kernel="6.1"),
        ci("db2"),
        needs("b", "db2", origin="observed", confidence=0.5),
        source="two",
    )
    return sources


def test_a_merge_gives_all_relations_and_records_to_the_survivor(twins, person):
    a, b = person.id("a"), person.id("b")
    done = person.merge(person.open("a", "b"), "a")

    assert done.case["status"] == "merged"
    assert twins.known_by("a") == ["one", "two"]
    assert (twins.facts("a")["owner"], twins.facts("a")["kernel"]) == ("one", "6.1")
    gone = twins.hands.read(b).facts
    assert (gone["lifecycle"], gone["merged_into"]) == ("retired", a)
    assert twins.hands.relations(b) == []
    assert sorted(one.other["name"] for one in twins.relations("a")) == ["db", "db2", "shop"]
    assert person.evidence("a") == {
        (a, "DEPENDS_ON", person.id("db")): ["one"],
        (a, "DEPENDS_ON", person.id("db2")): ["two"],
        (person.id("shop"), "DEPENDS_ON", a): ["one"],
    }


def test_the_survivor_keeps_the_name_by_which_it_was_chosen(sources, person):
    sources.bring(ci("x", name="web-1", serial_number="AAA111"), source="a")
    sources.bring(ci("y", name="web1"), source="b")
    person.merge(person.open("web-1", "web1"), "web1")

    facts = sources.facts("web1")
    assert (facts["serial_number"], facts["lifecycle"]) == ("AAA111", "operational")
    assert facts["pinned"] == ["name"]


def test_what_every_source_said_of_a_relation_of_both_is_kept(sources, person):
    db = ci("db", identity={"serial": ["DB9"]})
    sources.bring(ci("a"), db, needs("a", "db", origin="declared"), source="one")
    sources.bring(ci("b"), db, needs("b", "db", origin="observed", confidence=0.9), source="two")
    person.merge(person.open("a", "b"), "a")

    a, d = person.id("a"), person.id("db")
    found = person.evidence("a")
    assert found[a, "DEPENDS_ON", d] == ["one", "two"]
    (fact,) = [one for one in sources.relations("a") if one.facts["type"] == "DEPENDS_ON"]
    assert (fact.facts["origin"], fact.facts["confidence"]) == ("declared", 0.9)
    sources.bring(ci("a"), db, whole(), source="one")
    assert person.evidence("a")[a, "DEPENDS_ON", d] == ["two"]


def test_the_next_import_of_a_merged_ci_updates_the_survivor(twins, person):
    person.merge(person.open("a", "b"), "a")
    report = twins.bring(ci("b", kernel="6.2"), ci("db2"), needs("b", "db2"), source="two")

    assert (report.created, report.duplicates) == (0, 0)
    assert twins.facts("a")["kernel"] == "6.2"
    assert twins.facts("b")["lifecycle"] == "retired"
    assert "kernel" not in twins.facts("a").get("pinned", ())


def test_another_source_of_what_was_merged_is_the_survivor_and_no_case(sources, person):
    sources.bring(ci("a", serial_number="SN-A1"), source="one")
    sources.bring(ci("b", fqdn="b.example.org"), source="two")
    person.merge(person.open("a", "b"), "a")
    third = ci("c", identity={"serial": ["SN-A1"], "fqdn": ["b.example.org"]})
    report = sources.bring(third, source="three")

    assert (report.linked, report.duplicates, report.created) == (1, 0, 0)
    assert sources.hands.graph.read(duplicates.cases) == []


def test_unmerge_sets_back_relations_evidence_and_records(twins, person):
    before = (person.evidence("a"), person.evidence("b"), twins.facts("a"), twins.facts("b"))
    case = person.open("a", "b")
    person.merge(case, "a")
    done = person.unmerge(case)

    assert done.case["status"] == "open"
    after = (person.evidence("a"), person.evidence("b"), twins.facts("a"), twins.facts("b"))
    assert after == before
    assert (twins.known_by("a"), twins.known_by("b")) == (["one"], ["two"])
    number = head(twins)
    twins.bring(ci("b", kernel="6.1"), ci("db2"), source="two", mode="partial")
    assert head(twins) == number


def test_what_other_sources_say_stands_after_unmerge(sources, person):
    for name, owner in (("one", "team-1"), ("two", None)):
        fields = {"owner": owner} if owner else {"kernel": "6.1"}
        sources.bring(ci("a", serial_number="SN-A1", **fields), source=name)
    sources.bring(ci("b"), source="three")
    case = person.open("a", "b")
    person.merge(case, "a")
    person.unmerge(case)

    sources.bring(ci("a", serial_number="SN-A1", kernel="6.2"), source="two")
    assert (sources.facts("a")["owner"], sources.facts("a")["kernel"]) == ("team-1", "6.2")


def test_unmerge_after_a_later_write_is_refused_and_says_what_was_written(twins, person):
    case = person.open("a", "b")
    person.merge(case, "a")
    twins.hands.set(person.id("a"), owner="carol")

    with pytest.raises(Conflict, match=r"server:a: was written again") as refused:
        person.unmerge(case)
    assert refused.value.remedy
    assert twins.known_by("a") == ["one", "two"]


def test_a_case_is_decided_once(person, twins):
    assert twins.known_by("a") == ["one"]
    case = person.open("a", "b")
    person.merge(case, "a")
    with pytest.raises(Conflict, match="decided by bob: merged"):
        person.distinct(case)
    with pytest.raises(Conflict, match="decided by bob"):
        person.decide(duplicates.merge, case, person.id("a"))
    with pytest.raises(Conflict, match="merged into"):
        person.open("a", "b")
    person.unmerge(case)
    person.distinct(case)
    with pytest.raises(Conflict, match="distinct, not merged"):
        person.unmerge(case)


def test_wrong_cases_and_survivors_are_refused(twins, person):
    case = person.open("a", "b")
    with pytest.raises(Invalid, match="survivor must be one") as refused:
        person.merge(case, "db")
    assert sorted(refused.value.candidates) == sorted([person.id("a"), person.id("b")])
    with pytest.raises(NotFound, match="no case"):
        person.merge("nothing", "a")
    with pytest.raises(NotFound, match="no CI nobody"):
        twins.hands.graph.write(duplicates.opened, ["nobody", person.id("a")], twins.now)
    with pytest.raises(Invalid, match="2 to 20"):
        person.open("a", "a")
    with pytest.raises(NotFound, match="no case"):
        twins.hands.graph.write(
            duplicates.retirement, person.truth, case, Stamp("bob"), twins.now, retire=True
        )


def test_a_server_is_not_merged_into_a_service(twins, person):
    case = person.open("a", "shop")
    number = head(twins)
    with pytest.raises(Invalid, match="A server cannot be merged into a application_service"):
        person.merge(case, "shop")
    assert (head(twins), twins.known_by("a")) == (number, ["one"])


def test_merges_that_follow_each_other_end_in_one_ci(twins, person):
    first, second = person.open("a", "b"), person.open("b", "db2")
    person.merge(first, "a")
    person.decide(duplicates.merge, second, person.id("a"))

    assert twins.known_by("a") == ["one", "two", "two"]
    assert {twins.facts(name)["merged_into"] for name in ("b", "db2")} == {person.id("a")}
    with pytest.raises(Conflict, match="written again"):
        person.unmerge(first)
    person.unmerge(second)
    person.unmerge(first)
    assert twins.facts("b")["lifecycle"] == "operational"


def test_history_follows_a_merge(twins, person):
    b, db = person.id("b"), person.id("db")
    person.merge(person.open("a", "b"), "a")
    twins.hands.set(db, owner="x")
    person.merge(person.open("a", "db"), "db")

    found = twins.hands.graph.read(history.of_ci, db, limit=100)
    assert any(event.ci == b and event.op == "create" for event, _ in found)
    places = [(-event.revision, event.ordinal) for event, _ in found]
    assert places == sorted(set(places))
    paged, after = [], None
    while page := twins.hands.graph.read(history.of_ci, db, after=after, limit=3):
        paged += page
        after = (page[-1][0].revision, page[-1][0].ordinal)
    assert paged == found
    of_b = twins.hands.graph.read(history.of_ci, b)
    assert all(b in (event.ci, event.to) for event, _ in of_b)


@pytest.fixture
def waiting(sources):
    """An observation that two CIs answer to."""
    sources.bring(ci("a", identity={"mac": [MAC_1]}), source="one")
    sources.bring(ci("b", identity={"mac": [MAC_2]}), source="two")
    sources.bring(both(), source="three")
    (case,) = sources.hands.graph.read(duplicates.cases)
    return case["id"]


def both():
    return ci("c", identity={"mac": [MAC_1, MAC_2]}, kernel="6.1")


def test_an_observation_that_waited_becomes_part_of_the_survivor(sources, person, waiting):
    shown = sources.hands.graph.write(duplicates.compared, waiting)
    assert [one.get("observed") for one in shown["columns"]] == [None, None, "c"]
    (kernel,) = [one for one in shown["attributes"] if one["attribute"] == "kernel"]
    assert kernel == {"attribute": "kernel", "values": [None, None, "6.1"], "same": False}

    person.merge(waiting, "a")
    assert sources.known_by("a") == ["one", "three", "two"]
    assert sources.facts("a")["kernel"] == "6.1"
    number = head(sources)
    report = sources.bring(both(), source="three")
    assert (report.duplicates, report.created, head(sources)) == (0, 0, number)

    assert sorted(sources.all()) == ["a", "b"]


def test_a_merge_with_an_observation_is_set_back_and_asked_again(sources, person, waiting):
    person.merge(waiting, "a")
    person.unmerge(waiting)
    assert sources.known_by("a") == ["one"]
    assert "kernel" not in sources.facts("a")

    assert sources.bring(both(), source="three").duplicates == 1
    (case,) = sources.hands.graph.read(duplicates.cases)
    assert case["id"] == waiting


def test_an_observation_that_is_none_of_them_becomes_a_ci_of_its_own(sources, person, waiting):
    person.distinct(waiting)
    assert sources.known_by("c") == ["three"]
    number = head(sources)
    report = sources.bring(both(), source="three")
    assert (report.duplicates, head(sources)) == (0, number)
    assert len(sources.all()) == 3


def test_an_observation_that_became_a_ci_waits_again_when_that_is_taken_back(
    sources, person, waiting
):
    person.distinct(waiting)
    back = person.decide(duplicates.reopened, waiting)

    assert (back.case["status"], sorted(sources.all())) == ("open", ["a", "b"])
    assert sources.bring(both(), source="three").duplicates == 1
    person.merge(waiting, "a")
    assert sources.known_by("a") == ["one", "three", "two"]


def test_that_they_are_not_the_same_is_remembered(sources, person):
    sources.bring(ci("web", serial_number="SN-1", fqdn="w.example.org"), source="one")
    sources.hands.ci("web2", fqdn="w.example.org")

    keeper = TopologyKeeper(sources.hands.graph, sources.hands.model)

    def suspected():
        return set(sources.hands.graph.read(all_duplicates, keeper.current()))

    pair = {person.id("web"), person.id("web2")}
    assert suspected() == pair
    person.distinct(person.open("web", "web2"))
    assert suspected() == set()
    one = ci("x", identity={"fqdn": ["w.example.org"]})
    assert sources.bring(one, source="three").duplicates == 0
    assert sources.hands.graph.read(duplicates.cases) == []


def test_a_group_keeps_its_quorum_when_its_members_are_one(hands, sources, person):
    sources.bring(ci("a"), ci("b"))
    quorum = {"web": {"needs": 1, "wants": 2}}
    app = hands.ci("app", "application_service", quorum=quorum)
    for name in ("a", "b"):
        hands.relate(app, "DEPENDS_ON", person.id(name), group="web")
    person.merge(person.open("a", "b"), "a")

    (relation,) = hands.relations(app)
    assert (relation.other["name"], relation.facts["group"]) == ("a", "web")
    assert hands.read(app).facts["quorum"] == quorum


def test_a_ci_is_retired_by_a_person_once_and_stays_so(hands, sources, person):
    app = hands.ci("app", "application_service", quorum={"web": {"needs": 1, "wants": 2}})
    sources.bring(ci("a"), ci("b"), whole())
    for name in ("a", "b"):
        hands.relate(app, "DEPENDS_ON", person.id(name), group="web")
    sources.bring(ci("b"), whole(), grace=Grace(runs=1))
    (case,) = hands.graph.read(duplicates.cases, kind="retirement")
    assert case["name"] == "a"
    assert sources.facts("a")["lifecycle"] == "operational"

    done = person.decide(duplicates.retirement, case["id"], retire=True)
    assert (done.case["status"], sources.facts("a")["lifecycle"]) == ("retired", "retired")
    with pytest.raises(Conflict, match="decided by bob: retired"):
        person.decide(duplicates.retirement, case["id"], retire=False)
    sources.bring(ci("a"), ci("b"), whole())
    assert sources.facts("a")["lifecycle"] == "retired"

    back = person.decide(duplicates.reopened, case["id"])
    assert (back.case["status"], sources.facts("a")["lifecycle"]) == ("open", "operational")
    assert "pinned" not in sources.facts("a")


def test_a_ci_that_a_person_keeps_is_kept_whatever_runs_miss(hands, sources, person):
    app = hands.ci("app", "application_service", quorum={"web": {"needs": 1, "wants": 2}})
    sources.bring(ci("a", owner="x"), ci("b"), whole())
    for name in ("a", "b"):
        hands.relate(app, "DEPENDS_ON", person.id(name), group="web")
    for _ in range(2):
        sources.bring(ci("b"), whole(), grace=Grace(runs=1))
    (case,) = hands.graph.read(duplicates.cases, kind="retirement")
    done = person.decide(duplicates.retirement, case["id"], retire=False)
    report = sources.bring(ci("b"), whole(), grace=Grace(runs=1))

    assert (done.case["status"], report.retired) == ("kept", 0)
    assert (sources.facts("a")["lifecycle"], sources.facts("a")["owner"]) == ("operational", "x")
    assert hands.graph.read(duplicates.cases, kind="retirement") == []


def test_what_was_said_to_be_distinct_can_be_taken_back(sources, person):
    sources.bring(ci("a"), ci("b"))
    case = person.open("a", "b")
    person.distinct(case)

    back = person.decide(duplicates.reopened, case)

    assert (back.case["status"], back.revision) == ("open", None)
    assert person.merge(case, "a").case["status"] == "merged"
    assert person.decide(duplicates.reopened, case).case["status"] == "open"
    assert sources.facts("b")["lifecycle"] == "operational"
    with pytest.raises(Conflict, match="nothing was decided"):
        person.decide(duplicates.reopened, case)
    with pytest.raises(NotFound):
        person.decide(duplicates.reopened, "nothing")
