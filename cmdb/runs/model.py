"""A run and its report, as answers show them."""

from typing import Any, TypedDict

from cmdb.intake.lines import Line


class Place(TypedDict):
    place: str
    reason: str


class Veto(TypedDict):
    """A scope that would lose too much: so many of those that it had."""

    scope: str
    would_lose: int
    of: int


class Numbers(TypedDict):
    """What a run came to, in numbers. `plan` is the run that keeps a dry run's lines."""

    source: str
    kind: str
    run: str | None
    plan: str | None
    status: str
    dry_run: bool
    created: int
    linked: int
    changed: int
    unchanged: int
    relations_created: int
    relations_changed: int
    relations_removed: int
    relations_unchanged: int
    not_seen: int
    missing: int
    retired: int
    kept_for_redundancy: int
    duplicates: int
    parked: int
    vetoed: list[Veto]
    incomplete: list[str]
    left_out_count: int
    notes_count: int
    first_revision: int | None
    last_revision: int | None
    seconds: float


class Reported(Numbers):
    """A report with what it names, up to 200 of each."""

    left_out: list[Place]
    notes: list[Place]
    changes: list[dict[str, Any]]
    named: dict[str, list[str]]


class _Run(TypedDict):
    id: str
    source: str
    kind: str
    actor: str
    status: str
    started_at: str
    beat_at: str
    finished_at: str | None
    written: int
    total: int
    decided_by: str | None
    decided_at: str | None
    decision: str | None


class Brief(_Run):
    """A run without what its report names: None before it ends. Times are ISO 8601."""

    report: Numbers | None


class Ran(_Run):
    """A run with its whole report."""

    report: Reported | None


class Confirmed(Ran):
    """A run whose veto somebody confirmed: so many CIs are marked as missing."""

    confirmed: int


class Discarded(Ran):
    """A run whose veto somebody discarded: so many CIs stay as they were."""

    discarded: int


class Listed(TypedDict):
    """A page of lines; `groups` counts those of each group, on the first page."""

    groups: dict[str, int]
    items: list[Line]
    next: str | None
