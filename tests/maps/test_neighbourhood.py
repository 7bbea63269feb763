"""A neighbourhood to walk about in: what is drawn, what is counted, and that nothing goes unsaid."""

import itertools

import pytest
from estates import Estate
from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import questions

from cmdb import maps
from cmdb.errors import NotFound
from cmdb.impact import Given, Question
from cmdb.maps import FORMATS, Hide, View

NOW = Question([], "current")


def seen(topology, ref, given=NOW, to=None, **view):
    return maps.walked_about(topology, ref, View(**view), given, to)


def singles(found):
    return {node.name for node in found.map.nodes if not hasattr(node, "count")}


def groups(found):
    return {node.key: node for node in found.map.nodes if hasattr(node, "count")}


def chain(*names):
    estate = Estate()
    for above, below in itertools.pairwise(names):
        estate.relate(above, "DEPENDS_ON", below)
    return estate


def rack(count):
    """A rack with so many servers, on each of which an application runs; one is down."""
    estate = Estate()
    estate.ci("rack", "rack", environment="production")
    for at in range(count):
        state = {"health": "down"} if at == count - 1 else {}
        estate.ci(f"server-{at:04}", "server", environment="test" if at % 2 else None, **state)
        estate.relate(f"server-{at:04}", "CONTAINED_IN", "rack")
        estate.relate(f"app-{at:04}", "RUNS_ON", f"server-{at:04}")
    return estate.topology()


def test_it_goes_so_many_steps_and_counts_what_lies_beyond():
    found = seen(chain("a", "b", "c", "d", "e").topology(), "c", up=1, down=1)

    assert singles(found) == {"b", "c", "d"}
    assert found.beyond["b"] == {"up": {"DEPENDS_ON": 1}, "down": {}}
    assert found.beyond["c"] == {"up": {}, "down": {}}
    assert found.map.total == 5
    assert found.map.said[-1] == "3 of 5 CIs shown, 2 of 4 relations hidden"


def test_expanding_goes_one_step_on_and_folding_takes_a_branch_away():
    topology = chain("a", "b", "c", "d", "e").topology()

    further = seen(topology, "c", up=0, down=1, expanded=[("d", "down"), ("c", "up")])
    less = seen(topology, "c", up=2, down=2, folded=frozenset({("d", "down"), ("c", "up")}))

    assert singles(further) == {"b", "c", "d", "e"}
    assert singles(less) == {"c", "d"}


def test_more_than_ten_alike_siblings_are_one_group_that_can_be_opened():
    topology = rack(12)
    key = "rack~up~CONTAINED_IN~server"

    found = seen(topology, "rack")
    (group,) = groups(found).values()
    assert singles(found) == {"rack"}
    assert (group.key, group.count, group.name) == (key, 12, "12 servers")
    assert group.members[0] == "server-0011", "what is not well comes first"
    assert group.states["down"] == 1
    assert [(line.dependent, line.supplier, line.count) for line in found.map.lines] == [
        (key, "rack", 12)
    ]

    opened = seen(topology, "rack", up=1, opened=frozenset({key}))
    assert len(singles(opened)) == 13
    assert not groups(opened)


def test_a_few_alike_siblings_stand_each_on_its_own():
    assert len(singles(seen(rack(10), "rack", up=1))) == 11


def test_of_a_huge_group_that_is_opened_the_rest_stays_counted():
    key = "rack~up~CONTAINED_IN~server"
    found = seen(rack(250), "rack", up=1, opened=frozenset({key}))

    assert len(singles(found)) == 201
    assert "server-0249" in singles(found), "the one that is down"
    assert groups(found)[key].count == 50
    assert found.map.hidden.cis == 50


def test_what_is_too_much_to_draw_is_counted_by_class():
    estate = Estate()
    for top in range(9):
        for middle in range(9):
            estate.relate(f"top-{top}", "DEPENDS_ON", f"middle-{top}-{middle}")
            for low in range(9):
                estate.relate(f"middle-{top}-{middle}", "DEPENDS_ON", f"low-{top}-{middle}-{low}")
        estate.relate("all", "DEPENDS_ON", f"top-{top}")

    found = seen(estate.topology(), "all", down=1000)

    assert found.map.grouped == "class"
    assert len(found.map.nodes) < 100
    assert found.map.total == 1 + 9 + 81 + 729
    assert sum(getattr(node, "count", 1) for node in found.map.nodes) == found.map.total


def test_who_asks_for_all_levels_gets_all_each_or_by_class():
    few, many = seen(rack(20), "rack", up=1000), seen(rack(400), "rack", up=1000)

    assert len(singles(few)) == 41
    assert many.map.grouped == "class"
    assert sorted(group.count for group in groups(many).values()) == [400, 400]
    opened = seen(rack(400), "rack", up=1000, opened=frozenset({"class:5:server"}))
    assert len(singles(opened)) == 401


