"""/model"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api import answers, shown
from api.deps import Reader, TheModel
from cmdb.model import Model
from cmdb.model.relations import RelationType

router = APIRouter(prefix="/api/v1", tags=["model"])

_TYPE: dict[str, Any] = {
    "name": "RUNS_ON",
    "summary": "Software runs on its host.",
    "verb": "runs on",
    "reverse_verb": "runs",
    "strength": "hard",
    "group": "hosts",
    "quorum": "all",
    "attributes": [],
}
ClassName = Annotated[str, Query(max_length=200, examples=["server"])]
From = Annotated[str, Query(alias="from", max_length=200, examples=["virtual_machine"])]


@router.get(
    "/model",
    summary="What can exist",
    responses=answers.shown(
        {"classes": [{"name": "server"}], "relations": [{"name": "RUNS_ON"}]},
        schema=answers.of(shown.Model),
    ),
)
def model(_: Reader, model: TheModel) -> Response:
    """Return every class with its attributes, and every relation type with its allowed pairs."""
    return answers.json(model.as_data())


@router.get(
    "/model/classes/{name}",
    summary="What a class holds",
    responses=answers.shown(
        {"name": "server", "label": "Server", "attributes": []}, schema=answers.of(shown.CiClass)
    ),
)
def ci_class(_: Reader, model: TheModel, name: str) -> Response:
    """Return a class with all that it inherits."""
    return answers.json(model.ci_class(name).as_data())


@router.get(
    "/model/joining",
    summary="Which relations may join these classes?",
    responses=answers.shown({"out": [_TYPE], "in": []}, schema=answers.of(shown.Joining)),
)
def joining(_: Reader, model: TheModel, from_: From, to: ClassName) -> Response:
    """Return the relation types that may lead from the one class to the other, and back.

    `quorum` is that of the type's own group, for a dependent of that class.
    """
    return answers.json({"out": _types(model, from_, to), "in": _types(model, to, from_)})


def _types(model: Model, from_: str, to: str) -> list[dict[str, Any]]:
    return [_type(model, kind, from_) for kind in model.joining(from_, to)]


def _type(model: Model, kind: RelationType, from_: str) -> dict[str, Any]:
    data = kind.as_data()
    quorum = model.default_quorum(from_, kind.name, kind.group or "")
    shown = {name: data[name] for name in _TYPE}
    return {**shown, "quorum": None if quorum is None else quorum.as_data()}
