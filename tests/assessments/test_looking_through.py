"""An answer looked through in groups and pages says what the whole answer says, no more and no less."""

import pytest
from estates import Estate
from hypothesis import given, settings
from random_estates import questions

from cmdb import assessments, hypotheses, impact
from cmdb.assessments import Chosen, Looking
from cmdb.errors import Invalid
from cmdb.impact import Given, Question
from cmdb.model import load

SETTINGS = settings(max_examples=80, deadline=None)


@pytest.fixture(scope="module")
def shop():
    """A shop on a pair of web servers and one database; a report on the database; all on one host."""
    estate = Estate()
    estate.ci("shop", "business_service", support_team="Shop team", criticality="critical")
    estate.ci("report", "business_service", environment="test")
    estate.ci("web1", "web_server", support_team="Web team"), estate.ci("web2", "web_server")
    estate.ci("db", "database_instance"), estate.ci("host", "server")
    estate.ci("callers", "team")
    for web in ("web1", "web2"):
        estate.relate("shop", "DEPENDS_ON", web, group="web")
    estate.relate("shop", "DEPENDS_ON", "db"), estate.relate("report", "DEPENDS_ON", "db")
    estate.relate("db", "RUNS_ON", "host"), estate.relate("report", "SUPPORTED_BY", "callers")
    return estate.topology()


def examined(topology, *refs, edits=(), **more):
    question = Question([Given(ref) for ref in refs], **more)
    return assessments.examined(topology, question, hypotheses.edits(load(), edits))


def names(of, **wanted):
    return [row[1] for row in assessments.chosen(of, Chosen(**wanted))]


@SETTINGS
@given(questions())
def test_groups_and_pages_add_up_to_the_answer(posed):
    estate, states = posed
    topology = estate.topology()
    question = Question([Given(*one) for one in states.items()], "current")
    whole = impact.of(topology, question)

    of = assessments.examined(topology, question)
    found = assessments.overview(of, "en")

    assert found["counts"] == whole.counts
    assert found["headline"] == whole.headline
    assert found["redundancy_lost"]["total"] == len(whole.redundancy_lost)
    assert found["doubts"]["total"] == len(whole.findings)
    others = len(whole.impacted) - found["services"]["total"]
    for tallies in found["groups"].values():
        assert sum(one["total"] for one in tallies) == others
        assert all(
            one["total"] == one["down"] + one["degraded"] + one["at_risk"] for one in tallies
        )
    rows = assessments.chosen(of, Chosen())
    pages = [assessments.listed(Looking(of, "en"), rows, 2, skip) for skip in range(0, 30, 2)]
    listed = [one for page in pages for one in page["items"]]
    assert [(one["ci"], one["state"], one["given"]) for one in listed] == [
        (one["ci"], one["state"], one["given"]) for one in whole.impacted
    ]
    assert [one["already"] for one in listed] == [one["already"] for one in whole.impacted]


@SETTINGS
@given(questions())
def test_a_choice_and_its_contrary_are_all(posed):
    estate, states = posed
    of = assessments.examined(estate.topology(), Question([Given(*one) for one in states.items()]))

    for field in ("services", "given"):
        parts = [set(names(of, **{field: said})) for said in (True, False)]
        assert parts[0] | parts[1] == set(names(of))
        assert not parts[0] & parts[1]


def test_services_come_first_each_with_whom_to_call(shop):
    found = assessments.overview(examined(shop, "host"), "en")

    services = [
        (one["ci"]["name"], one["state"], one["teams"]) for one in found["services"]["items"]
    ]
    assert services == [("shop", "down", ["Shop team"]), ("report", "down", ["callers"])]
    assert found["service_counts"] == {"down": 2, "degraded": 0, "at_risk": 0}
    assert found["sentences"]["headline"] == ("If host fails: 2 services down, 1 other CI down.")
    assert found["services"]["items"][0]["because"] == "depends on db, which is down"


def test_what_a_service_stands_on_is_a_click_away(shop):
    of = examined(shop, "host", "web1")

    assert set(names(of, beneath="shop")) == {"db", "host", "web1"}
    assert set(names(of, beneath="report")) == {"db", "host"}


def test_what_is_at_risk_is_found_under_where_redundancy_was_lost():
    estate = Estate()
    estate.relate("pair", "HAS_MEMBER", "a"), estate.relate("pair", "HAS_MEMBER", "b")
    estate.ci("pair", "cluster", quorum={"members": 1})
    for user in ("u1", "u2"):
        estate.relate(user, "DEPENDS_ON", "pair")

    of = examined(estate.topology(), "a")

    assert set(names(of, origin="pair")) == {"u1", "u2"}
    assert names(of, origin="u1") == []
    (lost,) = assessments.overview(of, "en")["redundancy_lost"]["items"]
    assert lost["standing_on_it"] == 2


def test_of_lists_every_part_must_hold_and_nothing_set_is_a_value_too(shop):
    of = examined(shop, "host", "web1")
    team = {"support_team": frozenset({None})}

    assert names(of, traits={"class": frozenset({"web_server"})}) == ["web1"]
    assert names(of, traits={"support_team": frozenset({"Web team"})}) == ["web1"]
    assert set(names(of, traits=team, services=False)) == {"db", "host"}
    assert set(names(of, text="WEB")) == {"web1"}
    assert names(of, states=frozenset({"degraded"})) == []
    with pytest.raises(Invalid, match="sad"):
        names(of, states=frozenset({"sad"}))


@pytest.mark.parametrize("order", ["name", "class", "environment", "criticality", "support_team"])
def test_any_order_lists_the_same_cis_and_can_be_turned_round(shop, order):
    of = examined(shop, "host", "web1")

    one = [row[1] for row in assessments.chosen(of, Chosen(), order)]
    other = [row[1] for row in assessments.chosen(of, Chosen(), order, turned=True)]

    assert sorted(one) == sorted(other) == sorted(names(of))
    if order == "name":
        assert one == other[::-1] == sorted(one)
    if order == "criticality":
        assert one[0] == other[-1] == "shop"


def test_a_hypothesis_says_what_it_mends(shop):
    edits = [
        {"op": "add_ci", "key": "db-2", "class": "database_instance"},
        {"op": "unrelate", "from": "report", "type": "DEPENDS_ON", "to": "db"},
        {"op": "relate", "from": "report", "type": "DEPENDS_ON", "to": "db-2"},
    ]

    found = assessments.overview(examined(shop, "host", edits=edits), "en")

    assert [one["ci"]["name"] for one in found["compared"]["no_longer_hit"]] == ["report"]
    assert found["compared"]["counts"]["no_longer_hit"] == 1
    assert [one["name"] for one in found["hypothesis"]["added"]] == ["db-2"]
    assert assessments.overview(examined(shop, "host"), "en")["compared"] is None


@pytest.mark.parametrize(("language", "text"), [("en", "2 services"), ("zh_Hant", "2 項服務")])
def test_it_is_told_in_the_language_of_who_asks(shop, language, text):
    assert text in assessments.overview(examined(shop, "db"), language)["sentences"]["headline"]
