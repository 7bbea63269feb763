"""An import from its readings to its reports: gather, check everything, then write."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from ulid import ULID

from cmdb.errors import CmdbError, Conflict, Invalid, Problem
from cmdb.graph import Graph
from cmdb.history import Stamp
from cmdb.intake import store
from cmdb.intake.checking import Checking
from cmdb.intake.deciding import Deciding
from cmdb.intake.foreseeing import foreseen, keep
from cmdb.intake.gathering import Gathered, Gathering, nothing
from cmdb.intake.identifying import Identifying
from cmdb.intake.losing import Losing, lost
from cmdb.intake.losses import Losses
from cmdb.intake.model import Observation, Spec
from cmdb.intake.options import Options
from cmdb.intake.parking import Parking
from cmdb.intake.report import MOST_NAMED, Report
from cmdb.intake.running import undo_run, utc
from cmdb.intake.staging import Stage
from cmdb.intake.stating import Stating
from cmdb.intake.writing import Writing
from cmdb.model import Model
from cmdb.reconcile import DEAD_AFTER, precedence_file
from cmdb.reconcile.rules import Reconciliation

_BEATS_EVERY_S = 5.0


class Progress(Protocol):
    """Told what is being done, and how much of it is done: `progress("writing", 1000, 4000)`."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What an importer reads: its spec, its observations, the source's name unless it says one."""

    spec: Spec
    observations: Iterable[Observation]
    default_source: str


def _silent(stage: str, done: int, total: int) -> None: ...


def bring_in(  # noqa: PLR0913, PLR0917  the edge of the core: what, where, how
    graph: Graph,
    model: Model,
    readings: Iterable[Reading],
    options: Options,
    progress: Progress = _silent,
    clock: Callable[[], datetime] = utc,
    folder: Path | None = None,
) -> list[Report]:
    """Import what the readings hold, one run a source; return a report for each.

    All of it is validated first: one bad entry refuses everything, unless `keep_going` leaves it
    out. A run that breaks while it writes is undone; where that fails too it stays `incomplete`.
    What is read is kept on disk in `folder` until the end. Raises Invalid with every place that is
    wrong, Conflict where a run of the source is under way.
    """
    with Stage(folder) as stage:
        gathering = Gathering(stage, progress, options.dry_run)
        for reading in readings:
            _take(gathering, reading, options)
        importing = _Importing(graph, model, gathering, options, clock)
        importing.check()
        if options.dry_run:
            importing.report_dry()
        else:
            importing.write()
        return [one.report for one in importing.every]


def _take(gathering: Gathering, reading: Reading, options: Options) -> None:
    """Stage a reading. Nothing is written yet: what breaks here leaves no trace."""
    try:
        gathering.take(reading.spec, reading.observations, reading.default_source, options.source)
    except (CmdbError, OSError, MemoryError):
        raise
    except Exception as exc:
        raise Invalid(
            f"The importer {reading.spec.kind} broke while it read: {type(exc).__name__}.",
            remedy="Nothing was written. It is a fault of the importer: report it with the input.",
        ) from exc


