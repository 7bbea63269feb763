"""What cannot be right about how a CI stands in the graph."""

import pytest
from estates import Estate
from judging import kinds, subject

from cmdb.quality.structure import structure


def found(estate, name):
    topology = estate.topology()
    return list(structure(topology, subject(topology, name)))


@pytest.fixture
def estate():
    made = Estate()
    made.ci("shop", environment="production")
    made.relate("shop", "RUNS_ON", "box")
    made.cis["box"]["class"] = "server"
    return made


def test_a_sound_ci_has_no_finding(estate):
    assert found(estate, "shop") == []


def test_an_operational_ci_without_relations_is_an_orphan(estate):
    estate.ci("lone", "server")
    estate.ci("alice", "person")

    assert kinds(found(estate, "lone")) == ["orphan"]
    assert found(estate, "alice") == []


def test_a_relation_that_the_model_does_not_allow_is_named(estate):
    estate.ci("rack", "rack")
    estate.relate("shop", "CONTAINED_IN", "rack")

    (one,) = found(estate, "shop")

    assert one.kind == "forbidden_pair"
    assert one.cis == ("rack",)
    assert one.remedy == "cmdb unrelate application_service:shop CONTAINED_IN rack:rack"


def test_production_that_needs_a_test_machine_is_a_finding(estate):
    estate.ci("stage", "application_service", environment="staging")
    estate.relate("shop", "USES", "stage")

    assert kinds(found(estate, "shop")) == ["needs_non_production"]


@pytest.mark.parametrize("strength", ["none", "standby"])
def test_a_standby_in_another_environment_is_none(estate, strength):
    estate.ci("dr", "application_service", environment="disaster_recovery")
    estate.relate("shop", "FAILS_OVER_TO", "dr", strength=strength)

    assert found(estate, "shop") == []


@pytest.mark.parametrize(
    ("lifecycle", "kind"), [("retired", "needs_retired"), ("in_build", "needs_not_operational")]
)
def test_what_is_needed_is_in_operation(estate, lifecycle, kind):
    estate.ci("db", "database", lifecycle=lifecycle)
    estate.relate("shop", "DEPENDS_ON", "db")

    assert kinds(found(estate, "shop")) == [kind]


def test_a_thing_stands_in_one_place(estate):
    estate.ci("r1", "rack"), estate.ci("r2", "rack"), estate.ci("r0", "rack", lifecycle="retired")
    estate.relate("box", "CONTAINED_IN", "r0", strength="none")
    estate.relate("box", "CONTAINED_IN", "r1")
    assert found(estate, "box") == []
    estate.relate("box", "CONTAINED_IN", "r2")

    (one,) = found(estate, "box")

    assert one.kind == "two_parents"
    assert "rack r1, rack r2" in one.text


@pytest.mark.parametrize(
    ("quorum", "kind"),
    [
        (3, ["impossible_quorum"]),
        ({"needs": 2, "wants": 3}, ["impossible_quorum"]),
        ({"needs": "all", "wants": 1}, ["wants_below_needs"]),
        ({"needs": 1, "wants": 2}, []),
        ("50%", []),
    ],
)
def test_a_quorum_that_its_group_cannot_have(estate, quorum, kind):
    estate.relate("shop", "DEPENDS_ON", "d1", group="db")
    estate.relate("shop", "DEPENDS_ON", "d2", group="db")
    estate.cis["shop"]["quorum"] = {"db": quorum}

    assert kinds(found(estate, "shop")) == kind


def test_a_quorum_for_a_group_that_nobody_is_in(estate):
    estate.cis["shop"]["quorum"] = {"db": 1}

    assert kinds(found(estate, "shop")) == ["quorum_without_members"]
