"""What can be asked to change, and what a CI or relation looks like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Facts = dict[str, Any]
RelationKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class CreateCI:
    """Make a CI. The id is made by the caller, so that the write can be repeated safely."""

    id: str
    class_name: str
    fields: Mapping[str, Any]
    quorum: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True)
class ChangeCI:
    """Set fields of a CI (None unsets), quorums of its groups (None withdraws), or its class.

    `expected` is the revision that the caller has seen; a CI written since is refused as Stale.
    `corrects`: sources that know better may change the class to one that does not extend it.
    """

    id: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    quorum: Mapping[str, Any] = field(default_factory=dict)
    class_name: str | None = None
    expected: int | None = None
    place: str = ""
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class RemoveCI:
    """Take a CI away. Only undoing its creation does that; people retire."""

    id: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Relate:
    """Make a relation, or give an existing one exactly these fields."""

    from_id: str
    type: str
    to_id: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    expected: int | None = None
    place: str = ""

    @property
    def key(self) -> RelationKey:
        return (self.from_id, self.type, self.to_id)


@dataclass(frozen=True, slots=True)
class Unrelate:
    """Remove a relation."""

    from_id: str
    type: str
    to_id: str
    expected: int | None = None
    place: str = ""

    @property
    def key(self) -> RelationKey:
        return (self.from_id, self.type, self.to_id)


CiCommand = CreateCI | ChangeCI | RemoveCI
RelationCommand = Relate | Unrelate
Command = CiCommand | RelationCommand


@dataclass(slots=True)
class State:
    """What the commands touch, as it is under the lock: facts and the revision that wrote them.

    `evidence` is what sources said of relations, as it is stored; `sourced` are the CIs that
    sources know: what people change of them is pinned.
    """

    cis: dict[str, Facts]
    relations: dict[RelationKey, Facts]
    revs: dict[str | RelationKey, int] = field(default_factory=dict)
    evidence: dict[RelationKey, str] = field(default_factory=dict)
    sourced: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Summary:
    """Enough of a CI to name it in a list."""

    id: str
    class_name: str
    name: str
    lifecycle: str
