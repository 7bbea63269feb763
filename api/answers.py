"""Answers as bytes: nothing is validated or encoded twice on the way out."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from fastapi import Request, Response

from api import schemas

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong."},
        "remedy": {"type": "string", "description": "What to do about it."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"place": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
        "candidates": {
            "type": "array",
            "items": {"type": "string"},
            "description": "What was perhaps meant.",
        },
    },
    "example": {
        "type": "urn:cmdb:problem:NotFound",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no CI 'shop-db-9'.",
        "remedy": "Find it with `cmdb find`.",
        "candidates": ["shop-db-1", "shop-db-2"],
    },
}


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": _PROBLEM}},
    }


# What every path may answer beside what it is for.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    422: _problem("The request breaks a rule."),
    "default": _problem("Any other failure."),
}


def shown(
    example: Any,
    description: str = "Done",
    status: int = 200,
    *,
    schema: Mapping[str, Any] | None = None,
) -> dict[int | str, Any]:
    """Return what OpenAPI says of an answer: an example, and the schema that the page's types are made of.

    Without `schema` it is read off the example: all its keys are there, null may be anything.
    """
    shape = like(example) if schema is None else schema
    content = {"application/json": {"schema": shape, "example": example}}
    return {status: {"description": description, "content": content}}


def of(type_: Any) -> dict[str, Any]:
    """Return the schema of a type (a TypedDict, say), complete in itself."""
    return schemas.of(type_)


def listing(type_: Any, **beside: Any) -> dict[str, Any]:
    """Return the schema of a page of a list, with the types of what stands beside the items."""
    properties = {
        "items": schemas.of(list[type_]),
        "next": schemas.of(str | None),
        **{name: schemas.of(one) for name, one in beside.items()},
    }
    return {"type": "object", "required": sorted(properties), "properties": properties}


def like(example: Any) -> dict[str, Any]:
    """Return a schema that the example holds to, and others with the same keys and kinds of values."""
    if isinstance(example, Mapping):
        properties = {str(name): like(value) for name, value in example.items()}
        return {"type": "object", "required": sorted(properties), "properties": properties}
    if isinstance(example, list | tuple):
        return {"type": "array", "items": _one_of(example)}
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return {"type": kinds[type(example)]} if type(example) in kinds else {}


def _one_of(examples: Iterable[Any]) -> dict[str, Any]:
    found: list[dict[str, Any]] = []
    for one in map(like, examples):
        if one not in found:
            found.append(one)
    if len(found) == 1:
        return found[0]
    return {"anyOf": found} if found else {}


def json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a value as JSON."""
    return Response(orjson.dumps(body), status, headers, "application/json")


def etagged(
    request: Request, body: Any, version: int, *, status: int = 200, **headers: str
) -> Response:
    """Return a value with its version as ETag; 304 without a body where the client has it."""
    tag = f'"{version}"'
    known = request.headers.get("if-none-match", "")
    if request.method == "GET" and tag in (one.strip() for one in known.split(",")):
        return Response(status_code=304, headers={"ETag": tag})
    return json(body, status, {"ETag": tag, **headers})