class _Importing:
    """One upload: all its sources are checked before the first one is written."""

    def __init__(
        self,
        graph: Graph,
        model: Model,
        gathering: Gathering,
        options: Options,
        clock: Callable[[], datetime],
    ) -> None:
        stage, every = gathering.stage, list(gathering.sources.values())
        self.graph, self.model, self.stage, self.every = graph, model, stage, every
        self.options, self.progress, self.clock = options, gathering.progress, clock
        sources = {one.number: one for one in every}
        precedence = options.precedence or precedence_file.load(model)
        self.truth = Reconciliation(model, precedence, datetime.now(UTC))
        self.identifying = Identifying(model, stage, sources)
        self.deciding = Deciding(model, stage, sources, self.truth)
        self.stating = Stating(stage, self.identifying)
        self.losses: dict[int, Losses] = {}
        self.newest: dict[int, str | None] = {}

    def check(self) -> None:
        checking = Checking(
            self.graph,
            self.model,
            self.stage,
            self.identifying,
            self.deciding,
            self.stating,
            self.progress,
        )
        for one in self.every:
            self.newest[one.number] = self.graph.read(store.newest_run, one.name)
            self.graph.write(store.forget_broken, one.name, self.clock() - DEAD_AFTER)
            checking.check(one)
        self._refuse_empty()
        if not self.options.keep_going:
            self._refuse_bad()
        for one in self.every:
            for place, reason in one.followers:
                one.report.leave_out(Problem(place, reason))
            self.losses[one.number] = lost(self.stage, one, self.options)

    def _refuse_empty(self) -> None:
        stage = self.stage
        if all(nothing(one, *stage.numbers(one.number)) for one in self.every):
            notes = [note for one in self.every for note in one.report.notes]
            raise Invalid(
                "There is nothing to import in this input.",
                remedy="It holds no CI that an importer knows.",
                problems=notes[:MOST_NAMED],
            )

    def _refuse_bad(self) -> None:
        bad = [problem for one in self.every for problem in one.report.left_out]
        count = sum(one.report.left_out_count for one in self.every)
        if bad:
            first = str(bad[0]).rstrip(".")
            more = f" (and {count - 1} more)" if count > 1 else ""
            end = "" if first.endswith("?") and not more else "."
            raise Invalid(
                f"The input is refused, nothing was written: {first}{more}{end}",
                remedy="Mend it, or leave the bad entries out with --keep-going.",
                problems=bad[:MOST_NAMED],
            )

    def report_dry(self) -> None:
        """Keep the reports, and nothing else."""
        for one in self.every:
            row = self._row(one, str(ULID()))
            one.report.plan = row["id"]
            losses = self.losses[one.number]
            foreseen(self.graph, self.model, self.stage, one, losses, self.options.grace)
            self.graph.write(store.start, row, self.clock(), self.clock() - DEAD_AFTER)
            self.graph.write(store.finish, row["id"], "planned", one.report.as_data(), self.clock())
            keep(self.graph, one)

    def write(self) -> None:
        for one in self.every:
            self._carry_out(one)

    def _carry_out(self, one: Gathered) -> None:
        began = time.monotonic()
        report = one.report
        report.run = str(ULID())
        self._start(one)
        try:
            self._write(one)
            if one.cursor is not None:
                self.graph.write(store.keep_cursor, one.name, one.cursor)
        except BaseException:
            report.status = "incomplete"
            self._undo_cut_off(one)
            raise
        report.status = "vetoed" if report.vetoed else "done"
        report.seconds = round(time.monotonic() - began, 3)
        self.graph.write(store.finish, report.run, report.status, report.as_data(), self.clock())
        self.graph.write(store.forget_plans, one.name)

    def _row(self, one: Gathered, id_: str) -> dict[str, Any]:
        return {
            "id": id_,
            "source": one.name,
            "kind": one.spec.kind,
            "actor": self.options.actor,
            "total": sum(self.stage.numbers(one.number)),
        }

    def _start(self, one: Gathered) -> None:
        now = self.clock()
        row = self._row(one, str(one.report.run))
        found = self.graph.write(store.start, row, now, now - DEAD_AFTER)
        if found["under_way"]:
            raise Conflict(
                f"An import of {one.name} is under way: run {found['under_way']}.",
                remedy="Wait until `cmdb runs` shows it done.",
            )
        if found["newest"] != self.newest[one.number]:
            self.graph.write(store.finish, str(one.report.run), "superseded", {}, self.clock())
            raise Conflict(
                f"Another import of {one.name} ended while this one was read.",
                remedy="Import it again: what it says is compared with what is known now.",
            )

    def _write(self, one: Gathered) -> None:
        stamp = Stamp(self.options.actor, self.options.reason, one.name, run=str(one.report.run))
        total = sum(self.stage.numbers(one.number))
        last = [time.monotonic()]

        def tell(done: int) -> None:
            self.progress("writing", done, total)
            if time.monotonic() - last[0] > _BEATS_EVERY_S:
                last[0] = time.monotonic()
                self.graph.write(store.beat, str(one.report.run), done, self.clock())

        parking = Parking(self.model, self.identifying)
        writing = Writing(
            self.graph,
            self.model,
            self.stage,
            self.deciding,
            self.stating,
            parking,
            stamp,
            self.clock,
            tell,
        )
        writing.write(one)
        losing = Losing(
            *(self.graph, self.model, self.truth, self.options, stamp, self.clock),
            beat=lambda: tell(total),
        )
        losing.write(one, self.losses[one.number])

    def _undo_cut_off(self, one: Gathered) -> None:
        """Undo what a broken run had written; where Neo4j is gone, it stays to be resumed or undone."""
        try:
            undo_run(self.graph, self.model, str(one.report.run), self.options.actor, self.clock)
        except CmdbError:
            return
        one.report.status = "undone"
