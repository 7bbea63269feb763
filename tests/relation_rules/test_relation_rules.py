"""Rules on a real graph: drawn, drawn anew, taken away, and never what somebody else holds."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from ulid import ULID

from cmdb import history, items, relation_rules
from cmdb.errors import Invalid, NotFound
from cmdb.intake import Options, Reading, bring_in
from cmdb.intake.model import ObservedCI, ObservedRelation, SourceName, Spec
from cmdb.model import load
from cmdb.relation_rules.model import Rule, Selector

MODEL = load()
SERVERS = Selector(frozenset({"server", "virtual_machine"}), where={"environment": ("production",)})
DNS = Selector(cis=("corp-dns",))
FIELDS = {"origin": "rule", "confidence": 1.0, "strength": "soft"}
SITE_DNS = Rule("site-dns", "Servers need DNS.", "DEPENDS_ON", SERVERS, DNS, fields=FIELDS)


@pytest.fixture
def estate(hands):
    """Two production servers, one of the test stage, and a DNS zone."""
    ids = {name: hands.ci(name, environment="production") for name in ("a", "b")}
    ids["c"] = hands.ci("c", environment="test")
    ids["dns"] = hands.ci("corp-dns", "dns_zone")
    hands.ids = ids
    return hands


def applied(hands, *rules, dry_run=False):
    return relation_rules.apply(hands.graph, MODEL, rules, "alice", dry_run=dry_run)


def counts(report):
    names = ("created", "changed", "confirmed", "released", "removed", "unchanged")
    return {one.name: {n: v for n in names if (v := getattr(one, n))} for one in report.rules}


def drawn(hands, name="dns"):
    found = hands.relations(hands.ids[name])
    return sorted(one.other["name"] for one in found if one.facts.get("origin") == "rule")


def newest(hands):
    return hands.graph.read(history.newest).number


def test_relations_are_drawn_with_their_origin_in_a_revision_of_their_own(estate):
    report = applied(estate, SITE_DNS)

    assert counts(report) == {"site-dns": {"created": 2}}
    assert drawn(estate) == ["a", "b"]
    revision, events = estate.graph.read(history.revision, report.last_revision)
    assert (revision.actor, revision.source, revision.reason) == ("alice", "rules", "site-dns")
    assert {e.after["strength"] for e in events} == {"soft"}
    assert report.first_revision == report.last_revision


def test_applied_again_nothing_is_written(estate):
    applied(estate, SITE_DNS)
    before = newest(estate)

    assert counts(applied(estate, SITE_DNS)) == {"site-dns": {"unchanged": 2}}
    assert newest(estate) == before


def test_a_dry_run_says_the_same_and_writes_nothing(estate):
    before = newest(estate)
    report = applied(estate, SITE_DNS, dry_run=True)

    assert counts(report) == {"site-dns": {"created": 2}}
    assert (newest(estate), drawn(estate)) == (before, [])


def test_what_a_rule_gives_no_more_is_taken_away(estate):
    applied(estate, SITE_DNS)
    estate.set(estate.ids["a"], environment="test")
    estate.set(estate.ids["c"], environment="production")

    assert counts(applied(estate, SITE_DNS)) == {
        "site-dns": {"created": 1, "removed": 1, "unchanged": 1}
    }
    assert drawn(estate) == ["b", "c"]


def test_what_is_retired_is_in_no_rule(estate):
    applied(estate, SITE_DNS)
    estate.set(estate.ids["a"], lifecycle="retired")

    applied(estate, SITE_DNS)

    assert drawn(estate) == ["b"]


def test_a_rule_that_is_withdrawn_takes_its_relations_along(estate):
    applied(estate, SITE_DNS)
    report = applied(estate)

    assert counts(report) == {"site-dns": {"removed": 2}}
    assert report.rules[0].withdrawn
    assert drawn(estate) == []


def test_a_rule_that_says_it_otherwise_changes_what_it_drew(estate):
    applied(estate, SITE_DNS)
    hard = replace(SITE_DNS, fields=FIELDS | {"strength": "hard"})

    assert counts(applied(estate, hard)) == {"site-dns": {"changed": 2}}
    assert {one.facts["strength"] for one in estate.relations(estate.ids["dns"])} == {"hard"}


def test_of_two_rules_the_first_by_name_decides_and_the_second_holds_on(estate):
    other = replace(SITE_DNS, name="zone", fields=FIELDS | {"strength": "hard"})

    assert counts(applied(estate, other, SITE_DNS)) == {"zone": {}, "site-dns": {"created": 2}}
    assert counts(applied(estate, other)) == {"zone": {"changed": 2}}
    assert drawn(estate) == ["a", "b"]
    assert counts(applied(estate)) == {"zone": {"removed": 2}}


def test_what_a_hand_drew_is_left_and_stays_when_the_rule_goes(estate):
    estate.relate(estate.ids["a"], "DEPENDS_ON", estate.ids["dns"], strength="hard")

    assert counts(applied(estate, SITE_DNS)) == {"site-dns": {"created": 1, "confirmed": 1}}
    assert counts(applied(estate, SITE_DNS)) == {"site-dns": {"unchanged": 1, "confirmed": 1}}
    assert drawn(estate) == ["b"]
    assert counts(applied(estate)) == {"site-dns": {"removed": 1, "released": 1}}
    assert [one.facts["strength"] for one in estate.relations(estate.ids["dns"])] == ["hard"]


SPEC = Spec("doc", "A document.")


def imported(hands, **fields):
    said = [
        SourceName("doc"),
        ObservedCI("s", "server", "from-doc", {"environment": "production"}),
        ObservedCI("d", "dns_zone", "doc-dns"),
        ObservedRelation("s", "DEPENDS_ON", "d", fields),
    ]
    bring_in(hands.graph, MODEL, [Reading(SPEC, said, "doc")], Options("alice"))


def test_what_a_source_states_too_keeps_both_words(hands):
    imported(hands, origin="declared", strength="hard")
    rule = replace(SITE_DNS, to=Selector(cis=("doc-dns",)))

    assert counts(applied(hands, rule)) == {"site-dns": {"confirmed": 1}}
    (shown,) = hands.graph.read(relation_rules.shown, MODEL, rule)
    assert (shown.there, shown.others) == (True, ("doc",))

    assert counts(applied(hands)) == {"site-dns": {"released": 1}}
    before = newest(hands)
    imported(hands, origin="declared", strength="hard")
    assert newest(hands) == before, "the source's own word is as it was"
    ci = hands.graph.read(items.resolve, MODEL, "doc-dns")
    assert [one.facts["strength"] for one in hands.relations(ci)] == ["hard"]


def test_a_rule_that_gives_too_much_is_refused_and_the_others_are_applied(estate):
    applied(estate, SITE_DNS)
    narrow = replace(SITE_DNS, most=1)
    other = replace(SITE_DNS, name="other", from_=Selector(cis=("c",)))

    report = applied(estate, narrow, other)

    assert "gives 2 relations; at most 1 are drawn" in report.rules[0].refused
    assert counts(report) == {"site-dns": {"unchanged": 2}, "other": {"created": 1}}
    assert drawn(estate) == ["a", "b", "c"], "what it drew before stays"


def test_a_name_that_is_gone_takes_nothing_away(estate):
    applied(estate, SITE_DNS)
    estate.set(estate.ids["dns"], name="renamed")

    report = applied(estate, SITE_DNS)

    assert "'corp-dns', which is no CI" in report.rules[0].refused
    assert drawn(estate) == ["a", "b"]


def test_a_rule_follows_containment_and_never_what_rules_drew(hands):
    hands.ids = {"dns": hands.ci("corp-dns", "dns_zone")}
    site, rack = hands.ci("bj1", "site"), hands.ci("r1", "rack")
    inside, outside = hands.ci("in"), hands.ci("out")
    hands.relate(rack, "CONTAINED_IN", site)
    hands.relate(inside, "CONTAINED_IN", rack)
    within = Selector(SERVERS.classes, within=("site:bj1",), by=("CONTAINED_IN",))
    puts = Rule(
        "puts",
        "All are in.",
        "CONTAINED_IN",
        Selector(cis=(outside,)),
        Selector(cis=(rack,)),
        fields={"origin": "rule"},
    )
    rule = replace(SITE_DNS, from_=within)

    applied(hands, puts, rule)
    applied(hands, puts, rule)

    assert drawn(hands) == ["in"]


def test_more_than_one_batch_is_written_in_revisions_of_at_most_500_events(hands):
    commands = [
        items.CreateCI(str(ULID()), "server", {"name": f"s{n}", "environment": "production"})
        for n in range(1100)
    ]
    hands.apply(*commands)
    hands.ids = {"dns": hands.ci("corp-dns", "dns_zone")}

    report = applied(hands, SITE_DNS)

    assert counts(report) == {"site-dns": {"created": 1100}}
    assert report.last_revision - report.first_revision == 2
    assert counts(applied(hands, SITE_DNS)) == {"site-dns": {"unchanged": 1100}}


def test_an_undone_rule_is_drawn_again(estate):
    report = applied(estate, SITE_DNS)
    estate.undo(report.last_revision)
    assert drawn(estate) == []

    assert counts(applied(estate, SITE_DNS)) == {"site-dns": {"created": 2}}


def test_what_a_person_made_their_own_stays_as_they_want_it(estate):
    applied(estate, SITE_DNS)
    estate.relate(estate.ids["a"], "DEPENDS_ON", estate.ids["dns"], strength="hard")

    assert counts(applied(estate, SITE_DNS)) == {"site-dns": {"confirmed": 1, "unchanged": 1}}
    applied(estate)
    left = estate.relations(estate.ids["dns"])
    assert [(one.other["name"], one.facts["strength"]) for one in left] == [("a", "hard")]


def test_a_rule_is_shown_with_the_relations_that_it_gives_now(estate):
    shown = estate.graph.read(relation_rules.shown, MODEL, SITE_DNS)

    assert [(one.from_["name"], one.to["name"], one.there) for one in shown] == [
        ("a", "corp-dns", False),
        ("b", "corp-dns", False),
    ]
    with pytest.raises(NotFound, match="no rule 'other'"):
        relation_rules.named([SITE_DNS], "other")
    with pytest.raises(Invalid):
        estate.graph.read(relation_rules.shown, MODEL, replace(SITE_DNS, most=1))


def test_a_clock_may_be_given(estate):
    at = datetime(2027, 1, 1, tzinfo=UTC)
    report = relation_rules.apply(estate.graph, MODEL, [SITE_DNS], "alice", clock=lambda: at)

    revision, _ = estate.graph.read(history.revision, report.last_revision)
    assert revision.at >= at
