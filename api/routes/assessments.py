"""/impact/overview and /impact/hits: an answer in one look, and page by page"""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from api import answers
from api.deps import Asker, TheServices
from api.languages import PARAMETERS, VARY, Told
from api.routes.impact import Question
from cmdb import assessments, hypotheses
from cmdb.assessments import Chosen, Examined, Order, Trait
from cmdb.topology import Topology

router = APIRouter(prefix="/api/v1", tags=["impact"])

_ENGLISH = "en"
_State = Literal["down", "degraded", "at_risk"]
_Some = Annotated[
    tuple[Annotated[str, Field(max_length=600)] | None, ...],
    Field(max_length=1_000, description="One of these; null: it is not set."),
]


class Hits(Question):
    """An impact question, and which of the CIs that are hit are wanted. All that is said holds."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"given": [{"ci": "shop-db-1"}], "states": ["down"], "limit": 50}]
        },
    )

    states: Annotated[tuple[_State, ...], Field(max_length=3)] = ()
    classes: _Some = ()
    environments: _Some = ()
    criticalities: _Some = ()
    owners: _Some = ()
    support_teams: _Some = ()
    text: Annotated[str, Field(max_length=200, description="What the name holds.")] = ""
    services: Annotated[bool | None, Field(description="Only services, or only what is none.")] = (
        None
    )
    failing: Annotated[
        bool | None, Field(description="Only what the question gives, or only the rest.")
    ] = None
    beneath: Annotated[
        str | None, Field(max_length=600, description="Only what this CI stands on.")
    ] = None
    origin: Annotated[
        str | None,
        Field(max_length=600, description="Only what is at risk because this lost its redundancy."),
    ] = None
    order: Order = "worst"
    turned: Annotated[bool, Field(description="The other way round.")] = False
    skip: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=1_000)] = 100

    def chosen(self) -> Chosen:
        """Return it in the core's terms."""
        said: dict[Trait, tuple[str | None, ...]] = {
            "class": self.classes,
            "environment": self.environments,
            "criticality": self.criticalities,
            "owner": self.owners,
            "support_team": self.support_teams,
        }
        return Chosen(
            frozenset(self.states),
            {trait: frozenset(values) for trait, values in said.items() if values},
            self.text,
            self.services,
            self.failing,
            self.beneath,
            self.origin,
        )


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
    responses=answers.shown(_OVERVIEW),
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
    responses=answers.shown(_HITS),
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


def examined(topology: Topology, body: Question) -> Examined:
    """Return the question answered, of whichever graph is meant."""
    edits = hypotheses.edits(topology.model, body.hypothesis)
    return assessments.examined(topology, body.asked(), edits)


def _language(told: Told) -> str:
    return _ENGLISH if told is None else told.language


def _answer(body: object, revision: int) -> Response:
    return answers.json(body, headers={"ETag": f'"{revision}"', "Vary": VARY})
