"""What one look at a CI shows: its values with their origin, its relations, needs and quality."""

from typing import Any, Literal, TypedDict

from cmdb.impact.dependencies import NeedShown
from cmdb.quality.model import Judged
from cmdb.reconcile.model import SourceOf
from cmdb.topology.snapshot import CiSummary

Named = TypedDict("Named", {"id": str, "class": str, "name": str, "lifecycle": str | None})
"""Enough of a CI to name it."""


class Change(TypedDict):
    """The revision that made something so: who wrote it, when and why. `source` wrote by itself."""

    revision: int
    at: str
    actor: str
    source: str | None
    reason: str | None
    run: str | None


class Value(TypedDict):
    """An attribute that is set, or that a source speaks of.

    `source` is whose word holds, seen at `seen_at`; None where a person wrote it, or where the CI
    holds another value than any source says. `others` counts the other sources that say something
    of it, `differing` those that say something else. `expired`: the source said it long ago.
    `written` is the revision that gave it this value, None where the history read is too short.
    """

    name: str
    value: Any
    pinned: bool
    source: str | None
    seen_at: str | None
    expired: bool
    others: int
    differing: int
    written: Change | None


class Related(TypedDict):
    """A relation, with the strength and the group that hold, and the CI at its other end.

    `stated` has what the relation itself says of its strength and group: None leaves it to the type.
    """

    ci: Named
    strength: str
    group: str | None
    stated: dict[str, Any]
    origin: str | None
    confidence: float | None
    tolerates: str | None
    sources: list[str]
    first_seen: str | None
    last_seen: str | None
    attributes: dict[str, Any]
    rev: int


class RelationGroup(TypedDict):
    """The relations of one type in one direction: `count` in all, `items` the first by name."""

    direction: Literal["out", "in"]
    type: str
    verb: str
    count: int
    items: list[Related]


class Details(TypedDict):
    """All that is known of a CI in one answer. `written` is its last revision.

    `owner` and `support_team` say who answers for it, by its fields or by its relations.
    `needs` are what it needs itself, with the quorums of its groups.
    """

    revision: int
    ci: dict[str, Any]
    written: Change | None
    merged_into: Named | None
    merged: list[Named]
    owner: str | None
    support_team: str | None
    sources: list[SourceOf]
    values: list[Value]
    relations: list[RelationGroup]
    needs: list[NeedShown]
    quality: Judged


class QuorumTried(TypedDict):
    """A group as it would be with a quorum: nothing is written."""

    revision: int
    need: NeedShown
    spare: int


__all__ = [
    "Change",
    "CiSummary",
    "Details",
    "Named",
    "QuorumTried",
    "Related",
    "RelationGroup",
    "Value",
]
