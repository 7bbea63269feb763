"""/collisions: planned outages together"""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response

from api import answers
from api.deps import Asker
from api.services import now
from cmdb import collisions
from cmdb.errors import Invalid, Problem

router = APIRouter(prefix="/api/v1", tags=["impact"])

_PLAN = {
    "outages": [
        {
            "name": "CHG-1042",
            "cis": ["shop-db-1"],
            "start": "2026-12-01T22:00:00+08:00",
            "end": "2026-12-02T02:00:00+08:00",
        },
        {
            "name": "CHG-1043",
            "cis": [{"ci": "shop-db-2", "state": "down"}],
            "start": "2026-12-02T01:00:00+08:00",
            "end": "2026-12-02T03:00:00+08:00",
        },
    ],
    "baseline": "clean",
}
_SHOP = {"id": "01KAK…", "class": "application_service", "name": "shop"}
_ANSWER = {
    "revision": 42,
    "complete": True,
    "overlaps": 1,
    "collisions": [
        {
            "outages": ["CHG-1042", "CHG-1043"],
            "sets": [["CHG-1042", "CHG-1043"]],
            "minimal": True,
            "spans": [{"start": "2026-12-01T17:00:00+00:00", "end": "2026-12-01T18:00:00+00:00"}],
            "cis": [
                {
                    "ci": _SHOP,
                    "state": "down",
                    "alone": "at_risk",
                    "need": {"kind": "group", "group": "db", "members": 2, "working": 0},
                }
            ],
        }
    ],
    "outages": [
        {
            "name": "CHG-1042",
            "start": "2026-12-01T14:00:00+00:00",
            "end": "2026-12-01T18:00:00+00:00",
            "alone": {"down": 1, "degraded": 0, "at_risk": 1},
            "collides": True,
            "free_slot": {
                "start": "2026-12-01T13:00:00+00:00",
                "end": "2026-12-01T17:00:00+00:00",
                "shift_s": -3600.0,
                "exact": True,
            },
        }
    ],
    "notes": [],
}

Planned = Annotated[
    dict[str, Any],
    Body(
        description="Up to 500 `outages`, each with a `name`, `cis` (names, or objects with `ci` and "
        "`state`), `start` and `end` (RFC 3339 with a zone). `baseline` as of an impact question. "
        "`now`: no free slot begins earlier; else the present.",
        examples=[_PLAN],
    ),
]


@router.post("/collisions", summary="Do these outages collide?", responses=answers.shown(_ANSWER))
def of_plan(asker: Asker, body: Planned) -> Response:
    """Return what is worse where outages overlap than with any alone, and the nearest free slots.

    Outages that touch do not overlap. Of a collision `sets` are up to three sets of outages, each
    enough and none to spare; `complete` is false, and `notes` say where, if limits ended the search.
    """
    earliest = body.pop("now", None)
    planned = collisions.plan(body)
    topology = asker.topology()
    try:
        since = now() if earliest is None else collisions.moment(earliest)
    except ValueError as exc:
        raise Invalid(f"now: {exc}.", problems=[Problem("now", str(exc))]) from exc
    found = collisions.of(topology, planned, since)
    return answers.json(found.as_data(), headers={"ETag": f'"{found.revision}"'})
