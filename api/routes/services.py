"""/services: the catalogue, and a service in one look"""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api import answers, steps
from api.deps import Asker, TheServices
from api.paging import DEFAULT, Cursor, Limit, page, place
from api.refs import Ref
from api.services import now
from cmdb import services
from cmdb.services import Wanted

router = APIRouter(prefix="/api/v1", tags=["services"])

_CI = {
    "id": "01KAK…",
    "class": "business_service",
    "name": "在线支付服务",
    "criticality": "critical",
}
_LISTED = {"ci": _CI, "state": "ok", "needs": 2, "needed_by": 2}
_EXAMPLE = {
    "revision": 42,
    "complete": True,
    "ci": _CI,
    "state": "ok",
    "suppliers": 154,
    "levels": [{"level": 1, "cis": [], "needs": []}],
    "used_by": {
        "consumers": [
            {
                "ci": {"id": "01KAP…", "class": "business_unit", "name": "零售事业部"},
                "via": {"id": "01KAQ…", "class": "service_offering", "name": "在线支付，标准"},
                "users": 1100000,
            }
        ],
        "users": 1100000,
        "processes": [],
        "services": [],
        "others": 0,
    },
    "teams": {
        "owner": "李娜",
        "support_team": "支付团队",
        "owned_by": [],
        "supported_by": [],
        "called": [
            {
                "team": "Network team",
                "cis": 24,
                "critical": 8,
                "nearest": 4,
                "classes": {"network_device": 20},
            }
        ],
        "nobody": 60,
    },
    "redundancy": [],
    "redundancy_count": 0,
    "weak_points": {
        "counts": {"down": 24, "degraded": 33},
        "single_points": [],
        "common_causes": [],
        "common_cause_count": 0,
    },
    "quality": [
        {
            "kind": "default_quorums",
            "text": "12 of 155 CIs have a group whose quorum nobody declared",
            "count": 12,
            "cis": [],
        }
    ],
}
_MARKED = 50
Filter = Annotated[str | None, Field(max_length=500)]


class Filters(BaseModel):
    """Every filter that is given must hold. Without a lifecycle those in operation are meant."""

    class_: Annotated[Filter, Field(alias="class")] = None
    lifecycle: Filter = None
    owner: Filter = None
    support_team: Filter = None
    environment: Filter = None
    criticality: Filter = None
    q: Annotated[Filter, Field(description="Words that its name holds, in any case.")] = None


@router.get(
    "/services",
    summary="List services",
    responses=answers.shown(
        {"items": [_LISTED], "next": None}, schema=answers.listing(services.Listed)
    ),
)
def listed(
    asker: Asker,
    filters: Annotated[Filters, Query()],
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return services by name, of every kind unless a class is given; each with its state now."""
    after = place(cursor, str, str) or ("", "")
    topology = asker.topology()
    wanted = Wanted(
        filters.class_,
        filters.lifecycle,
        filters.owner,
        filters.support_team,
        filters.environment,
        filters.criticality,
        filters.q,
    )
    found = services.listed(topology, wanted, after, limit + 1)
    body = page(found, limit, dict, lambda one: (one["ci"]["name"], one["ci"]["id"]))
    return answers.json(body, headers={"ETag": f'"{topology.revision}"'})


@router.get(
    "/service-marks",
    summary="What a catalogue says of services",
    responses=answers.shown(
        {
            "revision": 42,
            "items": [
                {
                    "id": "01KAK…",
                    "users": 1100000,
                    "consumers": 2,
                    "suppliers": 154,
                    "down": 22,
                    "degraded": 33,
                    "known": 81.5,
                }
            ],
            "next": None,
        },
        schema=answers.listing(services.Mark, revision=int),
    ),
)
def marks(
    asker: Asker,
    given: TheServices,
    ci: Annotated[
        list[Annotated[str, Field(max_length=600)]],
        Query(max_length=_MARKED, description="The services: ids, unique names, `class:name`."),
    ],
) -> Response:
    """Return of each how many would notice, how many single points of failure it has, and how well
    what it stands on is known (null until `/quality` was asked)."""
    topology = asker.topology()
    sweep = given.quality.at_hand(topology, now())

    def known(cis: Iterable[str]) -> float | None:
        return None if sweep is None else sweep.average(cis)

    found = given.graph.read(services.marks, topology, ci, known, steps.others_first)
    return answers.json({"revision": topology.revision, "items": found, "next": None})


@router.get(
    "/services/{ref:path}",
    summary="A service in one look",
    responses=answers.shown(_EXAMPLE, schema=answers.of(services.Service)),
)
def look(
    asker: Asker,
    given: TheServices,
    ref: Ref,
    levels: Annotated[
        int | None, Query(ge=1, le=1000, description="How many levels to list; else all.")
    ] = None,
    groups: Annotated[int, Query(ge=0, le=10_000, description="How many groups to list.")] = 100,
) -> Response:
    """Return what it stands on, who uses it and answers for it, its redundancy and weak points, and
    what is not known well of it. Any other CI may be asked about too."""
    seen = services.look(asker.topology(), ref, levels=levels, limit=groups)
    found = given.graph.read(services.looked_at, seen, now(), given.stale_after)
    return answers.json(found, headers={"ETag": f'"{found["revision"]}"'})
