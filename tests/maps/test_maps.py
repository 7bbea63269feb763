"""Maps: what is on them, what they say is hidden, and that nothing breaks or changes them."""

import itertools
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import networkx as nx
import pytest
from estates import Estate
from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import questions

from cmdb import hypotheses, impact, maps
from cmdb.errors import Invalid, NotFound
from cmdb.impact import Given, Question
from cmdb.maps import FORMATS, Wish
from cmdb.maps.layout import BOX_WIDTH, laid_out
from cmdb.maps.model import Line, Map, Node
from cmdb.maps.text import BOLD, clean, cut, one_line, width

SVG = "{http://www.w3.org/2000/svg}"
AUTO = Wish()
TEXTS = st.text(st.characters(), max_size=40)  # control characters and lone surrogates among them


@pytest.fixture
def shop():
    """A shop on a pair of databases, used by a service, in a rack."""
    estate = Estate()
    estate.ci("pay", "business_service", criticality="critical")
    estate.ci("shop", quorum={"db": {"needs": 1, "wants": 2}})
    estate.ci("cdn")
    for name in ("db-1", "db-2"):
        estate.ci(name, "server")
        estate.relate("shop", "DEPENDS_ON", name, group="db")
        estate.relate(name, "CONTAINED_IN", "rack")
    estate.cis["rack"]["class"] = "rack"
    estate.ci("db-3", "server", lifecycle="retired")
    estate.relate("shop", "DEPENDS_ON", "db-3", group="db")
    estate.relate("shop", "DEPENDS_ON", "cdn", strength="soft")
    estate.relate("pay", "DEPENDS_ON", "shop")
    return estate.topology()


def farm(count):
    """A service on many servers, each in a rack of one of three sites."""
    estate = Estate()
    estate.ci("farm", "business_service")
    for site in range(3):
        estate.ci(f"site-{site}", "site")
        estate.ci(f"rack-{site}", "rack")
        estate.relate(f"rack-{site}", "CONTAINED_IN", f"site-{site}")
    for at in range(count):
        estate.ci(f"server-{at:04}", "server")
        estate.relate(f"server-{at:04}", "CONTAINED_IN", f"rack-{at % 3}")
        estate.relate("farm", "DEPENDS_ON", f"server-{at:04}")
    return estate.topology()


def failing(topology, *refs, wish=AUTO, **more):
    return maps.of_impact(topology, Question([Given(ref) for ref in refs], **more), wish)


def names(found):
    return {node.name for node in found.nodes}


def arrows(found):
    return {(line.dependent, line.supplier) for line in found.lines}


def parsed(found):
    return ET.fromstring(maps.written(found, "svg"))  # noqa: S314  we wrote it ourselves


# What is on a map


def test_an_impact_map_has_what_is_hit_and_what_carried_it(shop):
    found = failing(shop, "db-1")

    assert names(found) == {"db-1", "shop", "pay"}
    assert arrows(found) == {("shop", "db-1"), ("pay", "shop")}
    assert all(line.decided for line in found.lines)
    assert found.said == ("1 down, 2 degraded", "3 of 3 CIs shown, 0 of 2 relations hidden")


def test_a_group_says_what_it_needs_and_what_works(shop):
    (pool,) = failing(shop, "db-1").pools

    assert (pool.dependent, pool.group) == ("shop", "db")
    assert (pool.needs, pool.wants, pool.members, pool.working) == (1, 2, 2, 1)
    assert (pool.declared, pool.state) == (True, "degraded")


def test_what_is_tolerated_is_not_on_the_map():
    estate = Estate()
    estate.relate("a", "DEPENDS_ON", "b", tolerates="PT4H")
    topology = estate.topology()

    assert names(failing(topology, "b", duration_s=3600.0)) == {"b"}
    assert names(failing(topology, "b")) == {"a", "b"}


def test_what_is_known_to_fail_is_told_from_what_is_asked():
    estate = Estate()
    estate.ci("ill", "server", health="down")
    estate.relate("app", "DEPENDS_ON", "ill", group="g")
    estate.relate("app", "DEPENDS_ON", "well", group="g")

    found = failing(estate.topology(), "well", baseline="current")

    assert {n.name: (n.given, n.known) for n in found.nodes} == {
        "app": (False, False),
        "ill": (False, True),
        "well": (True, False),
    }


