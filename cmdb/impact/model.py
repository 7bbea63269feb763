"""What goes into an impact question and what comes out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NotRequired, TypedDict

from cmdb.topology.snapshot import CiSummary

OK, AT_RISK, DEGRADED, DOWN = range(4)
STATES = ("ok", "at_risk", "degraded", "down")
"""States by number, better before worse (IMPACT.md, States)."""

State = Literal["at_risk", "degraded", "down"]


@dataclass(frozen=True, slots=True)
class Given:
    """A CI that the question takes to be in a state, by any reference."""

    ref: str
    state: State = "down"


Baseline = Literal["clean", "current"]
"""`clean`: all else is well. `current`: what is known to be failing now is failing too."""


@dataclass(frozen=True, slots=True)
class Question:
    """What fails, for how long (seconds; None: for good), and how all else is.

    A loss that a relation tolerates at least that long does not count.
    """

    given: Sequence[Given]
    baseline: Baseline = "clean"
    duration_s: float | None = None


ShortCi = TypedDict("ShortCi", {"id": str, "class": str, "name": str})


class QuorumShown(TypedDict):
    """`needs` and `wants` as said, what they come to for the members there are, and who said so."""

    needs: int | str
    wants: int | str
    needs_count: int
    wants_count: int
    source: Literal["declared", "default"]


class Member(TypedDict):
    """A supplier that is not ok, and its final state."""

    id: str
    name: str
    state: str


class PlainNeed(TypedDict):
    """The relation that decided a state. `via` is the supplier's id, `round` says when."""

    kind: Literal["plain"]
    type: str
    strength: str
    via: str
    failing: list[Member]
    round: int
    text: str


class GroupNeed(TypedDict):
    """The group that decided a state. Figures are those of the final states.

    `members` counts those in operation, `out_of_operation` the others, `working` those that
    contribute better than degraded; `spare` is what is left over what the group wants. `failing`
    lists up to 20 members that are not ok, worst first, of `failing_count`. `via` is the id of the
    member that leads back towards the failures given: following it ends there.
    """

    kind: Literal["group"]
    group: str
    quorum: QuorumShown
    members: int
    out_of_operation: int
    working: int
    spare: int
    via: str
    failing: list[Member]
    failing_count: int
    round: int
    text: str


Need = PlainNeed | GroupNeed


class Impacted(TypedDict):
    """A CI that is not ok. `need` is None where the given or known state itself is the reason.

    Under the baseline `current`, `was` is the state that it was in already, and `already` says
    that the question makes it no worse. `hypothesis` says what a hypothesis does to the CI itself.
    """

    ci: CiSummary
    state: str
    given: bool
    need: Need | None
    was: NotRequired[str]
    already: NotRequired[bool]
    hypothesis: NotRequired[str]


class Finding(TypedDict):
    """Something in the data that the answer stands on and that somebody should look at."""

    kind: Literal[
        "default_quorum", "quorum_larger_than_group", "pool_shrank", "needs_out_of_operation"
    ]
    ci: ShortCi
    group: str | None
    text: str


class Redundancy(TypedDict):
    """A CI that lost its redundancy, and how many CIs are at risk only because they stand on it."""

    ci: ShortCi
    why: str
    standing_on_it: int
    text: str


class Recoverable(TypedDict):
    """A CI that is down and whose standby works. `mode`, `rto`, `rpo` are what the relation says."""

    ci: ShortCi
    standby: ShortCi
    standby_state: str
    mode: str | None
    rto: str | None
    rpo: str | None
    text: str


class Hit(TypedDict):
    """How many services, and how many other CIs, are in each state."""

    services: dict[str, int]
    others: dict[str, int]


class Headline(Hit):
    """How many are hit beside the `given` CIs; from a baseline that is not clean, what is newly so
    and, apart, what was so `already`."""

    given: int
    already: NotRequired[Hit]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the failures take down, with proof, at one revision. The worst come first.

    `counts` are the numbers of CIs that are down, degraded and at risk, given ones included;
    `newly` of those that were better before, and only under the baseline `current`.
    """

    revision: int
    complete: bool
    impacted: list[Impacted]
    counts: dict[str, int]
    headline: Headline
    newly: dict[str, int] | None = None
    redundancy_lost: list[Redundancy] = field(default_factory=list)
    recoverable: list[Recoverable] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
