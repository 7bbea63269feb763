"""What a route may ask for in its signature: who asks with which right, and what it works on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, cast

from fastapi import Depends, Request, Security
from fastapi.security import (
    APIKeyCookie,
    HTTPAuthorizationCredentials,
    HTTPBearer,
    SecurityScopes,
)

from cmdb import history
from cmdb.access import Principal, Right, Tokens, rules
from cmdb.errors import Forbidden, Unauthenticated
from cmdb.graph import Graph
from cmdb.model import Model
from cmdb.topology.keeper import TopologyKeeper

SESSION = "cmdb_session"
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
    home: Path
    places: Mapping[str, str]


def services(
    graph: Graph, model: Model, home: Path, places: Mapping[str, str] | None = None
) -> Services:
    """Return what a process needs to serve this graph; its topology is not loaded yet.

    `places` names addresses and log files, for `cmdb status`.
    """
    keeper = TopologyKeeper(graph, model)
    return Services(graph, model, Tokens(graph), keeper, home, places or {})


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


def _principal(
    wanted: SecurityScopes,
    request: Request,
    services: TheServices,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    session: Annotated[str | None, Security(_cookie)],
) -> Principal:
    secret = bearer.credentials if bearer else session
    if not secret:
        raise Unauthenticated(
            "Nobody is signed in.",
            remedy="Send `Authorization: Bearer …`; `cmdb token` prints the local admin's token.",
        )
    if bearer is None:
        _same_origin(request)
    head = services.graph.read(history.newest)
    principal = services.tokens.holder(secret, head.access, now())
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


Reader = Annotated[Principal, Security(_principal, scopes=["read"])]
Editor = Annotated[Principal, Security(_principal, scopes=["edit"])]
Operator = Annotated[Principal, Security(_principal, scopes=["operate"])]
Admin = Annotated[Principal, Security(_principal, scopes=["admin"])]

Json = dict[str, Any]
