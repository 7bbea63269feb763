"""/impact/why"""

from typing import Annotated, NotRequired

import orjson
from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from api import answers
from api.deps import Asker, TheServices
from api.languages import PARAMETERS, VARY, Told, with_sentences
from api.routes.impact import Question
from api.services import now
from cmdb import hypotheses, proofs, sentences

router = APIRouter(prefix="/api/v1", tags=["impact"])


class WhyQuestion(Question):
    """An impact question, and the CI whose state is to be proved."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"ci": "shop", "given": [{"ci": "shop-db-1", "state": "down"}]}]
        },
    )

    ci: Annotated[str, Field(max_length=600, description="An id, a unique name, or `class:name`.")]


_LINK = {
    "from": "01KAK…",
    "type": "DEPENDS_ON",
    "to": "01KAJ…",
    "strength": "hard",
    "group": None,
    "necessary": True,
    "trust": {
        "score": 0.8,
        "origin": "observed",
        "confidence": None,
        "sources": ["kubernetes"],
        "last_seen": "2026-11-21T08:00:00+00:00",
        "stale": False,
    },
}
_SHOP = {"id": "01KAK…", "class": "application_service", "name": "shop"}
_DB = {"id": "01KAJ…", "class": "database_instance", "name": "shop-db-1"}
_ANSWER = {
    "revision": 42,
    "complete": True,
    "ci": _SHOP,
    "state": "down",
    "impacted": True,
    "steps": [
        {
            "ci": _SHOP,
            "state": "down",
            "given": False,
            "level": 0,
            "need": {"kind": "plain", "type": "DEPENDS_ON", "via": "01KAJ…"},
            "rests_on": ["01KAJ…"],
            "relations": [_LINK],
        },
        {"ci": _DB, "state": "down", "given": True, "level": 1, "need": None, "rests_on": []},
    ],
    "steps_count": 2,
    "minimal_causes": [[{"ci": _DB, "state": "down"}]],
    "causes_complete": True,
    "trust": {"score": 0.8, "at_least": False, "relation": _LINK},
    "doubts": {"stale": [], "ownerless": [_DB], "unconfirmed": []},
    "recoverable": [],
    "why_not": None,
}


class _Why(proofs.Why):
    """A proof with what people read of it, in the language that they asked for."""

    sentences: NotRequired[sentences.Reasons]


@router.post(
    "/impact/why",
    summary="Why is this CI in its state, or why not?",
    responses=answers.shown(_ANSWER, schema=answers.of(_Why)),
    openapi_extra=PARAMETERS,
)
def why(asker: Asker, body: WhyQuestion, services: TheServices, told: Told) -> Response:
    """Return the proof of the CI's state with its minimal causes and its trust, or why not.

    With a language, also what people read of it: `sentences`.
    """
    with asker.as_of(body.moment()) as topology:
        question, supposed = body.asked(), topology
        if body.hypothesis:
            edits = hypotheses.edits(topology.model, body.hypothesis)
            question, supposed = hypotheses.posed(topology, question, edits)
        found = proofs.why(supposed, question, body.ci)
    if found["impacted"]:
        found = services.graph.read(proofs.trusted, found, now(), services.stale_after)
    answer = orjson.dumps(found)
    if told is not None:
        answer = with_sentences(answer, sentences.why(found, told.language, told.lines))
    return Response(
        answer,
        headers={"ETag": f'"{found["revision"]}"', "Vary": VARY},
        media_type="application/json",
    )
