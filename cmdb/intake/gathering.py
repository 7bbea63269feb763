"""What the readings say, staged by source, with everything that is wrong in itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cmdb.errors import Invalid, Problem
from cmdb.intake.model import (
    Cursor,
    Elsewhere,
    Issue,
    Observation,
    ObservedCI,
    ObservedRelation,
    ScopeEnd,
    SourceName,
    Spec,
    Tombstone,
)
from cmdb.intake.planning import Plan
from cmdb.intake.redaction import redacted
from cmdb.intake.report import Report, shown
from cmdb.intake.rules import KEY_BYTES, undeclared, unfit, unkept
from cmdb.intake.staging import Said, Stage

_A_LOOK = 5000


@dataclass(slots=True)
class Gathered:
    """One source's input: its number on the stage, who read it, its report so far.

    `scopes` are those that the source saw, and whether it saw all of each; `followers` are
    relations of CIs that are left out, `refused` so many CIs that the model refuses; `parked` (record, relation) those that wait for an end.
    """

    number: int
    name: str
    spec: Spec
    report: Report
    scopes: dict[str, bool] = field(default_factory=dict)
    cursor: Mapping[str, Any] | None = None
    tombstones: int = 0
    refused: int = 0
    followers: list[tuple[str, str]] = field(default_factory=list)
    parked: list[tuple[str, Said]] = field(default_factory=list)

    def complete(self, scope: str) -> bool:
        return self.scopes.get(scope, False)

    def bad(self, place: str, reason: str) -> None:
        self.report.leave_out(Problem(place, reason))

    def note(self, place: str, reason: str) -> None:
        self.report.note(Problem(place, reason))


@dataclass(slots=True)
class Gathering:
    """Takes observations, each for the source that was named last."""

    stage: Stage
    progress: Callable[[str, int, int], None]
    dry_run: bool = False
    sources: dict[str, Gathered] = field(default_factory=dict)
    taken: int = 0

    def take(
        self, spec: Spec, observations: Iterable[Observation], default: str, given: str | None
    ) -> None:
        """Stage what one reading says. `given` outranks the name that the input gives itself."""
        into: Gathered | None = None
        for one in observations:
            if isinstance(one, SourceName):
                into = self._of(given or one.name, spec)
                continue
            into = into or self._of(given or default, spec)
            self._take(into, one)
            self.taken += 1
            if self.taken % _A_LOOK == 0:
                self.progress("reading", self.taken, 0)

    def _of(self, name: str, spec: Spec) -> Gathered:
        found = self.sources.get(name)
        if found is None:
            if reason := unfit(name):
                raise Invalid(
                    f"{shown(name)!r} cannot be a source's name: {reason}.",
                    remedy="Give it another one: `cmdb import --source NAME`.",
                    problems=[Problem("source", reason)],
                )
            lines = Plan() if self.dry_run else None
            report = Report(name, spec.kind, dry_run=self.dry_run, lines=lines)
            found = self.sources[name] = Gathered(len(self.sources), name, spec, report)
        return found

    def _take(self, into: Gathered, one: Observation) -> None:
        match one:
            case ObservedCI() | ObservedRelation():
                try:
                    self._stage(into, one)
                except (TypeError, ValueError, OverflowError):
                    into.bad(one.place, "holds a number or a text that cannot be kept")
            case Tombstone():
                into.tombstones += 1
                self.stage.take_tombstone(into.number, one.external_id, one.place)
            case ScopeEnd() if len(one.scope.encode("utf-8", "replace")) > KEY_BYTES:
                into.bad(shown(one.scope), f"a scope's name is longer than {KEY_BYTES} bytes")
            case ScopeEnd():
                into.scopes[one.scope] = one.complete and into.scopes.get(one.scope, True)
            case Cursor():
                into.cursor = one.state
            case Issue():
                (into.bad if one.fatal else into.note)(one.place, one.reason)

    def _stage(self, into: Gathered, one: ObservedCI | ObservedRelation) -> None:
        reason = undeclared(into.spec, one) or unkept(one)
        if reason is None:
            if isinstance(one, ObservedCI):
                kept, secrets = redacted(one)
                for name in secrets:
                    into.note(f"{one.place}.{name}", "looks like a secret: it is not kept")
                there = self.stage.take_ci(into.number, kept)
                what = f"the key {one.external_id!r}"
            else:
                there = self.stage.take_relation(into.number, one)
                what = f"the relation {_end(one.from_id)} {one.type} {_end(one.to_id)}"
            reason = None if there is None else f"{what} stands at {there} already"
        if reason is not None:
            into.bad(one.place, reason)


def _end(end: str | Elsewhere) -> str:
    return end if isinstance(end, str) else end.name or end.class_name


def nothing(gathered: Gathered, cis: int, relations: int) -> bool:
    """Tell whether an input says nothing at all: no CI, no note, and no scope that it saw whole."""
    report = gathered.report
    said = cis or relations or report.left_out_count or report.notes_count or gathered.tombstones
    return not said and not any(gathered.scopes.values())
