"""Every failure to HTTP, as problem+json (RFC 9457), in one table."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cmdb import errors
from cmdb.errors import CmdbError, Problem

_METHOD_NOT_ALLOWED = 405
MEDIA_TYPE = "application/problem+json"


class IfMatchMissing(errors.Invalid):
    """A write of something that exists must say which state it was based on."""


# Each kind and its status; a subclass has its nearest ancestor's.
STATUS: Mapping[type[CmdbError], int] = {
    errors.Invalid: 422,
    IfMatchMissing: 428,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Stale: 412,
    errors.Unavailable: 503,
}
_HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": 'Bearer realm="cmdb"'},
    503: {"Retry-After": "5"},
}
_REMEDY: Mapping[int, str] = {
    404: "/docs lists the paths there are.",
    405: "/docs lists what each path takes.",
    413: "Send less at once.",
}

_log = structlog.get_logger("cmdb.api")


def status_of(exc: CmdbError) -> int:
    """Return the status of the nearest class in the table."""
    return next(STATUS[kind] for kind in type(exc).__mro__ if kind in STATUS)


def problem(exc: CmdbError) -> dict[str, Any]:
    """Return the problem details of one of our errors."""
    return document(
        type(exc).__name__,
        status_of(exc),
        exc.detail,
        remedy=exc.remedy,
        problems=exc.problems,
        candidates=exc.candidates,
    )


def document(
    kind: str,
    status: int,
    detail: str,
    *,
    remedy: str = "",
    problems: Sequence[Problem] = (),
    candidates: Sequence[str] = (),
) -> dict[str, Any]:
    """Return problem details: type, title, status, detail and whichever of the rest there is."""
    body: dict[str, Any] = {
        "type": f"urn:cmdb:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if remedy:
        body["remedy"] = remedy
    if problems:
        body["errors"] = [{"place": p.place, "reason": p.reason} for p in problems]
    if candidates:
        body["candidates"] = list(candidates)
    return body


def too_large(most: int) -> dict[str, Any]:
    """Return the problem of a body of more than so many bytes."""
    return document(
        "ContentTooLarge",
        413,
        f"The body is larger than the {most / 2**20:,.0f} MiB that this path takes.",
        remedy=_REMEDY[413],
    )


def unexpected(id_: str) -> dict[str, Any]:
    """Return the problem of something that nobody foresaw; the log has it under this id."""
    body = document(
        "InternalServerError",
        500,
        f"Something failed that should not: {id_}.",
        remedy="The log has the cause under this id; please report it.",
    )
    return {**body, "id": id_}


def install(app: FastAPI) -> None:
    """Answer every failure of this application in that shape."""
    app.add_exception_handler(CmdbError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)


def answer(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Return problem details as a response."""
    status = body["status"]
    return Response(
        orjson.dumps(body), status, {**_HEADERS.get(status, {}), **(headers or {})}, MEDIA_TYPE
    )


def _ours(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, CmdbError)  # noqa: S101  the table above says so
    return answer(problem(exc))


def _invalid(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)  # noqa: S101  the table above says so
    problems = [Problem(_place(error["loc"]), _reason(error)) for error in exc.errors()]
    more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
    detail = f"{problems[0]}{more}." if problems else "The request is not valid."
    return answer(document("Invalid", 422, detail, problems=problems))


def _place(loc: Sequence[str | int]) -> str:
    """Return `given[0].state` for (body, given, 0, state)."""
    parts = [p for p in loc if p != "body"] or ["body"]
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in parts).removeprefix(".")


def _reason(error: Mapping[str, Any]) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _framework(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)  # noqa: S101  the table above says so
    detail = {
        404: f"There is no {request.url.path} here.",
        405: f"{request.url.path} does not take {request.method}.",
        413: "The body is larger than this path takes.",
    }.get(exc.status_code, str(exc.detail))
    kind = HTTPStatus(exc.status_code).phrase.title().replace(" ", "")
    remedy = _REMEDY.get(exc.status_code, "")
    headers = dict(exc.headers or {})
    if exc.status_code == _METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_allowed(request)) or headers.get("Allow", "")
    return answer(document(kind, exc.status_code, detail, remedy=remedy), headers)


def _allowed(request: Request) -> list[str]:
    """Return what the path takes: the framework names the methods of its first route alone."""
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    return sorted(
        {
            method.upper()
            for path, methods in paths.items()
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.url.path)
            for method in methods
        }
    )


class Unexpected:
    """Answers what nobody foresaw with a 500 that names an id; the log has the rest under it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as exc:  # the edge: nothing may pass
            id_ = scope.get("state", {}).get("request_id", "")
            _log.exception("unexpected", request_id=id_, error=type(exc).__name__)
            if begun or scope["type"] != "http":
                raise
            await answer(unexpected(id_))(scope, receive, send)
