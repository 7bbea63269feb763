"""/quality: how well the estate is known, and what lowers it"""

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api import answers, steps
from api.deps import Asker, Editor, Reader, TheGraph, TheModel, TheServices
from api.paging import DEFAULT, Cursor, Limit, cursor_of, place
from api.refs import Ref, resolve
from api.services import Services, now
from api.writes import Write
from cmdb import quality, sources
from cmdb.graph import Tx
from cmdb.model import Model
from cmdb.quality import Sweep, Wanted, relations
from cmdb.quality.model import Doubted, Group, Judging, Listing, Verdict
from cmdb.topology.snapshot import Topology
from cmdb.weaknesses import Progress

router = APIRouter(prefix="/api/v1", tags=["quality"])

_LEFT = 499  # as nginx calls it: the client has gone before there was an answer
_CI = {"id": "01KAJ…", "class": "server", "name": "shop-db-1", "criticality": "high"}
_JUDGED = {
    "ci": _CI,
    "team": "Database team",
    "score": 70,
    "findings": [
        {
            "kind": "duplicate",
            "dimension": "correctness",
            "cost": 25,
            "text": "perhaps the same as server:shop-db-1b (01KAK…): equal serial number (S7K2)",
            "remedy": "compare them; retire the one that is not real, or correct what they share",
            "cis": [{"id": "01KAK…", "class": "server", "name": "shop-db-1b"}],
        },
        {
            "kind": "missing_attribute",
            "dimension": "completeness",
            "cost": 5,
            "text": "it has no operating system",
            "remedy": "cmdb set server:shop-db-1 operating_system=…",
            "cis": [],
        },
    ],
}
_SCORE = {
    "score": 91.4,
    "cis": 352,
    "bands": {"good": 270, "fair": 70, "poor": 12, "bad": 0},
    "lowered_by": [
        {
            "kind": "nobody_answers",
            "dimension": "completeness",
            "count": 60,
            "points": 3.41,
            "about": "without an owner or a support team",
        }
    ],
}
_ESTATE = {
    **_SCORE,
    "revision": 42,
    "at": "2026-11-21T14:00:00Z",
    "not_judged": 6,
    "stale_sources": ["nmap:office"],
    "worst": [_JUDGED],
}
_SOURCE = {
    "source": "nmap:office",
    "kind": "nmap",
    "cis": 40,
    "missing": 2,
    "scopes": 1,
    "incomplete": 1,
    "seen_at": "2026-09-30T22:00:00Z",
    "age_days": 51,
    "limit_days": 30,
    "stale": True,
    "last_run": {"id": "01KAH…", "status": "done", "started_at": "2026-09-30T21:58:00Z"},
}
_RELATION = {
    "from": {"id": "01KAJ…", "class": "application_service", "name": "shop"},
    "type": "USES",
    "to": {"id": "01KAK…", "class": "application_service", "name": "prices"},
    "origin": "observed",
    "confidence": 0.8,
    "sources": ["traces:shop"],
    "not_seen_by": [],
    "calls_seen": False,
    "verdict": None,
    "actor": None,
    "at": None,
    "reason": None,
    "text": "only traces:shop observed it, nobody declared it",
}
Filter = Annotated[str | None, Field(max_length=500)]


class Filters(BaseModel):
    """Every filter that is given must hold."""

    class_: Annotated[Filter, Field(alias="class", description="With its subclasses.")] = None
    team: Annotated[
        Filter, Field(description="The support team, else the owner; `nobody` for neither.")
    ] = None
    source: Annotated[Filter, Field(description="A source that knows the CI.")] = None


