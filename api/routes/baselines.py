"""/baselines: revisions with a name"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api import answers
from api.deps import Editor, Reader, TheGraph
from api.past import Moment
from api.services import now
from cmdb import baselines
from cmdb.baselines import Baseline

router = APIRouter(prefix="/api/v1", tags=["baselines"])

Name = Annotated[str, Path(max_length=400, description="Its name.", examples=["2026-Q3"])]
_BASELINE = {
    "name": "2026-Q3",
    "revision": 42,
    "at": "2026-09-30T22:00:00.000000Z",
    "actor": "alice",
    "created_at": "2026-10-01T07:12:44.018230Z",
    "reason": "as audited",
}


class NewBaseline(BaseModel):
    """A name for the revision that is the newest at a moment; else for the newest."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "2026-Q3", "at": "2026-09-30T22:00:00Z", "reason": "as audited"}]
        },
    )

    name: Annotated[str, Field(max_length=400)]
    at: Moment = None
    reason: Annotated[str | None, Field(max_length=2000)] = None


@router.get(
    "/baselines",
    summary="List baselines",
    responses=answers.shown({"items": [_BASELINE], "next": None}),
)
def listed(_: Reader, graph: TheGraph) -> Response:
    """Return all baselines, the newest revision first."""
    found = graph.read(baselines.every)
    return answers.json({"items": [_shape(one) for one in found], "next": None})


@router.post(
    "/baselines",
    status_code=201,
    summary="Name a revision",
    responses=answers.shown(_BASELINE, "Named", 201),
)
def add(who: Editor, body: NewBaseline, graph: TheGraph) -> Response:
    """Return the new baseline. A name that is taken is refused (409)."""
    at = "now" if body.at is None else str(body.at)
    found, meant = graph.write(baselines.add, body.name, at, who.actor, body.reason, now())
    return answers.json({**_shape(found), "at": meant.at}, 201)


@router.get("/baselines/{name}", summary="Read a baseline", responses=answers.shown(_BASELINE))
def read(_: Reader, name: Name, graph: TheGraph) -> Response:
    """Return which revision the name means, who gave it and why."""
    return answers.json(_shape(graph.read(baselines.named, name)))


@router.delete(
    "/baselines/{name}",
    summary="Remove a baseline",
    responses=answers.shown(_BASELINE),
)
def remove(_: Editor, name: Name, graph: TheGraph) -> Response:
    """Return the baseline that the name meant. Its revision stays; this is none."""
    return answers.json(_shape(graph.write(baselines.remove, name)))


def _shape(found: Baseline) -> dict[str, Any]:
    shape = {
        "name": found.name,
        "revision": found.revision,
        "at": found.at,
        "actor": found.actor,
        "created_at": found.created_at,
        "reason": found.reason,
    }
    return {name: value for name, value in shape.items() if value is not None}
