"""/cis/{ref}/details: all that is known of a CI in one answer; and what a quorum would mean"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api import answers, shapes
from api.deps import Asker, TheServices
from api.refs import Ref
from api.services import now
from cmdb import details, items
from cmdb.details import Details, QuorumTried
from cmdb.graph import Tx

router = APIRouter(prefix="/api/v1", tags=["details"])

_CI: dict[str, Any] = {
    "id": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "class": "server",
    "name": "shop-db-1",
    "lifecycle": "operational",
}
_NEED: dict[str, Any] = {
    "ci": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "kind": "group",
    "group": "power",
    "quorum": {
        "needs": 1,
        "wants": 1,
        "needs_count": 1,
        "wants_count": 1,
        "source": "default",
    },
    "members": 2,
    "suppliers": [
        {
            "id": "01KAJ5T3M5ZZ1R0V9YB2C8D6EH",
            "name": "pdu-a",
            "type": "POWERED_BY",
            "verb": "is powered by",
            "strength": "hard",
            "in_operation": True,
        }
    ],
}
_DETAILS: dict[str, Any] = {
    "revision": 57,
    "ci": {**_CI, "attributes": {"serial_number": "S7K2"}, "quorum": {}, "rev": 42},
    "written": {
        "revision": 42,
        "at": "2026-11-21T07:47:13.204511+00:00",
        "actor": "admin",
        "source": "glpi:hq",
        "reason": None,
        "run": "01KAH5T3M5ZZ1R0V9YB2C8D6EH",
    },
    "merged_into": None,
    "merged": [],
    "owner": "alice",
    "support_team": None,
    "sources": [
        {
            "source": "glpi:hq",
            "kind": "glpi",
            "external_id": "17",
            "place": "computers.json",
            "seen_at": "2026-11-21T08:00:00+00:00",
            "missing_since": None,
            "counts": True,
        }
    ],
    "values": [
        {
            "name": "serial_number",
            "value": "S7K2",
            "pinned": False,
            "source": "glpi:hq",
            "seen_at": "2026-11-21T08:00:00+00:00",
            "expired": False,
            "others": 1,
            "differing": 0,
            "written": None,
        }
    ],
    "relations": [
        {
            "direction": "out",
            "type": "POWERED_BY",
            "verb": "is powered by",
            "count": 1,
            "items": [
                {
                    "ci": {
                        "id": "01KAJ5T3M5ZZ1R0V9YB2C8D6EH",
                        "class": "pdu",
                        "name": "pdu-a",
                        "lifecycle": "operational",
                    },
                    "strength": "hard",
                    "group": "power",
                    "stated": {},
                    "origin": "declared",
                    "confidence": None,
                    "tolerates": None,
                    "sources": ["glpi:hq"],
                    "first_seen": None,
                    "last_seen": None,
                    "attributes": {"outlet": "A7"},
                    "rev": 42,
                }
            ],
        }
    ],
    "needs": [_NEED],
    "quality": {"ci": _CI, "team": "alice", "score": 100, "findings": []},
}
_TRIED: dict[str, Any] = {"revision": 57, "need": _NEED, "spare": 1}
_Said = Annotated[str | None, Query(max_length=100, examples=["2", "50%", "majority"])]


@router.get(
    "/cis/{ref:path}/details",
    summary="All that is known of a CI",
    responses=answers.shown(_DETAILS, schema=answers.of(Details)),
)
def of_ci(asker: Asker, ref: Ref, services: TheServices) -> Response:
    """Return its values with their origin, its relations by type, its needs and its quality.

    Of each type of relation the first are listed: `/cis/{ref}/relations` has all of them.
    """
    topology = asker.topology()
    truth, clock = services.truth(now()), services.quality.clock(now())

    def work(tx: Tx) -> tuple[Details, items.Item]:
        return details.of_ci(tx, topology, truth, ref, clock)

    found, item = services.graph.read(work)
    return answers.json({**found, "ci": shapes.ci(services.model, item)})


@router.get(
    "/cis/{ref:path}/quorum/{group}",
    summary="What would a quorum mean?",
    responses=answers.shown(_TRIED, schema=answers.of(QuorumTried)),
)
def tried(asker: Asker, ref: Ref, group: str, needs: _Said = None, wants: _Said = None) -> Response:
    """Return the group as it would be if that many were needed and wanted; without `needs`, by default.

    Refused (422), with the reason, where its members could never fulfil it.
    """
    amount = None if needs is None else {"needs": _amount(needs), "wants": _amount(wants)}
    return answers.json(details.tried(asker.topology(), ref, group, amount))


def _amount(said: str | None) -> int | str | None:
    return int(said) if said and said.isascii() and said.isdigit() else said
