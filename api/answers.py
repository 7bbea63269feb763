"""Answers as bytes: nothing is validated or encoded twice on the way out."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Request, Response

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


def shown(example: Any, description: str = "Done", status: int = 200) -> dict[int | str, Any]:
    """Return what OpenAPI says of an answer: an example of it."""
    content = {"application/json": {"schema": {"type": "object"}, "example": example}}
    return {status: {"description": description, "content": content}}


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
