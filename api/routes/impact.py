"""/impact, and what a CI stands on"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, field_validator

from api import answers
from api.deps import Asker
from api.past import At, Moment
from api.refs import Ref
from cmdb import impact
from cmdb.impact import Baseline, Given
from cmdb.model.durations import seconds

router = APIRouter(prefix="/api/v1", tags=["impact"])


class Failing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ci: Annotated[str, Field(max_length=600, description="An id, a unique name, or `class:name`.")]
    state: Literal["down", "degraded", "at_risk"] = "down"


class Question(BaseModel):
    """What fails. `baseline` clean: all else is well; current: what is known to fail fails too."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"given": [{"ci": "web_server:web1", "state": "down"}], "baseline": "clean"}
            ]
        },
    )

    given: Annotated[list[Failing], Field(max_length=10_000)]
    baseline: Baseline = "clean"
    duration: Annotated[
        str | None, Field(description="How long it lasts: PT4H. Else for good.")
    ] = None
    at: Moment = None

    @field_validator("duration")
    @classmethod
    def _fixed_length(cls, said: str | None) -> str | None:
        if said is not None:
            seconds(said)
        return said

    def moment(self) -> str | None:
        """Return of when it asks; None: now."""
        return None if self.at is None else str(self.at)

    def asked(self) -> impact.Question:
        """Return it in the core's terms."""
        return impact.Question(
            [Given(one.ci, one.state) for one in self.given],
            self.baseline,
            None if self.duration is None else seconds(self.duration),
        )


_ANSWER = {
    "revision": 42,
    "complete": True,
    "counts": {"down": 1, "degraded": 0, "at_risk": 1},
    "headline": {
        "services": {"down": 0, "degraded": 0, "at_risk": 1},
        "others": {"down": 0, "degraded": 0, "at_risk": 0},
        "given": 1,
    },
    "impacted": [
        {
            "ci": {"id": "01KAJ…", "class": "web_server", "name": "web1"},
            "state": "down",
            "given": True,
            "need": None,
        },
        {
            "ci": {"id": "01KAK…", "class": "application_service", "name": "shop"},
            "state": "at_risk",
            "given": False,
            "need": {"kind": "group", "group": "web", "members": 2, "working": 1, "spare": 0},
        },
    ],
}


@router.post("/impact", summary="What does this take down?", responses=answers.shown(_ANSWER))
def impact_of(asker: Asker, body: Question) -> Response:
    """Return every CI that is not ok, the given ones too, each with the need that decided."""
    with asker.as_of(body.moment()) as topology:
        found = impact.of(topology, body.asked())
    return Response(
        impact.as_json(found),
        headers={"ETag": f'"{found.revision}"'},
        media_type="application/json",
    )


@router.get(
    "/cis/{ref:path}/needs",
    summary="What does this stand on?",
    responses=answers.shown(
        {
            "revision": 42,
            "complete": True,
            "ci": {"id": "01KAK…", "class": "application_service", "name": "shop"},
            "levels": [
                {
                    "level": 1,
                    "cis": [{"id": "01KAJ…", "class": "web_server", "name": "web1"}],
                    "needs": [{"ci": "01KAK…", "kind": "group", "group": "web", "members": 2}],
                }
            ],
        }
    ),
)
def needs(
    asker: Asker,
    ref: Ref,
    levels: Annotated[int | None, Query(ge=1, le=1000, description="How many; else all.")] = None,
    at: At = None,
) -> Response:
    """Return what it stands on, level by level; `complete` is false where `levels` ended it."""
    with asker.as_of(at) as topology:
        found = impact.needs(topology, ref, levels)
    return answers.json(found, headers={"ETag": f'"{found["revision"]}"'})
