"""What the topology holds of a CI and of a relation: what many share is kept once."""

from collections.abc import Mapping
from copy import copy
from threading import Lock
from typing import Any, Generic, NamedTuple, Self, TypeVar

from cmdb.model.quorum import Quorum

T = TypeVar("T")

Quorums = dict[str, Quorum]
"""A CI's declared quorums: group → quorum."""

IN_OPERATION = frozenset({"operational", "retiring"})
"""The lifecycles that take part in impact (IMPACT.md, Edge cases)."""

AILING = frozenset({"at_risk", "degraded", "down"})
"""What health says of a CI that is known not to work as it should."""

STRENGTHS = ("none", "standby", "soft", "hard")
"""Ordered so that over a stronger relation a supplier never contributes a better state."""


class Profile(NamedTuple):
    """What CIs share with many others. None: not set."""

    class_name: str
    lifecycle: str | None
    criticality: str | None
    environment: str | None
    owner: str | None
    support_team: str | None
    health: str | None = None

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Profile":
        """Return the profile of a CI with these facts."""
        return cls(facts["class"], *map(facts.get, cls._fields[1:]))

    @property
    def in_operation(self) -> bool:
        """A CI that says nothing about its lifecycle is operational, as in a document."""
        return self.lifecycle is None or self.lifecycle in IN_OPERATION


class Takeover(NamedTuple):
    """How a standby takes over, as its relation says: `rto` and `rpo` are ISO 8601. None: not said."""

    mode: str | None
    rto: str | None
    rpo: str | None


class Tie(NamedTuple):
    """What relations share: type, and the strength and group that hold (defaults filled in).

    `group` is None for a plain need; `tolerates_s` is in seconds, None where nothing is tolerated;
    `confidence` is 0 to 1, None where no source said it; `takeover` is None unless the strength is
    standby.
    """

    type: str
    strength: str
    group: str | None
    tolerates_s: float | None
    origin: str | None
    confidence: float | None = None
    takeover: Takeover | None = None


class Stamp(NamedTuple):
    """What a snapshot reflects: revision, its time as stored, and the count of access changes."""

    revision: int
    at: str | None
    access: int


class Interned(Generic[T]):
    """Values by small numbers. It only ever grows, so that old snapshots may share it."""

    def __init__(self) -> None:
        self.values: list[T] = []
        self._codes: dict[T, int] = {}
        self._growing = Lock()

    def code(self, value: T) -> int:
        """Return the value's number, a new one if it has none."""
        found = self._codes.get(value)
        if found is not None:
            return found
        with self._growing:
            if value not in self._codes:
                self._append(value)
                self._codes[value] = len(self.values) - 1  # last: who sees the code finds the value
            return self._codes[value]

    def fork(self) -> Self:
        """Return a copy that grows apart: what is only supposed stays out of what all share."""
        other = copy(self)
        with self._growing:
            for name, held in vars(self).items():
                if isinstance(held, (list, dict)):
                    setattr(other, name, held.copy())
        other._growing = Lock()  # noqa: SLF001  of our own kind
        return other

    def _append(self, value: T) -> None:
        self.values.append(value)


class Ties(Interned[Tie]):
    """The kinds of relations by code, with what a walk asks of each as columns of its own.

    `longest_s` is the longest loss that any of them tolerates, `standby` has the codes of the
    relations to what one would fail over to.
    """

    def __init__(self) -> None:
        super().__init__()
        self.strength: list[int] = []
        self.group: list[str | None] = []
        self.standby: set[int] = set()
        self.longest_s = 0.0

    def _append(self, value: Tie) -> None:
        self.strength.append(STRENGTHS.index(value.strength))
        self.group.append(value.group)
        if value.strength == "standby":
            self.standby.add(len(self.values))
        self.longest_s = max(self.longest_s, value.tolerates_s or 0.0)
        super()._append(value)
