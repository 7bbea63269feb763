"""A map: CIs or counted groups of them, the relations between, and what is not shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

By = Literal["class", "layer", "site", "siblings"]
"""What alike CIs are counted by where there are too many to draw each.

Siblings are of one class, and stand in one type of relation to one CI.
"""

MOST = 120
"""So many CIs are drawn each on its own; more than that nobody can read."""


@dataclass(frozen=True, slots=True)
class Node:
    """A CI of the map. `state` is None where nothing was asked about states.

    `key` is its id. `given` CIs fail because the question says so, `known` ones are known not to be
    well; the map is drawn around the `asked` one.
    """

    key: str
    name: str
    class_name: str
    layer: int | None
    state: str | None = None
    given: bool = False
    known: bool = False
    asked: bool = False
    lifecycle: str | None = None
    criticality: str | None = None
    environment: str | None = None
    in_operation: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """Several CIs drawn as one: how many, how many in each state that is not ok.

    `says` is that in words, or the first few names where all are well. `members` has their ids,
    the worst first; `class_name` is None where they are of several classes.
    """

    key: str
    name: str
    by: By
    layer: int | None
    count: int
    states: Mapping[str, int]
    says: str = ""
    given: int = 0
    asked: bool = False
    members: tuple[str, ...] = ()
    class_name: str | None = None

    @property
    def state(self) -> str | None:
        """The worst state of its CIs; None where all are well."""
        return next(
            (state for state in ("down", "degraded", "at_risk") if self.states[state]), None
        )


Drawn = Node | Counted


@dataclass(frozen=True, slots=True)
class Line:
    """A relation from a dependent to what it needs; between groups `count` of them.

    `contributes` is the state that the supplier gives the dependent over it, None where that is ok
    or nothing was asked; `decided`: it is part of the need that gave the dependent its state. `origin`
    says how it came to be known, None where nobody said it or those of a bundle differ.
    """

    dependent: str
    supplier: str
    type: str
    verb: str
    strength: str
    group: str | None = None
    contributes: str | None = None
    decided: bool = False
    count: int = 1
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """A dependent's group with its quorum: counts as they come out for the members there are.

    `working` and `state` are None where nothing was asked about states.
    """

    dependent: str
    group: str
    needs: int
    wants: int
    members: int
    declared: bool
    working: int | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Hidden:
    """What the answer has and the map does not show. `further_cis` are next beyond its edge."""

    cis: int = 0
    relations: int = 0
    further_cis: int = 0
    further_relations: int = 0


@dataclass(frozen=True, slots=True)
class Map:
    """What is drawn, in an order that is always the same. `total` counts the CIs of the answer."""

    title: str
    revision: int
    nodes: tuple[Drawn, ...]
    lines: tuple[Line, ...]
    pools: tuple[Pool, ...] = ()
    total: int = 0
    relations: int = 0
    hidden: Hidden = field(default_factory=Hidden)
    counts: Mapping[str, int] | None = None
    grouped: By | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """What a reader must know beside the picture, in a few short sentences."""
        return tuple(filter(None, (self._states(), self._shown(), self._further())))

    def _states(self) -> str:
        if self.counts is None:
            return ""
        named = (("down", "down"), ("degraded", "degraded"), ("at_risk", "at risk"))
        parts = [f"{self.counts[key]:,} {said}" for key, said in named if self.counts[key]]
        return f"{', '.join(parts) or 'nothing is hit'}"

    def _shown(self) -> str:
        singles = sum(isinstance(node, Node) for node in self.nodes)
        gone = f"{self.hidden.relations:,} of {self.relations:,} relations hidden"
        if self.grouped is None:
            return f"{singles:,} of {self.total:,} CIs shown, {gone}"
        counted = len(self.nodes) - singles
        groups = f"{counted:,} group{'s' * (counted != 1)}"
        by = "of siblings" if self.grouped == "siblings" else f"by {self.grouped}"
        return (
            f"{singles:,} of {self.total:,} CIs shown, {self.hidden.cis:,} counted in "
            f"{groups} {by}, {gone}"
        )

    def _further(self) -> str:
        if not self.hidden.further_cis:
            return ""
        return (
            f"{self.hidden.further_relations:,} relations lead on to "
            f"{self.hidden.further_cis:,} further CI{'s' * (self.hidden.further_cis != 1)}"
        )
