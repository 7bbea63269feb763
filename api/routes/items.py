"""/cis and /relations"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from ulid import ULID

from api import answers, past, shapes, shown
from api.deps import Asker, Editor, Reader, TheServices
from api.paging import DEFAULT, Cursor, Limit, page, place
from api.past import At
from api.refs import Ref, resolve
from api.services import Services, now
from api.writes import Edit, Edited, Write
from cmdb import details, items
from cmdb.access import Principal
from cmdb.errors import Invalid
from cmdb.graph import Tx
from cmdb.history import Stamp
from cmdb.items import ChangeCI, CreateCI, Relate, Unrelate
from cmdb.model import Model

router = APIRouter(prefix="/api/v1", tags=["items"])

_EXAMPLE = {
    "id": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "class": "server",
    "name": "shop-db-1",
    "lifecycle": "operational",
    "owner": "alice",
    "attributes": {"serial_number": "S7K2"},
    "quorum": {},
    "rev": 42,
}
_RELATION = {
    "from": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "type": "CONTAINED_IN",
    "to": "01KAJ5T3M5ZZ1R0V9YB2C8D6EH",
    "strength": "hard",
    "group": None,
    "rev": 42,
}
_CHANGED = {"revision": 43, "ci": _EXAMPLE}
_CHANGED_CI = answers.of(shown.ChangedCi)
_OPEN = ConfigDict(extra="allow")
Filter = Annotated[str | None, Field(max_length=500)]
Name = Annotated[str, Field(max_length=2000)]
DryRun = Annotated[bool, Query(description="Say what would hold, or what is wrong; write nothing.")]


class Filters(BaseModel):
    """Every filter that is given must hold."""

    class_: Annotated[Filter, Field(alias="class")] = None
    lifecycle: Filter = None
    owner: Filter = None
    support_team: Filter = None
    environment: Filter = None


class Which(BaseModel):
    """Which of a CI's relations; both filters must hold."""

    direction: Annotated[
        Literal["out", "in"] | None,
        Field(description="out: to what it needs; in: from what needs it."),
    ] = None
    type: Filter = None


class NewCI(BaseModel):
    """Common fields (owner, criticality, tags …) stand beside the name."""

    model_config = _OPEN | {
        "json_schema_extra": {
            "examples": [{"class": "server", "name": "shop-db-3", "owner": "alice"}]
        }
    }

    class_: Annotated[str, Field(alias="class", max_length=200)]
    name: Name
    id: Annotated[str | None, Field(max_length=100, description="Else one is made.")] = None
    attributes: dict[str, Any] = {}
    quorum: dict[str, Any] = {}


class ChangedCI(BaseModel):
    """Only what changes; null unsets. Common fields stand beside the name."""

    model_config = _OPEN | {
        "json_schema_extra": {"examples": [{"owner": "bob", "attributes": {"fqdn": None}}]}
    }

    class_: Annotated[str | None, Field(alias="class", max_length=200)] = None
    attributes: dict[str, Any] = {}
    quorum: dict[str, Any] = {}


class NewRelation(BaseModel):
    """What is not said holds as the type has it; `"group": null` leaves the type's group."""

    model_config = _OPEN | {
        "json_schema_extra": {
            "examples": [{"from": "shop", "type": "DEPENDS_ON", "to": "shop-db-1", "group": "db"}]
        }
    }

    from_: Annotated[str, Field(alias="from", max_length=600)]
    type: Annotated[str, Field(max_length=200)]
    to: Annotated[str, Field(max_length=600)]


