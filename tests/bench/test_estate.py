"""Estates are drawn from a seed, and are valid by the model."""

from collections import Counter
from itertools import islice

import pytest

from bench.estate import ANSWER_SIZES, Estate
from cmdb.items import is_id
from cmdb.model import load


@pytest.fixture(scope="module")
def estate():
    drawn = Estate(6_000)
    return list(drawn.cis()), list(drawn.relations())


def test_the_same_seed_draws_the_same_estate():
    assert list(Estate(700, 3).cis()) == list(Estate(700, 3).cis())
    assert list(Estate(700, 3).relations()) == list(Estate(700, 3).relations())


def test_estates_of_other_seeds_share_no_id():
    one, other = ({ci.id for ci in Estate(700, seed).cis()} for seed in (3, 4))

    assert not one & other


@pytest.mark.parametrize("size", [1, 500, 6_000])
def test_an_estate_has_exactly_the_size_asked_for(size):
    ids = [ci.id for ci in Estate(size).cis()]

    assert len(ids) == len(set(ids)) == size
    assert all(map(is_id, ids))


def test_every_ci_is_valid_by_the_model(estate):
    model = load()

    for ci in estate[0]:
        assert model.checked_ci(ci.class_name, ci.fields)["name"] == ci.fields["name"]


def test_every_relation_is_valid_by_the_model(estate):
    model, cis, relations = load(), *estate
    class_of = {ci.id: ci.class_name for ci in cis}

    for one in relations:
        ends = (class_of[one.from_id], class_of[one.to_id])
        model.checked_relation(one.type, *ends, one.fields)


def test_no_relation_is_drawn_twice_or_to_itself(estate):
    keys = [one[:3] for one in estate[1]]

    assert len(keys) == len(set(keys))
    assert all(from_id != to_id for from_id, _, to_id in keys)


def test_an_estate_has_about_one_and_a_half_relations_a_ci(estate):
    cis, relations = estate

    assert 1.4 < len(relations) / len(cis) < 1.7


def test_an_estate_has_all_layers_pools_and_names_of_two_scripts(estate):
    model, (cis, relations) = load(), estate
    layers = {model.ci_class(ci.class_name).layer for ci in cis}
    types = Counter(one.type for one in relations)

    assert layers == {1, 2, 3, 4, 5, 6}
    assert {"HAS_MEMBER", "FAILS_OVER_TO", "RECEIVES_FROM", "USES"} <= types.keys()
    assert any("支付" in ci.fields["name"] for ci in cis)
    assert any(ci.quorum for ci in cis)
    assert any(ci.fields["lifecycle"] == "retired" for ci in cis)


def test_the_landmarks_of_every_size_are_there(estate):
    ids = {ci.id for ci in estate[0]}

    for hits in ANSWER_SIZES:
        assert set(islice(Estate(6_000).landmarks(hits), 20)) <= ids
