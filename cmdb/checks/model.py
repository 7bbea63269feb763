"""What a file says will change, which CIs that touches, and what a policy makes of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cmdb.errors import Problem
from cmdb.impact import Answer, Baseline, State
from cmdb.model import Model
from cmdb.topology.snapshot import CiSummary

Effect = Literal["ends", "restarts", "rolls", "none", "new"]
"""What a change does to the thing while it is made: it ends, is interrupted as a whole, is
interrupted copy by copy, is not interrupted; or it does not exist yet."""

UpdateState = Literal["down", "degraded", "at_risk", "ok"]
How = Literal["stated", "record", "identifier", "reference", "name"]


@dataclass(frozen=True, slots=True)
class Keys:
    """By what the CI of a changed thing can be found, the surest first (docs/decisions/0015).

    A name counts only for CIs of these classes, and not where the CI says another `within`
    (kind, namespace, project) than the file does. An identifier counts for them too, and, where there
    are none, for all but CIs of the classes `not_of`.
    """

    reference: str | None = None
    external_ids: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    not_of: tuple[str, ...] = ()
    within: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a file says will change, and which parts of it. Parts are names, no values.

    `state` is what a list says itself; else it follows from the effect.
    """

    label: str
    action: str
    effect: Effect
    keys: Keys = field(default_factory=Keys)
    parts: tuple[str, ...] = ()
    state: State | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """All that the files say: of which kind they are, what changes, what was noted on the way.

    `sources` are the names that an import of these files would have.
    """

    kind: str
    files: tuple[str, ...]
    changes: tuple[Change, ...]
    notes: tuple[Problem, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A change with the ids of the CIs that it may mean: one is known, several are ambiguous.

    `alike` are CIs of that name that no rule takes, for the person who can state the match.
    """

    change: Change
    cis: tuple[str, ...] = ()
    how: How | None = None
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a policy: what must not happen, to CIs of which criticality and environment.

    Empty sets mean any.
    """

    text: str
    what: Literal["down", "degraded", "at_risk", "redundancy", "unknown"]
    criticalities: frozenset[str] = frozenset()
    environments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """When a check says no, and what it assumes.

    `update_state` is the state of what restarts, `duration_s` how long the change lasts (None: for
    good), `source` under which name these files were imported. `matches` states which CI a label
    means.
    """

    rules: tuple[Rule, ...]
    update_state: UpdateState = "degraded"
    baseline: Baseline = "clean"
    duration_s: float | None = None
    source: str | None = None
    matches: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """What breaks a rule: a CI with its state, or something that the CMDB does not know."""

    label: str
    ci: CiSummary | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule of the policy with what breaks it; nothing where it holds."""

    rule: Rule
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """A known CI that a change touches, the state that it is taken to be in (None: none)."""

    change: Change
    ci: CiSummary
    how: How
    state: State | None


@dataclass(frozen=True, slots=True)
class Check:
    """What the change of the files would hit, at one revision, and whether the policy holds.

    `idle` are touched CIs that are not in operation: they can take nothing down. `unknown` and
    `ambiguous` hold what may have an impact that nobody can compute.
    """

    said: Said
    policy: Policy
    revision: int
    at: str | None
    touched: tuple[Touched, ...]
    idle: tuple[Touched, ...]
    unknown: tuple[Match, ...]
    ambiguous: tuple[Match, ...]
    verdicts: tuple[Verdict, ...]
    answer: Answer
    model: Model

    @property
    def holds(self) -> bool:
        return not any(one.hits for one in self.verdicts)
