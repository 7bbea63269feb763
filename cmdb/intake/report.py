"""What a run did, or would do: the answer of `cmdb import`."""

from dataclasses import dataclass, field
from typing import Any

from cmdb.errors import Problem
from cmdb.intake.lines import LineGroup, line
from cmdb.intake.planning import Plan

# A report of a large run names this many of each; its counts are whole.
MOST_NAMED = 200
_LONGEST = 300


def shown(text: str) -> str:
    """Return a text of the input as a report can hold it: not long, and no half of a character."""
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(slots=True)
class Report:
    """One run of one source. `left_out` names bad entries that `--keep-going` passed over,
    `notes` what was seen and is no error, `changes` what changed, field by field (old, new).

    `plan` names the run that keeps what a dry run would do, line by line (`lines`).
    `missing` CIs are no longer seen in a scope that was seen whole, `retired` ones were missing for
    too long; `vetoed` scopes would lose too much and wait for a person. `linked` are records that
    were found to be a CI which another source knows already; `duplicates` are observations that
    several CIs answer to; `parked` relations have an end that nobody knows yet.
    """

    source: str
    kind: str
    run: str | None = None
    status: str = "planned"
    dry_run: bool = False
    created: int = 0
    linked: int = 0
    changed: int = 0
    unchanged: int = 0
    relations_created: int = 0
    relations_changed: int = 0
    relations_removed: int = 0
    relations_unchanged: int = 0
    not_seen: int = 0
    missing: int = 0
    retired: int = 0
    kept_for_redundancy: int = 0
    duplicates: int = 0
    parked: int = 0
    vetoed: list[dict[str, Any]] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)
    left_out_count: int = 0
    notes: list[Problem] = field(default_factory=list)
    notes_count: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=dict)
    first_revision: int | None = None
    last_revision: int | None = None
    seconds: float = 0.0
    plan: str | None = None
    lines: Plan | None = field(default=None, repr=False)

    def leave_out(self, problem: Problem) -> None:
        self.left_out_count += 1
        self._list("left_out", problem)
        if len(self.left_out) < MOST_NAMED:
            self.left_out.append(Problem(shown(problem.place), shown(problem.reason)))

    def note(self, problem: Problem, group: LineGroup = "notes") -> None:
        self.notes_count += 1
        self._list(group, problem)
        if len(self.notes) < MOST_NAMED:
            self.notes.append(Problem(shown(problem.place), shown(problem.reason)))

    def park(self, problem: Problem) -> None:
        """Count a relation whose end nobody knows yet, with a note."""
        self.parked += 1
        self.note(problem, "parked")

    def _list(self, group: LineGroup, problem: Problem) -> None:
        if self.lines is not None:
            place, text = shown(problem.place), shown(problem.reason)
            self.lines.add(line(group, place=place, text=text))

    def name(self, what: str, text: str) -> None:
        """Name one of the missing, retired or duplicate CIs, as long as a person would read on."""
        listed = self.named.setdefault(what, [])
        if len(listed) < MOST_NAMED:
            listed.append(shown(text))

    def as_data(self) -> dict[str, Any]:
        """Return the report as JSON data; long lists are cut to what a person reads."""
        data: dict[str, Any] = {
            name: getattr(self, name) for name in self.__dataclass_fields__ if name != "lines"
        }
        for name in ("left_out", "notes"):
            listed: list[Problem] = getattr(self, name)
            data[name] = [{"place": p.place, "reason": p.reason} for p in listed]
        return data
