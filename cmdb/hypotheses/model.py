"""What a question may suppose, and what it makes of a graph. Nothing of it is ever written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from cmdb.impact.answer import Asked
from cmdb.impact.model import Answer, Given
from cmdb.impact.rules import Evaluation
from cmdb.topology.snapshot import CiSummary, Topology

Mark = Literal["added", "retired", "removed", "changed"]
"""What a hypothesis does to a CI."""


@dataclass(frozen=True, slots=True)
class AddCi:
    """A CI that there is not. Its key names it in the rest of the question, and is its id."""

    key: str
    class_name: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    quorum: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeCi:
    """Other fields of a CI (None unsets), or one of the classes that extend its own."""

    ci: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    class_name: str | None = None


@dataclass(frozen=True, slots=True)
class GoneCi:
    """A CI that is retired or removed: it is down for those who still need it."""

    ci: str
    mark: Literal["retired", "removed"]


@dataclass(frozen=True, slots=True)
class Relate:
    """A relation with exactly these fields, new or not."""

    from_: str
    type: str
    to: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unrelate:
    """A relation that is no more."""

    from_: str
    type: str
    to: str


@dataclass(frozen=True, slots=True)
class SetQuorum:
    """What a CI needs of a group of its; None: what the group's default says."""

    ci: str
    group: str
    amount: Any


Edit = AddCi | ChangeCi | GoneCi | Relate | Unrelate | SetQuorum


@dataclass(frozen=True, slots=True)
class Hypothetical:
    """A graph as it would be. `given` are the states that the edits imply, `marks` are by id."""

    topology: Topology
    given: Sequence[Given] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    notes: Sequence[str] = ()


class Difference(TypedDict):
    """A CI whose state the hypothesis changes; None where there is no such CI."""

    ci: CiSummary
    before: str | None
    after: str | None


class Differences(TypedDict):
    """The answer beside the one without the hypothesis, whose counts are `before`; worst first.

    `unchanged` counts the CIs that are not ok and in the same state in both.
    """

    before: Mapping[str, int]
    newly_hit: list[Difference]
    worse: list[Difference]
    better: list[Difference]
    no_longer_hit: list[Difference]
    unchanged: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """An impact answer on a hypothetical graph, the CIs marked, and what the hypothesis changes."""

    answer: Answer
    marked: Mapping[Mark, Sequence[CiSummary]]
    compared: Differences


@dataclass(frozen=True, slots=True)
class Supposed:
    """The graph as it would be, the question as it is asked of it, and the states that follow
    `before`, without the hypothesis, and `after`; the CIs by what the hypothesis does to them."""

    graph: Hypothetical
    asked: Asked
    before: Evaluation
    after: Evaluation
    marked: Mapping[Mark, Sequence[CiSummary]]