def test_a_neighbourhood_has_so_many_steps_and_says_what_lies_beyond(shop):
    found = maps.around(shop, "shop", 1, 1, AUTO)

    assert names(found) == {"pay", "shop", "db-1", "db-2", "db-3", "cdn"}
    assert found.hidden.further_cis == 1
    assert found.hidden.further_relations == 2
    assert found.said[-1] == "2 relations lead on to 1 further CI"
    assert [n.name for n in found.nodes if n.asked] == ["shop"]
    assert [n.name for n in found.nodes if not n.in_operation] == ["db-3"]


def test_all_that_a_ci_stands_on(shop):
    found = maps.around(shop, "pay", 0, None, AUTO)

    assert found.title == "What pay stands on"
    assert "rack" in names(found)
    assert not found.hidden.further_cis


def test_an_unknown_ci_has_no_map(shop):
    with pytest.raises(NotFound):
        maps.around(shop, "shoe", 1, 1, AUTO)
    with pytest.raises(Invalid):
        maps.written(maps.around(shop, "shop", 1, 1, AUTO), "png")


@given(questions())
@settings(max_examples=60, deadline=None)
def test_every_impacted_ci_is_on_its_map_and_led_there_by_a_decisive_line(question):
    estate, states = question
    topology = estate.topology()
    asked = Question([Given(name, state) for name, state in states.items()])
    answer = impact.of(topology, asked)

    found = maps.of_impact(topology, asked, AUTO)

    assert names(found) == {one["ci"]["name"] for one in answer.impacted}
    needs = [(one["ci"]["name"], one["need"]["via"]) for one in answer.impacted if one["need"]]
    decided = [line for line in found.lines if line.decided]
    assert {line.dependent for line in decided} == {name for name, _ in needs}
    assert set(needs) <= {(line.dependent, line.supplier) for line in decided}


def test_a_map_may_suppose_changes(shop):
    edits = hypotheses.edits(shop.model, [{"op": "retire_ci", "ci": "db-2"}])

    found = maps.of_impact(shop, Question([Given("db-1")]), AUTO, edits)

    assert found.title == "If db-1 fails, with 1 supposed change"
    assert found.counts == {"down": 4, "degraded": 0, "at_risk": 0}


def test_what_fails_now_has_a_map_too():
    estate = Estate()
    estate.ci("ill", "server", health="down")
    estate.relate("app", "DEPENDS_ON", "ill")

    found = maps.of_impact(estate.topology(), Question([], "current"), AUTO)

    assert (found.title, names(found)) == ("What fails now", {"app", "ill"})


# What is too large to read


def test_many_alike_cis_become_one_that_counts_them():
    found = failing(farm(450), "rack-0", "server-0001", "server-0002")

    (counted,) = [node for node in found.nodes if node.name == "150 servers"]
    assert (counted.count, counted.says, counted.state) == (150, "150 down", "down")
    assert found.grouped == "class"
    assert {"server-0001", "server-0002"} < names(found), "those given stand alone"


def test_a_grouped_map_says_what_is_hidden():
    found = failing(farm(450), "rack-0")

    assert found.total == 152
    assert found.hidden.cis == 150
    assert found.hidden.relations == found.relations - len(found.lines) == 298
    assert found.said[1] == (
        "2 of 152 CIs shown, 150 counted in 1 group by class, 298 of 300 relations hidden"
    )
    (line,) = [line for line in found.lines if line.dependent == "farm"]
    assert line.count == 150


@pytest.mark.parametrize(
    ("by", "wanted"),
    [
        ("class", {"200 servers", "rack-0", "farm"}),
        ("layer", {"200 servers of Infrastructure", "rack-0", "farm"}),
        ("site", {"site-0", "rack-0", "farm"}),
    ],
)
def test_one_may_say_what_is_counted_by(by, wanted):
    assert names(failing(farm(600), "rack-0", wish=Wish(by=by))) == wanted


