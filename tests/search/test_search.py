"""Finding CIs in any script, ranked, on a real Neo4j."""

import re

import hypothesis.strategies as st
import pytest
from hypothesis import given

from cmdb import search
from cmdb.errors import Invalid
from cmdb.items.search_text import folded, search_text
from cmdb.search import Question, SearchKeeper, rules, shown
from cmdb.search.block import BEGINS, EQUAL, HOLDS, REST, VALUE, Entry, block
from cmdb.topology import TopologyKeeper


@pytest.fixture
def asked(hands):
    """What a question finds in the graph as it is: the facts that an index holds of each CI."""
    topology = TopologyKeeper(hands.graph, hands.model)
    keeper = SearchKeeper(hands.graph)

    def rows(text="", sort=None, *, descending=False, columns=(), **filters):
        index = keeper.current(topology.current())
        wanted = {name: frozenset(values) for name, values in filters.items()}
        question = Question(text, wanted, sort, descending)
        found = search.found(index, keeper.columns, question)
        return list(shown.rows(hands.graph, keeper.columns, found, columns))

    return rows


@pytest.fixture
def facets(hands):
    """How many a question finds, and the values of each facet with their counts."""
    topology = TopologyKeeper(hands.graph, hands.model)
    keeper = SearchKeeper(hands.graph)

    def counts(text="", **filters):
        wanted = {name: frozenset(values) for name, values in filters.items()}
        index, question = keeper.current(topology.current()), Question(text, wanted)
        names = (*search.FIELDS, search.SOURCE)
        total, found = search.facets(index, keeper.columns, question, names, 50)
        return total, {one.name: list(one.values) for one in found}

    return counts


@pytest.fixture
def find(asked):
    def names(text="", **kw):
        return [one["name"] for one in asked(text, **kw)]

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


def test_what_is_retired_comes_after_what_is_in_use(hands, asked):
    hands.ci("web", lifecycle="retired", owner="old")
    hands.ci("web", owner="new")

    assert [one["owner"] for one in asked("web")] == ["new", "old"]


def test_a_class_narrows_to_itself_and_its_subclasses(hands, find):
    hands.ci("shop-vm", "virtual_machine")
    hands.ci("shop-service", "business_service")

    assert find("shop", **{"class": ["server"]}) == ["shop-vm"]
    with pytest.raises(Invalid):
        find("shop", **{"class": ["no_such_class"]})


def test_every_word_must_be_there(hands, find):
    hands.ci("shop-db-1", owner="alice")
    hands.ci("shop-db-2", owner="bob")

    assert find("db alice") == ["shop-db-1"]


@pytest.mark.parametrize("text", ["(", "/", '"', "a AND", "~*?:\\", "[* TO *]", "(((", "+-!{}^"])
def test_no_character_of_the_input_has_a_meaning(hands, find, text):
    hands.ci("harmless")

    assert find(text) == []


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
    query = rules.near_words(text) or ""
    for term in query.split(" OR ") if query else []:
        assert re.fullmatch(r'"[^"\\\s]+"|\w+[*~]', term)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=9_000), max_size=3))
def test_the_search_text_fits_the_index(values):
    assert len(search_text({**values, "name": "n"}).encode()) <= 32_000


def test_without_a_text_all_that_the_filters_keep_come_by_name(hands, find):
    for name in ("web-10", "web-2", "Web-1", "数据库"):
        hands.ci(name)
    hands.ci("rack", "rack")

    assert find() == ["rack", "Web-1", "web-2", "web-10", "数据库"]
    assert find(**{"class": ["server"]}) == ["Web-1", "web-2", "web-10", "数据库"]


def test_a_filter_takes_any_of_its_values_and_all_filters_hold(hands, find):
    hands.ci("a", owner="ann", environment="production")
    hands.ci("b", owner="bob", environment="production")
    hands.ci("c", environment="test", criticality="high")
    hands.ci("d", "rack", owner="ann")

    assert find(owner=["ann", "bob"]) == ["a", "b", "d"]
    assert find(owner=["ann", ""], environment=["production", "test"]) == ["a", "c"]
    assert find(layer=["6"]) == ["d"]
    assert find(criticality=["high"], owner=["ann"]) == []


def test_what_has_no_value_is_sorted_last_both_ways(hands, find):
    hands.ci("a", criticality="low", serial_number="S10")
    hands.ci("b")
    hands.ci("c", criticality="critical", serial_number="S9")

    assert find(sort="criticality") == ["c", "a", "b"]
    assert find(sort="criticality", descending=True) == ["a", "c", "b"]
    assert find(sort="serial_number") == ["c", "a", "b"]
    assert find(sort="serial_number", descending=True) == ["a", "c", "b"]
    assert find(sort="name", descending=True) == ["c", "b", "a"]


