"""/sign-in and /tokens"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from ulid import ULID

from api import answers
from api.deps import SESSION, Admin, Json, Reader, TheGraph
from api.services import now
from cmdb import access
from cmdb.access import Token, rules, secret

router = APIRouter(prefix="/api/v1", tags=["access"])

_TOKEN = {
    "id": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "name": "nightly import",
    "actor": "nightly import",
    "role": "operator",
    "created_at": "2026-11-21T07:47:13.204511Z",
    "expires_at": None,
    "session": False,
}
_WHO = {"actor": "admin", "role": "admin", "expires_at": "2026-11-21T19:47:13.204511Z"}
_SECONDS = int(access.SESSION_LIFE.total_seconds())


class SignIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(max_length=100, examples=["q3Vt0mKXo2Jm0bq8cYFh6A"])]


class NewToken(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "nightly import", "role": "operator"}]},
    )

    name: Annotated[str, Field(max_length=1000, description="What it is for.")]
    role: Annotated[str, Field(max_length=100, description="viewer, editor, operator …")]
    actor: Annotated[
        str | None,
        Field(max_length=1000, description="The name that history records; else `name`."),
    ] = None
    expires_at: Annotated[datetime | None, Field(description="When it ends; else never.")] = None


@router.post("/sign-in", summary="Sign in with a one-time code", responses=answers.shown(_WHO))
def sign_in(body: SignIn, graph: TheGraph, request: Request, response: Response) -> Json:
    """Set the page's session cookie. The code comes from the link that `cmdb login` prints."""
    made = secret.new_token()
    session = graph.write(access.sign_in, body.code, str(ULID()), made, now())
    response.set_cookie(
        SESSION,
        made,
        max_age=_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return {"actor": session.actor, "role": session.role, "expires_at": session.expires_at}


@router.get(
    "/sign-in", summary="Who am I?", responses=answers.shown({**_WHO, "rights": ["admin", "edit"]})
)
def who(principal: Reader) -> Json:
    """Return the actor, the role and its rights."""
    return {
        "actor": principal.actor,
        "role": principal.role,
        "rights": sorted(principal.rights),
        "expires_at": principal.expires_at,
    }


@router.delete("/sign-in", status_code=204, summary="Sign out")
def sign_out(principal: Reader, graph: TheGraph, request: Request) -> Response:
    """End the page's session. A token that was sent as bearer stays."""
    if request.cookies.get(SESSION) and "authorization" not in request.headers:
        graph.write(access.revoke, principal.token, now())
    response = Response(status_code=204)
    response.delete_cookie(SESSION, httponly=True, samesite="strict")
    return response


@router.post(
    "/sign-in/code",
    status_code=201,
    summary="Make a one-time sign-in code",
    responses=answers.shown(
        {"code": "q3Vt0mKXo2Jm0bq8cYFh6A", "expires_at": _WHO["expires_at"]}, "Made", 201
    ),
)
def invite(principal: Reader, graph: TheGraph) -> Json:
    """Return a code that signs whoever asks in at the page, once, within minutes."""
    code = secret.new_code()
    return {"code": code, "expires_at": graph.write(access.invite, principal, code, now())}


@router.get(
    "/tokens",
    summary="List tokens",
    responses=answers.shown({"items": [_TOKEN], "next": None}),
)
def tokens(_: Admin, graph: TheGraph) -> Json:
    """Return the tokens that are good, sessions of the page among them; never the token itself."""
    return {"items": [_shown(token) for token in graph.read(access.listed, now())], "next": None}


@router.post(
    "/tokens",
    status_code=201,
    summary="Make a token",
    responses=answers.shown({**_TOKEN, "token": "cmdb_…", "by": "admin"}, "Made", 201),
)
def issue(admin: Admin, body: NewToken, graph: TheGraph) -> Json:
    """Return the new token: the only time that it is shown."""
    made, at = secret.new_token(), now()
    token = Token(
        id=str(ULID()),
        name=rules.name("name", body.name),
        actor=rules.name("actor", body.actor or body.name),
        role=rules.role(body.role),
        created_at=rules.moment(at),
        expires_at=rules.expiry(body.expires_at, at),
    )
    return {**_shown(graph.write(access.issue, token, made)), "token": made, "by": admin.actor}


@router.delete("/tokens/{token_id}", status_code=204, summary="Revoke a token")
def revoke(_: Admin, token_id: str, graph: TheGraph) -> Response:
    """End a token and the sessions that came from it, at once."""
    graph.write(access.revoke, token_id, now())
    return Response(status_code=204)


def _shown(token: Token) -> Json:
    return {
        "id": token.id,
        "name": token.name,
        "actor": token.actor,
        "role": token.role,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "session": token.parent is not None,
    }
