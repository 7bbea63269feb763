"""/feed: what moves, as it moves"""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request
from fastapi.security import SecurityScopes
from starlette.responses import StreamingResponse

from api.asking import admitted
from api.deps import Reader, Secret, TheServices
from api.feed import Feed
from api.services import now
from cmdb.errors import Unavailable

router = APIRouter(prefix="/api/v1", tags=["feed"])

_HEADERS = {"X-Accel-Buffering": "no"}  # a proxy that gathers what it passes on would hold it back
_MOST = 2**53
_SAID = """event: hello
id: 42
data: {"revision":42,"at":"2026-11-21T14:00:00Z","runs":[],"waiting":{"vetoes":0,"duplicates":1,"retirements":0},"missed":null}

event: changed
id: 43
data: {"after":42,"revision":43,"at":"2026-11-21T14:00:09Z","revisions":1,"events":1,"actors":["li.na"],"sources":[],"runs":[],"cis":["01KAJ…"],"kinds":{"ci.change":1}}

event: run
id: 43
data: {"id":"01KAH…","source":"glpi:hq","kind":"glpi","actor":"li.na","status":"done","finished_at":"2026-11-21T14:00:20Z"}

event: waiting
id: 43
data: {"vetoes":1,"duplicates":1,"retirements":0}

event: beat
data: {}
"""
_SHOWN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events until the client leaves, its token ends, or the process stops.",
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _SAID}},
    }
}


@router.get(
    "/feed", summary="Follow what moves", response_class=StreamingResponse, responses=_SHOWN
)
async def follow(
    _: Reader,
    services: TheServices,
    request: Request,
    secret: Secret,
    last: Annotated[int | None, Query(alias="after", ge=0, le=_MOST)] = None,
    last_event_id: Annotated[
        str | None, Header(description="The newest revision that you know of; outranks `after`.")
    ] = None,
) -> StreamingResponse:
    """Send what holds (`hello`: newest revision, runs under way, what waits for a person, and what
    was `missed` since a revision that you know), then what moves.

    `changed` tells of revisions; its `cis` is null where they are too many to name. `run` tells of
    one that began or ended, `waiting` of vetoes, duplicates and retirements to decide, `beat` that
    nothing moved. `unavailable` and `ended` are problems: of the database, and of your token.
    """
    feed: Feed | None = request.app.state.feed
    if feed is None:
        raise Unavailable("This process has no feed.")
    feed.ready()

    async def allowed(access: int) -> None:
        tokens = services.tokens
        who = tokens.recalled(secret, access, now())
        if who is None:
            who = await to_thread.run_sync(tokens.holder, secret, access, now())
        admitted(_READ, request, who)

    known = last if last_event_id is None else last_event_id
    return StreamingResponse(
        feed.followed(_revision(known), allowed), media_type="text/event-stream", headers=_HEADERS
    )


_READ = SecurityScopes(["read"])


def _revision(said: str | int | None) -> int | None:
    """Return the revision that is meant; what no feed of ours has sent counts as nothing."""
    text = str(said)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None  # noqa: PLR2004  below 2**53