class Relation(BaseModel):
    """A relation that is there, and what is to be said of it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"from": "shop", "type": "USES", "to": "prices", "verdict": "accepted"}]
        },
    )

    from_: Annotated[str, Field(alias="from", max_length=600)]
    type: Annotated[str, Field(max_length=200)]
    to: Annotated[str, Field(max_length=600)]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Seeking:
    """Somebody who asks about the estate, or the part of it that is wanted."""

    services: Services
    request: Request
    topology: Topology
    wanted: Wanted

    async def swept(self) -> Sweep | None:
        """Return the judged estate; None where the client left before there was one."""
        held = await self.at_hand()
        return held or await steps.finished(self.request, self.work)

    async def at_hand(self) -> Sweep | None:
        return await to_thread.run_sync(self.services.quality.at_hand, self.topology, now())

    def work(self) -> Generator[Progress | Sweep]:
        return self.services.quality.estate(self.topology, now(), steps.others_first)

    def summary(self, most: int) -> Generator[Progress | quality.Estate]:
        for step in self.work():
            yield step if isinstance(step, Progress) else self.summarized(step, most)

    def summarized(self, sweep: Sweep, most: int) -> quality.Estate:
        return self.services.graph.read(quality.summary, sweep, self.wanted, most)


async def _seeking(
    asker: Asker, services: TheServices, request: Request, filters: Annotated[Filters, Query()]
) -> Seeking:
    topology = await to_thread.run_sync(asker.topology)
    if filters.class_ is not None:
        topology.model.ci_class(filters.class_)  # before long work begins
    wanted = Wanted(filters.class_, filters.team, filters.source)
    return Seeking(services, request, topology, wanted)


Sought = Annotated[Seeking, Depends(_seeking)]


@router.get(
    "/quality",
    summary="How well is the estate known?",
    responses=answers.shown(_ESTATE, schema=answers.of(quality.Estate)),
)
async def estate(
    sought: Sought,
    worst: Annotated[int, Query(ge=0, le=1000, description="How many CIs to list.")] = 10,
) -> Response:
    """Return the score of the estate or of a part of it, what lowers it, and its worst CIs.

    With `Accept: text/event-stream` progress comes first: a large estate takes a while.
    """
    request, work = sought.request, partial(sought.summary, worst)
    if "text/event-stream" in request.headers.get("accept", ""):
        return steps.followed(request, work, "quality")
    held = await sought.at_hand()
    if held is not None:
        return answers.json(await to_thread.run_sync(sought.summarized, held, worst))
    found = await steps.finished(request, work)
    return Response(status_code=_LEFT) if found is None else answers.json(found)


@router.get(
    "/quality/sources",
    summary="How fresh is each source?",
    responses=answers.shown(
        {"items": [{**_SOURCE, "state": "stale", "live": False}], "next": None},
        schema=answers.listing(quality.Standing),
    ),
)
def standings(_: Reader, services: TheServices) -> Response:
    """Return every source by name: what was imported, and what is asked over the network."""

    def work(tx: Tx) -> list[quality.Standing]:
        live = {one.name: one.kind for one in sources.every(tx)}
        return quality.standings(tx, live, services.quality.clock(now()))

    return answers.json({"items": services.graph.read(work), "next": None})


@router.get(
    "/quality/by/{group}",
    summary="The quality of each class, team or source",
    responses=answers.shown(
        {
            "revision": 42,
            "items": [{"name": "nmap:office", "score": _SCORE, "source": _SOURCE}],
            "next": None,
        },
        schema=answers.listing(quality.Grouped, revision=int),
    ),
)
async def by(
    sought: Sought, group: Group, limit: Limit = DEFAULT, cursor: Cursor = None
) -> Response:
    """Return them with their scores, the worst first; of a source how fresh it is."""
    (skip,) = place(cursor, int) or (0,)
    skip = max(0, skip)
    sweep = await sought.swept()
    if sweep is None:
        return Response(status_code=_LEFT)
    found = await to_thread.run_sync(quality.grouped, sweep, group, sought.wanted)
    more = cursor_of([skip + limit]) if len(found) > skip + limit else None
    listed = found[skip : skip + limit]
    return answers.json({"revision": sweep.topology.revision, "items": listed, "next": more})


@router.get(
    "/quality/cis",
    summary="The CIs that are known worst",
    responses=answers.shown(
        {"revision": 42, "items": [_JUDGED], "next": None},
        schema=answers.listing(quality.Judged, revision=int),
    ),
)
async def worst(sought: Sought, limit: Limit = DEFAULT, cursor: Cursor = None) -> Response:
    """Return CIs in operation with what lowers their scores, the worst first."""
    after = place(cursor, int, int, str, str) or quality.FIRST
    sweep = await sought.swept()
    if sweep is None:
        return Response(status_code=_LEFT)
    read = partial(sought.services.graph.read, quality.worst, sweep, sought.wanted, after, limit)
    found, more = await to_thread.run_sync(read)
    following = None if more is None else cursor_of(more)
    body = {"revision": sweep.topology.revision, "items": found, "next": following}
    return answers.json(body)


@router.get(
    "/quality/relations",
    summary="Relations only declared, or only observed",
    responses=answers.shown({"items": [_RELATION], "next": None}, schema=answers.listing(Doubted)),
)
def doubted(
    asker: Asker,
    graph: TheGraph,
    listing: Annotated[
        Listing,
        Query(
            alias="list",
            description="Never observed where they should be; never declared; judged already.",
        ),
    ] = "observed-only",
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return relations to accept or reject, those first that weigh most.

    What no source traces proves nothing: only between CIs that one observing source both knows.
    """
    (skip,) = place(cursor, int) or (0,)
    skip = max(0, skip)
    found = graph.read(relations.listed, asker.topology(), listing)
    more = cursor_of([skip + limit]) if len(found) > skip + limit else None
    return answers.json({"items": found[skip : skip + limit], "next": more})


