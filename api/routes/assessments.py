"""/impact/overview, hits, sentences, table and assessment: an answer in one look, in pages, to take away"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api import answers
from api.deps import Asker, TheServices
from api.hits import Hits, link
from api.languages import PARAMETERS, VARY, Told
from api.routes.impact import Question
from api.services import now
from api.tables import WRITTEN, TableFormat, download
from cmdb import assessments, hypotheses
from cmdb.assessments import Examined, Listed, Overview
from cmdb.sentences import MOST, Sentences
from cmdb.topology import Topology

router = APIRouter(prefix="/api/v1", tags=["impact"])

_ENGLISH = "en"
_CI = {
    "id": "01KAK…",
    "class": "application_service",
    "name": "shop",
    "lifecycle": "operational",
    "criticality": "critical",
    "environment": "production",
    "owner": "Li Na",
    "support_team": "Shop team",
}
_HITS = {
    "revision": 42,
    "total": 1,
    "items": [
        {
            "ci": _CI,
            "state": "at_risk",
            "given": False,
            "service": True,
            "because": "web: 1 of 2 work, needs 1, 0 spare",
            "was": None,
            "already": False,
            "hypothesis": None,
            "teams": ["Shop team"],
        }
    ],
    "contacts": {
        "Shop team": {
            "name": "Shop team",
            "id": "01KAM…",
            "on_call": "https://duty.corp.example/shop",
            "phone": None,
            "email": "shop@corp.example",
            "chat": "#shop",
        }
    },
}
_NONE = {"down": 0, "degraded": 0, "at_risk": 1}
_SENTENCES = {
    "lang": "en",
    "headline": "If web1 fails: redundancy lost in 1 place.",
    "summary": "redundancy lost in 1 place",
    "impacted": [
        {"ci": "01KAJ…", "state": "down", "level": 0, "text": "web_server:web1 is down, as given."}
    ],
    "redundancy_lost": ["Redundancy lost at shop (web: 1 of 2 work, needs 1, 0 spare)."],
    "recoverable": [],
    "doubts": [],
    "omitted": {},
}
_ASSESSMENT = {
    "revision": 42,
    "title": "Impact assessment",
    "link": None,
    "markdown": "## Impact assessment\n\n**If web1 fails: redundancy lost in 1 place.**\n",
    "html": "<!doctype html>…",
}
_Format = Annotated[
    Literal["json", "markdown", "html", "pdf"],
    Query(alias="format", description="How it is written; JSON has it as Markdown and as HTML."),
]
_OVERVIEW = {
    "revision": 42,
    "at": "2026-11-21T08:00:00.000000+00:00",
    "complete": True,
    "counts": {"down": 1, "degraded": 0, "at_risk": 1},
    "headline": {
        "services": _NONE,
        "others": {"down": 0, "degraded": 0, "at_risk": 0},
        "given": 1,
    },
    "newly": None,
    "sentences": {
        "lang": "en",
        "headline": "If web1 fails: redundancy lost in 1 place.",
        "summary": "redundancy lost in 1 place",
    },
    "given": [{"ci": {**_CI, "name": "web1", "class": "web_server"}, "state": "down"}],
    "given_count": 1,
    "services": _HITS,
    "service_counts": _NONE,
    "groups": {
        "class": [{"value": "web_server", "total": 1, "down": 1, "degraded": 0, "at_risk": 0}]
    },
    "redundancy_lost": {"total": 0, "items": [], "said": []},
    "recoverable": {"total": 0, "items": [], "said": []},
    "doubts": {"total": 0, "kinds": {}, "items": [], "said": []},
    "notes": [],
    "hypothesis": None,
    "compared": None,
}


@router.post(
    "/impact/overview",
    summary="What does this take down, in one look?",
    responses=answers.shown(_OVERVIEW, schema=answers.of(Overview)),
    openapi_extra=PARAMETERS,
)
def overview(asker: Asker, body: Question, services: TheServices, told: Told) -> Response:
    """Return the headline, the services hit, and how much else is hit in groups, in a language.

    It stays small however much is hit; `POST /api/v1/impact/hits` lists the rest page by page.
    """
    with asker.as_of(body.moment()) as topology:
        found = examined(topology, body)
        shown = assessments.overview(found, _language(told))
    of_services = services.graph.read(assessments.called, found, shown["services"])
    return _answer({**shown, "services": of_services}, shown["revision"])


@router.post(
    "/impact/hits",
    summary="A page of what this takes down",
    responses=answers.shown(_HITS, schema=answers.of(Listed)),
    openapi_extra=PARAMETERS,
)
def hits(asker: Asker, body: Hits, services: TheServices, told: Told) -> Response:
    """Return the CIs that are hit and wanted, in order, with whom to call; `total` counts them all."""
    with asker.as_of(body.moment()) as topology:
        found = examined(topology, body)
        rows = assessments.chosen(found, body.chosen(), body.order, turned=body.turned)
        looking = assessments.Looking(found, _language(told))
        page = assessments.listed(looking, rows, body.limit, body.skip)
    page = services.graph.read(assessments.called, found, page)
    return _answer(page, page["revision"])


@router.post(
    "/impact/sentences",
    summary="What this takes down, in sentences alone",
    responses=answers.shown(_SENTENCES, schema=answers.of(Sentences)),
    openapi_extra=PARAMETERS,
)
def sentences(asker: Asker, body: Question, told: Told) -> Response:
    """Return what people read of the answer, at most `lines` of each part, without its data."""
    with asker.as_of(body.moment()) as topology:
        found = examined(topology, body)
    said = assessments.sentences(found, _language(told), MOST if told is None else told.lines)
    return _answer(said, found.topology.revision)


@router.post(
    "/impact/table",
    summary="What this takes down, for a spreadsheet",
    responses=WRITTEN,
    openapi_extra=PARAMETERS,
)
def table(
    asker: Asker, body: Hits, services: TheServices, told: Told, format_: TableFormat = "csv"
) -> Response:
    """Return all CIs that are hit and wanted, in order, with whom to call; `limit` does not count."""
    language = _language(told)
    with asker.as_of(body.moment()) as topology:
        found = examined(topology, body)
        shown = assessments.overview(found, language)
        rows = assessments.chosen(found, body.chosen(), body.order, turned=body.turned)
        page = assessments.listed(assessments.Looking(found, language), rows, len(rows))
    page = services.graph.read(assessments.called, found, page)
    made = assessments.sheet(shown, page, language)
    return download(made, format_, ETag=f'"{shown["revision"]}"', Vary=VARY)


@router.post(
    "/impact/assessment",
    summary="What this takes down, for the record of a change",
    responses={
        200: {
            "description": "The assessment; as JSON it is both texts, and the link in them.",
            "content": {
                "application/json": {"schema": answers.like(_ASSESSMENT), "example": _ASSESSMENT},
                "text/markdown": {"schema": {"type": "string"}},
                "text/html": {"schema": {"type": "string"}},
                "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            },
        }
    },
    openapi_extra=PARAMETERS,
)
def assessment(
    asker: Asker,
    body: Question,
    services: TheServices,
    told: Told,
    request: Request,
    format_: _Format = "json",
) -> Response:
    """Return what a change manager pastes: headline, question, services hit with whom to call,
    redundancy lost, what is assumed, and a link to the same question of the same revision.
    """
    language = _language(told)
    with asker.as_of(body.moment()) as topology:
        found = examined(topology, body)
        shown = assessments.overview(found, language)
    of_services = services.graph.read(assessments.called, found, shown["services"])
    shown = {**shown, "services": of_services}
    pinned = link(str(request.base_url), body, found.topology)
    edits = hypotheses.edits(found.topology.model, body.hypothesis)
    made = assessments.assessment(found, body.asked(), edits, shown, language, now(), pinned)
    if format_ == "json":
        texts = {"markdown": assessments.markdown(made), "html": assessments.html(made)}
        said = {"revision": shown["revision"], "title": made.title, "link": pinned, **texts}
        return _answer(said, shown["revision"])
    media_type, written = assessments.FORMATS[format_]
    headers = {"ETag": f'"{shown["revision"]}"', "Vary": VARY}
    return Response(written(made), headers=headers, media_type=media_type)


def examined(topology: Topology, body: Question) -> Examined:
    """Return the question answered, of whichever graph is meant."""
    edits = hypotheses.edits(topology.model, body.hypothesis)
    return assessments.examined(topology, body.asked(), edits)


def _language(told: Told) -> str:
    return _ENGLISH if told is None else told.language


def _answer(body: object, revision: int) -> Response:
    return answers.json(body, headers={"ETag": f'"{revision}"', "Vary": VARY})
