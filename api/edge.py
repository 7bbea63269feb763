"""What holds for every request: its id, its log line and metrics, allowed hosts, safe headers."""

import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# Swagger's script sets style attributes; it is served by us and cannot run other scripts.
_DOCS_POLICY = f"{_POLICY}; style-src 'self' 'unsafe-inline'"
_SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_OF_PAGES = (*_SAFE, (b"content-security-policy", _POLICY.encode()))
_OF_DOCS = (*_SAFE, (b"content-security-policy", _DOCS_POLICY.encode()))
_OF_API = (*_OF_PAGES, (b"cache-control", b"no-store"))
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

_log = structlog.get_logger("cmdb.api")


class Metrics:
    """Counts of this application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "cmdb_requests_total",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "cmdb_request_seconds", "Time to answer.", ("method", "route"), registry=self.registry
        )

    def count(self, method: str, route: str, status: int, took_s: float) -> None:
        """Count one answer."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(took_s)


class Edge:
    """What a request passes first and its answer last: in one place, for each costs every request.

    Gives the request its id, refuses a Host that is not ours (a foreign name that resolves to
    loopback: DNS rebinding) and a body that is too large (at once where its length is told, else as
    it comes), adds safe headers, logs the answer and counts it. No query, body or header is logged.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, hosts: Sequence[str] | None, limits: "Limits"
    ) -> None:
        self._app, self._metrics, self._limits = app, metrics, limits
        self._hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        id_ = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = id_
        own = [*_own_headers(scope["path"]), (b"x-request-id", id_.encode())]

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                told = message.get("headers", ())
                names = {name for name, _ in told}  # a picture has a policy of its own
                message["headers"] = [*told, *(one for one in own if one[0] not in names)]
            await send(message)

        try:
            refused = self._refused(scope)
            if refused is not None:
                await errors.answer(refused)(scope, receive, noted)
            else:
                await self._app(scope, self._limits.counted(scope, receive), noted)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _refused(self, scope: Scope) -> dict[str, Any] | None:
        """Return the problem of a request that is not let in."""
        headers = dict(scope["headers"])
        if self._hosts is not None and _host(headers) not in self._hosts:
            return errors.document(
                "MisdirectedRequest",
                421,
                "This host name is not one of ours.",
                remedy=f"Use {' or '.join(sorted(self._hosts))}.",
            )
        return self._limits.refused(scope["path"], headers)

    def _note(self, scope: Scope, status: int, took_s: float) -> None:
        route = getattr(scope.get("route"), "path", "") or "other"
        self._metrics.count(scope["method"], route, status, took_s)
        _log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=status,
            ms=round(took_s * 1000, 2),
            actor=scope["state"].get("actor"),
            request_id=scope["state"]["request_id"],
        )


class Limits:
    """How many bytes a body may hold: `most`, unless `larger` names the path."""

    def __init__(self, most: int, larger: Mapping[str, int]) -> None:
        self._most, self._larger = most, larger

    def refused(self, path: str, headers: Mapping[bytes, bytes]) -> dict[str, Any] | None:
        """Return the problem of a body whose told length is too large, or no length."""
        most = self._larger.get(path, self._most)
        told = headers.get(b"content-length", b"0")
        return errors.too_large(most) if not told.isdigit() or int(told) > most else None

    def counted(self, scope: Scope, receive: Receive) -> Receive:
        """Return what receives the body, and refuses one that grows too large on the way."""
        most, came = self._larger.get(scope["path"], self._most), 0

        async def counting() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise HTTPException(413)  # what FastAPI lets through while it reads a body
            return message

        return counting


def _own_headers(path: str) -> Sequence[tuple[bytes, bytes]]:
    if path.startswith("/api/"):
        return _OF_API
    return _OF_DOCS if path.startswith("/docs") else _OF_PAGES


def _host(headers: Mapping[bytes, bytes]) -> str:
    given = headers.get(b"host", b"").decode("latin-1").lower()
    return given[: given.index("]") + 1] if "]" in given else given.partition(":")[0]
