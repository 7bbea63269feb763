"""Edge cases of IMPACT.md, each in an estate of its own."""

import orjson
import pytest
from estates import Estate, needs, of_case, states

from cmdb import impact
from cmdb.errors import Invalid, NotFound
from cmdb.impact import Given, Question, as_json


def asked(estate, *failing, **worse):
    question = [Given(name) for name in failing] + [Given(n, s) for n, s in worse.items()]
    return impact.of(estate.topology(), Question(question))


def pool(size, quorum=None, **fields):
    """Return an estate of `app` on a group `web` of w0, w1 …, and `svc` on `app`."""
    estate = Estate()
    estate.ci("app", **({} if quorum is None else {"quorum": {"web": quorum}}))
    for n in range(size):
        estate.relate("app", "DEPENDS_ON", f"w{n}", group="web", **fields)
    estate.relate("svc", "DEPENDS_ON", "app")
    return estate


def kinds(answer):
    return [finding["kind"] for finding in answer.findings]


def test_one_of_ten_hosts_alarms_nobody_while_spares_are_left():
    estate = pool(10, {"needs": 2, "wants": 5})
    assert states(asked(estate, "w0")) == {"w0": "down"}
    answer = asked(estate, "w0", "w1", "w2", "w3", "w4")
    need = needs(answer)["app"]
    assert states(answer)["app"] == "at_risk"
    assert (need["working"], need["spare"], need["members"]) == (5, 0, 10)
    assert need["text"] == "web: 5 of 10 work, needs 2, wants 5 (declared), 0 spare"


def test_a_retired_member_shrinks_the_pool_and_the_answer_says_so():
    estate = pool(2, 1)
    estate.ci("w1", lifecycle="retired")
    answer = asked(estate, "w0")
    assert states(answer)["app"] == "down"
    assert needs(answer)["app"]["text"].endswith("; pool shrank to 1")
    assert kinds(answer) == ["pool_shrank", "needs_out_of_operation"]
    assert answer.findings[1]["text"] == "depends on w1, which is retired"


@pytest.mark.parametrize("lifecycle", ["planned", "in_stock", "in_build", "retired", "disposed"])
def test_what_is_not_in_operation_is_neither_supplier_nor_dependent(lifecycle):
    estate = pool(2, 1)
    estate.ci("app", lifecycle=lifecycle)
    assert states(asked(estate, "w0", "w1")) == {"w0": "down", "w1": "down"}


def test_retiring_is_still_in_operation():
    estate = pool(1)
    estate.ci("app", lifecycle="retiring")
    assert states(asked(estate, "w0"))["svc"] == "down"


def test_a_group_whose_members_are_all_retired_fails_nobody():
    estate = pool(2, 1)
    for name in ("w0", "w1"):
        estate.ci(name, lifecycle="retired")
    estate.relate("app", "DEPENDS_ON", "db")
    answer = asked(estate, db="at_risk")
    assert states(answer)["app"] == "at_risk"
    assert kinds(answer) == ["needs_out_of_operation"] * 2


def test_a_quorum_larger_than_the_group_is_all_of_it_and_a_finding():
    answer = asked(pool(2, {"needs": 1, "wants": 5}), "w0")
    assert states(answer)["app"] == "degraded"
    assert kinds(answer) == ["quorum_larger_than_group"]
    assert answer.findings[0]["text"] == "the quorum of web says 5, and 2 are in operation"
    quorum = needs(answer)["app"]["quorum"]
    assert (quorum["wants"], quorum["wants_count"]) == (5, 2)


def test_a_default_that_decided_is_a_finding_and_one_that_changed_nothing_is_not():
    assert kinds(asked(pool(2), "w0")) == ["default_quorum"]
    assert needs(asked(pool(2), "w0"))["app"]["quorum"]["source"] == "default"
    assert kinds(asked(pool(2), "w0", "w1")) == []
    assert kinds(asked(pool(2, 1), "w0")) == []


def test_standby_and_none_carry_no_group():
    estate = pool(1, 1)
    estate.relate("app", "DEPENDS_ON", "spare", group="web", strength="standby")
    estate.relate("app", "DEPENDS_ON", "docs", group="web", strength="none")
    assert states(asked(estate, "w0"))["app"] == "down"
    assert states(asked(estate, "docs")) == {"docs": "down"}
    answer = asked(estate, "spare")
    assert states(answer)["app"] == "at_risk"
    assert needs(answer)["app"]["strength"] == "standby"


