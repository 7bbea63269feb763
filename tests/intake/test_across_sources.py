"""One machine, service or relation that several sources know: one CI, whoever comes first."""

import pytest
from sources import Sources, ci, needs, whole

from cmdb import duplicates
from cmdb.history import Stamp
from cmdb.intake.model import Elsewhere, ObservedRelation, Spec
from cmdb.reconcile import Reconciliation, precedence_file

ANSIBLE = ci(
    "web1.corp.example",
    name="web1",
    fqdn="web1.corp.example",
    operating_system="Debian",
    identity={"mac": ["52:54:00:AB:CD:01"], "uuid": ["NA"], "ip": ["10.1.0.11"]},
)
NMAP = ci("10.1.0.11", name="10.1.0.11", identity={"ip": ["10.1.0.11"]})
GLPI = ci(
    "web1-2026",
    "virtual_machine",
    name="WEB1",
    serial_number="VMW-1",
    identity={"mac": ["52-54-00-ab-cd-01"], "serial": ["VMW-1"]},
)
TERRAFORM = ci(
    "aws_instance.web",
    "virtual_machine",
    name="web",
    provider_id="i-0abc123def4567890",
    identity={"fqdn": ["web1.corp.example"], "provider_id": ["i-0abc123def4567890"]},
)
SEEN = {"ansible": ANSIBLE, "glpi": GLPI, "nmap": NMAP, "terraform": TERRAFORM}


@pytest.fixture
def sources(hands):
    return Sources(hands)


@pytest.mark.parametrize(
    "order",
    [
        ("ansible", "glpi", "nmap", "terraform"),
        ("terraform", "ansible", "nmap", "glpi"),
        ("glpi", "ansible", "terraform", "nmap"),
    ],
)
def test_one_machine_of_four_sources_is_one_ci_in_any_order(sources, order):
    for kind in order:
        sources.bring(SEEN[kind], source=f"{kind}:x", kind=kind)

    _is_the_machine(sources)


def _is_the_machine(sources):
    (facts,) = [one for one in sources.all().values() if one["lifecycle"] == "operational"]
    assert facts["class"] == "virtual_machine"
    assert (facts["serial_number"], facts["fqdn"]) == ("VMW-1", "web1.corp.example")
    assert facts["provider_id"] == "i-0abc123def4567890"
    assert sources.known_by(facts["name"]) == [f"{kind}:x" for kind in sorted(SEEN)]


def test_two_cis_that_a_third_source_shows_to_be_one_are_a_case_and_merge(sources, hands):
    for kind in ("glpi", "terraform", "ansible", "nmap"):
        sources.bring(SEEN[kind], source=f"{kind}:x", kind=kind)
    (case,) = hands.graph.read(duplicates.cases)
    assert len(case["cis"]) == 2

    truth = Reconciliation(hands.model, precedence_file.load(hands.model), sources.now)
    survivor = case["cis"][0]["id"]
    hands.graph.write(duplicates.merge, truth, case["id"], survivor, Stamp("alice"), sources.now)

    _is_the_machine(sources)


def test_one_upload_of_several_sources_knows_its_own_cis(sources):
    made = sources.together(*((f"{kind}:x", kind, [one]) for kind, one in SEEN.items()))

    assert [one.created for one in made] == [1, 0, 0, 0]
    assert len(sources.all()) == 1


@pytest.mark.parametrize("junk", ["NA", "To Be Filled By O.E.M.", "0", "Default string", ""])
def test_junk_identifies_nothing(sources, junk):
    sources.bring(ci("a", identity={"serial": [junk]}), source="one")
    sources.bring(ci("b", identity={"serial": [junk]}), source="two")

    assert len(sources.all()) == 2


def test_an_identifier_that_too_many_claim_is_junk(sources):
    many = [
        ci(
            f"n{i}",
            identity={"serial": ["SAME99"], "uuid": [f"{i:08x}-0000-4000-8000-00000000000{i}"]},
        )
        for i in range(9)
    ]
    sources.bring(*many, source="one")

    assert len(sources.all()) == 9


def test_a_stronger_identifier_that_differs_means_another_machine(sources):
    sources.bring(ci("a", serial_number="A111", fqdn="web.example.org"), source="one")
    sources.bring(ci("b", serial_number="B222", fqdn="web.example.org"), source="two")

    assert len(sources.all()) == 2


def test_several_matches_make_a_case_and_nothing_is_guessed(sources):
    sources.bring(ci("a", identity={"mac": ["52:54:00:00:00:01"]}), source="one")
    sources.bring(ci("b", identity={"mac": ["52:54:00:00:00:02"]}), source="two")
    both = ci("c", identity={"mac": ["52:54:00:00:00:01", "52:54:00:00:00:02"]})
    report = sources.bring(both, ci("d"), needs("d", "c"), source="three")

    assert (report.duplicates, report.created) == (1, 1)
    assert sorted(sources.all()) == ["a", "b", "d"]
    again = sources.bring(both, ci("d"), needs("d", "c"), source="three")
    assert (again.duplicates, again.created) == (1, 0)


