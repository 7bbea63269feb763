"""What a route may ask for in its signature: who asks with which right, and what it works on."""

from typing import Annotated, Any, cast

from fastapi import Depends, Request, Security
from fastapi.security import (
    APIKeyCookie,
    HTTPAuthorizationCredentials,
    HTTPBearer,
    SecurityScopes,
)

from api.asking import Asking, admitted
from api.services import Services, now
from cmdb import history
from cmdb.access import Principal, rules
from cmdb.errors import Forbidden, Unauthenticated
from cmdb.graph import Graph
from cmdb.model import Model

SESSION = "cmdb_session"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(auto_error=False, description="`cmdb token` prints the local admin's.")
_cookie = APIKeyCookie(
    name=SESSION, auto_error=False, description="The page's session: POST /api/v1/sign-in sets it."
)


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
    return admitted(wanted, request, services.tokens.holder(secret, head.access, now()))


async def _asking(wanted: SecurityScopes, request: Request, secret: Secret) -> Asking:
    if not rules.is_token(secret):
        rules.admitted(None, "")
    return Asking(wanted, request, secret)


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
