"""/sources: what is read again and again; /allowed-hosts: where they may reach"""

from functools import partial
from typing import Annotated, Any, NotRequired, TypedDict

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api import answers, events, importing
from api.deps import Admin, Operator, TheGraph, TheServices
from api.jobs import Job, Visit
from api.services import Services, now
from cmdb import sources
from cmdb.runs.model import Reported
from cmdb.sources import AllowedHost, LiveSource, Means

router = APIRouter(prefix="/api/v1", tags=["sources"])

Name = Annotated[str, Path(max_length=400, description="Its name.", examples=["netbox-berlin"])]
Host = Annotated[
    str, Path(max_length=400, description="HOST or HOST:PORT.", examples=["netbox.corp.example"])
]
_SETTINGS: dict[str, Any] = {
    "url": "https://netbox.corp.example",
    "token": "env:CMDB_SECRET_NETBOX",
}
_SOURCE = {
    "name": "netbox-berlin",
    "kind": "netbox",
    "settings": _SETTINGS,
    "owner": "alice",
    "created_at": "2026-11-21T07:12:44.018230Z",
    "changed_by": "alice",
    "changed_at": "2026-11-21T07:12:44.018230Z",
}
_ALLOWED = {
    "name": "netbox.corp.example",
    "added_by": "alice",
    "added_at": "2026-11-21T07:12:44.018230Z",
}
_RUN = {"source": "netbox-berlin", "kind": "netbox", "status": "done", "created": 212, "changed": 0}


class Source(TypedDict):
    """A live source as it is kept."""

    name: str
    kind: str
    settings: dict[str, str]
    owner: str
    created_at: str
    changed_by: str
    changed_at: str
    reason: NotRequired[str]


class Visited(TypedDict):
    """What a run of a live source came to."""

    reports: list[Reported]


class Kept(BaseModel):
    """A kind of importer and its settings. A secret is a reference: env:CMDB_SECRET_… or file:NAME."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"kind": "netbox", "settings": _SETTINGS}]},
    )

    kind: Annotated[str, Field(max_length=100)]
    settings: Annotated[
        dict[
            Annotated[str, Field(max_length=100)],
            Annotated[str, Field(max_length=4000)],
        ],
        Field(max_length=50),
    ] = {}
    reason: Annotated[str | None, Field(max_length=2000)] = None


class Going(BaseModel):
    """How to run a source."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"dry_run": True}]})

    dry_run: bool = False
    keep_going: bool = False
    reason: Annotated[str | None, Field(max_length=2000)] = None


@router.get(
    "/sources",
    summary="List live sources",
    responses=answers.shown({"items": [_SOURCE], "next": None}, schema=answers.listing(Source)),
)
def listed(_: Operator, graph: TheGraph) -> Response:
    """Return all live sources by name. Secrets stand in them as references."""
    found = graph.read(sources.every)
    return answers.json({"items": [_shape(one) for one in found], "next": None})


@router.get(
    "/sources/{name}",
    summary="Read a live source",
    responses=answers.shown(_SOURCE, schema=answers.of(Source)),
)
def read(_: Operator, name: Name, graph: TheGraph) -> Response:
    """Return its kind and settings, who keeps it and why."""
    return answers.json(_shape(graph.read(sources.named, name)))


@router.put(
    "/sources/{name}",
    summary="Set up a live source",
    responses=answers.shown(_SOURCE, schema=answers.of(Source)),
)
def save(who: Admin, name: Name, body: Kept, services: TheServices) -> Response:
    """Return the source, new or instead of what had the name. A secret in clear is refused (422)."""
    importing.live(services).accept(body.kind, body.settings)
    by = (who.actor, body.reason)
    found = services.graph.write(sources.save, name, body.kind, body.settings, by, now())
    return answers.json(_shape(found))


@router.delete(
    "/sources/{name}",
    summary="Remove a live source",
    responses=answers.shown(_SOURCE, schema=answers.of(Source)),
)
def remove(_: Admin, name: Name, graph: TheGraph) -> Response:
    """Return the source that had the name; what it brought in stays."""
    return answers.json(_shape(graph.write(sources.remove, name)))


@router.post(
    "/sources/{name}/check",
    summary="Check a live source",
    responses=answers.shown({"name": "netbox-berlin", "kind": "netbox", "status": "ok"}),
)
def check(_: Operator, name: Name, services: TheServices) -> Response:
    """Ask the source for little: 422 for wrong settings, 403 for missing rights, 503 for no answer."""
    found = services.graph.read(sources.named, name)
    importing.live(services).check(found.kind, found.settings, _means(services))
    return answers.json({"name": found.name, "kind": found.kind, "status": "ok"})


@router.post(
    "/sources/{name}/run",
    summary="Run a live source",
    responses=answers.shown({"reports": [_RUN]}, schema=answers.of(Visited)),
)
def run(
    who: Operator, name: Name, body: Going, services: TheServices, request: Request
) -> Response:
    """Return a report as POST /api/v1/imports does. With `Accept: text/event-stream` progress comes first."""
    found = services.graph.read(sources.named, name)
    means = _means(services)
    visit = Visit(found.name, found.kind, found.settings, means.allowed, means.secrets)
    job = Job(visit, who.actor, found.name, body.dry_run, body.keep_going, body.reason)
    work = partial(importing.carried_out, services, job)
    if "text/event-stream" in request.headers.get("accept", ""):
        return events.stream(work, "report", request.state.request_id)
    return answers.json(work(importing.silent))


@router.get(
    "/allowed-hosts",
    summary="List allowed hosts",
    responses=answers.shown({"items": [_ALLOWED], "next": None}),
)
def allowed(_: Operator, graph: TheGraph) -> Response:
    """Return the hosts that live sources may reach: none unless an admin allowed them."""
    found = graph.read(sources.allowed)
    return answers.json({"items": [_host(one) for one in found], "next": None})


@router.put("/allowed-hosts/{host}", summary="Allow a host", responses=answers.shown(_ALLOWED))
def allow(who: Admin, host: Host, graph: TheGraph) -> Response:
    """Return the host as it is kept: HOST allows every port, HOST:PORT that one."""
    return answers.json(_host(graph.write(sources.allow, host, who.actor, now())))


@router.delete(
    "/allowed-hosts/{host}",
    summary="Allow a host no longer",
    responses=answers.shown({"name": "netbox.corp.example"}),
)
def deny(_: Admin, host: Host, graph: TheGraph) -> Response:
    """Return the host that sources may reach no longer."""
    return answers.json({"name": graph.write(sources.deny, host)})


def _means(services: Services) -> Means:
    names = frozenset(one.name for one in services.graph.read(sources.allowed))
    return Means(names, services.home / "secrets")


def _shape(found: LiveSource) -> dict[str, Any]:
    shape = {
        "name": found.name,
        "kind": found.kind,
        "settings": dict(found.settings),
        "owner": found.owner,
        "created_at": found.created_at,
        "changed_by": found.changed_by,
        "changed_at": found.changed_at,
        "reason": found.reason,
    }
    return {name: value for name, value in shape.items() if value is not None}


def _host(found: AllowedHost) -> dict[str, str]:
    return {"name": found.name, "added_by": found.added_by, "added_at": found.added_at}
