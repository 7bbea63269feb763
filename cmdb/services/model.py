"""A service in one look."""

from typing import Literal, TypedDict

from cmdb.impact.dependencies import Level
from cmdb.impact.model import QuorumShown, ShortCi
from cmdb.topology.snapshot import CiSummary
from cmdb.weaknesses.model import CommonCause, SinglePoint


class Consumer(TypedDict):
    """Who uses the service or, with `via` another, what stands on it; `users`: of its people."""

    ci: ShortCi
    via: ShortCi
    users: int | None


class Above(TypedDict):
    """What stands on the service, so many steps up."""

    ci: CiSummary
    steps: int


class Uses(TypedDict):
    """Who would notice. `users` counts each consumer once, by the service of which it says most."""

    consumers: list[Consumer]
    users: int
    processes: list[Above]
    services: list[Above]
    others: int


class Called(TypedDict):
    """A team that answers for CIs that the service stands on, itself included at level 0.

    `nearest` is the lowest level of them.
    """

    team: str
    cis: int
    critical: int
    nearest: int
    classes: dict[str, int]


class Teams(TypedDict):
    """Who answers for the service by its fields and by its relations; who for what is below."""

    owner: str | None
    support_team: str | None
    owned_by: list[ShortCi]
    supported_by: list[ShortCi]
    called: list[Called]
    nobody: int


class Member(TypedDict):
    """A supplier in a group, and its state now."""

    ci: ShortCi
    state: str


class Pool(TypedDict):
    """A group with a choice, of the service (level 0) or of what it stands on.

    `spare` is what is left over what it wants when all is well, `spare_now` as things are known.
    """

    ci: ShortCi
    level: int
    group: str
    quorum: QuorumShown
    members: list[Member]
    member_count: int
    out_of_operation: int
    spare: int
    spare_now: int


class WeakPoints(TypedDict):
    """The first of the CIs whose failure alone takes the service down or degrades it."""

    counts: dict[str, int]
    single_points: list[SinglePoint]
    common_causes: list[CommonCause]
    common_cause_count: int


class Doubt(TypedDict):
    """Something that is not known well: of `count` CIs the first."""

    kind: Literal[
        "missing_owner",
        "missing_support_team",
        "missing_criticality",
        "ownerless_suppliers",
        "default_quorums",
        "suppliers_out_of_operation",
        "needs_non_production",
        "unconfirmed",
        "stale",
        "weak_relations",
    ]
    text: str
    count: int
    cis: list[ShortCi]


class Service(TypedDict):
    """A service in one look, at one revision.

    `state` is how it works as things are known now, None out of operation. `complete` is False where
    `levels` ended before the graph did; all else is about all that it stands on.
    """

    revision: int
    complete: bool
    ci: CiSummary
    state: str | None
    suppliers: int
    levels: list[Level]
    used_by: Uses
    teams: Teams
    redundancy: list[Pool]
    redundancy_count: int
    weak_points: WeakPoints | None
    quality: list[Doubt]


class Listed(TypedDict):
    """A service of the catalogue. `needs` and `needed_by` count relations that carry impact."""

    ci: CiSummary
    state: str | None
    needs: int
    needed_by: int


class Standing(TypedDict):
    """How services are now: how many in each state, and the worst of them."""

    count: int
    states: dict[str, int]
    items: list[Listed]


class Mark(TypedDict):
    """What a catalogue adds to a service: whose `users` would notice (each consumer once); how many
    CIs it stands on, and how many of these take it down or degrade it alone; how well all of them
    are known, 0 to 100, None where that was not judged yet.
    """

    id: str
    users: int
    consumers: int
    suppliers: int
    down: int
    degraded: int
    known: float | None
