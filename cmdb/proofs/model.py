"""What a proof shows: steps with their relations, minimal causes, trust, and the needs that held."""

from typing import Literal, NotRequired, TypedDict

from cmdb.impact.model import Member, Need, QuorumShown, Recoverable, ShortCi
from cmdb.topology.snapshot import CiSummary


class Trust(TypedDict):
    """Where a relation comes from. `score` is 0 to 1 (docs/decisions/0013), times ISO 8601, UTC."""

    score: float
    origin: str
    confidence: float | None
    sources: list[str]
    last_seen: str | None
    written_at: str | None
    written_by: str | None
    stale: bool


Link = TypedDict(
    "Link",
    {
        "from": str,
        "type": str,
        "to": str,
        "strength": str,
        "group": str | None,
        "necessary": bool | None,
        "trust": Trust | None,
    },
)
"""A relation that a step stands on, by the ids of its ends.

`necessary`: if it passed nothing on, the CI asked about would be better off; None where time did not
allow to tell. `trust` is None where the database does not hold the relation (any more).
"""


class Step(TypedDict):
    """A CI of the proof. `rests_on` are the ids of the further steps that give it its state.

    `level` is how deep it stands below the CI asked about. `need` is None where the given state, or
    with `already` what is known to be failing now, is the reason.
    """

    ci: CiSummary
    state: str
    given: bool
    already: NotRequired[bool]
    level: int
    need: Need | None
    rests_on: list[str]
    relations: list[Link]


class Cause(TypedDict):
    """A given CI that is part of a minimal cause, and the state it was given."""

    ci: ShortCi
    state: str


class Held(TypedDict):
    """A need that did not pass on a failure, or that no failure reached (`untouched`).

    Figures as in a deciding need; a plain need has a `supplier`, `members` 1 and no quorum.
    """

    ci: ShortCi
    kind: Literal["plain", "group"]
    type: str | None
    strength: str | None
    supplier: ShortCi | None
    group: str | None
    quorum: QuorumShown | None
    members: int
    working: int
    spare: int
    failing: list[Member]
    failing_count: int
    why: Literal["untouched", "absorbed", "tolerated", "spare_left"]
    text: str


Block = TypedDict(
    "Block",
    {
        "from": ShortCi,
        "type": str,
        "to": ShortCi,
        "why": Literal["no_impact", "tolerated", "not_in_operation"],
        "text": str,
    },
)
"""A relation on the way to a failure that carries no impact."""


class WhyNot(TypedDict):
    """Why a CI is not impacted.

    `held`: the failure came as far as a need that held, of the CI itself (`needs`) or of what it
    stands on (`held_at`). `no_impact`: only over relations that carry none (`blocks`, of one such
    way). `not_connected`: it stands on nothing that fails. `needs` lists touched needs first.
    """

    reason: Literal["held", "no_impact", "not_connected", "not_in_operation"]
    needs: list[Held]
    needs_count: int
    held_at: list[Held]
    held_at_count: int
    blocks: list[Block]
    text: str


class Weakest(TypedDict):
    """What the answer's trust is, and the relation that it hangs on.

    `score` is that of the weakest necessary relation; where no single one is necessary it is that
    of the weakest relation of this proof, and the trust is at least that. None: nothing is known.
    """

    score: float | None
    at_least: bool
    relation: Link | None


class Doubts(TypedDict):
    """CIs on the way that somebody should look at (docs/decisions/0013 says what counts)."""

    stale: list[ShortCi]
    ownerless: list[ShortCi]
    unconfirmed: list[ShortCi]


class Why(TypedDict):
    """Why a CI is in its state, or why it is not impacted.

    `steps` lists the CI first, then depth first what it rests on, each CI once, `steps_count` says
    how many there are. `minimal_causes` are up to three; `causes_complete` says that there are no
    others. `complete` is False where steps were left out or time ended before all was known.
    """

    revision: int
    complete: bool
    ci: CiSummary
    state: str
    impacted: bool
    steps: list[Step]
    steps_count: int
    minimal_causes: list[list[Cause]]
    causes_complete: bool
    trust: Weakest | None
    doubts: Doubts
    recoverable: list[Recoverable]
    why_not: WhyNot | None
    notes: list[str]
