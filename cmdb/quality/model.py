"""What is known badly, what that costs, and what it comes to for CIs, classes, teams and sources."""

from datetime import datetime
from typing import Any, Literal, NamedTuple, TypedDict

from cmdb.impact.model import ShortCi
from cmdb.topology.snapshot import CiSummary

Dimension = Literal["completeness", "correctness", "freshness"]
Group = Literal["class", "team", "source"]
Verdict = Literal["accepted", "rejected"]
Condition = Literal["ok", "stale", "vetoed", "failed", "running", "never"]
"""How a source stands: `failed` where its newest run broke off, `never` where none has run yet."""
Listing = Literal["declared-only", "observed-only", "decided"]

Kind = Literal[
    "missing_required",
    "nobody_answers",
    "missing_owner",
    "missing_support_team",
    "missing_criticality",
    "missing_environment",
    "missing_attribute",
    "duplicate",
    "orphan",
    "forbidden_pair",
    "impossible_quorum",
    "wants_below_needs",
    "quorum_without_members",
    "needs_retired",
    "needs_not_operational",
    "needs_non_production",
    "two_parents",
    "conflict",
    "gone",
    "stale",
    "unverified",
]

NOBODY = "nobody"
"""The team of what neither a support team nor an owner answers for."""


class Finding(NamedTuple):
    """Something that is known badly about one CI. `cis` are ids of the others that it is about."""

    kind: Kind
    text: str
    remedy: str
    cis: tuple[str, ...] = ()


class Charged(NamedTuple):
    """A finding with what it costs the CI: points of 100."""

    finding: Finding
    cost: int


class Said(NamedTuple):
    """What one source says of a CI. `values` is None where only that source knows it: nobody can
    disagree; else `{"class", "fields", …}`. `gone`: the source no longer sees it. `seen_at` is when
    the source said this; it was seen whenever its `scope` was seen whole since."""

    source: str
    external_id: str
    values: dict[str, Any] | None
    gone: bool = False
    scope: str = ""
    seen_at: datetime | None = None


class Judging(TypedDict):
    """What somebody said of a relation, and the revision that it wrote, if any."""

    verdict: Verdict
    revision: int | None


class LastRun(TypedDict):
    """The newest run of a source that was more than a try."""

    id: str
    status: str
    started_at: str


class Sighting(TypedDict):
    """A source, and how fresh what it says is. Times are ISO 8601 in UTC, None: never.

    `seen_at` is when it was last seen whole, or, of one that never is (a scan), when an import of it
    last ended; `stale`: that is more than `limit_days` ago. `last_run` is its newest run, whatever
    came of it. `missing` counts the CIs that it once knew and no longer sees. Of its `scopes` so
    many were `incomplete` the last time.
    """

    source: str
    kind: str | None
    cis: int
    missing: int
    scopes: int
    incomplete: int
    seen_at: str | None
    age_days: int | None
    limit_days: int
    stale: bool
    last_run: LastRun | None


class Standing(Sighting):
    """A source with how it stands; `live`: it is asked again and again, and needs no upload."""

    state: Condition
    live: bool


class Shown(TypedDict):
    """A finding as answers show it. `cost` is what it takes from the 100 of its CI."""

    kind: Kind
    dimension: Dimension
    cost: int
    text: str
    remedy: str
    cis: list[ShortCi]


class Judged(TypedDict):
    """A CI with its score, and what lowers it, the costliest first: 100 less the costs.

    `score` is None, and nothing is found, of what is not in operation. `team` is None of what is
    beside the layers: people, papers.
    """

    ci: CiSummary
    team: str | None
    score: int | None
    findings: list[Shown]


class Lowering(TypedDict):
    """What lowers a score: so many CIs have it, and it takes so many points from their mean."""

    kind: Kind
    dimension: Dimension
    count: int
    points: float
    about: str


class Bands(TypedDict):
    """How many CIs are how good: from 90, from 70, from 50, below."""

    good: int
    fair: int
    poor: int
    bad: int


class Score(TypedDict):
    """The mean score of `cis` CIs, None of none; `lowered_by` adds up to what is missing to 100."""

    score: float | None
    cis: int
    bands: Bands
    lowered_by: list[Lowering]


class Estate(Score):
    """The quality of the estate, or of the part of it that was asked for, with its worst CIs.

    `not_judged` counts CIs out of operation, in the whole estate.
    """

    revision: int
    at: str
    not_judged: int
    stale_sources: list[str]
    worst: list[Judged]


class Grouped(TypedDict):
    """The quality of one class or team; of one source with how fresh it is."""

    name: str
    score: Score
    source: Sighting | None


Doubted = TypedDict(
    "Doubted",
    {
        "from": ShortCi,
        "type": str,
        "to": ShortCi,
        "origin": str,
        "confidence": float | None,
        "sources": list[str],
        "not_seen_by": list[str],
        "calls_seen": bool,
        "verdict": Verdict | None,
        "actor": str | None,
        "at": str | None,
        "reason": str | None,
        "text": str,
    },
)
"""A relation that somebody should look at.

`sources` are who observed it. `not_seen_by` are who should have and did not; `calls_seen`: one of
them sees other relations of the kind leave the same CI, so that its silence weighs more. `verdict`,
`actor`, `at` and `reason` are what somebody said of it, None before.
"""