@router.get(
    "/cis",
    summary="List CIs",
    responses=answers.shown(
        {"items": [shapes.summary(_EXAMPLE)], "next": None}, schema=answers.of(shown.Summaries)
    ),
)
def listed(
    _: Reader,
    services: TheServices,
    filters: Annotated[Filters, Query()],
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return CIs by name. A class means its subclasses too."""
    after = place(cursor, str, str) or ("", "")
    wanted = filters.model_dump(by_alias=True)
    found = services.graph.read(items.page, services.model, wanted, after=after, limit=limit + 1)
    return answers.json(
        page(
            found,
            limit,
            lambda one: shapes.summary(one.facts),
            lambda one: (one.facts["name"], one.id),
        )
    )


@router.post(
    "/cis",
    status_code=201,
    summary="Add a CI",
    responses={
        **answers.shown({"revision": 42, "ci": _EXAMPLE}, "Added", 201, schema=_CHANGED_CI),
        **answers.shown({"revision": None, "ci": _EXAMPLE}, "Only tried", schema=_CHANGED_CI),
    },
)
def add(
    who: Editor, body: NewCI, services: TheServices, write: Write, dry_run: DryRun = False
) -> Response:
    """Return the new CI, operational unless `lifecycle` says otherwise."""
    model, request = services.model, write.request
    common = {"name": body.name, **(body.model_extra or {})}
    fields = shapes.fields(model, common, body.attributes)
    made = CreateCI(body.id or str(ULID()), body.class_, fields, body.quorum)
    if dry_run:
        return answers.json(_tried(services, made))
    outcome, found = services.graph.write(_added, model, made, write.stamp(who))
    location = str(request.url_for("read", ref=found.id).path)
    answer = {"revision": _number(outcome), "ci": shapes.ci(model, found)}
    return answers.etagged(request, answer, found.rev, status=201, Location=location)


def _tried(services: Services, command: CreateCI | ChangeCI) -> dict[str, Any]:
    state = services.graph.read(items.tried, services.model, [command])
    found = items.Item(state.cis[command.id], state.revs.get(command.id, 0))
    return {"revision": None, "ci": shapes.ci(services.model, found)}


def _added(tx: Tx, model: Model, made: CreateCI, stamp: Stamp) -> tuple[items.Outcome, items.Item]:
    outcome = items.apply(tx, model, [made], stamp, now())
    # A repeated request made its CI the first time, under another id.
    return outcome, items.read(tx, outcome.events[0].ci)


@router.get(
    "/cis/{ref:path}/relations",
    summary="A CI's relations",
    tags=["items"],
    responses=answers.shown(
        {"items": [{"direction": "out", **_RELATION}], "next": None},
        schema=answers.of(shown.Relations),
    ),
)
def relations(  # noqa: PLR0913, PLR0917  a parameter is one of the path or query
    asker: Asker,
    ref: Ref,
    services: TheServices,
    wanted: Annotated[Which, Query()],
    at: At = None,
    limit: Limit = DEFAULT,
    cursor: Cursor = None,
) -> Response:
    """Return its relations both ways, those to what it needs first."""
    (skip,) = place(cursor, int) or (0,)
    graph, model = services.graph, services.model
    which = wanted.direction, wanted.type

    def work(tx: Tx) -> tuple[str, list[items.Related]]:
        ci = resolve(tx, model, ref)
        return ci, items.relations(tx, ci, *which, skip=max(0, skip), limit=limit + 1)

    then = {}
    if at is None:
        asker.admitted()
        ci, found = graph.read(work)
    else:
        topology, ci, every = past.relations(asker, graph, ref, at)
        every = [one for one in every if _is(one, ci, wanted)]
        found, then = every[skip : skip + limit + 1], {"revision": topology.revision}
    listed = page(
        found,
        limit,
        lambda one: shapes.related(model, ci, one),
        lambda _: (skip + limit,),
    )
    return answers.json({**then, **listed})


def _is(one: items.Related, ci: str, wanted: Which) -> bool:
    direction = "out" if one.facts["from"] == ci else "in"
    return wanted.direction in (None, direction) and wanted.type in (None, one.facts["type"])


@router.post(
    "/cis/{ref:path}/retire",
    summary="Retire a CI",
    responses=answers.shown(_CHANGED, schema=_CHANGED_CI),
)
def retire(
    who: Editor,
    ref: Ref,
    services: TheServices,
    edit: Edit,
) -> Response:
    """Return the CI, retired. Its relations stay; it takes part in nothing any more."""
    change = ChangeCI("", {"lifecycle": "retired"}, expected=edit.expected)
    return _change(who, ref, services, edit, change)


@router.post(
    "/cis/{ref:path}/restore",
    summary="Restore a CI",
    responses=answers.shown(_CHANGED, schema=_CHANGED_CI),
)
def restore(
    who: Editor,
    ref: Ref,
    services: TheServices,
    edit: Edit,
) -> Response:
    """Return the CI, operational again."""
    change = ChangeCI("", {"lifecycle": "operational"}, expected=edit.expected)
    return _change(who, ref, services, edit, change)


@router.put(
    "/cis/{ref:path}/quorum/{group}",
    summary="Set a group's quorum",
    responses=answers.shown(_CHANGED, schema=_CHANGED_CI),
)
def quorum(
    who: Editor,
    ref: Ref,
    group: str,
    services: TheServices,
    edit: Edit,
    amount: Annotated[
        Any,
        Body(
            description="A count, a share, majority, n-1, all, or needs and wants.",
            examples=[2, "50%", {"needs": 1, "wants": "n-1"}],
        ),
    ],
) -> Response:
    """Return the CI with how many members of the group it needs."""
    if amount is None:
        raise Invalid("A quorum is missing.", remedy="DELETE withdraws what was said.")
    details.refuse_impossible(services.topology.current(), ref, group, amount)
    change = ChangeCI("", quorum={group: amount}, expected=edit.expected)
    return _change(who, ref, services, edit, change)


@router.delete(
    "/cis/{ref:path}/quorum/{group}",
    summary="Withdraw a group's quorum",
    responses=answers.shown(_CHANGED, schema=_CHANGED_CI),
)
def withdraw(
    who: Editor,
    ref: Ref,
    group: str,
    services: TheServices,
    edit: Edit,
) -> Response:
    """Return the CI: the group's default holds again."""
    change = ChangeCI("", quorum={group: None}, expected=edit.expected)
    return _change(who, ref, services, edit, change)


@router.patch(
    "/cis/{ref:path}",
    summary="Change a CI",
    responses=answers.shown(_CHANGED, schema=_CHANGED_CI),
)
def change(
    who: Editor,
    ref: Ref,
    body: ChangedCI,
    services: TheServices,
    edit: Edit,
    dry_run: DryRun = False,
) -> Response:
    """Return the CI as it is now. What is not named stays."""
    fields = shapes.fields(services.model, body.model_extra or {}, body.attributes)
    wanted = ChangeCI("", fields, body.quorum, body.class_, edit.expected)
    if dry_run:
        ci = services.graph.read(resolve, services.model, ref)
        return answers.json(_tried(services, replace(wanted, id=ci)))
    return _change(who, ref, services, edit, wanted)


def _change(
    who: Principal, ref: str, services: Services, edit: Edited, wanted: ChangeCI
) -> Response:
    model, stamp = services.model, edit.stamp(who)

    def work(tx: Tx) -> tuple[items.Outcome, items.Item]:
        command = replace(wanted, id=resolve(tx, model, ref))
        outcome = items.apply(tx, model, [command], stamp, now())
        return outcome, items.read(tx, command.id)

    outcome, found = services.graph.write(work)
    answer = {"revision": _number(outcome), "ci": shapes.ci(model, found)}
    return answers.etagged(edit.request, answer, found.rev)


def _number(outcome: items.Outcome) -> int | None:
    """Return the revision that was written; None where nothing changed."""
    return outcome.revision.number if outcome.revision else None


@router.get(
    "/cis/{ref:path}",
    summary="Read a CI",
    responses=answers.shown(_EXAMPLE, schema=answers.of(shown.Ci)),
)
def read(
    asker: Asker, ref: Ref, services: TheServices, request: Request, at: At = None
) -> Response:
    """Return the CI, with its version as ETag; as it was then, with that revision beside."""
    graph, model = services.graph, services.model
    if at is not None:
        return answers.etagged(request, *past.ci(asker, graph, ref, at))
    asker.admitted()
    found = graph.read(lambda tx: items.read(tx, resolve(tx, model, ref)))
    return answers.etagged(request, shapes.ci(model, found), found.rev)


@router.put(
    "/relations",
    summary="Relate two CIs",
    responses=answers.shown(
        {"revision": 42, "relation": _RELATION}, schema=answers.of(shown.ChangedRelation)
    ),
)
def relate(
    who: Editor, body: NewRelation, services: TheServices, write: Write, dry_run: DryRun = False
) -> Response:
    """Return the relation, made or brought to exactly these fields."""
    stamp, graph, model = write.stamp(who), services.graph, services.model

    def asked(tx: Tx) -> Relate:
        ends = resolve(tx, model, body.from_), resolve(tx, model, body.to)
        return Relate(ends[0], body.type, ends[1], body.model_extra or {})

    def trying(tx: Tx) -> dict[str, Any]:
        command = asked(tx)
        state = items.tried(tx, model, [command])
        rev = state.revs.get(command.key, 0)
        return shapes.relation(model, state.relations[command.key], rev)

    def work(tx: Tx) -> tuple[items.Outcome, Relate]:
        command = asked(tx)
        return items.apply(tx, model, [command], stamp, now()), command

    if dry_run:
        return answers.json({"revision": None, "relation": graph.read(trying)})
    outcome, command = graph.write(work)
    return answers.json(_related(model, outcome, command))


def _related(model: Model, outcome: items.Outcome, asked: Relate) -> Mapping[str, Any]:
    revision = _number(outcome)
    after = outcome.events[0].after if outcome.events else None
    ends = {"from": asked.from_id, "type": asked.type, "to": asked.to_id}
    facts = after or {**asked.fields, **ends}
    shape = shapes.relation(model, facts, revision or 0)
    if revision is None:
        del shape["rev"]  # as it was: nothing was written
    return {"revision": revision, "relation": shape}


@router.delete("/relations", summary="Remove a relation", responses=answers.shown({"revision": 43}))
def unrelate(
    who: Editor,
    services: TheServices,
    write: Write,
    from_: Annotated[str, Query(alias="from", max_length=600)],
    type_: Annotated[str, Query(alias="type", max_length=200)],
    to: Annotated[str, Query(max_length=600)],
) -> Response:
    """Return the revision that removed it."""
    stamp = write.stamp(who)

    model = services.model

    def work(tx: Tx) -> items.Outcome:
        ends = resolve(tx, model, from_), resolve(tx, model, to)
        return items.apply(tx, model, [Unrelate(ends[0], type_, ends[1])], stamp, now())

    return answers.json({"revision": _number(services.graph.write(work))})
