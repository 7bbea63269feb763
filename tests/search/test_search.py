"""Finding CIs in any script, ranked, on a real Neo4j."""

import re

import hypothesis.strategies as st
import pytest
from hypothesis import given

from cmdb import search
from cmdb.errors import Invalid
from cmdb.items.search_text import folded, search_text
from cmdb.search import rules


@pytest.fixture
def find(hands, settled):
    def names(text, **kw):
        settled()
        found, _ = hands.graph.read(search.find, hands.model, text, **kw)
        return [one["name"] for one in found]

    return names


def test_a_part_of_a_chinese_name_finds_it_and_nothing_else(hands, find):
    hands.ci("在线支付服务", "business_service")
    hands.ci("在线商店", "business_service")

    assert find("支付") == ["在线支付服务"]
    assert find("付") == ["在线支付服务"]


def test_simplified_finds_traditional_and_the_other_way_round(hands, find):
    hands.ci("線上支付服務", "business_service")
    hands.ci("在线仓库", "business_service")

    assert find("线上支付") == ["線上支付服務"]
    assert find("倉庫") == ["在线仓库"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("オンライン決済", "決済"),
        ("オンライン決済", "オンライン"),
        ("결제 서비스", "결제"),
        ("온라인결제", "결제"),
    ],
)
def test_japanese_and_korean_are_found_by_a_part(hands, find, name, text):
    hands.ci(name, "business_service")
    hands.ci("unrelated", "business_service")

    assert find(text) == [name]


def test_a_part_of_a_serial_number_finds_the_machine(hands, find):
    hands.ci("sw01", "network_device", serial_number="FOC1932X0K1")
    hands.ci("sw02", "network_device", serial_number="FOC1111A0B2")

    assert find("1932x0") == ["sw01"]
    assert find("sw01") == ["sw01"]
    assert find("w0") == ["sw01", "sw02"]


def test_an_equal_name_comes_before_a_beginning_before_a_part(hands, find):
    for name in ("my-shop", "shop-db-1", "shop", "eshop"):
        hands.ci(name)

    assert find("shop") == ["shop", "shop-db-1", "eshop", "my-shop"]


def test_what_is_retired_comes_after_what_is_in_use(hands, find):
    hands.ci("web", lifecycle="retired", owner="old")
    hands.ci("web", owner="new")

    assert len(find("web")) == 2
    found, _ = hands.graph.read(search.find, hands.model, "web")
    assert [one["owner"] for one in found] == ["new", "old"]


def test_a_class_narrows_to_itself_and_its_subclasses(hands, find):
    hands.ci("shop-vm", "virtual_machine")
    hands.ci("shop-service", "business_service")

    assert find("shop", class_name="server") == ["shop-vm"]
    with pytest.raises(Invalid):
        find("shop", class_name="no_such_class")


def test_every_word_must_be_there(hands, find):
    hands.ci("shop-db-1", owner="alice")
    hands.ci("shop-db-2", owner="bob")

    assert find("db alice") == ["shop-db-1"]


def test_pages_go_on_where_the_last_ended(hands, settled):
    for n in range(5):
        hands.ci(f"node-{n}")
    settled()
    first, more = hands.graph.read(search.find, hands.model, "node", limit=3)
    rest, end = hands.graph.read(search.find, hands.model, "node", skip=3, limit=3)

    assert (more, end) == (True, False)
    assert [x["name"] for x in first + rest] == [f"node-{n}" for n in range(5)]


@pytest.mark.parametrize("text", ["(", "/", '"', "a AND", "~*?:\\", "[* TO *]", "(((", "+-!{}^"])
def test_no_character_of_the_input_has_a_meaning(hands, find, text):
    hands.ci("harmless")

    assert find(text) == []


@pytest.mark.parametrize("text", ["", "   ", "x" * 201])
def test_an_empty_or_endless_text_is_refused(find, text):
    with pytest.raises(Invalid):
        find(text)


def test_a_changed_name_is_found_by_the_new_one_only(hands, find):
    ci = hands.ci("before")
    hands.set(ci, name="afterwards")

    assert find("before") == []
    assert find("afterwards") == ["afterwards"]


def test_a_misspelt_name_suggests_the_near_ones(hands, settled):
    for name in ("shop-db-1", "shop-db-2", "payments", "支付网关"):
        hands.ci(name)
    settled()

    assert hands.graph.read(search.near, "shpo-db-1")[0] == "shop-db-1"
    assert hands.graph.read(search.near, "paymets") == ["payments"]
    assert hands.graph.read(search.near, "支付网") == ["支付网关"]
    assert hands.graph.read(search.near, "zzz") == []


@given(st.text(max_size=50))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


@given(st.text(min_size=1, max_size=40))
def test_a_lucene_query_holds_only_letters_digits_and_our_own_signs(text):
    query = rules.words(text) or ""
    for term in query.split(" AND ") if query else []:
        assert re.fullmatch(r'"[^"\\\s]+"|\w+\*', term)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=9_000), max_size=3))
def test_the_search_text_fits_the_index(values):
    assert len(search_text({**values, "name": "n"}).encode()) <= 32_000
