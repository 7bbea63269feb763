"""What goes into a question about weak points and what comes out."""

from dataclasses import dataclass, field
from typing import TypedDict

from cmdb.impact.model import ShortCi
from cmdb.topology.snapshot import CiSummary


@dataclass(frozen=True, slots=True)
class Weighed:
    """Which service, or any other CI; what fails already; how far to look.

    `given` are references of CIs that are down, of a planned change. Of each kind (takes it down,
    degrades it) the first `limit` single points are listed, and as many sets. `order` is the size
    of the largest sets, `budget_s` the time that looking for them may take.
    """

    ref: str
    given: tuple[str, ...] = ()
    order: int = 1
    budget_s: float = 5.0
    limit: int = 100


class Step(TypedDict):
    """A CI, its state, and the need that decided; `text` is None where the failure begins."""

    ci: ShortCi
    state: str
    text: str | None


class SinglePoint(TypedDict):
    """A CI whose failure alone brings another to a state.

    `newly`: it would not without what is given; `before` is the state that it brings it to then.
    `confidence` is the lowest that a relation of the chain has, None where none says any.
    `changes` counts the revisions that touched it. `chain` leads from the CI asked about to it.
    """

    ci: CiSummary
    state: str
    newly: bool
    before: str
    confidence: float | None
    changes: int
    chain: list[Step]


class CommonCause(TypedDict):
    """A CI that breaks a group's quorum without being a member of it.

    `cause` is a nearest one: none of the others is taken down by it, unless it takes this one down
    too; `others` counts all others. `alone`: no other need of the CI would fail with it. `failing`
    are the members that it takes down, of which `tolerated` may fail.
    """

    ci: CiSummary
    group: str
    cause: CiSummary
    alone: bool
    failing: list[ShortCi]
    failing_count: int
    members: int
    tolerated: int
    others: int
    text: str


class CutSet(TypedDict):
    """CIs that take it down together and in no smaller number: any one of each of `parts`.

    `count` is how many such sets these are: the product of the parts' sizes.
    """

    order: int
    count: int
    parts: list[list[ShortCi]]


class Cuts(TypedDict):
    """Minimal cut sets. All up to the size of `exhaustive_order` are counted in `found`.

    `complete`: that is the size that was asked for. `examined` counts the sets that were decided,
    CIs that fail with the same effect taken for one, of `possible`. `sets` lists the first.
    """

    order: int
    complete: bool
    exhaustive_order: int
    examined: int
    possible: int
    found: dict[str, int]
    sets: list[CutSet]


@dataclass(frozen=True, slots=True)
class SinglePoints:
    """The weak points of one CI at one revision.

    `state` is what the given failures alone bring it to. `suppliers` counts what it stands on.
    `counts` are the numbers of single points that take it down and that degrade it.
    """

    revision: int
    complete: bool
    ci: CiSummary
    state: str
    given: list[ShortCi]
    suppliers: int
    counts: dict[str, int]
    newly: int
    single_points: list[SinglePoint]
    common_causes: list[CommonCause]
    common_cause_count: int
    cuts: Cuts | None
    notes: list[str] = field(default_factory=list)


class Consumer(TypedDict):
    """A business unit that uses a service that is hit, and how many of its people do, if known."""

    ci: ShortCi
    users: int | None


class Ranked(TypedDict):
    """A CI by how much its failure hurts. `services` are hit ones by state, besides itself.

    `cis` counts the CIs that go down with it. `worst` lists the services that hurt most of those
    down or degraded, `consumers` who uses any of these, of `consumer_count`; `users` adds up their
    people, as far as known.
    """

    rank: int
    ci: CiSummary
    score: float
    services: dict[str, int]
    cis: int
    worst: list[ShortCi]
    consumers: list[Consumer]
    consumer_count: int
    users: int


@dataclass(frozen=True, slots=True)
class Weaknesses:
    """The weak points of the whole estate at one revision.

    `counted` says what counts as a service: `services`, or `tops` in an estate that has none.
    """

    revision: int
    complete: bool
    cis: int
    examined: int
    counted: str
    ranking: list[Ranked]
    common_causes: list[CommonCause]
    common_cause_count: int
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of long work is done."""

    stage: str
    done: int
    total: int
