"""Sentences: the same keys and placeholders in every language, names that are only names, folding."""

from importlib.resources import files
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from estates import Estate
from hypothesis import given, settings
from random_estates import questions

from cmdb import impact, proofs, sentences
from cmdb.errors import Invalid
from cmdb.impact import Given, Question
from cmdb.model import load
from cmdb.proofs import Limits
from cmdb.sentences import LANGUAGES
from cmdb.sentences.catalogue import shown, words
from cmdb.sentences.phrases import duration

SETTINGS = settings(max_examples=60, deadline=None)


def catalogue(language):
    text = (files("cmdb.sentences") / "catalogues" / f"{language}.po").read_bytes()
    return {m.id[0] if m.pluralizable else m.id: m for m in read_po(BytesIO(text)) if m.id}


CATALOGUES = {language: catalogue(language) for language in LANGUAGES}


def texts(message):
    return message.string if message.pluralizable else (message.string,)


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_messages_with_the_same_placeholders(language):
    english = CATALOGUES["en"]
    assert CATALOGUES[language].keys() == english.keys()
    for key, message in CATALOGUES[language].items():
        assert message.pluralizable == english[key].pluralizable, key
        assert not message.fuzzy, key
        for text in texts(message):
            assert text, key
            assert placeholders(text) == placeholders(texts(english[key])[0]), key
            assert all(name.isidentifier() for name in placeholders(text)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_relation_type_has_its_phrase(language):
    for name, kind in load().relations.items():
        text = words(language).say(f"relation.{name}", name="X")
        assert "X" in text
        if language == "en":
            assert text == f"{kind.verb} X"


def test_the_chinese_catalogues_hold_no_character_of_the_other_script():
    import opencc

    hans = " ".join(t for m in CATALOGUES["zh_Hans"].values() for t in texts(m))
    hant = " ".join(t for m in CATALOGUES["zh_Hant"].values() for t in texts(m))
    assert opencc.OpenCC("t2s").convert(hans) == hans
    assert opencc.OpenCC("s2tw").convert(hant) == hant


def test_plurals_are_those_of_the_language():
    assert words("en").count("headline.services.down", 1) == "1 service down"
    assert words("en").count("headline.services.down", 2) == "2 services down"
    assert words("zh_Hans").count("headline.services.down", 1) == "1 项服务不可用"
    assert words("zh_Hant").count("headline.services.down", 2) == "2 項服務中斷"


@pytest.mark.parametrize(
    ("iso", "english", "chinese"),
    [
        ("PT4H", "4 hours", "4 小时"),
        ("PT1H30M", "1 hour 30 minutes", "1 小时 30 分钟"),
        ("P1D", "1 day", "1 天"),
        ("PT0S", "0 seconds", "0 秒"),
    ],
)
def test_durations_are_said_in_words(iso, english, chinese):
    assert duration(words("en"), iso) == english
    assert duration(words("zh_Hans"), iso) == chinese


def shop():
    estate = Estate()
    estate.ci("shop", environment="production", criticality="critical", quorum={"web": 1})
    estate.ci("shopping", "business_service")
    for web in ("web1", "web2"):
        estate.ci(web, "server")
        estate.relate("shop", "DEPENDS_ON", web, group="web")
    estate.relate("shopping", "DEPENDS_ON", "shop")
    estate.relate("web1", "FAILS_OVER_TO", "cold", mode="manual", rto="PT4H")
    return estate


def said(estate, language, *failing, **more):
    question = Question([Given(name) for name in failing], **more)
    return sentences.answer(impact.of(estate.topology(), question), language)


def test_inherited_risk_is_folded_under_its_origin():
    found = said(shop(), "en", "web1")
    assert found["headline"] == "If web1 fails: redundancy lost in 1 place."
    assert [one["text"] for one in found["impacted"]] == ["server:web1 is down, as given."]
    assert found["redundancy_lost"] == [
        "Redundancy lost at shop (web: 1 of 2 work, needs 1, 0 spare): 1 CI stands on it."
    ]
    assert found["recoverable"] == [
        "web1 can be recovered by failing over to cold (manual, RTO 4 hours)."
    ]


def test_the_headline_counts_services_first():
    assert said(shop(), "en", "web1", "web2")["headline"] == (
        "If web1 and web2 fail: 2 services down."
    )
    assert said(shop(), "zh_Hans", "web1")["headline"] == "如果 web1 发生故障：1 处失去冗余。"
    assert said(shop(), "zh_Hant", "web1")["headline"] == "如果 web1 發生故障：1 處失去備援。"


def test_what_is_new_is_kept_apart_from_what_was_so_already():
    estate = shop()
    estate.cis["web1"]["health"] = "down"
    found = said(estate, "en", "web2", baseline="current")
    assert found["headline"] == (
        "If web2 fails: newly 2 services down; already before: 1 other CI down."
    )
    assert "server:web1 is down, as is known. (already before)" in [
        one["text"] for one in found["impacted"]
    ]
    nothing = said(estate, "zh_Hans", baseline="current")
    assert nothing["headline"].startswith("没有新增影响；此前已有：")


def test_many_given_failures_are_counted_not_listed():
    estate = Estate()
    for n in range(50):
        estate.relate("hub", "DEPENDS_ON", f"n{n:02}", group="many")
    found = said(estate, "en", *(f"n{n:02}" for n in range(50)))
    assert found["headline"] == "If n00, n01, n02 and 47 more fail: 1 service down."
    assert (len(found["impacted"]), found["omitted"]) == (40, {"impacted": 11})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("{0.__class__}", "{0.__class__}"),
        ("<b>%s</b>", "<b>%s</b>"),
        ("two\nlines", "two\\nlines"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("\u2069out", "\\u2069out"),
        ("שלום", "\u2068שלום\u2069"),
        ("在线支付", "在线支付"),
    ],
)
def test_a_name_is_never_more_than_a_name(name, expected):
    assert shown(name) == expected
    estate = Estate()
    estate.ci(name, "server")
    estate.relate("shop", "DEPENDS_ON", name)
    for language in LANGUAGES:
        assert expected in said(estate, language, name)["headline"]


