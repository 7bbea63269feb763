"""The page has a word for all that the model knows, in every language that it speaks."""

import json
from pathlib import Path
from typing import get_args

import pytest

from cmdb.model import load
from cmdb.quality.model import Kind

WEB = Path(__file__).parents[2] / "web/src/model/texts"
MODEL = load()
FIXED = ("lifecycle", "health", "criticality", "environment", "data_classification")


def words(language):
    return json.loads((WEB / f"{language}.json").read_text("utf-8"))


def known():
    """What the model knows, by the keys of its words."""
    classes = [MODEL.ci_class(name) for name in MODEL.classes]
    for one in classes:
        yield f"class.{one.name}"
        yield f"layer.{one.layer or 'none'}"
        for name, attribute in one.attributes.items():
            yield f"attribute.{name}"
            for value in attribute.enum or () if name in FIXED else ():
                yield f"value.{name}.{value}"
    for name in MODEL.relations:
        yield f"verb.{name}"
        yield f"verb.{name}.back"
    for kind in get_args(Kind):
        yield f"finding.{kind}"


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_all_that_the_model_knows_has_a_word(language):
    missing = sorted(set(known()) - words(language).keys())

    assert not missing, f"write them into {WEB / language}.json: {missing}"


def test_there_is_no_word_for_what_there_is_not():
    beside = ("value.", "layer.", "attribute.id", "attribute.class", "attribute.layer")
    of_relations = {
        f"attribute.{name}" for kind in MODEL.relations.values() for name in kind.attributes
    }

    assert {
        key
        for key in words("en").keys() - set(known()) - of_relations
        if not key.startswith(beside)
    } == set()


def test_the_three_languages_have_the_same_words():
    assert words("en").keys() == words("zh-Hans").keys() == words("zh-Hant").keys()


def test_english_relations_read_as_the_model_says():
    said = words("en")

    assert {
        name: (said[f"verb.{name}"], said[f"verb.{name}.back"]) for name in MODEL.relations
    } == {name: (kind.verb, kind.reverse_verb) for name, kind in MODEL.relations.items()}


def test_every_word_says_something_and_is_short():
    for language in ("en", "zh-Hans", "zh-Hant"):
        for key, text in words(language).items():
            assert text.strip() == text, key
            assert 0 < len(text) < 40, key
            assert not set(text) & set("{}<>"), key
