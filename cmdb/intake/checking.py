"""The first pass over an input: identifies, validates, counts; writes nothing to the graph."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmdb import history, items
from cmdb.errors import CmdbError
from cmdb.graph import Graph, Tx
from cmdb.history import Event
from cmdb.intake import store
from cmdb.intake.deciding import Deciding
from cmdb.intake.gathering import Gathered
from cmdb.intake.identifying import (
    BAD,
    BATCH,
    CHANGED,
    CREATED,
    LINKED,
    Identifying,
    count_keys,
)
from cmdb.intake.planning import line_of
from cmdb.intake.report import MOST_NAMED
from cmdb.intake.staging import Stage, Staged
from cmdb.intake.stating import Owner, Stating
from cmdb.items import Command, Relate, State
from cmdb.items.rules import placed
from cmdb.model import Model

Progress = Callable[[str, int, int], None]
Wrong = tuple[Command, CmdbError]
Planned = tuple[list[Event], list[Wrong]]


@dataclass(slots=True)
class Checking:
    """Looks at one source's input after the other, in the order in which they are written."""

    graph: Graph
    model: Model
    stage: Stage
    identifying: Identifying
    deciding: Deciding
    stating: Stating
    progress: Progress

    def check(self, gathered: Gathered) -> None:
        """Give every staged CI and relation of a source its state, and the report its counts."""
        known = self.graph.read(store.known, gathered.name)
        self.stage.know(gathered.number, known)
        self.stage.compare(gathered.number)
        cis, relations = self.stage.numbers(gathered.number)
        if any(True for _ in self.stage.cis(gathered.number, (CREATED,), 1)):
            count_keys(self.model, self.stage, gathered)
        done = 0
        for rows in self.stage.cis(gathered.number, (CREATED,), BATCH):
            found = self.graph.read(self.identifying.found, gathered, rows)
            self.identifying.decide(gathered, rows, found)
            done += len(rows)
            self.progress("identifying", done, cis)
        for rows in self.stage.cis(gathered.number, (CREATED,), BATCH):
            self._take(gathered, rows, *self._new(gathered, rows))
        for rows in self.stage.cis(gathered.number, (LINKED, CHANGED), BATCH):
            self._take(gathered, rows, *self.graph.read(self._cis, gathered, rows))
        report = gathered.report
        looked_at = cis - gathered.refused - report.duplicates
        report.unchanged = max(0, looked_at - report.created - report.changed)
        done = 0
        for owners in self.stating.owners(gathered):
            self._relations(gathered, owners)
            done += len(owners)
            self.progress("checking", done, cis)
        left = relations - report.relations_created - report.relations_changed
        report.relations_unchanged = max(0, left)

    def _new(self, gathered: Gathered, rows: Sequence[Staged]) -> Planned:
        """Return as `_cis`, of CIs that the graph has not: there is nothing to ask it."""
        state = State({}, {})
        return items.planned(self.model, state, self.deciding.new(gathered, rows))

    def _cis(self, tx: Tx, gathered: Gathered, rows: Sequence[Staged]) -> Planned:
        """Return what a batch would change, and what is wrong; the transaction may run twice."""
        rows = self.deciding.whole(tx, gathered, rows)
        touched, decide = self.deciding.cis(tx, gathered, rows)
        supposed = self.deciding.supposed(tx, gathered, sorted(touched.cis)) if touched.cis else {}
        state = items.state_of(tx, touched, supposed) if touched.cis else State({}, {})
        return items.planned(self.model, state, decide(state).commands)

    def _take(
        self, gathered: Gathered, rows: Sequence[Staged], events: list[Event], wrong: list[Wrong]
    ) -> None:
        bad = {
            command.id for command, _ in wrong if not isinstance(command, (Relate, items.Unrelate))
        }
        marked = [(BAD, None, one.n) for one in rows if one.ci in bad]
        self.stage.mark(marked)
        gathered.refused += len(marked)
        for command, exc in wrong:
            for problem in placed(command.place, exc):
                gathered.report.leave_out(problem)
        _count(gathered, events, {})

    def _relations(self, gathered: Gathered, owners: Sequence[Owner]) -> None:
        fetched = self.stating.fetched(self.graph, gathered, owners)
        work = self.stating.work(gathered, owners, fetched, check=True)
        if not work.changes:
            return
        touched = work.touched()
        state = self.graph.read(items.state_of, touched) if touched.ends else State({}, {})
        decision = work.decide(state)
        events, wrong = items.planned(self.model, state, decision.commands)
        for command, exc in wrong:
            if isinstance(command, Relate):
                self.stating.spoil(gathered, command.key)
            for problem in placed(command.place, exc):
                gathered.report.leave_out(problem)
        names = {id_: str(facts["name"]) for id_, facts in state.cis.items()}
        _count(gathered, events, names)


def _count(gathered: Gathered, events: Sequence[Event], ends: Mapping[str, str]) -> None:
    report = gathered.report
    names = {"create": "created", "change": "changed", "remove": "removed"}
    for event in events:
        name = names[event.op]
        name = f"relations_{name}" if event.kind == "relation" else name
        setattr(report, name, getattr(report, name) + 1)
        if report.lines is not None:
            report.lines.add(line_of(event, ends))
        if event.op == "change" and len(report.changes) < MOST_NAMED:
            report.changes.append(_difference(event))


def _difference(event: Event) -> dict[str, Any]:
    facts = event.after or {}
    named = (
        {"ci": event.ci, "class": facts.get("class"), "name": facts.get("name")}
        if event.kind == "ci"
        else {"from": event.ci, "type": event.type, "to": event.to}
    )
    fields = {name: list(pair) for name, pair in history.changed(event).items()}
    return {**named, "fields": fields}
