"""What holds for every request: its id, its log line and metrics, allowed hosts, safe headers."""

import secrets
import time
from collections.abc import Mapping, Sequence

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# Swagger's script sets style attributes; it is served by us and cannot run other scripts.
_DOCS_POLICY = f"{_POLICY}; style-src 'self' 'unsafe-inline'"
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
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


class Recorded:
    """Gives a request its id, logs its answer and counts it. No query, body or header is logged."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        id_ = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = id_

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = id_
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, took_s: float) -> None:
        route = getattr(scope.get("route"), "path", "") or "other"
        self._metrics.requests.labels(scope["method"], route, str(status)).inc()
        self._metrics.seconds.labels(scope["method"], route).observe(took_s)
        _log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=status,
            ms=round(took_s * 1000, 2),
            actor=scope["state"].get("actor"),
            request_id=scope["state"]["request_id"],
        )


class SafeHeaders:
    """Adds the headers that keep a browser from running, framing or guessing anything of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        policy = _DOCS_POLICY if scope.get("path", "").startswith("/docs") else _POLICY

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", policy)  # a picture has its own
                for name, value in _SAFE.items():
                    headers[name] = value
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, safe)


class AllowedHosts:
    """Refuses a Host that is not ours: a foreign name that resolves to loopback (DNS rebinding)."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app, self._hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _host(scope) in self._hosts:
            await self._app(scope, receive, send)
            return
        body = errors.document(
            "MisdirectedRequest",
            421,
            "This host name is not one of ours.",
            remedy=f"Use {' or '.join(sorted(self._hosts))}.",
        )
        await errors.answer(body)(scope, receive, send)


class BodyLimit:
    """Refuses a body that is too large: at once where its length is told, else as it comes."""

    def __init__(self, app: ASGIApp, most: int, larger: Mapping[str, int]) -> None:
        self._app, self._most, self._larger = app, most, larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._larger.get(scope["path"], self._most)
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if not told.isdigit() or int(told) > most:
            await errors.answer(errors.too_large(most))(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise HTTPException(413)  # what FastAPI lets through while it reads a body
            return message

        await self._app(scope, counted, send)


def _host(scope: Scope) -> str:
    given: str = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
    return given[: given.index("]") + 1] if "]" in given else given.partition(":")[0]
