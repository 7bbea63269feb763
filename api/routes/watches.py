"""/watches: CIs that somebody follows, and what became of them since they looked"""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api import answers
from api.deps import Asker, Reader, TheGraph, TheModel
from api.refs import Ref, resolve
from api.services import now
from cmdb import watches
from cmdb.graph import Tx

router = APIRouter(prefix="/api/v1", tags=["watches"])

_WATCH = {
    "id": "01KAJ…",
    "ci": {"id": "01KAJ…", "class": "server", "name": "shop-db-1", "lifecycle": "operational"},
    "since": "2026-11-20T08:00:00Z",
    "seen": 40,
    "events": 2,
    "newest": {
        "number": 42,
        "at": "2026-11-21T07:47:13Z",
        "actor": "admin",
        "source": None,
        "reason": "moved to the new rack",
    },
}


class Looked(BaseModel):
    """What was looked at: ids of watched CIs; all of them where none are named."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"cis": ["01KAJ…"]}]})

    cis: Annotated[
        list[Annotated[str, Field(max_length=100)]] | None, Field(max_length=watches.MOST)
    ] = None


@router.get(
    "/watches",
    summary="List what you watch",
    responses=answers.shown(
        {"revision": 42, "items": [_WATCH], "next": None},
        schema=answers.listing(watches.Watch, revision=int),
    ),
)
def listed(asker: Asker, who: Reader, graph: TheGraph) -> Response:
    """Return the CIs that you watch, those first that changed since you looked.

    They are kept for the person who signed in, under the name that history records.
    """
    topology = asker.topology()
    found = graph.read(watches.watched, topology, who.actor)
    return answers.json({"revision": topology.revision, "items": found, "next": None})


@router.put(
    "/watches/{ref:path}",
    summary="Watch a CI",
    responses=answers.shown({"id": "01KAJ…", "watched": True}),
)
def watch(who: Reader, ref: Ref, graph: TheGraph, model: TheModel) -> Response:
    """Watch a CI from now on. It is your own note: nothing of the CI is written."""

    def work(tx: Tx) -> str:
        ci = resolve(tx, model, ref)
        watches.watch(tx, who.actor, ci, now())
        return ci

    return answers.json({"id": graph.write(work), "watched": True})


@router.delete(
    "/watches/{ref:path}",
    summary="Watch a CI no more",
    responses=answers.shown({"id": "01KAJ…", "watched": False}),
)
def unwatch(who: Reader, ref: Ref, graph: TheGraph) -> Response:
    """End that you watch a CI, named by its id as the list has it: it may be gone."""
    graph.write(watches.unwatch, who.actor, ref)
    return answers.json({"id": ref, "watched": False})


@router.post(
    "/watches/look",
    summary="Say that you looked",
    responses=answers.shown({"seen": 42}),
)
def look(who: Reader, graph: TheGraph, body: Looked) -> Response:
    """Note that you have seen what became of them: only what is written from now on is news."""
    return answers.json({"seen": graph.write(watches.look, who.actor, body.cis)})
