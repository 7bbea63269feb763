"""Which CI is meant: an id, a unique name, or `class:name`; near names for what there is not."""

import pytest
from estates import Estate
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid, NotFound
from cmdb.topology import resolve
from cmdb.topology.names import Names


def named(*rows):
    estate = Estate()
    for id_, class_name, name, *lifecycle in rows:
        facts = {"id": id_, "class": class_name, "name": name}
        estate.cis[id_] = facts | ({"lifecycle": lifecycle[0]} if lifecycle else {})
    return estate.topology()


def meant(topology, ref):
    return topology.id(resolve(topology, ref))


def test_an_id_a_name_and_a_class_with_a_name_are_understood():
    topology = named(("1", "server", "db"), ("2", "database", "db"), ("3", "server", "在线支付"))
    assert meant(topology, "1") == "1"
    assert meant(topology, "database:db") == "2"
    assert meant(topology, "在线支付") == "3"


def test_a_name_may_hold_a_colon():
    topology = named(("1", "server", "rack:7"), ("2", "server", "server:x"), ("3", "database", "x"))
    assert meant(topology, "rack:7") == "1"
    assert meant(topology, "server:x") == "2"


def test_a_name_means_the_ci_in_use_where_a_retired_one_shares_it():
    topology = named(("1", "server", "db", "retired"), ("2", "server", "db"))
    assert meant(topology, "db") == "2"
    assert meant(named(("1", "server", "db", "retired")), "db") == "1"


def test_an_ambiguous_name_lists_its_candidates():
    topology = named(("1", "server", "db"), ("2", "database", "db"))
    with pytest.raises(Invalid, match="2 CIs are named 'db'") as refused:
        resolve(topology, "db")
    assert refused.value.candidates == ("server:db (1)", "database:db (2)")


@pytest.mark.parametrize(
    ("ref", "first"),
    [
        ("shop-dv-1", "shop-db-1"),
        ("SHOP-DB-1", "shop-db-1"),
        ("server:shop-db", "shop-db-1"),
        ("支付", "在线支付服务"),
    ],
)
def test_an_unknown_name_suggests_near_ones(ref, first):
    topology = named(
        ("1", "server", "shop-db-1"), ("2", "server", "mail"), ("3", "server", "在线支付服务")
    )
    with pytest.raises(NotFound) as unknown:
        resolve(topology, ref)
    assert unknown.value.candidates[0] == first


def test_nothing_near_suggests_nothing():
    with pytest.raises(NotFound) as unknown:
        resolve(named(("1", "server", "mail")), "zzzzzzzzzzzz")
    assert unknown.value.candidates == ()


@given(st.lists(st.text(max_size=3)), st.text(max_size=3))
def test_the_index_finds_every_place_of_a_text(texts, wanted):
    names = Names(texts)
    for text in {*texts, wanted}:
        assert names.places(text) == [at for at, one in enumerate(texts) if one == text]
