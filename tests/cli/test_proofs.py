"""`cmdb why`, and answers in the reader's language."""

import json

import pytest

from cli import languages


@pytest.fixture
def estate(cmdb, tmp_path):
    """A shop on two databases, of which one is enough; one of them has a standby."""
    document = {
        "cmdb": 1,
        "source": "handmade",
        "cis": [
            {"key": "shop", "class": "application_service", "name": "shop", "quorum": {"db": 1}},
            {"key": "db1", "class": "server", "name": "shop-db-1", "owner": "dba"},
            {"key": "db2", "class": "server", "name": "shop-db-2"},
            {"key": "cold", "class": "server", "name": "shop-db-cold"},
        ],
        "relations": [
            {"from": "shop", "type": "DEPENDS_ON", "to": "db1", "group": "db"},
            {"from": "shop", "type": "DEPENDS_ON", "to": "db2", "group": "db"},
            {"from": "db1", "type": "FAILS_OVER_TO", "to": "cold", "mode": "manual", "rto": "PT4H"},
        ],
    }
    path = tmp_path / "estate.json"
    path.write_text(json.dumps(document), "utf-8")
    assert cmdb("import", path).code == 0
    return cmdb


def test_why_proves_a_state(estate):
    ran = estate("why", "shop", "--given", "shop-db-1", "--given", "shop-db-2", "--lang", "en")

    assert ran.code == 0
    assert "application_service:shop is down.\n" in ran.out
    assert "Enough together: shop-db-1 and shop-db-2." in ran.out
    assert "shop-db-1 can be recovered by failing over to shop-db-cold (manual, RTO 4 hours)." in (
        ran.out
    )
    assert "declared, handmade, last seen 20" in ran.out
    assert "Without an owner: shop and shop-db-2." in ran.out


def test_why_not_is_an_answer_too(estate):
    ran = estate("why", "shop-db-2", "--given", "shop-db-1", "--lang", "zh-CN")

    assert ran.code == 0
    assert "server:shop-db-2 不受影响：它不依赖任何发生故障的配置项。" in ran.out


def test_the_locale_says_the_language_unless_the_option_does(estate, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_TW.UTF-8")
    assert "1 處失去備援" in estate("impact", "shop-db-1").out
    assert "redundancy lost in 1 place" in estate("impact", "shop-db-1", "--lang", "en").out
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert "redundancy lost in 1 place" in estate("impact", "shop-db-1").out


def test_programs_get_no_sentences_unless_they_ask(estate, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_TW.UTF-8")
    assert "sentences" not in json.loads(estate("impact", "shop-db-1", "--json").out)
    asked = estate("impact", "shop-db-1", "--json", "--lang", "zh-Hant")
    assert json.loads(asked.out)["sentences"]["lang"] == "zh-Hant"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("why", "nobody", "--given", "shop"), 3),
        (("why", "shop", "--given", "nobody"), 3),
        (("why", "shop"), 2),
        (("why", "shop", "--given", "shop", "--lang", "fr"), 2),
        (("impact", "shop", "--lang", "klingon"), 2),
    ],
)
def test_bad_input_says_so(estate, words, code):
    ran = estate(*words)

    assert ran.code == code
    assert ran.out == ""
    assert ran.err


@pytest.mark.parametrize(
    ("env", "tag"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.GB18030"}, "zh-CN"),
        ({"LANG": "zh_TW", "LC_MESSAGES": ""}, "zh-TW"),
        ({"LANG": "sr_RS@latin"}, "sr-RS"),
        ({"LANG": "中文"}, "en"),
    ],
)
def test_a_locale_means_a_language(env, tag):
    assert languages.header(None, env) == {"Accept-Language": tag}
    assert languages.header("en", env) == {}