@pytest.mark.parametrize("language", LANGUAGES)
@SETTINGS
@given(question=questions())
def test_every_answer_can_be_said(language, question):
    estate, failing = question
    asked = Question([Given(name, state) for name, state in failing.items()])
    topology = estate.topology()
    answer = impact.of(topology, asked)
    found = sentences.answer(answer, language, most=10_000, fold=False)
    assert len(found["impacted"]) == len(answer.impacted)
    assert not found["omitted"]
    for ci in estate.cis:
        why = proofs.why(topology, asked, ci, Limits(evaluations=3))
        told = sentences.why(why, language)
        assert told["headline"]
        assert all(line["text"] for line in told["steps"])
        if why["impacted"]:
            assert len(told["steps"]) == why["steps_count"]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("zh", "zh_Hans"),
        ("zh-CN", "zh_Hans"),
        ("zh_SG", "zh_Hans"),
        ("zh-Hans-HK", "zh_Hans"),
        ("zh-TW", "zh_Hant"),
        ("zh_TW.UTF-8", "zh_Hant"),
        ("zh-HK", "zh_Hant"),
        ("zh-Hant", "zh_Hant"),
        ("ZH-hant", "zh_Hant"),
        ("en-x-own", "en"),
    ],
)
def test_a_tag_means_a_language(tag, language):
    assert sentences.asked_for(tag) == language


@pytest.mark.parametrize("tag", ["fr", "klingon", "", "zh-", "../en", "x" * 500, "e n", "中文"])
def test_a_tag_without_sentences_is_refused_with_those_there_are(tag):
    with pytest.raises(Invalid, match="en, zh-Hans, zh-Hant"):
        sentences.asked_for(tag)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh_Hant"),
        ("fr, en;q=0.5, zh;q=0.7", "zh_Hans"),
        ("fr;q=1", "en"),
        ("*", "en"),
        ("zh;q=0, en", "en"),
        (";;;,,q=,zh;q=x", "en"),
        ("", "en"),
    ],
)
def test_a_header_is_met_as_well_as_can_be(header, language):
    assert sentences.accepted(header) == language