@given(questions(), st.sampled_from((None, "class", "layer", "site")), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_no_ci_and_no_relation_is_lost_in_groups(question, by, most):
    estate, states = question
    asked = Question([Given(name, state) for name, state in states.items()])
    topology = estate.topology()
    whole = maps.of_impact(topology, asked, AUTO)

    found = maps.of_impact(topology, asked, Wish(by, most))

    assert sum(getattr(node, "count", 1) for node in found.nodes) == len(whole.nodes)
    keys = {node.key for node in found.nodes}
    assert {end for line in found.lines for end in (line.dependent, line.supplier)} <= keys
    assert found.hidden.relations == len(whole.lines) - len(found.lines)
    assert sum(line.count for line in found.lines) <= len(whole.lines)


# How it is laid out


@given(st.integers(1, 40), st.data())
@settings(max_examples=60, deadline=None)
def test_boxes_never_lie_on_each_other(count, data):
    layers = st.sampled_from((1, 2, 3, 5, None))
    nodes = [Node(str(n), str(n), "server", data.draw(layers)) for n in range(count)]
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    pairs = data.draw(st.lists(ends, max_size=80, unique=True))
    lines = [Line(str(a), str(b), "USES", "uses", "hard") for a, b in pairs if a != b]

    laid = laid_out(nodes, lines)

    for one, other in itertools.combinations(laid.x, 2):
        apart = abs(laid.x[one] - laid.x[other]) > BOX_WIDTH
        assert laid.row[one] != laid.row[other] or apart
    assert all(0 <= x <= laid.width for x in laid.x.values())
    for line, way in zip(lines, laid.ways, strict=True):
        first, last = sorted((laid.row[line.dependent], laid.row[line.supplier]))
        assert sorted(row for _, row in way) == list(range(first + 1, last))


def test_dependents_stand_above_what_they_need(shop):
    found = maps.around(shop, "pay", 0, None, AUTO)
    laid = laid_out(found.nodes, found.lines)

    assert all(laid.row[line.dependent] < laid.row[line.supplier] for line in found.lines)


# The formats


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_map_is_the_same_bytes(name):
    first = maps.written(failing(farm(300), "rack-0", "rack-1"), name)

    assert maps.written(failing(farm(300), "rack-0", "rack-1"), name) == first


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_what_is_hidden(name):
    text = maps.written(failing(farm(450), "rack-0"), name).decode()

    assert "298 of 300 relations hidden" in text


def test_an_svg_holds_no_script_and_no_reference(shop):
    text = maps.written(failing(shop, "db-1"), "svg").decode()

    assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<script|<image|<foreignObject|\bon\w+=|href|url\(|style=", text)
    assert "prefers-color-scheme:dark" in text


def test_a_state_is_told_by_its_mark_too(shop):
    root = parsed(failing(shop, "db-1"))

    shapes = {(e.tag.removeprefix(SVG), e.get("class")) for e in root.iter()}
    assert {("circle", "x down"), ("polygon", "x degraded")} <= shapes
    said = {"".join(e.itertext()) for e in root.iter(SVG + "text")}
    assert {"If db-1 fails", "given", "critical", "1 of 2", "Service", "depends on"} <= said


def test_graphml_is_read_back_with_its_types(shop):
    graph = nx.parse_graphml(
        maps.written(failing(shop, "db-1"), "graphml").decode(), force_multigraph=True
    )

    assert graph.nodes["shop"]["state"] == "degraded"
    assert graph.nodes["shop"]["layer"] == 3
    assert graph.nodes["db-1"]["given"] is True
    (line,) = graph.get_edge_data("shop", "db-1").values()
    assert (line["group"], line["needs"], line["decided"]) == ("db", 1, True)
    assert graph.graph["revision"] == 1


def hostile(first, second, third):
    """A map whose every text is somebody's."""
    estate = Estate()
    estate.ci("a"), estate.ci("b", "server"), estate.ci("c", "server")
    estate.relate("a", "DEPENDS_ON", "b", group="g")
    estate.relate("a", "DEPENDS_ON", "c", group="g")
    found = maps.around(estate.topology(), "a", 0, None, AUTO)
    texts = map(clean, (first, second, third))
    nodes = tuple(replace(n, name=text) for n, text in zip(found.nodes, texts, strict=True))
    pools = tuple(replace(pool, group=one_line(first)) for pool in found.pools)
    lines = tuple(replace(line, group=one_line(first)) for line in found.lines)
    return replace(found, title=first, nodes=nodes, pools=pools, lines=lines)


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=80, deadline=None)
def test_no_name_breaks_xml_or_json(first, second, third):
    found = hostile(first, second, third)
    texts = [clean(text) for text in (first, second, third)]

    assert (parsed(found).find(SVG + "title").text or "") == texts[0]
    graph = ET.fromstring(maps.written(found, "graphml"))  # noqa: S314  we wrote it ourselves
    kept = {e.text or "" for e in graph.iter() if e.tag.endswith("}data")}
    assert set(texts) <= kept
    data = json.loads(maps.written(found, "json"))
    assert [node["name"] for node in data["nodes"]] == texts


def test_a_name_that_xml_forbids_goes_through_from_the_graph_on():
    estate = Estate()
    estate.ci("a\x00\ud800\r\nb")

    found = maps.around(estate.topology(), "a\x00\ud800\r\nb", 1, 1, AUTO)

    assert names(found) == {"a\ufffd\ufffd\nb"}
    for name in FORMATS:
        assert maps.written(found, name)


STRING = r'"(?:[^"\\\n]|\\["\\n])*"'
NAME = r"[\w.#-]+"
ATTRIBUTE = rf"{NAME}=(?:{STRING}|{NAME})"
DOT_LINE = re.compile(
    rf"(?:digraph map {{|}}|subgraph cluster_\d {{|label={STRING};"
    rf"|{NAME}(?: -> {NAME})? \[{ATTRIBUTE}(?:, {ATTRIBUTE})*\];)"
)
MERMAID_TEXT = r'"(?:[\w \-.,()]|#\d+;|<br>)*"'
MERMAID_LINE = re.compile(
    rf"(?:flowchart TB|direction TB|%% [^{{}}%\n]*|end|subgraph layer\d\[{MERMAID_TEXT}\]"
    rf"|\w+\[{MERMAID_TEXT}\](?::::\w+)?|n\d+ (?:-->|-\.->|-\.-o)\|{MERMAID_TEXT}\| n\d+"
    r"|classDef \w+ [\w#,: -]+)"
)


def broken(found):
    """Lines that are not of the form that every line has."""
    dot = maps.written(found, "dot").decode().removesuffix("\n").split("\n")
    mermaid = maps.written(found, "mermaid").decode().removesuffix("\n").split("\n")
    wrong = [line for line in dot if not DOT_LINE.fullmatch(line.strip(" "))]
    return wrong + [line for line in mermaid if not MERMAID_LINE.fullmatch(line)]


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=80, deadline=None)
def test_no_name_breaks_out_of_dot_or_mermaid(first, second, third):
    assert broken(hostile(first, second, third)) == []


