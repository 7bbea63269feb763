"""The ranking of the whole estate is that of one question for each CI."""

from math import log10

import pytest
from estates import Estate
from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import estates

from cmdb import weaknesses
from cmdb.impact.rules import evaluate
from cmdb.weaknesses import Progress, Weaknesses
from cmdb.weaknesses.circuit import whole
from cmdb.weaknesses.ranking import scored
from cmdb.weaknesses.rules import sweep
from cmdb.weaknesses.worth import Worth, hurt

THOROUGH = settings(max_examples=120, deadline=None)


def ranked(topology, uses=(), **more):
    *_, last = weaknesses.of_estate(topology, uses, **more)
    assert isinstance(last, Weaknesses)
    return last


@THOROUGH
@given(estates(), st.data())
def test_scores_are_those_of_one_question_for_each_ci(estate, data):
    for name, facts in list(estate.cis.items()):
        facts["criticality"] = data.draw(st.sampled_from((None, "low", "high", "critical")))
        if data.draw(st.booleans()):
            estate.relate(f"unit-{name}", "CONSUMES", name)
    uses = [(f"unit-{n}", n, data.draw(st.sampled_from((None, 0, 99)))) for n in estate.cis]
    topology = estate.topology()
    worth = Worth(topology, [use for use in uses if topology.place(use[0]) is not None])
    circuit = whole(topology)

    for some, found in sweep(circuit, circuit.order, {}, 4):
        for place, score in zip(some, scored(worth, some, found), strict=True):
            alone = hurt(worth, evaluate(topology, {place: 3}).states, place)
            assert score == pytest.approx(alone)


def company():
    """Two services on one database each, and a room below all."""
    estate = Estate()
    estate.ci("room", "room")
    for name, criticality in (("pay", "critical"), ("intranet", "low")):
        estate.ci(f"{name} service", "business_service", criticality=criticality)
        estate.relate(f"{name} service", "DEPENDS_ON", estate.ci(f"{name}-db", "database"))
        estate.relate(f"{name}-db", "DEPENDS_ON", "room")
    estate.ci("Retail 零售", "business_unit")
    estate.relate("Retail 零售", "CONSUMES", "pay service", users=9_999)
    return estate.topology()


def test_the_worst_come_first_with_whom_they_hit():
    uses = [("Retail 零售", "pay service", 9_999)]
    found = ranked(company(), uses)

    assert [one["ci"]["name"] for one in found.ranking] == ["room", "pay-db", "intranet-db"]
    room, pay, intranet = found.ranking
    assert pay["score"] == 4 * 8 * (1 + 1 + log10(10_000))
    assert intranet["score"] == 4 * 1
    assert room["score"] == pay["score"] + intranet["score"]
    assert room["services"] == {"down": 2, "degraded": 0, "at_risk": 0}
    assert (room["cis"], room["users"], room["consumer_count"]) == (4, 9_999, 1)
    assert [one["name"] for one in room["worst"]] == ["pay service", "intranet service"]
    assert room["consumers"][0]["ci"]["name"] == "Retail 零售"
    assert (found.complete, found.counted, found.examined) == (True, "services", 6)


def test_as_many_are_listed_as_are_asked_for():
    assert [one["ci"]["name"] for one in ranked(company(), limit=1).ranking] == ["room"]


def test_an_estate_without_services_counts_what_nothing_stands_on():
    estate = Estate()
    estate.relate(estate.ci("voting-web", "workload"), "DEPENDS_ON", estate.ci("redis", "workload"))
    estate.ci("idle", "workload")
    found = ranked(estate.topology())

    assert found.counted == "tops"
    assert [(one["ci"]["name"], one["score"]) for one in found.ranking] == [("redis", 8.0)]


def test_an_empty_estate_has_no_weak_points():
    found = ranked(Estate().topology())

    assert (found.ranking, found.common_causes, found.examined) == ([], [], 0)


def test_progress_comes_first_and_turns_are_taken():
    estate = Estate()
    for n in range(3_000):
        estate.relate(f"s{n + 1}", "DEPENDS_ON", f"s{n}")
    turns = []
    told = list(weaknesses.of_estate(estate.topology(), (), pause=lambda: turns.append(1)))

    assert all(isinstance(one, Progress) for one in told[:-1])
    assert [one.done for one in told[:-1]] == [0, 1_024, 2_048, 3_000]
    assert len(turns) > 100
