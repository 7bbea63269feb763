"""/lists: what somebody asks again"""

from typing import Annotated, Any, TypedDict

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field
from ulid import ULID

from api import answers
from api.asked import Asked
from api.deps import Reader, TheServices
from api.services import Services, now
from cmdb import lists
from cmdb.lists import SavedList, Wanted
from cmdb.search import shown

router = APIRouter(prefix="/api/v1", tags=["lists"])

Id = Annotated[str, Path(max_length=100, description="Its id.")]
_LIST: dict[str, Any] = {
    "id": "01KAJ5T3M4QF7R0V9YB2C8D6EG",
    "name": "Servers without an owner",
    "question": {"class": ["server"], "owner": [""]},
    "sort": "-criticality",
    "columns": ["name", "environment", "serial_number"],
    "owner": "alice",
    "shared": True,
    "created_at": "2026-11-21T07:12:44.018230Z",
    "changed_by": "alice",
    "changed_at": "2026-11-21T07:12:44.018230Z",
}


class Listed(TypedDict):
    id: str
    name: str
    question: dict[str, Any]
    sort: str | None
    columns: list[str]
    owner: str
    shared: bool
    created_at: str
    changed_by: str
    changed_at: str


class Lists(TypedDict):
    items: list[Listed]
    next: None


_SCHEMA = answers.of(Listed)


class Kept(BaseModel):
    """A question as GET /api/v1/search takes it, the columns to show, and whether it is for all."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{n: _LIST[n] for n in ("name", "question", "sort", "columns", "shared")}]
        },
    )

    name: Annotated[str, Field(max_length=500)]
    question: Asked = Asked()
    sort: Annotated[str | None, Field(max_length=200)] = None
    columns: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=50)] = []
    shared: bool = False

    def wanted(self, services: Services) -> Wanted:
        """Return what is to be kept. Raises Invalid for a column that no class has."""
        shown.columns(services.model, self.columns)
        if self.sort:
            shown.columns(services.model, [self.sort.removeprefix("-")], "sort")
        asked = self.question.model_dump(by_alias=True)
        said = {name: value for name, value in asked.items() if value}
        return Wanted(self.name, {"question": said, "sort": self.sort}, self.columns, self.shared)


@router.get(
    "/lists",
    summary="Saved lists",
    responses=answers.shown({"items": [_LIST], "next": None}, schema=answers.of(Lists)),
)
def listed(who: Reader, services: TheServices) -> Response:
    """Return one's own lists and those for all, by name."""
    found = services.graph.read(lists.every, who.actor)
    return answers.json({"items": [_shape(one) for one in found], "next": None})


@router.post(
    "/lists",
    status_code=201,
    summary="Save a list",
    responses=answers.shown(_LIST, "Saved", 201, schema=_SCHEMA),
)
def add(who: Reader, body: Kept, services: TheServices) -> Response:
    """Return the new list. One's own needs no right but to read, one for all the right to edit."""
    wanted, id_ = body.wanted(services), str(ULID())
    found = services.graph.write(lists.save, id_, wanted, who, now(), new=True)
    return answers.json(_shape(found), 201)


@router.get("/lists/{id}", summary="Read a list", responses=answers.shown(_LIST, schema=_SCHEMA))
def read(who: Reader, id: Id, services: TheServices) -> Response:  # noqa: A002  the path's name
    """Return one list."""
    return answers.json(_shape(services.graph.read(lists.read, id, who.actor)))


@router.put("/lists/{id}", summary="Change a list", responses=answers.shown(_LIST, schema=_SCHEMA))
def change(who: Reader, id: Id, body: Kept, services: TheServices) -> Response:  # noqa: A002  as above
    """Return the list as it is from now on."""
    found = services.graph.write(lists.save, id, body.wanted(services), who, now())
    return answers.json(_shape(found))


@router.delete(
    "/lists/{id}", summary="Remove a list", responses=answers.shown(_LIST, schema=_SCHEMA)
)
def remove(who: Reader, id: Id, services: TheServices) -> Response:  # noqa: A002  as above
    """Return the list that there was."""
    return answers.json(_shape(services.graph.write(lists.remove, id, who)))


def _shape(found: SavedList) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        **found.question,
        "columns": list(found.columns),
        "owner": found.owner,
        "shared": found.shared,
        "created_at": found.created_at,
        "changed_by": found.changed_by,
        "changed_at": found.changed_at,
    }
