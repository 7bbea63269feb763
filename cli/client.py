"""The HTTP client: which address, which token, and failures in our words."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from cli import instance
from cli.errors import Refused
from cmdb.errors import Invalid, Unavailable
from cmdb.settings import Settings

if TYPE_CHECKING:
    import httpx2

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_FAILED = 400
# Long answers (an import, an export) take as long as they take; a connection does not.
_CONNECT_S = 5.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What the API answered, byte by byte."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def etag(self) -> str:
        return self.headers.get("etag", "*")


class Api:
    """Speaks to one API. Every method raises Refused for a problem, Unavailable without an answer."""

    def __init__(self, url: str, token: str | None) -> None:
        self.url = url.rstrip("/")
        self.token = token
        self._client: httpx2.Client | None = None

    def get(self, path: str, **query: Any) -> Reply:
        return self.send("GET", path, query=query)

    def post(self, path: str, body: Any = None, **query: Any) -> Reply:
        return self.send("POST", path, body=body, query=query)

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Reply:
        """Return the reply. `more` goes to the HTTP client as it is (files, data, content)."""
        with self._answered():
            response = self._http().request(
                method,
                path,
                params={k: v for k, v in (query or {}).items() if v is not None},
                headers=headers,
                **({} if body is None else {"json": body}),
                **more,
            )
        if response.status_code >= _FAILED:
            raise Refused(response.status_code, response.content)
        return Reply(response.status_code, response.content, response.headers)

    @contextmanager
    def stream(self, method: str, path: str, **more: Any) -> "Iterator[httpx2.Response]":
        """Yield a response whose body comes piece by piece."""
        with self._answered(), self._http().stream(method, path, **more) as response:
            if response.status_code >= _FAILED:
                raise Refused(response.status_code, response.read())
            yield response

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    @contextmanager
    def _answered(self) -> Iterator[None]:
        import httpx2

        try:
            yield
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as exc:
            raise Invalid(
                f"{self.url!r} is no address: {exc}.", remedy="It looks like http://127.0.0.1:8800."
            ) from exc
        except httpx2.ConnectError as exc:
            raise Unavailable(
                f"Nothing answers at {self.url}.",
                remedy="Start it with `make up` or `cmdb up --detach`.",
            ) from exc
        except httpx2.HTTPError as exc:
            raise Unavailable(
                f"{self.url} broke off: {exc or type(exc).__name__}.",
                remedy="`cmdb status` says whether it is well; its log says why.",
            ) from exc

    def _http(self) -> "httpx2.Client":
        if self._client is None:
            import httpx2

            # What a user sets as proxy is not for this machine's own address.
            local = urlsplit(self.url).hostname in _LOOPBACK
            self._client = httpx2.Client(
                base_url=self.url,
                timeout=httpx2.Timeout(None, connect=_CONNECT_S),
                trust_env=not local,
                headers={"Authorization": f"Bearer {self.token}"} if self.token else {},
            )
        return self._client


def connect(settings: Settings, url: str | None = None, token: str | None = None) -> Api:
    """Return the API that is meant: by option, by environment, else the one on this machine."""
    found = url or settings.url
    if found is None:
        local = instance.running(settings.home)
        found = local.url if local else settings.address
    return Api(found, token or settings.token or _local_token(settings, found))


def _local_token(settings: Settings, url: str) -> str | None:
    """The local admin's token never leaves this machine."""
    return kept_token(settings.home) if urlsplit(url).hostname in _LOOPBACK else None


def kept_token(home: Path) -> str | None:
    """Return the local admin's token, or None where this user has none."""
    try:
        return (home / "token").read_text("ascii").strip() or None
    except (OSError, ValueError):
        return None


def segment(ref: str) -> str:
    """Return a reference as one segment of a path."""
    return quote(ref, safe="")
