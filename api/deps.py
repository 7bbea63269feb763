"""What a route may ask for in its signature: who asks with which right, and what it works on."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar, cast

from anyio import to_thread
from fastapi import Depends, Request, Security
from fastapi.security import (
    APIKeyCookie,
    HTTPAuthorizationCredentials,
    HTTPBearer,
    SecurityScopes,
)

from api.heads import Heads, through
from cmdb import baselines, history
from cmdb.access import Principal, Right, Tokens, rules
from cmdb.errors import CmdbError, Forbidden, Unauthenticated, Unavailable
from cmdb.graph import Graph
from cmdb.intake import Reading
from cmdb.intake.model import Files
from cmdb.model import Model
from cmdb.settings import STALE_DAYS
from cmdb.topology.keeper import TopologyKeeper
from cmdb.topology.loading import stamp
from cmdb.topology.model import Stamp
from cmdb.topology.past import PastKeeper
from cmdb.topology.snapshot import Topology

T = TypeVar("T")
U = TypeVar("U")

SESSION = "cmdb_session"
Readings = Callable[[Files, str | None], Iterable[Reading]]
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(auto_error=False, description="`cmdb token` prints the local admin's.")
_cookie = APIKeyCookie(
    name=SESSION, auto_error=False, description="The page's session: POST /api/v1/sign-in sets it."
)


@dataclass(frozen=True, slots=True)
class Services:
    """What one API process works on."""

    graph: Graph
    model: Model
    tokens: Tokens
    topology: TopologyKeeper
    past: PastKeeper
    home: Path
    stale_after: timedelta
    readings: Readings
    places: Mapping[str, str]


def _no_readings(files: Files, kind: str | None) -> Iterable[Reading]:
    raise Unavailable(f"This process imports no files: {kind or 'any'}, {len(files.names)} sent.")


def services(
    graph: Graph,
    model: Model,
    home: Path,
    *,
    readings: Readings = _no_readings,
    places: Mapping[str, str] | None = None,
    stale_days: int = STALE_DAYS,
) -> Services:
    """Return what a process needs to serve this graph; its topology is not loaded yet.

    `readings` is what importers make of uploaded files: whoever composes the process knows them.
    `places` names addresses and log files, for `cmdb status`; `stale_days` is after how many
    days what nobody has seen counts as stale.
    """
    keeper, past = TopologyKeeper(graph, model), PastKeeper(graph)
    stale_after = timedelta(days=stale_days)
    tokens = Tokens(graph)
    return Services(graph, model, tokens, keeper, past, home, stale_after, readings, places or {})


def now() -> datetime:
    return datetime.now(UTC)


async def _services(request: Request) -> Services:
    return cast("Services", request.app.state.services)


async def _graph(request: Request) -> Graph:
    return cast("Services", request.app.state.services).graph


async def _model(request: Request) -> Model:
    return cast("Services", request.app.state.services).model


TheServices = Annotated[Services, Depends(_services)]
TheGraph = Annotated[Graph, Depends(_graph)]
TheModel = Annotated[Model, Depends(_model)]


async def _secret(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    session: Annotated[str | None, Security(_cookie)],
) -> str:
    """Return the token that was sent, in whichever way."""
    secret = bearer.credentials if bearer else session
    if not secret:
        raise Unauthenticated(
            "Nobody is signed in.",
            remedy="Send `Authorization: Bearer …`; `cmdb token` prints the local admin's token.",
        )
    if bearer is None:
        _same_origin(request)
    return secret


Secret = Annotated[str, Depends(_secret)]


def _principal(
    wanted: SecurityScopes, request: Request, services: TheServices, secret: Secret
) -> Principal:
    head = services.graph.glance(history.newest)
    return _admitted(wanted, request, services.tokens.holder(secret, head.access, now()))


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[T]):
    """What came of work whose worth is not known yet."""

    found: T | None
    failure: CmdbError | None

    @classmethod
    def of(cls, work: Callable[[Topology], T | None], topology: Topology) -> "_Outcome[T]":
        try:
            return cls(work(topology), None)
        except CmdbError as exc:
            return cls(None, exc)

    def value(self) -> T | None:
        if self.failure is not None:
            raise self.failure
        return self.found


def _worked(work: Callable[[Topology], T], keeper: TopologyKeeper) -> tuple[T, int]:
    topology = keeper.current()
    return work(topology), topology.revision


class Asking:
    """Somebody who asks about the topology, and gets it only where they may.

    One read of the head serves both: is the token still good, is the topology the newest? It is
    made by the route itself, so that a question changes threads once and not twice.
    """

    def __init__(self, wanted: SecurityScopes, request: Request, secret: str) -> None:
        self._wanted, self._request, self._secret = wanted, request, secret

    def topology(self) -> Topology:
        """Return the topology at a moment after they asked. Raises Unauthenticated, Forbidden."""
        services = cast("Services", self._request.app.state.services)
        found = services.topology.current()
        principal = services.tokens.holder(self._secret, found.stamp.access, now())
        _admitted(self._wanted, self._request, principal)
        return found

    async def answered(
        self, work: Callable[[Topology], T], at_once: Callable[[Topology], U | None]
    ) -> tuple[T | U, int]:
        """Return what `work` returns of the topology at a moment after they asked, and its revision.

        `at_once` is the same work, or None where it takes long. It is done on the snapshot at hand
        while the head is read, and counts if that proves to be the newest.
        """
        services = cast("Services", self._request.app.state.services)
        heads = self._request.app.state.heads or Heads(through(services.graph, None))
        asked = heads.newest()
        await asyncio.sleep(0)  # the read is sent
        held = services.topology.held
        tried = None
        if held is not None and services.tokens.recalled(self._secret, None, now()):
            tried = _Outcome.of(at_once, held)
        head = await asked
        await self._admit(services, head)
        if tried is not None and held is not None and stamp(head) == held.stamp:
            found = tried.value()
            if found is not None:
                return found, held.revision
        return await to_thread.run_sync(_worked, work, services.topology)

    async def _admit(self, services: Services, head: history.Head) -> None:
        tokens, access = services.tokens, head.access
        principal = tokens.recalled(self._secret, access, now())
        if principal is None:
            principal = await to_thread.run_sync(tokens.holder, self._secret, access, now())
        _admitted(self._wanted, self._request, principal)

    def admitted(self) -> Principal:
        """Return who asks, where no topology is wanted. Raises Unauthenticated, Forbidden."""
        services = cast("Services", self._request.app.state.services)
        head = services.graph.glance(history.newest)
        principal = services.tokens.holder(self._secret, head.access, now())
        return _admitted(self._wanted, self._request, principal)

    @contextmanager
    def as_of(self, at: str | None) -> Iterator[Topology]:
        """Yield the topology as it was at a moment (cmdb.baselines.revision), else as it is.

        Who may read now may read the past. What fails inside says of which revision it speaks.
        """
        newest = self.topology()
        if at is None:
            yield newest
            return
        services = cast("Services", self._request.app.state.services)
        meant = services.graph.read(baselines.revision, at, now())
        if meant.number > newest.revision:  # written since
            newest = services.topology.current()
        found = services.past.at(newest, _stamp(meant))
        try:
            yield found
        except CmdbError as exc:
            raise type(exc)(
                f"{exc.detail.rstrip('.')} at revision {meant.number}.",
                remedy=exc.remedy,
                problems=exc.problems,
                candidates=exc.candidates,
            ) from exc


def _stamp(revision: history.Revision) -> Stamp:
    return Stamp(revision.number, revision.at.isoformat(), 0)


async def _asking(wanted: SecurityScopes, request: Request, secret: Secret) -> Asking:
    if not rules.is_token(secret):
        rules.admitted(None, "")
    return Asking(wanted, request, secret)


def _admitted(wanted: SecurityScopes, request: Request, principal: Principal) -> Principal:
    request.state.actor = principal.actor
    for right in wanted.scopes:
        rules.permitted(principal, cast("Right", right))
    return principal


def _same_origin(request: Request) -> None:
    """A cookie goes with requests that other pages make: a write must come from ours."""
    if request.method in _SAFE_METHODS:
        return
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if request.headers.get("origin") != own:
        raise Forbidden(
            "The request did not come from this page.",
            remedy="Programs send a token as `Authorization: Bearer …`.",
        )


Asker = Annotated[Asking, Security(_asking, scopes=["read"])]
AskingEditor = Annotated[Asking, Security(_asking, scopes=["edit"])]
Reader = Annotated[Principal, Security(_principal, scopes=["read"])]
Editor = Annotated[Principal, Security(_principal, scopes=["edit"])]
Operator = Annotated[Principal, Security(_principal, scopes=["operate"])]
Admin = Annotated[Principal, Security(_principal, scopes=["admin"])]

Json = dict[str, Any]
