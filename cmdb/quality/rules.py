"""The score: what a finding costs, and how scores add up (docs/decisions/0019).

    score(CI) = 100 − Σ costs of its findings, of each dimension at most its share
    score(class, team, source) = the mean of their CIs in operation

So 100 less the score is always the sum of what lowers it, for one CI and for all of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cmdb.quality.model import Bands, Charged, Dimension, Finding, Kind, Lowering, Score

SHARES: Mapping[Dimension, int] = {"completeness": 40, "correctness": 40, "freshness": 20}
"""The points that each dimension can cost."""

_COMPLETE: Mapping[Kind, tuple[int, str]] = {
    "missing_required": (20, "without an attribute that the model requires"),
    "nobody_answers": (20, "without an owner or a support team"),
    "missing_owner": (10, "without an owner"),
    "missing_support_team": (10, "without a support team"),
    "missing_criticality": (10, "without a criticality"),
    "missing_environment": (5, "without an environment"),
    "missing_attribute": (5, "without an attribute that the model recommends"),
}
_CORRECT: Mapping[Kind, tuple[int, str]] = {
    "duplicate": (25, "perhaps the same as another CI"),
    "orphan": (15, "without any relation"),
    "forbidden_pair": (15, "with a relation that the model does not allow"),
    "impossible_quorum": (15, "needing more members than a group has"),
    "needs_retired": (15, "needing what is retired"),
    "needs_non_production": (15, "in production, needing what is not"),
    "needs_not_operational": (10, "needing what is not in operation yet"),
    "two_parents": (10, "contained in two places"),
    "wants_below_needs": (5, "wanting fewer members of a group than they need"),
    "quorum_without_members": (5, "with a quorum for a group without members"),
    "conflict": (5, "with sources that disagree"),
}
_FRESH: Mapping[Kind, tuple[int, str]] = {
    "gone": (20, "no longer seen by any source"),
    "stale": (15, "seen by no source for too long"),
    "unverified": (10, "kept by hand, not written for too long"),
}
_SCALE: Mapping[Dimension, Mapping[Kind, tuple[int, str]]] = {
    "completeness": _COMPLETE,
    "correctness": _CORRECT,
    "freshness": _FRESH,
}
DIMENSIONS: Mapping[Kind, Dimension] = {
    kind: dimension for dimension, kinds in _SCALE.items() for kind in kinds
}
COSTS: Mapping[Kind, int] = {k: cost for kinds in _SCALE.values() for k, (cost, _) in kinds.items()}
ABOUT: Mapping[Kind, str] = {
    k: about for kinds in _SCALE.values() for k, (_, about) in kinds.items()
}

FULL = 100
_FLOORS = (90, 70, 50)
_PLACES = 2


def charged(findings: Iterable[Finding]) -> list[Charged]:
    """Return the findings with their costs, the costliest first; what a dimension has left is the
    most that a further finding costs."""
    left = dict(SHARES)
    found = []
    for one in sorted(findings, key=lambda f: (-COSTS[f.kind], f)):
        dimension = DIMENSIONS[one.kind]
        cost = min(COSTS[one.kind], left[dimension])
        left[dimension] -= cost
        found.append(Charged(one, cost))
    return found


def score(costs: Iterable[Charged]) -> int:
    """Return the score of a CI with these findings: 0 to 100."""
    return FULL - sum(one.cost for one in costs)


@dataclass(slots=True)
class Tally:
    """Scores of some CIs, added up. Two may be added: the order does not matter."""

    cis: int = 0
    total: int = 0
    bands: list[int] = field(default_factory=lambda: [0] * (len(_FLOORS) + 1))
    counts: Counter[Kind] = field(default_factory=Counter)
    points: Counter[Kind] = field(default_factory=Counter)

    def add(self, found: Sequence[Charged]) -> int:
        """Add a CI with these findings; return its score."""
        got = score(found)
        self.cis += 1
        self.total += got
        self.bands[sum(got < floor for floor in _FLOORS)] += 1
        for kind in {one.finding.kind for one in found}:
            self.counts[kind] += 1
        for finding, cost in found:
            self.points[finding.kind] += cost
        return got

    def join(self, other: "Tally") -> None:
        """Add what another one holds."""
        self.cis += other.cis
        self.total += other.total
        self.bands = [a + b for a, b in zip(self.bands, other.bands, strict=True)]
        self.counts.update(other.counts)
        self.points.update(other.points)

    def shown(self) -> Score:
        """Return the score, and what lowers it, the most first."""
        good, fair, poor, bad = self.bands
        bands: Bands = {"good": good, "fair": fair, "poor": poor, "bad": bad}
        kinds = sorted(self.counts, key=lambda kind: (-self.points[kind], kind))
        return {
            "score": round(self.total / self.cis, _PLACES) if self.cis else None,
            "cis": self.cis,
            "bands": bands,
            "lowered_by": [self._lowering(kind) for kind in kinds],
        }

    def _lowering(self, kind: Kind) -> Lowering:
        return {
            "kind": kind,
            "dimension": DIMENSIONS[kind],
            "count": self.counts[kind],
            "points": round(self.points[kind] / self.cis, _PLACES),
            "about": ABOUT[kind],
        }


def together(tallies: Iterable[Tally]) -> Tally:
    """Return the tally of all of them."""
    found = Tally()
    for one in tallies:
        found.join(one)
    return found
