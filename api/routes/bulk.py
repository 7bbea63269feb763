"""/bulk: many CIs edited at once"""

from dataclasses import replace
from typing import Annotated, Any, TypedDict

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api import answers
from api.asked import Asked
from api.deps import Asker, AskingEditor, TheServices
from api.services import Services, now
from api.writes import Write
from cmdb import bulk, search
from cmdb.bulk import MOST, Edit, Line
from cmdb.errors import Invalid, Problem
from cmdb.topology.snapshot import Topology

router = APIRouter(prefix="/api/v1", tags=["items"])

_LINE = {
    "id": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "class": "server",
    "name": "shop-db-1",
    "changes": {"owner": {"before": "alice", "after": "bob"}},
    "refused": None,
    "needed_by": None,
}
_REFUSED = {**_LINE, "changes": {}, "refused": "fqdn: no such field."}
_GONE = ("retired", "disposed")


class Values(TypedDict):
    before: Any
    after: Any


Shape = TypedDict(
    "Shape",
    {
        "id": str,
        "class": str | None,
        "name": str,
        "changes": dict[str, Values],
        "refused": str | None,
        "needed_by": int | None,
    },
)


class Seen(TypedDict):
    revision: int
    total: int
    changed: int
    unchanged: int
    refused: int
    items: list[Shape]
    next: None


class Outcome(TypedDict):
    revision: int | None
    changed: int
    refused: list[Shape]


class ManyChanged(BaseModel):
    """Either `cis` (ids) or `matching` (a question). In `set` null unsets; a class's own fields
    stand beside the common ones."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"cis": ["01KAJ5T3M4QF7R0V9YB2C8D6EG"], "set": {"owner": "bob"}},
                {"matching": {"class": ["server"], "owner": [""]}, "set": {"owner": "bob"}},
            ]
        },
    )

    cis: Annotated[list[Annotated[str, Field(max_length=100)]] | None, Field(max_length=MOST)] = (
        None
    )
    matching: Asked | None = None
    set: Annotated[dict[str, Any], Field(max_length=100)]

    def edit(self, services: Services, topology: Topology) -> Edit:
        """Return what is to be edited. Raises Invalid for both or none, too many, and nothing to set."""
        if (self.cis is None) == (self.matching is None):
            reason = "give one of cis and matching"
            raise Invalid(f"Which CIs: {reason}.", problems=[Problem("cis", reason)])
        if self.matching is None:
            return Edit(self.cis or (), self.set)
        index = services.search.current(topology)
        found = search.found(index, services.search.columns, self.matching.question())
        return Edit([index.id(row) for row in found.rows.tolist()], self.set)


class ManyWritten(ManyChanged):
    """As for the preview. `expected` is the revision of the preview that was seen; with
    `skip_refused` what refuses the change is left out, else nothing is written."""

    expected: int | None = None
    skip_refused: bool = False


@router.post(
    "/bulk/preview",
    summary="Look at a bulk edit",
    responses=answers.shown(
        {
            "revision": 42,
            "total": 24,
            "changed": 1,
            "unchanged": 22,
            "refused": 1,
            "items": [_LINE, _REFUSED],
            "next": None,
        },
        schema=answers.of(Seen),
    ),
)
def preview(asker: Asker, body: ManyChanged, services: TheServices) -> Response:
    """Return what would change, CI by CI, and what is refused and why. Nothing is written.

    `needed_by` says of CIs that would be retired how many others need them.
    """
    topology = asker.topology()
    edit = body.edit(services, topology)
    found = services.graph.read(bulk.preview, services.model, edit)
    retires = edit.fields.get("lifecycle") in _GONE
    return answers.json(
        {
            "revision": found.revision,
            "total": len(found.lines) + found.unchanged,
            "changed": len(found.lines) - found.refused,
            "unchanged": found.unchanged,
            "refused": found.refused,
            "items": [_line(one, topology if retires else None) for one in found.lines],
            "next": None,
        }
    )


@router.post(
    "/bulk",
    summary="Edit many CIs",
    responses=answers.shown(
        {"revision": 43, "changed": 24, "refused": [_REFUSED]}, schema=answers.of(Outcome)
    ),
)
def carry_out(
    asker: AskingEditor, body: ManyWritten, services: TheServices, write: Write
) -> Response:
    """Return the one revision that holds all changes; undoing it undoes them together.

    `revision` is null where nothing changed.
    """
    who, topology = asker.admitted(), asker.topology()
    edit = replace(
        body.edit(services, topology), expected=body.expected, skip_refused=body.skip_refused
    )
    done = services.graph.write(bulk.carry_out, services.model, edit, write.stamp(who), now())
    return answers.json(
        {
            "revision": done.revision.number if done.revision else None,
            "changed": done.changed,
            "refused": [_line(one, None) for one in done.refused],
        }
    )


def _line(one: Line, topology: Topology | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "class": one.class_name,
        "name": one.name,
        "changes": {n: {"before": b, "after": a} for n, (b, a) in one.changes.items()},
        "refused": one.refused,
        "needed_by": None if topology is None else bulk.needed_by(topology, one.id),
    }