@pytest.mark.parametrize(
    "name",
    ['"] --> x["', "%%{init: {}}%%", "end", "a\nb", "<b>&amp;", "]]>", "`x`", "#quot;", "\\"],
)
def test_what_means_something_elsewhere_is_a_name_here(name):
    assert broken(hostile(name, name, name)) == []


# Texts


def test_chinese_is_measured_wide():
    assert width("在线支付", 10) == 40
    assert 20 < width("abcd", 10) < 30
    assert width("e\u0301", 10) == width("e", 10)


@given(TEXTS, st.floats(20, 200))
def test_a_text_that_is_cut_fits(text, room):
    assert width(cut(one_line(text), room, 13 * BOLD), 13 * BOLD) <= room


def test_a_cut_name_keeps_its_end_and_the_whole_is_there_to_point_at():
    long = "warehouse-management-application-server-number-17"
    estate = Estate()
    estate.ci(long, "server")
    text = maps.written(maps.around(estate.topology(), long, 1, 1, AUTO), "svg").decode()

    assert cut(long, 150, 14).startswith("wareh")
    assert cut(long, 150, 14).endswith("17")
    assert f"<title>{long}, server" in text


def test_a_map_of_nothing_can_be_written():
    nothing = Map(title="", revision=1, nodes=(), lines=())

    for name in FORMATS:
        assert maps.written(nothing, name)