def test_a_facet_counts_under_every_filter_but_its_own(hands, facets):
    hands.ci("a", owner="ann", environment="production")
    hands.ci("b", owner="ann", environment="test")
    hands.ci("c", owner="bob", environment="test")
    hands.ci("d", environment="test")

    total, counts = facets("", owner=["ann"])

    assert total == 2
    assert counts["owner"] == [("ann", 2), ("bob", 1), (None, 1)]
    assert counts["environment"] == [("production", 1), ("test", 1)]
    assert counts["layer"] == [(5, 2)]


def test_who_knows_a_ci_is_a_filter_a_facet_and_a_column(hands, asked, find, facets):
    known, twice, _ = hands.ci("known"), hands.ci("twice"), hands.ci("by hand")
    for source, ci in (("netbox:hq", known), ("netbox:hq", twice), ("glpi", twice)):
        hands.graph.command(
            f"MATCH (n:CI {{id: '{ci}'}}) CREATE (:Record {{uid: '{source}{ci}', "
            f"source: '{source}'}})-[:RECORD_OF]->(n)"
        )

    assert find(source=["glpi"]) == ["twice"]
    assert find(source=[""]) == ["by hand"]
    assert facets()[1]["source"] == [("netbox:hq", 2), ("glpi", 1), (None, 1)]
    rows = {one["name"]: one["source"] for one in asked(columns=["source"])}
    assert rows == {"known": ["netbox:hq"], "twice": ["glpi", "netbox:hq"], "by hand": []}


def test_columns_show_any_attribute_and_nothing_where_there_is_none(hands, asked):
    hands.ci("a", serial_number="S1", tags=["pci"])
    hands.ci("b", "rack")

    rows = asked(columns=["serial_number", "tags"])

    assert [(one["serial_number"], one["tags"]) for one in rows] == [("S1", ["pci"]), (None, None)]
    with pytest.raises(Invalid, match="serial_number"):
        shown.columns(hands.model, ["serial_numbr"])


def test_what_was_undone_is_gone_and_what_changed_moves(hands, find):
    hands.ci("first")
    second = hands.ci("second")
    assert find() == ["first", "second"]
    hands.set(second, name="a second")
    hands.undo(1)

    assert find() == ["a second"]
    assert find("second") == ["a second"]
    assert find("first") == []


@pytest.mark.parametrize("text", ["名", "字", "é", "\U0001f600", "a\nb", "x\0y", "\ud800"])
def test_any_character_can_be_looked_for(hands, find, text):
    hands.ci("plain")

    assert find(text) == []


words = st.text(st.sampled_from("ab名\n 9-"), max_size=6)


@given(st.lists(words, min_size=1, max_size=8), st.text(st.sampled_from("ab名9-"), min_size=1))
def test_a_scan_finds_what_a_look_at_every_text_finds(texts, part):
    made = block([Entry(str(at), "", 0, text, at) for at, text in enumerate(texts)])

    assert made.holding([part]).tolist() == [at for at, text in enumerate(texts) if part in text]


@given(st.lists(words, min_size=1, max_size=8), st.text(st.sampled_from("ab名9-"), min_size=1))
def test_how_well_a_text_fits_is_as_it_reads(texts, wanted):
    made = block([Entry(str(at), "", 0, text, at) for at, text in enumerate(texts)])

    def fit(text):
        name, *values = text.split("\n")
        return (
            EQUAL
            if name == wanted
            else VALUE
            if wanted in values
            else BEGINS
            if name.startswith(wanted)
            else HOLDS
            if wanted in name
            else REST
        )

    assert made.tiers(wanted).tolist() == [fit(text) for text in texts]


def test_an_index_that_grew_by_events_is_as_one_read_anew(hands):
    topology, kept = TopologyKeeper(hands.graph, hands.model), SearchKeeper(hands.graph)
    made = [hands.ci(f"n-{n}", owner=f"o{n % 3}") for n in range(12)]
    kept.current(topology.current())
    for at, ci in enumerate(made[:6]):
        hands.set(ci, name=f"m-{at * 7 % 5}", owner=None if at % 2 else "zoe")
    hands.ci("late", "rack")
    grown = kept.current(topology.current())
    anew = SearchKeeper(hands.graph).current(topology.current())

    def told(index, **asked):
        found = search.found(index, kept.columns, Question(**asked))
        return [index.id(row) for row in found.rows]

    assert grown.overlay
    for question in ({}, {"text": "m"}, {"text": "n-1"}, {"sort": "owner"}, {"sort": "class"}):
        assert told(grown, **question) == told(anew, **question)
