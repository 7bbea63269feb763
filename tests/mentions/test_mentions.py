"""A pasted list against a real graph: found by any identity, never guessed."""

import pytest

from cmdb import mentions
from cmdb.model import load
from cmdb.topology import TopologyKeeper


@pytest.fixture
def estate(hands, settled):
    hands.ci("web1", fqdn="web1.corp.example", serial_number="SN-1", ip_addresses=["10.0.0.1"])
    hands.ci("web2", owner="Li Na", ip_addresses=["10.0.0.2", "10.9.9.9"])
    hands.ci("web2", "virtual_machine")
    hands.ci("10.9.9.9", "ip_address", address="10.9.9.9")
    hands.ci("lb", "load_balancer", virtual_addresses=["10.0.0.2"])
    hands.ci("old", lifecycle="retired")
    hands.ci("支付服務", "application_service")
    settled()
    return hands.graph


def match(graph, text):
    topology = TopologyKeeper(graph, load()).current()
    return graph.read(mentions.mentioned, topology, mentions.read(text))


def only(graph, text):
    (one,) = match(graph, text)["items"]
    return one["outcome"], one["how"], [f"{ci['class']}:{ci['name']}" for ci in one["cis"]]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("web1", "name"),
        ("WEB1", "name"),
        ("server:web1", "class_name"),
        ("web1.corp.example", "identifier"),
        ("Web1.Corp.Example.", "identifier"),
        ("sn-1", "identifier"),
        ("10.0.0.1", "address"),
        ("10.0.0.1/24", "address"),
    ],
)
def test_a_ci_is_found_by_whatever_identifies_it(estate, text, how):
    assert only(estate, text) == ("matched", how, ["server:web1"])


def test_a_name_in_the_other_chinese_script_is_the_same_name(estate):
    assert only(estate, "支付服务") == ("matched", "name", ["application_service:支付服務"])


def test_what_may_be_several_is_for_a_person_to_decide(estate):
    assert only(estate, "web2") == ("ambiguous", "name", ["server:web2", "virtual_machine:web2"])
    outcome, how, cis = only(estate, "10.0.0.2")
    assert (outcome, how, set(cis)) == ("ambiguous", "address", {"server:web2", "load_balancer:lb"})


def test_a_name_counts_more_than_an_address(estate):
    assert only(estate, "10.9.9.9") == ("matched", "name", ["ip_address:10.9.9.9"])


def test_what_is_merely_said_of_a_ci_does_not_mean_it(estate):
    assert only(estate, "Li Na")[0] == "unknown"


def test_an_unknown_one_comes_with_what_is_nearly_written_so(estate):
    outcome, how, near = only(estate, "wbe1")
    assert (outcome, how, near[0]) == ("unknown", None, "server:web1")
    assert only(estate, "web1.other.example")[2][0] == "server:web1"
    assert only(estate, "nothing-like-it") == ("unknown", None, [])


def test_what_is_out_of_operation_cannot_fail_and_is_said_so(estate):
    assert only(estate, "old")[0] == "out_of_operation"


def test_the_counts_say_what_came_of_the_list_and_what_is_there_twice(estate):
    found = match(estate, "web1\nweb2\n10.0.0.1\nold\nnobody")

    assert found["counts"] == {
        "matched": 1,
        "ambiguous": 1,
        "unknown": 1,
        "out_of_operation": 1,
        "repeats": 1,
    }
    assert [one["text"] for one in found["items"] if one["repeats"]] == ["10.0.0.1"]


def test_a_value_with_any_character_is_a_value(estate):
    for text in ("' OR 1=1 //", '"]) RETURN 1', "a\\nb", "*:*", "~", "{}", "AND OR NOT"):
        assert {one["outcome"] for one in match(estate, text)["items"]} == {"unknown"}
