"""An impact answer as people look through it: what is hit in groups, and lists of it in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from cmdb.hypotheses import Mark
from cmdb.hypotheses.model import Difference
from cmdb.impact.answer import Asked
from cmdb.impact.model import Finding, Headline, Recoverable, Redundancy
from cmdb.impact.order import Row
from cmdb.impact.rules import Evaluation
from cmdb.topology.snapshot import CiSummary, Topology

Trait = Literal["class", "environment", "criticality", "owner", "support_team"]
"""What CIs are counted and chosen by."""

Order = Literal["worst", "name", "class", "environment", "criticality", "owner", "support_team"]


@dataclass(frozen=True, slots=True)
class Examined:
    """A question with the states that follow, the CIs that are not ok in order, and what a
    hypothesis does: `before` is without it, `marks` are by id."""

    topology: Topology
    asked: Asked
    found: Evaluation
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    before: Evaluation | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)
    marked: Mapping[Mark, Sequence[CiSummary]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of the CIs are wanted; all that is said must hold, and of each list one.

    None in a list means: not set. `text` is in the name; `services` tells services from the rest;
    `beneath` is a CI that stands on them; at risk are only those whose risk begins at `origin`.
    """

    states: frozenset[str] = frozenset()
    traits: Mapping[Trait, frozenset[str | None]] = field(default_factory=dict)
    text: str = ""
    services: bool | None = None
    given: bool | None = None
    beneath: str | None = None
    origin: str | None = None


class Hit(TypedDict):
    """A CI that is not ok. `because` is the need that decided, in a sentence; None where the given
    or known state itself is the reason. `teams` are the names of those who are called, `lost` says
    that redundancy is lost here. `was` and `already` speak of what is known to have failed before;
    without that `was` is None."""

    ci: CiSummary
    state: str
    given: bool
    service: bool
    because: str | None
    was: str | None
    already: bool
    hypothesis: str | None
    teams: list[str]


class Tally(TypedDict):
    """How many CIs share a value (None: it is not set), by state."""

    value: str | None
    total: int
    down: int
    degraded: int
    at_risk: int


class Contact(TypedDict):
    """A team or person of the CMDB, and how to reach them. `id` is None where only the name is known."""

    name: str
    id: str | None
    on_call: str | None
    phone: str | None
    email: str | None
    chat: str | None


class Listed(TypedDict):
    """Some of the CIs that are wanted, how many those are, and who is called."""

    revision: int
    total: int
    items: list[Hit]
    contacts: dict[str, Contact]


class Failing(TypedDict):
    """A CI that the question gives a state."""

    ci: CiSummary
    state: str


class Changed(TypedDict):
    """What a hypothesis makes different, the first of each kind; `counts` has how many there are."""

    before: Mapping[str, int]
    counts: dict[str, int]
    newly_hit: list[Difference]
    worse: list[Difference]
    better: list[Difference]
    no_longer_hit: list[Difference]


class Told(TypedDict):
    """The headline in words, and without what is given; what is doubtful in the data."""

    lang: str
    headline: str
    summary: str


class Lost(TypedDict):
    """Where redundancy is lost, the first of `total`, with the same in sentences."""

    total: int
    items: list[Redundancy]
    said: list[str]


class Doubts(TypedDict):
    """What is doubtful in the data behind the answer: the first of it, and how much of each kind."""

    total: int
    kinds: dict[str, int]
    items: list[Finding]
    said: list[str]


class Mended(TypedDict):
    """What works again by failing over: the first of `total`."""

    total: int
    items: list[Recoverable]
    said: list[str]


class Overview(TypedDict):
    """An answer that is small however much is hit: counts, groups, and the first services.

    `at` is when the revision was written. `newly` counts what was better before, only where the
    question asks from what is known to have failed.
    """

    revision: int
    at: str | None
    complete: bool
    counts: dict[str, int]
    headline: Headline
    newly: dict[str, int] | None
    sentences: Told
    given: list[Failing]
    given_count: int
    services: Listed
    service_counts: dict[str, int]
    groups: dict[str, list[Tally]]
    redundancy_lost: Lost
    recoverable: Mended
    doubts: Doubts
    notes: list[str]
    hypothesis: Mapping[Mark, Sequence[CiSummary]] | None
    compared: Changed | None
