"""How to import, and what to do about what is no longer seen."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from cmdb.reconcile.precedence import Precedence
from cmdb.settings import GRACE_DAYS, GRACE_RUNS

Mode = Literal["full", "incremental", "partial"]


@dataclass(frozen=True, slots=True)
class Grace:
    """How long a CI that its source no longer sees is kept in use: so many complete runs without
    it, or so many days, whichever ends first."""

    runs: int = GRACE_RUNS
    days: int = GRACE_DAYS

    @property
    def time(self) -> timedelta:
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Veto:
    """A scope that would lose more than this share of its known CIs, and at least so many, waits
    for a person."""

    share: float = 0.2
    least: int = 5

    def stops(self, lost: int, known: int) -> bool:
        return lost >= self.least and lost > self.share * known


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. `source` outranks the name that the input gives itself.

    `complete`: the user says that the input holds all of its sources, each as one scope. A mode
    that is not full marks nothing as missing. `precedence` is whose value holds; None: the shipped.
    """

    actor: str
    source: str | None = None
    dry_run: bool = False
    keep_going: bool = False
    reason: str | None = None
    complete: bool = False
    mode: Mode = "full"
    grace: Grace = field(default_factory=Grace)
    veto: Veto = field(default_factory=Veto)
    precedence: Precedence | None = None