@router.put(
    "/quality/relations",
    summary="Accept or reject a relation",
    responses=answers.shown({"verdict": "accepted", "revision": 43}, schema=answers.of(Judging)),
)
def judge(who: Editor, body: Relation, graph: TheGraph, model: TheModel, write: Write) -> Response:
    """Accept: declare it, by hand. Reject: take it off the list; it stays, and counts for impact,
    until somebody removes it."""
    stamp = write.stamp(who)

    def work(tx: Tx) -> int | None:
        key = _key(tx, model, body.from_, body.type, body.to)
        said = relations.Judgement(key, body.verdict, stamp, now())
        return relations.judge(tx, model, said)

    return answers.json({"verdict": body.verdict, "revision": graph.write(work)})


@router.delete(
    "/quality/relations",
    summary="Take back what was said of a relation",
    responses=answers.shown({"verdict": None}),
)
def reopen(
    _: Editor,
    graph: TheGraph,
    model: TheModel,
    start: Annotated[str, Query(alias="from", max_length=600)],
    type_: Annotated[str, Query(alias="type", max_length=200)],
    to: Annotated[str, Query(max_length=600)],
) -> Response:
    """List it again, if it should be. What accepting it declared stays."""

    def work(tx: Tx) -> None:
        relations.reopen(tx, _key(tx, model, start, type_, to))

    graph.write(work)
    return answers.json({"verdict": None})


def _key(tx: Tx, model: Model, start: str, type_: str, to: str) -> tuple[str, str, str]:
    model.relation_type(type_)
    return resolve(tx, model, start), type_, resolve(tx, model, to)


@router.get(
    "/quality/cis/{ref:path}",
    summary="How well is a CI known?",
    responses=answers.shown(_JUDGED, schema=answers.of(quality.Judged)),
)
def of_ci(asker: Asker, services: TheServices, ref: Ref) -> Response:
    """Return its score, and what lowers it with cost and remedy, the costliest first."""
    topology = asker.topology()
    clock = services.quality.clock(now())
    return answers.json(services.graph.read(quality.of_ci, topology, ref, clock))
