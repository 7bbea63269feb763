"""Services as a person asks for them."""

import json

import pytest

DOCUMENT = {
    "cmdb": 1,
    "cis": [
        {"key": "p", "class": "business_service", "name": "在线支付服务", "owner": "李娜"},
        {"key": "a", "class": "application_service", "name": "pay-app", "support_team": "web"},
        {"key": "1", "class": "server", "name": "box-1"},
        {"key": "2", "class": "server", "name": "box-2"},
        {"key": "u", "class": "business_unit", "name": "Retail"},
    ],
    "relations": [
        {"from": "p", "type": "DEPENDS_ON", "to": "a"},
        {"from": "a", "type": "DEPENDS_ON", "to": "1", "group": "boxes"},
        {"from": "a", "type": "DEPENDS_ON", "to": "2", "group": "boxes"},
        {"from": "u", "type": "CONSUMES", "to": "p", "users": 1200},
    ],
}


@pytest.fixture
def estate(cmdb, tmp_path):
    (tmp_path / "estate.json").write_text(json.dumps(DOCUMENT), "utf-8")
    assert cmdb("import", tmp_path / "estate.json").code == 0
    return cmdb


def test_a_service_is_shown_in_one_look(estate, tmp_path):
    ran = estate("service", "在线支付服务", "--map", tmp_path / "pay.svg")

    assert ran.code == 0, ran.err
    for said in (
        "Used by: about 1,200 people",
        "Stands on 3 CIs in 2 levels",
        "Who would be called",
        "Redundancy in 1 group",
        "1 of 2 (default)",
        "1 CI takes it down alone",
        "the service has no support team",
    ):
        assert said in ran.out
    assert "在线支付服务" in (tmp_path / "pay.svg").read_text("utf-8")


def test_services_are_listed(estate):
    assert "在线支付服务" in estate("services").out
    assert "no such service" in estate("services", "--team", "nobody").out
    assert json.loads(estate("services", "--json").out)["items"][0]["ci"]["owner"] == "李娜"


def test_what_a_ci_stands_on_is_drawn_too(estate, tmp_path):
    assert estate("needs", "pay-app", "--map", tmp_path / "a.mmd").code == 0
    assert "box-1" in (tmp_path / "a.mmd").read_text("utf-8")


def test_an_unknown_service_suggests_near_names(estate):
    ran = estate("service", "pay-ap")

    assert ran.code == 3
    assert "pay-app" in ran.err