def test_a_hand_made_ci_is_found_by_its_serial_and_what_people_wrote_stays(sources, hands):
    mine = hands.ci("mine", serial_number="S7K2M", owner="alice")
    sources.bring(ci("x", serial_number="s7k2m", owner="bob", kernel="6.1"), source="glpi:hq")

    facts = hands.read(mine).facts
    assert (facts["owner"], facts["kernel"], facts["name"]) == ("alice", "6.1", "mine")
    assert len(sources.all()) == 1


def test_a_service_that_declared_configured_and_observed_sources_name_is_one(sources):
    def said(origin):
        return [
            ci("payments", "application_service"),
            ci("ledger", "application_service"),
            needs("payments", "ledger", "USES", origin=origin),
        ]

    for origin in ("observed", "declared", "configured"):
        sources.bring(*said(origin), source=f"{origin}:x", kind=origin)

    assert sorted(sources.all()) == ["ledger", "payments"]
    (relation,) = sources.relations("payments")
    assert relation.facts["origin"] == "declared"


def test_a_name_in_another_environment_is_another_service(sources):
    for environment in ("production", "staging"):
        one = ci("payments", "application_service", environment=environment)
        sources.bring(one, source=environment, kind=environment)
    assert len(sources.all()) == 2

    sources.bring(ci("payments", "application_service"), source="traces:x", kind="traces")
    assert len(sources.all()) == 3  # it may be either: nothing is guessed


def test_a_word_that_many_use_joins_nothing_by_name(sources):
    sources.bring(ci("db", "application_service"), source="one", kind="kubernetes")
    sources.bring(ci("db", "application_service"), source="two", kind="traces")

    assert len(sources.all()) == 2


def test_names_of_two_projects_are_two_cis(sources):
    local = Spec("compose", "a test", names_are_local=True)
    sources.bring(ci("payments", "application_service"), source="one", spec=local)
    sources.bring(ci("payments", "application_service"), source="two", spec=local)

    assert len(sources.all()) == 2


def test_an_end_that_nobody_knows_waits_and_is_never_invented(sources):
    uplink = Elsewhere("network_device", {"mac": ["52:54:00:00:00:99"]}, "core-1")
    said = [ci("sw1", "network_device"), ObservedRelation("sw1", "CONNECTED_TO", uplink)]
    report = sources.bring(*said, source="lldp:x")
    assert (report.parked, len(sources.all())) == (1, 1)
    assert sources.bring(*said, source="lldp:x").relations_created == 0

    core = ci("core-1", "network_device", identity={"mac": ["5254.0000.0099"]})
    sources.bring(core, source="netbox:x", kind="netbox")

    assert [one.other["name"] for one in sources.relations("sw1")] == ["core-1"]


def test_what_waited_and_is_no_longer_stated_is_not_drawn_later(sources):
    uplink = Elsewhere("network_device", {"mac": ["52:54:00:00:00:99"]}, "core-1")
    sw1 = ci("sw1", "network_device")
    sources.bring(sw1, ObservedRelation("sw1", "CONNECTED_TO", uplink), whole(), source="lldp:x")
    sources.bring(sw1, whole(), source="lldp:x")

    core = ci("core-1", "network_device", identity={"mac": ["5254.0000.0099"]})
    sources.bring(core, source="netbox:x", kind="netbox")

    assert sources.relations("sw1") == []


def test_an_end_by_name_means_the_one_ci_that_has_it(sources):
    for namespace in ("shop", "staging"):
        sources.bring(
            ci(f"{namespace}/web", "workload", name="web", namespace=namespace), source=namespace
        )
    in_shop = Elsewhere("workload", name="web", fields={"namespace": "shop"})
    anywhere = Elsewhere("workload", name="web")
    report = sources.bring(
        ci("checkout", "application_service"),
        ci("ledger", "application_service"),
        ObservedRelation("checkout", "RUNS_ON", in_shop),
        ObservedRelation("ledger", "RUNS_ON", anywhere),
        source="traces:x",
    )

    assert report.parked == 1
    (relation,) = sources.relations("checkout")
    assert relation.other["class"] == "workload"


def test_what_one_view_does_not_show_stands(sources):
    facts = Spec("ansible", "a test", partial_views=True)
    sources.bring(ci("web1", owner="alice"), source="a", spec=facts)
    sources.bring(ci("web1", kernel="6.1"), source="a", spec=facts)

    found = sources.facts("web1")
    assert (found["owner"], found["kernel"]) == ("alice", "6.1")


def test_secrets_are_never_stored(sources):
    report = sources.bring(
        ci(
            "a",
            "application_service",
            url="https://bob:hunter2@shop.example/x",
            tags=["pci", "DB_PASSWORD=hunter2"],
        ),
        ci("b", description="password = hunter2"),
    )

    assert report.notes_count >= 2
    assert "hunter2" not in repr(sources.all())


def test_withdrawn_authority_leaves_what_others_say(sources):
    same = {"serial": ["S7K2M"]}
    sources.bring(ci("a", identity=same, owner="one"), whole(), source="one")
    sources.bring(ci("b", name="a", identity=same, owner="two"), whole(), source="two")

    assert sources.facts("a")["owner"] in ("one", "two")
