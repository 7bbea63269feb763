"""What should be said of a CI and is not."""

from estates import Estate
from judging import kinds, subject

from cmdb.quality.completeness import completeness


def found(estate, name, **values):
    topology = estate.topology()
    return list(completeness(topology, subject(topology, name, **values)))


def test_a_service_needs_owner_team_and_criticality():
    estate = Estate()
    estate.ci("pay", "business_service", owner="li na")

    assert kinds(found(estate, "pay")) == ["missing_criticality", "missing_support_team"]


def test_where_nobody_answers_that_is_one_finding_and_says_what_to_set():
    estate = Estate()
    estate.ci("pay", "business_service", criticality="high")

    (one,) = found(estate, "pay")

    assert one.kind == "nobody_answers"
    assert one.remedy == "cmdb set business_service:pay owner=… support_team=…"


def test_an_owner_is_enough_for_somebody_to_answer_for_a_machine():
    estate = Estate()
    estate.ci("box", "server", owner="alice", environment="test")

    assert kinds(found(estate, "box", operating_system="Debian")) == ["missing_support_team"]


def test_a_relation_to_who_answers_counts_as_the_field():
    estate = Estate()
    estate.ci("pay", "business_service", criticality="high")
    estate.ci("team pay", "team")
    estate.relate("pay", "OWNED_BY", "team pay")
    estate.relate("pay", "SUPPORTED_BY", "team pay")

    assert found(estate, "pay") == []


def test_somebody_who_has_left_answers_for_nothing():
    estate = Estate()
    estate.ci("pay", "business_service", criticality="high", support_team="desk")
    estate.ci("alice", "person", lifecycle="retired")
    estate.relate("pay", "OWNED_BY", "alice")

    assert kinds(found(estate, "pay")) == ["missing_owner"]


def test_software_says_its_environment():
    estate = Estate()
    estate.ci("web", "web_server", support_team="web")

    assert kinds(found(estate, "web")) == ["missing_environment"]


def test_a_part_is_answered_for_by_what_it_is_a_part_of():
    estate = Estate()
    estate.ci("vol", "storage_volume")
    estate.ci("lone", "storage_volume")
    estate.ci("array", "storage_system", support_team="storage")
    estate.relate("vol", "STORED_ON", "array")

    assert found(estate, "vol") == []
    assert kinds(found(estate, "lone")) == ["nobody_answers"]


def test_people_and_papers_need_nobody_to_answer_for_them():
    estate = Estate()
    estate.ci("alice", "person")
    estate.ci("frame", "contract")

    assert found(estate, "alice") == []
    assert kinds(found(estate, "frame")) == ["missing_attribute"]


def test_a_name_with_blanks_is_quoted_in_the_remedy():
    estate = Estate()
    estate.ci("my box", "hypervisor", owner="alice")

    assert found(estate, "my box", operating_system="x")[0].remedy.startswith(
        'cmdb set "hypervisor:my box" support_team='
    )
