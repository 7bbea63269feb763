"""What CIs, relations, sources' words and the model look like in answers: types for their description."""

from typing import Any, Literal, NotRequired, TypedDict

from cmdb.details.model import Named
from cmdb.reconcile.model import Told

Ci = TypedDict(
    "Ci",
    {
        "id": str,
        "class": str,
        "name": str,
        "lifecycle": str,
        "attributes": dict[str, Any],
        "quorum": dict[str, Any],
        "rev": int,
    },
)
"""A CI; its common fields stand beside its name."""

Summary = TypedDict(
    "Summary",
    {
        "id": str,
        "class": str,
        "name": str,
        "lifecycle": str,
        "health": NotRequired[str],
        "criticality": NotRequired[str],
        "environment": NotRequired[str],
        "owner": NotRequired[str],
        "support_team": NotRequired[str],
    },
)


class Summaries(TypedDict):
    items: list[Summary]
    next: str | None


class ChangedCi(TypedDict):
    """`revision` is null where nothing was written."""

    revision: int | None
    ci: Ci


Relation = TypedDict(
    "Relation",
    {
        "from": str,
        "type": str,
        "to": str,
        "strength": str,
        "group": str | None,
        "rev": NotRequired[int],
        "origin": NotRequired[str],
        "confidence": NotRequired[float],
        "tolerates": NotRequired[str],
        "sources": NotRequired[list[str]],
        "first_seen": NotRequired[str],
        "last_seen": NotRequired[str],
    },
)
"""A relation, with the strength and group that hold; attributes of its type stand beside."""


class ChangedRelation(TypedDict):
    revision: int | None
    relation: Relation


class Related(Relation):
    """A relation read from one CI. `stated`: what it says itself of its strength and group."""

    direction: Literal["out", "in"]
    verb: str
    ci: Named
    stated: dict[str, str | None]


class Relations(TypedDict):
    items: list[Related]
    next: str | None
    revision: NotRequired[int]


class Released(TypedDict):
    revision: int | None
    said: Told


class ModelAttribute(TypedDict):
    name: str
    type: str
    about: str
    required: bool
    recommended: bool
    common: bool
    unit: NotRequired[str]
    pattern: NotRequired[str]
    minimum: NotRequired[float]
    maximum: NotRequired[float]
    default: NotRequired[str]
    enum: NotRequired[list[str]]


class CiClass(TypedDict):
    name: str
    label: str
    labels: list[str]
    parent: str | None
    layer: int | None
    operational: bool
    abstract: bool
    icon: str
    summary: str
    identified_by: list[list[str]]
    attributes: list[ModelAttribute]
    quorums: dict[str, Any]
    examples: list[dict[str, Any]]


class RelationType(TypedDict):
    name: str
    summary: str
    verb: str
    reverse_verb: str
    strength: str
    group: str | None
    quorum: Any
    attributes: list[ModelAttribute]


class Model(TypedDict):
    classes: list[CiClass]
    relations: list[RelationType]


Joining = TypedDict("Joining", {"out": list[RelationType], "in": list[RelationType]})
"""Relation types that may lead from one class to another, and back."""
