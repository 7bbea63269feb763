"""In which language an answer is told to people, if at all, and how much of it."""

from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError

from cmdb import sentences

VARY = "Accept-Language"
_MOST = 100_000


class _Wish(BaseModel):
    """How an answer is told."""

    lang: Annotated[
        str | None,
        Field(
            max_length=40,
            description="The language of `sentences`: en, zh-Hans or zh-Hant. Else Accept-Language "
            "says; without either there are none.",
        ),
    ] = None
    lines: Annotated[int, Field(ge=1, le=_MOST, description="How many sentences of each part.")] = (
        sentences.MOST
    )
    fold: Annotated[
        bool, Field(description="Tell inherited risk under its origin, not CI by CI.")
    ] = True


@dataclass(frozen=True, slots=True)
class Telling:
    """In which language an answer is told, in how many sentences, with inherited risk folded or not."""

    language: str
    lines: int
    fold: bool


def telling(request: Request) -> Telling | None:
    """Return how the answer is to be told; None where nobody asks for sentences."""
    header = request.headers.get("accept-language")
    if not header and not request.scope["query_string"]:
        return None
    try:
        wish = _Wish.model_validate(dict(request.query_params))
    except ValidationError as exc:
        wrong = [{**error, "loc": ("query", *error["loc"])} for error in exc.errors()]
        raise RequestValidationError(wrong) from exc
    if wish.lang is not None:
        return Telling(sentences.asked_for(wish.lang), wish.lines, wish.fold)
    if not header:
        return None
    return Telling(sentences.accepted(header), wish.lines, wish.fold)


async def _telling(request: Request) -> Telling | None:
    return telling(request)


Told = Annotated[Telling | None, Depends(_telling)]
"""Read from the request itself: who asks for no sentences does not pay for the parameters."""

PARAMETERS: dict[str, Any] = {
    "parameters": [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": field.description,
            "schema": _Wish.model_json_schema()["properties"][name],
        }
        for name, field in _Wish.model_fields.items()
    ]
}
"""What OpenAPI says of these parameters."""


def with_sentences(answer: bytes, said: Any) -> bytes:
    """Return a JSON object with `sentences` as a further part; nothing of it is encoded anew."""
    return b'%b,"sentences":%b}' % (answer[:-1], orjson.dumps(said))
