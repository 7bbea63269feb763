"""NetBox's REST API, read only: every answer bounded in size and time, pages that come to an end."""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2

from cmdb.errors import Forbidden, Invalid, Unavailable
from cmdb.intake import json_text
from cmdb.intake.reach import resolved
from cmdb.intake.text import MIB, Unreadable

_PAGE_BYTES = 64 * MIB
_ANSWER_S = 120.0
_RUN_S = 2 * 3600.0
_MOST_PAGES = 100_000
_TRIES = 4
_LONGEST_PAUSE_S = 30.0
_FIRST_PAUSE_S = 0.5
_AGAIN = frozenset({429, 500, 502, 503, 504})
_DENIED = frozenset({401, 403})
_REDIRECT, _MISSING, _FAILED = 300, 404, 400
_WITHOUT = {"dcim/devices": "config_context", "virtualization/virtual-machines": "config_context"}


class Denied(Forbidden):
    """NetBox does not let this token read it."""


class Missing(Invalid):
    """This NetBox has no such endpoint."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an endpoint: its records, and how many there are in all."""

    records: list[Any]
    count: int | None
    last: bool


@dataclass(slots=True)
class Api:
    """One NetBox. `url` without a trailing slash; `pause` waits that many seconds."""

    url: str
    token: str | None
    page_size: int
    timeout_s: float
    pause: Callable[[float], None] = time.sleep
    _client: httpx2.Client | None = None
    _began: float = field(default_factory=time.monotonic)

    def __enter__(self) -> Self:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self.token:  # since 4.5 there are tokens of a second kind, with a prefix
            scheme = "Bearer" if self.token.startswith("nbt_") else "Token"
            headers["Authorization"] = f"{scheme} {self.token}"
        self._client = httpx2.Client(
            headers=headers,
            timeout=self.timeout_s,
            follow_redirects=False,
            trust_env=False,  # a proxy would reach what the allow-list does not say
            verify=ssl.create_default_context(),
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()

    def pages(self, endpoint: str) -> Iterator[Page]:
        """Yield the pages of an endpoint. Raises Denied, Missing, Invalid, Unavailable.

        The next page is asked for by its offset: no address that the server names is followed.
        """
        offset = 0
        for _ in range(_MOST_PAGES):
            page = self.page(endpoint, offset, self.page_size)
            yield page
            offset += len(page.records)
            if page.last or not page.records or (page.count is not None and offset >= page.count):
                return
        raise Unavailable(f"{endpoint} has more than {_MOST_PAGES:,} pages.")

    def page(self, endpoint: str, offset: int, limit: int) -> Page:
        """Return one page of an endpoint."""
        query: dict[str, str] = {"limit": str(limit), "offset": str(offset)}
        if without := _WITHOUT.get(endpoint):
            query["exclude"] = without
        value = self._json(f"/api/{endpoint}/", query)
        if not isinstance(value, dict) or not isinstance(value.get("results"), list):
            raise Invalid(
                f"{self.url}/api/{endpoint}/ does not answer as NetBox does.",
                remedy="Give the address of NetBox itself, without /api.",
            )
        count = value.get("count")
        known = isinstance(count, int) and not isinstance(count, bool)
        return Page(value["results"], count if known else None, value.get("next") is None)

    def _json(self, path: str, query: Mapping[str, str]) -> Any:
        body = self._answer(path, query)
        try:
            return json_text.value(body.decode("utf-8"))
        except (Unreadable, UnicodeDecodeError) as exc:
            raise Invalid(
                f"What {self.url}{path} answers is no JSON.",
                remedy="Give the address of NetBox itself; a sign-in page in front of it hides the API.",
            ) from exc

    def _answer(self, path: str, query: Mapping[str, str]) -> bytes:
        """Return the body of an answer, tried again a few times where the server is busy or gone."""
        for attempt in range(_TRIES):
            last = attempt == _TRIES - 1
            pause_s = _FIRST_PAUSE_S * 2**attempt
            try:
                status, headers, body = self._once(path, query)
            except httpx2.TransportError as exc:
                if last:
                    raise self._silent(type(exc).__name__) from exc
            else:
                if status not in _AGAIN or last:
                    self._refuse(status, headers, path)
                    return body
                pause_s = _asked_pause(headers, pause_s)
            if time.monotonic() - self._began > _RUN_S:
                raise self._silent("it takes too long")
            self.pause(pause_s)
        raise self._silent("it does not answer")

    def _once(self, path: str, query: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        assert self._client is not None  # noqa: S101  entered
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        # The address that was looked at is the one that is asked: a name may change its mind.
        address = resolved(host, port)[0]
        shown = f"[{address}]" if ":" in address else address
        request = self._client.build_request(
            "GET",
            f"{parts.scheme}://{shown}:{port}{parts.path}{path}",
            params=dict(query),
            headers={"Host": parts.netloc},
            extensions={"sni_hostname": host},
        )
        response = self._client.send(request, stream=True)
        try:
            return response.status_code, response.headers, self._body(response)
        finally:
            response.close()

    def _body(self, response: httpx2.Response) -> bytes:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise Unavailable(f"{self.url} answers compressed, though it was asked not to.")
        began, body = time.monotonic(), bytearray()
        for part in response.iter_raw():
            body += part
            if len(body) > _PAGE_BYTES:
                raise Unavailable(
                    f"An answer of {self.url} has more than {_PAGE_BYTES:,} bytes.",
                    remedy="Set a smaller page_size.",
                )
            if time.monotonic() - began > min(_ANSWER_S, self.timeout_s * 4):
                raise Unavailable(
                    f"An answer of {self.url} does not end.",
                    remedy="Set a smaller page_size or a longer timeout_s.",
                )
        return bytes(body)

    def _silent(self, why: str) -> Unavailable:
        return Unavailable(
            f"{self.url} cannot be asked ({why}).",
            remedy="Check the address, the network between, and that NetBox runs.",
        )

    def _refuse(self, status: int, headers: Mapping[str, str], path: str) -> None:
        if status in _DENIED:
            raise Denied(
                f"{self.url}{path} refuses this token ({status}).",
                remedy="Give a token of a user who may view it.",
            )
        if status == _MISSING:
            raise Missing(f"{self.url}{path} is not there (404).", remedy="Check the address.")
        if _REDIRECT <= status < _FAILED:
            to = urlsplit(headers.get("location", ""))
            raise Invalid(
                f"{self.url}{path} redirects to {to.scheme}://{to.hostname}: that is not followed.",
                remedy="Give the address that it leads to, and allow its host.",
            )
        if status >= _FAILED:
            raise Unavailable(f"{self.url}{path} answers {status}.", remedy="See NetBox's log.")


def _asked_pause(headers: Mapping[str, str], otherwise: float) -> float:
    asked = headers.get("retry-after", "")
    return min(float(asked), _LONGEST_PAUSE_S) if asked.isdecimal() else otherwise


def base(url: str) -> str:
    """Return the address of NetBox, whether or not that of its API was given."""
    return url.rstrip("/").removesuffix("/api").rstrip("/")
