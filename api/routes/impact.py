"""/impact, and what a CI stands on"""

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator

from api import answers
from api.asking import Asking
from api.deps import Asker
from api.languages import PARAMETERS, VARY, Telling, Told, with_sentences
from api.past import At, Moment
from api.refs import Ref
from cmdb import hypotheses, impact, sentences
from cmdb.impact import Baseline, Given
from cmdb.model.durations import seconds

router = APIRouter(prefix="/api/v1", tags=["impact"])


class Failing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ci: Annotated[str, Field(max_length=600, description="An id, a unique name, or `class:name`.")]
    state: Literal["down", "degraded", "at_risk"] = "down"


Hypothesis = Annotated[
    list[dict[str, Any]],
    Field(
        max_length=hypotheses.MOST,
        description="What to suppose; nothing is written. Each has an `op`: `add_ci` (key, class, "
        "fields as of a CI, quorum), `change_ci` (ci, fields), `retire_ci`, `remove_ci` (ci), "
        "`relate` (from, type, to, fields), `unrelate` (from, type, to), `quorum` (ci, group, "
        "quorum). A CI that is added is named by its key. What is retired or removed is down for "
        "who still needs it. The answer then also has `hypothesis` (what is added, retired, removed, "
        "changed) and `compared` (`before`, `newly_hit`, `worse`, `better`, `no_longer_hit`, "
        "`unchanged`): what it makes different.",
        examples=[
            [
                {"op": "add_ci", "key": "shop-db-3", "class": "database_instance"},
                {"op": "relate", "from": "shop-db", "type": "HAS_MEMBER", "to": "shop-db-3"},
                {"op": "quorum", "ci": "shop-db", "group": "members", "quorum": "majority"},
                {"op": "retire_ci", "ci": "shop-db-1"},
            ]
        ],
    ),
]


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

    given: Annotated[list[Failing], Field(max_length=10_000)] = []
    baseline: Baseline = "clean"
    hypothesis: Hypothesis = []
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


Most = Annotated[
    int | None,
    Query(ge=1, le=100_000, description="So many CIs of each list; `totals` count them all."),
]


class TwoQuestions(BaseModel):
    """Two questions, often the same one of two times: `at` of each says of when it asks."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "before": {"given": [{"ci": "shop-db-1"}], "at": "2026-Q3"},
                    "after": {"given": [{"ci": "shop-db-1"}]},
                }
            ]
        },
    )

    before: Question
    after: Question


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


@router.post(
    "/impact",
    summary="What does this take down?",
    responses=answers.shown(_ANSWER),
    openapi_extra=PARAMETERS,
)
async def impact_of(asker: Asker, body: Question, told: Told) -> Response:
    """Return every CI that is not ok, the given ones too, each with the need that decided.

    With a language, also what people read of it: `sentences`.
    """
    said: bytes | Iterator[bytes]
    if body.hypothesis or body.at is not None or told is not None:
        said, revision = await to_thread.run_sync(supposed, asker, body, told)
    else:
        asked = body.asked()
        said, revision = await asker.answered(
            partial(impact.pieces, question=asked), partial(impact.encoded_at_once, question=asked)
        )
    headers = {"ETag": f'"{revision}"', "Vary": VARY}
    if isinstance(said, bytes):
        return Response(said, headers=headers, media_type="application/json")
    return StreamingResponse(said, headers=headers, media_type="application/json")


def supposed(asker: Asking, body: Question, told: Telling | None = None) -> tuple[bytes, int]:
    """Return the answer of another time, of a graph that is only supposed, or with sentences."""
    with asker.as_of(body.moment()) as topology:
        if body.hypothesis:
            edits = hypotheses.edits(topology.model, body.hypothesis)
            supposed = hypotheses.of(topology, body.asked(), edits)
            found, said = supposed.answer, hypotheses.as_json(supposed)
        elif told is None:
            return impact.encoded(topology, body.asked()), topology.revision
        else:
            found = impact.of(topology, body.asked())
            said = impact.as_json(found)
    if told is not None:
        text = sentences.answer(found, told.language, told.lines, fold=told.fold)
        said = with_sentences(said, text)
    return said, topology.revision


@router.post(
    "/impact/compare",
    summary="What makes one answer another?",
    responses=answers.shown(
        {
            "revision": 57,
            "before": {"revision": 42, "counts": {"down": 2, "degraded": 0, "at_risk": 0}},
            "after": {"revision": 57, "counts": {"down": 1, "degraded": 0, "at_risk": 1}},
            "complete": True,
            "totals": {"newly_hit": 0, "no_longer_hit": 0, "changed": 1},
            "newly_hit": [],
            "no_longer_hit": [],
            "changed": [
                {
                    "ci": {"id": "01KAK…", "class": "application_service", "name": "shop"},
                    "before": "down",
                    "after": "at_risk",
                    "because": [[0]],
                    "because_count": 1,
                }
            ],
            "unchanged": 1,
            "changes": [{"kind": "relation", "text": "shop DEPENDS_ON shop-db-2: was added"}],
            "because_complete": True,
        },
        schema=answers.of(impact.Contrast),
    ),
)
def compare(asker: Asker, body: TwoQuestions, limit: Most = None) -> Response:
    """Return what is newly hit, no longer hit or in another state, and the changes that made it so.

    `because` of a CI lists up to five reasons, by place in `changes`: smallest sets of changes of the
    graph or the question without which it would be as before. `because_complete` is false where
    not everything could be tried.
    """
    before, after = (evaluated(asker, one) for one in (body.before, body.after))
    durations = body.before.asked().duration_s, body.after.asked().duration_s
    found = impact.explained(before, after, durations, limit=limit)
    return answers.json(found, headers={"ETag": f'"{found["revision"]}"'})


def evaluated(asker: Asking, body: Question) -> impact.Evaluation:
    """Return the states that follow, of whichever time and graph is meant."""
    with asker.as_of(body.moment()) as topology:
        if body.hypothesis:
            edits = hypotheses.edits(topology.model, body.hypothesis)
            return hypotheses.evaluation(topology, body.asked(), edits)[1]
        return impact.evaluation(topology, body.asked())


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
