"""Weak points on the command line."""

import json

import pytest

DOCUMENT = {
    "cmdb": 1,
    "source": "handmade",
    "cis": [
        {
            "key": "pay",
            "class": "business_service",
            "name": "在线支付服务",
            "criticality": "critical",
        },
        {"key": "app", "class": "application_service", "name": "shop"},
        {"key": "rack", "class": "rack", "name": "bj1-r02"},
        {"key": "d1", "class": "server", "name": "shop-db-1"},
        {"key": "d2", "class": "server", "name": "shop-db-2"},
        {"key": "d3", "class": "server", "name": "mail-1"},
    ],
    "relations": [
        {"from": "pay", "type": "DEPENDS_ON", "to": "app"},
        {"from": "pay", "type": "DEPENDS_ON", "to": "d3", "strength": "soft"},
        {"from": "app", "type": "DEPENDS_ON", "to": "d1", "group": "db"},
        {"from": "app", "type": "DEPENDS_ON", "to": "d2", "group": "db"},
        {"from": "d1", "type": "CONTAINED_IN", "to": "rack"},
        {"from": "d2", "type": "CONTAINED_IN", "to": "rack"},
    ],
}


@pytest.fixture
def estate(cmdb, tmp_path):
    file = tmp_path / "estate.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    ran = cmdb("import", file)
    assert ran.code == 0, ran.err
    return cmdb


def test_the_sentence_comes_first(estate):
    ran = estate("spof", "在线支付服务")

    assert ran.code == 0
    assert ran.out.startswith("2 CIs take 在线支付服务 down alone, 1 degrades it.\n")
    assert "在线支付服务 ← shop ← shop-db-1 ← bj1-r02" in ran.out
    assert "Redundancy on paper only, in 1 group:" in ran.out
    assert "shop-db-1 and shop-db-2 of shop's group db share rack bj1-r02" in ran.out


def test_what_a_plan_exposes_is_marked(estate):
    ran = estate("spof", "在线支付服务", "--given", "shop-db-1", "--order", "2")

    assert "With shop-db-1 down, 3 CIs take 在线支付服务 down alone" in ran.out
    assert "1 of these only then." in ran.out
    assert "down (new)" in ran.out
    assert "Sets that take it down together, and no smaller one does: 0 of 2." in ran.out


def test_pairs_are_listed(estate):
    ran = estate("spof", "shop", "--order", "2", "--budget", "PT10S")

    assert "no smaller one does: 1 of 2." in ran.out
    assert "shop-db-1 + shop-db-2" in ran.out or "shop-db-2 + shop-db-1" in ran.out


def test_the_worst_of_the_estate_comes_first(estate):
    ran = estate("weak")

    assert ran.code == 0
    assert ran.out.startswith("Of 6 CIs, bj1-r02 hurts most: 2 services down, 0 degraded.\n")
    found = json.loads(estate("weak", "--limit", "1", "--json").out)
    assert [one["ci"]["name"] for one in found["ranking"]] == ["bj1-r02"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("spof", "nobody"), 3),
        (("spof", "shop", "--order", "9"), 2),
        (("spof", "shop", "--budget", "soon"), 2),
        (("spof", "shop", "--given", "nobody"), 3),
        (("weak", "--limit", "0"), 2),
    ],
)
def test_what_makes_no_sense_is_refused(estate, words, code):
    ran = estate(*words)

    assert ran.code == code
    assert ran.err