def test_of_two_states_of_one_ci_the_worse_holds():
    topology = pool(1).topology()
    answer = impact.of(
        topology,
        Question([Given("w0", "at_risk"), Given("w0", "degraded"), Given("w0", "at_risk")]),
    )
    assert states(answer) == {"w0": "degraded", "app": "degraded", "svc": "degraded"}
    assert answer.counts == {"down": 0, "degraded": 3, "at_risk": 0}


def test_a_given_ci_that_the_rule_makes_worse_has_both_the_mark_and_the_need():
    answer = asked(pool(1), w0="down", app="at_risk")
    app = next(one for one in answer.impacted if one["ci"]["name"] == "app")
    assert (app["state"], app["given"], app["need"]["via"]) == ("down", True, "w0")


def test_a_cluster_needs_half_and_wants_all_but_one_unless_its_class_says_otherwise():
    for class_name, expected in (("cluster", "degraded"), ("consensus_cluster", "down")):
        estate = Estate()
        estate.ci("farm", class_name)
        for n in range(4):
            estate.relate("farm", "HAS_MEMBER", f"h{n}")
        assert states(asked(estate, "h0"))["farm"] == "at_risk"
        answer = asked(estate, "h0", "h1")
        assert states(answer)["farm"] == expected
        assert needs(answer)["farm"]["quorum"]["source"] == "default"


def test_where_types_mix_in_one_group_the_strictest_default_holds():
    estate = Estate()
    estate.ci("vm", "virtual_machine")
    estate.relate("vm", "POWERED_BY", "p0", group="hosts")
    estate.relate("vm", "RUNS_ON", "h0")
    estate.relate("vm", "RUNS_ON", "h1")
    answer = asked(estate, "p0")
    assert states(answer)["vm"] == "down"
    assert needs(answer)["vm"]["quorum"]["needs"] == "all"


def test_an_uplink_is_lost_only_with_all_of_its_network_and_management_never():
    estate = Estate()
    estate.ci("srv", "server")
    for name in ("sw1", "sw2", "san1", "mgmt"):
        estate.ci(name, "network_device")
    estate.relate("srv", "CONNECTED_TO", "sw1")
    estate.relate("srv", "CONNECTED_TO", "sw2", network="data")
    estate.relate("srv", "CONNECTED_TO", "san1", network="storage")
    estate.relate("srv", "CONNECTED_TO", "mgmt", network="management")
    assert states(asked(estate, "mgmt")) == {"mgmt": "down"}
    assert states(asked(estate, "sw1"))["srv"] == "at_risk"
    assert states(asked(estate, "sw1", "sw2"))["srv"] == "down"
    assert needs(asked(estate, "san1"))["srv"]["group"] == "uplink:storage"


def test_plain_needs_come_before_groups_then_by_name():
    estate = Estate()
    for group in ("b", "a"):
        estate.relate("app", "DEPENDS_ON", f"only-{group}", group=group)
    assert needs(asked(estate, "only-a", "only-b"))["app"]["group"] == "a"
    estate.relate("app", "USES", "z")
    estate.relate("app", "DEPENDS_ON", "y")
    estate.relate("app", "DEPENDS_ON", "x")
    need = needs(asked(estate, "only-a", "only-b", "x", "y", "z"))["app"]
    assert (need["type"], need["via"]) == ("DEPENDS_ON", "x")


def test_the_need_of_an_earlier_round_decides():
    estate = Estate()
    estate.relate("app", "DEPENDS_ON", "only", group="web")
    estate.relate("app", "DEPENDS_ON", "middle")
    estate.relate("middle", "DEPENDS_ON", "only")
    need = needs(asked(estate, "only"))["app"]
    assert (need["kind"], need["round"]) == ("group", 1)


def test_the_worst_come_first_then_what_matters_most():
    estate = Estate()
    facts = {"a": "low", "b": "critical", "c": None, "d": "critical"}
    for name, criticality in facts.items():
        estate.ci(name, **({"criticality": criticality} if criticality else {}))
        estate.relate(name, "DEPENDS_ON", "db")
    estate.ci("shop", "business_service", criticality="critical")
    estate.relate("shop", "DEPENDS_ON", "d", strength="hard")
    estate.relate("soft", "DEPENDS_ON", "db", strength="soft")
    names = [one["ci"]["name"] for one in asked(estate, "db").impacted]
    assert names == ["shop", "b", "d", "a", "c", "db", "soft"]