def test_what_a_filter_leaves_out_is_said():
    topology = rack(4)

    found = seen(topology, "rack", hide=Hide(environments=frozenset({"test"})))

    assert singles(found) == {"rack", "server-0000", "server-0002", "app-0000", "app-0002"}
    assert found.left_out == 2
    assert found.facets.environments["test"] == 2
    assert found.beyond["rack"]["up"] == {"CONTAINED_IN": 2}


def test_a_hidden_type_is_not_followed_and_can_be_asked_for_again():
    estate = chain("a", "b", "c")
    estate.relate("a", "USES", "x")
    found = seen(estate.topology(), "a", hide=Hide(types=frozenset({"DEPENDS_ON"})))

    assert singles(found) == {"a", "x"}
    assert found.facets.types == {"DEPENDS_ON": 1, "USES": 1}
    assert found.map.hidden.relations == 1


def test_relations_without_impact_are_drawn_where_somebody_asks_for_them():
    estate = chain("a", "b")
    estate.ci("team", "team")
    estate.relate("a", "OWNED_BY", "team")

    assert singles(seen(estate.topology(), "a")) == {"a", "b"}
    assert singles(seen(estate.topology(), "a", every=True)) == {"a", "b", "team"}


def test_states_are_those_known_now_and_what_follows_or_those_that_would_follow():
    estate = chain("a", "b", "c")
    estate.cis["c"]["health"] = "down"
    topology = estate.topology()

    now = {node.name: node.state for node in seen(topology, "b").map.nodes}
    asked = seen(topology, "b", given=Question([Given("b", "degraded")]))

    assert now == {"a": "down", "b": "down", "c": "down"}
    assert {n.name: n.state for n in asked.map.nodes} == {
        "a": "degraded",
        "b": "degraded",
        "c": "ok",
    }
    assert asked.map.counts == {"down": 0, "degraded": 2, "at_risk": 0}


@pytest.mark.parametrize(
    ("ends", "way", "over"),
    [
        (("a", "c"), ["a", "b", "c"], "need"),
        (("c", "a"), ["c", "b", "a"], "need"),
        (("a", "other"), ["a", "b", "c", "other"], "impact"),
        (("a", "beside"), ["a", "b", "c", "other", "team", "beside"], "any"),
    ],
)
def test_the_way_between_two_is_drawn_and_says_what_it_leads_over(ends, way, over):
    estate = chain("a", "b", "c")
    estate.relate("other", "DEPENDS_ON", "c")
    estate.ci("team", "team")
    estate.relate("other", "OWNED_BY", "team")
    estate.relate("beside", "OWNED_BY", "team")

    found = seen(estate.topology(), "a", up=0, down=0, to=ends)

    assert list(found.way_ids) == way
    assert found.way.over == over
    assert set(way) <= singles(found) | {"a"}
    assert len(found.map.lines) >= len(way) - 1


def test_between_what_nothing_joins_there_is_no_way():
    estate = chain("a", "b")
    estate.ci("alone")

    assert seen(estate.topology(), "a", to=("a", "alone")).way is None
    with pytest.raises(NotFound):
        seen(estate.topology(), "a", to=("a", "nobody"))


@given(questions(), st.integers(0, 3), st.integers(0, 3), st.integers(2, 40), st.integers(1, 5))
@settings(max_examples=80, deadline=None)
def test_every_relation_of_what_is_drawn_is_drawn_or_counted_as_hidden(
    question, up, down, most, alike
):
    estate, _ = question
    topology = estate.topology()
    ref = min(estate.cis)

    found = maps.walked_about(topology, ref, View(up=up, down=down, most=most, alike=alike), NOW)

    keys = {node.key for node in found.map.nodes}
    assert all({line.dependent, line.supplier} <= keys for line in found.map.lines)
    drawn = sum(line.count for line in found.map.lines)
    assert found.map.relations == drawn + found.map.hidden.relations
    for name in singles(found):
        place = topology.place(name)
        carrying = sum(
            bool(topology.ties.strength[code])
            for row in (topology.needs(place), topology.users(place))
            for code in row[1]
        )
        ends = sum(
            line.count for line in found.map.lines if name in (line.dependent, line.supplier)
        )
        assert ends + sum(sum(side.values()) for side in found.beyond[name].values()) == carrying


def test_names_of_all_kinds_stand_in_every_format():
    estate = chain("<b>&", "\u202eabc", "x" * 10_000)
    topology = estate.topology()
    for format_ in FORMATS:
        found = seen(topology, "<b>&")
        assert maps.told(topology, found, format_)
