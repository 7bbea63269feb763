"""/scenarios: questions with a name"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, NotRequired, TypedDict

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api import answers
from api.asking import Asking
from api.deps import Asker, AskingEditor, Editor, Reader, TheGraph
from api.languages import PARAMETERS, VARY, Told
from api.routes.impact import Most, Question, evaluated, supposed
from api.services import now
from cmdb import hypotheses, impact, scenarios
from cmdb.errors import Invalid, NotFound
from cmdb.scenarios import Scenario

router = APIRouter(prefix="/api/v1", tags=["scenarios"])

Name = Annotated[str, Path(max_length=400, description="Its name.", examples=["third-database"])]
_QUESTION: dict[str, Any] = {
    "given": [{"ci": "shop-db-1", "state": "down"}],
    "baseline": "clean",
    "hypothesis": [
        {"op": "add_ci", "key": "shop-db-3", "class": "database_instance"},
        {"op": "relate", "from": "shop-db", "type": "HAS_MEMBER", "to": "shop-db-3"},
    ],
}
_SCENARIO = {
    "name": "third-database",
    "question": _QUESTION,
    "owner": "alice",
    "created_at": "2026-11-21T07:12:44.018230Z",
    "changed_by": "alice",
    "changed_at": "2026-11-21T07:12:44.018230Z",
    "reason": "before we order one",
}


class _Kept(TypedDict):
    name: str
    question: dict[str, Any]
    owner: str
    created_at: str
    changed_by: str
    changed_at: str
    reason: NotRequired[str]


class _All(TypedDict):
    items: list[_Kept]
    next: None


class Saved(BaseModel):
    """A question as POST /api/v1/impact takes it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": _QUESTION, "reason": "before we order one"}]},
    )

    question: Question
    reason: Annotated[str | None, Field(max_length=2000)] = None


class TwoScenarios(BaseModel):
    """The names of two scenarios."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"before": "as-it-is", "after": "third-database"}]},
    )

    before: Annotated[str, Field(max_length=400)]
    after: Annotated[str, Field(max_length=400)]


@router.get(
    "/scenarios",
    summary="List scenarios",
    responses=answers.shown({"items": [_SCENARIO], "next": None}, schema=answers.of(_All)),
)
def listed(_: Reader, graph: TheGraph) -> Response:
    """Return all scenarios by name."""
    found = graph.read(scenarios.every)
    return answers.json({"items": [_shape(one) for one in found], "next": None})


@router.post(
    "/scenarios/compare",
    summary="Compare two scenarios",
    responses=answers.shown(
        {
            "revision": 42,
            "before": {"revision": 42, "counts": {"down": 2, "degraded": 0, "at_risk": 0}},
            "after": {"revision": 42, "counts": {"down": 1, "degraded": 0, "at_risk": 1}},
            "complete": True,
            "totals": {"newly_hit": 0, "no_longer_hit": 0, "changed": 1},
            "newly_hit": [],
            "no_longer_hit": [],
            "changed": [
                {
                    "ci": {"id": "01KAK…", "class": "application_service", "name": "shop"},
                    "before": "down",
                    "after": "at_risk",
                }
            ],
            "unchanged": 1,
        },
        schema=answers.of(impact.Contrast),
    ),
)
def compare(asker: Asker, body: TwoScenarios, graph: TheGraph, limit: Most = None) -> Response:
    """Return what the second makes other than the first, with what made it so, as /impact/compare."""
    asker.admitted()
    pair = [graph.read(scenarios.named, one) for one in (body.before, body.after)]
    asked = [_question(one) for one in pair]
    found = []
    for one, question in zip(pair, asked, strict=True):
        with _named(one, asker, question):
            found.append(evaluated(asker, question))
    durations = asked[0].asked().duration_s, asked[1].asked().duration_s
    shown = impact.explained(found[0], found[1], durations, limit=limit)
    return answers.json(shown, headers={"ETag": f'"{shown["revision"]}"'})


@router.get(
    "/scenarios/{name}",
    summary="Read a scenario",
    responses=answers.shown(_SCENARIO, schema=answers.of(_Kept)),
)
def read(_: Reader, name: Name, graph: TheGraph) -> Response:
    """Return the question, who saved it and why."""
    return answers.json(_shape(graph.read(scenarios.named, name)))


@router.put(
    "/scenarios/{name}",
    summary="Save a scenario",
    responses=answers.shown(_SCENARIO, schema=answers.of(_Kept)),
)
def save(asker: AskingEditor, name: Name, body: Saved, graph: TheGraph) -> Response:
    """Return the scenario, new or instead of what had the name; it must fit the graph as it is."""
    who = asker.admitted()
    kept = body.question.model_dump(mode="json", exclude_none=True)
    evaluated(asker, body.question)  # what cannot be asked is not kept
    found = graph.write(scenarios.save, name, kept, who.actor, body.reason, now())
    return answers.json(_shape(found))


@router.post(
    "/scenarios/{name}/run",
    summary="Ask a scenario",
    responses=answers.shown(
        {"revision": 42, "complete": True, "counts": {"down": 1, "degraded": 0, "at_risk": 1}}
    ),
    openapi_extra=PARAMETERS,
)
def run(asker: Asker, name: Name, graph: TheGraph, told: Told) -> Response:
    """Return the answer as POST /api/v1/impact gives it now, or of the time that the scenario says.

    A scenario whose CIs are gone is refused (422) with all of them.
    """
    asker.admitted()
    found = graph.read(scenarios.named, name)
    question = _question(found)
    with _named(found, asker, question):
        said, revision = supposed(asker, question, told)
    headers = {"ETag": f'"{revision}"', "Vary": VARY}
    return Response(said, headers=headers, media_type="application/json")


@router.delete(
    "/scenarios/{name}",
    summary="Remove a scenario",
    responses=answers.shown(_SCENARIO, schema=answers.of(_Kept)),
)
def remove(_: Editor, name: Name, graph: TheGraph) -> Response:
    """Return the scenario that had the name."""
    return answers.json(_shape(graph.write(scenarios.remove, name)))


def _question(found: Scenario) -> Question:
    return Question.model_validate(found.question)


@contextmanager
def _named(found: Scenario, asker: Asking, question: Question) -> Iterator[None]:
    """Say of what fails inside which scenario it was, and every CI of it that is gone."""
    try:
        yield
    except (Invalid, NotFound) as exc:
        with asker.as_of(question.moment()) as topology:
            edits = hypotheses.edits(topology.model, question.hypothesis)
            wrong = scenarios.gone(topology, question.asked().given, edits)
        raise (scenarios.refused(found.name, wrong) if wrong else exc) from exc


def _shape(found: Scenario) -> dict[str, Any]:
    shape = {
        "name": found.name,
        "question": found.question,
        "owner": found.owner,
        "created_at": found.created_at,
        "changed_by": found.changed_by,
        "changed_at": found.changed_at,
        "reason": found.reason,
    }
    return {name: value for name, value in shape.items() if value is not None}