def test_inherited_risk_is_folded_into_where_redundancy_was_lost():
    estate = pool(2, 1)
    estate.relate("shop", "DEPENDS_ON", "svc")
    answer = asked(estate, "w0")
    (lost,) = answer.redundancy_lost
    assert (lost["ci"]["name"], lost["standing_on_it"]) == ("app", 2)
    assert lost["text"] == (
        "redundancy lost at app (web: 1 of 2 work, needs 1 (declared), 0 spare): 2 CIs stand on it"
    )


def test_a_team_stands_for_what_it_owns():
    estate = pool(1)
    estate.ci("night shift", "team")
    for name in ("w0", "svc"):
        estate.relate(name, "SUPPORTED_BY", "night shift")
    estate.ci("old", lifecycle="retired")
    estate.relate("old", "SUPPORTED_BY", "night shift")
    answer = asked(estate, "night shift")
    assert states(answer) == dict.fromkeys(("night shift", "w0", "app", "svc"), "down")
    given = {one["ci"]["name"] for one in answer.impacted if one["given"]}
    assert given == {"night shift", "w0", "svc"}
    assert answer.notes == ["night shift stands for 2 CIs"]


def test_the_json_is_the_answer_and_an_utf8_name_stays_one():
    estate = Estate()
    estate.ci("在线支付服务", "business_service", owner="李雷")
    estate.relate("在线支付服务", "DEPENDS_ON", "支付网关")
    data = orjson.loads(as_json(asked(estate, "支付网关")))
    assert (data["revision"], data["complete"]) == (1, True)
    assert data["counts"] == {"down": 2, "degraded": 0, "at_risk": 0}
    service = data["impacted"][0]
    assert service["ci"] == {
        "id": "在线支付服务",
        "class": "business_service",
        "name": "在线支付服务",
        "lifecycle": None,
        "criticality": None,
        "environment": None,
        "owner": "李雷",
        "support_team": None,
    }
    assert (service["state"], service["given"]) == ("down", False)


def test_ten_thousand_given_failures_are_one_question():
    estate = Estate()
    for n in range(10_000):
        estate.relate("hub", "DEPENDS_ON", f"n{n}", group="many")
    topology = estate.topology()
    answer = impact.of(topology, Question([Given(f"n{n}") for n in range(10_000)]))
    assert answer.counts["down"] == 10_001
    need = needs(answer)["hub"]
    assert (len(need["failing"]), need["failing_count"]) == (20, 10_000)


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ([], Invalid, "names no CI"),
        ([Given("w0"), Given("w0", "ok")], Invalid, r"given\[1\].state: 'ok' is none of at_risk"),
        ([Given("old")], Invalid, "'old' cannot fail: old is retired, not in operation"),
        ([Given("ap")], NotFound, "There is no CI 'ap'"),
        ([Given("twin")], Invalid, "2 CIs are named 'twin'"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(given, kind, message):
    estate = pool(2, 1)
    estate.ci("old", lifecycle="retired")
    for n in (1, 2):
        estate.cis[f"t{n}"] = {"id": f"t{n}", "name": "twin", "class": "server"}
    with pytest.raises(kind, match=message):
        impact.of(estate.topology(), Question(given))


def test_an_unknown_ci_suggests_near_names_and_an_ambiguous_one_lists_them():
    estate = of_case(
        {
            "relations": [{"from": "shop-api", "to": "shop-db"}],
            "fail": {},
            "retired": [],
            "quorum": {},
        }
    )
    for n in (1, 2):
        estate.cis[f"t{n}"] = {"id": f"t{n}", "name": "twin", "class": "server"}
    topology = estate.topology()
    with pytest.raises(NotFound) as unknown:
        impact.of(topology, Question([Given("shop-bd")]))
    assert unknown.value.candidates[0] == "shop-db"
    with pytest.raises(Invalid) as ambiguous:
        impact.of(topology, Question([Given("server:twin")]))
    assert ambiguous.value.candidates == ("server:twin (t1)", "server:twin (t2)")
