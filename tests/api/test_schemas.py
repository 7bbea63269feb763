"""What OpenAPI says of an answer follows from the type that the answer has."""

from typing import Literal, NotRequired, TypedDict

import jsonschema
import pytest

from api import answers
from cmdb.overview.model import Overview
from cmdb.services.model import Service
from cmdb.watches.model import Watch

Part = TypedDict("Part", {"class": str, "count": int})


class Whole(TypedDict):
    parts: list[Part]
    state: Literal["ok", "down"] | None
    by: dict[str, float]
    pair: tuple[str, int]
    below: "list[Whole]"
    more: NotRequired[bool]


GOOD = {
    "parts": [{"class": "server", "count": 1}],
    "state": None,
    "by": {"a": 1.5},
    "pair": ["a", 1],
    "below": [],
}


def test_what_has_the_type_holds_to_the_schema_and_nothing_else_does():
    schema = answers.of(Whole)

    jsonschema.validate(GOOD, schema)
    jsonschema.validate({**GOOD, "state": "down", "more": True}, schema)
    for wrong in ({"state": "ill"}, {"parts": [{"class": 1}]}, {"by": {"a": "x"}}, {"more": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**GOOD, **wrong}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({name: GOOD[name] for name in GOOD if name != "by"}, schema)


def test_the_answers_that_we_have_types_of_have_schemas():
    for type_ in (Service, Overview, Watch):
        assert answers.of(type_)["required"]


def test_what_has_no_schema_is_said():
    with pytest.raises(TypeError):
        answers.of(type)
