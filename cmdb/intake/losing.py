"""Marks what a source no longer sees, and retires what was missing for too long."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ulid import ULID

from cmdb import items
from cmdb.graph import Graph, Tx
from cmdb.history import Event, Stamp
from cmdb.intake import store
from cmdb.intake.gathering import Gathered
from cmdb.intake.losses import Losses, Shortfall, Unseen, losses, shortfalls
from cmdb.intake.options import Options
from cmdb.intake.rules import uid
from cmdb.intake.staging import Stage
from cmdb.items import Command, Decision, State, Touched
from cmdb.model import Model
from cmdb.reconcile.rules import Reconciliation
from cmdb.reconcile.store import records_of

_BATCH = 500


def lost(stage: Stage, gathered: Gathered, options: Options) -> Losses:
    """Return what this input says is missing, and tell the report."""
    report = gathered.report
    known = stage.known_in(gathered.number)
    trusted = options.mode == "full" and not report.left_out_count
    complete = {name for name, whole in gathered.scopes.items() if whole}
    if options.complete:
        complete |= known.keys()
    unseen = (
        Unseen(key, ci, scope, bool(missing), positively)
        for key, ci, scope, missing, positively in stage.unseen(gathered.number)
    )
    found = losses(unseen, complete if trusted else (), known, options.veto)
    report.not_seen = found.not_seen
    report.missing = len(found.missing)
    report.vetoed = found.vetoes
    report.incomplete = sorted(
        n for n, whole in gathered.scopes.items() if not whole or not trusted
    )
    return found


@dataclass(slots=True)
class Losing:
    """Writes the losses of one source's run; `beat` shows that it goes on."""

    graph: Graph
    model: Model
    truth: Reconciliation
    options: Options
    stamp: Stamp
    clock: Callable[[], datetime]
    beat: Callable[[], None]

    def write(self, gathered: Gathered, found: Losses) -> None:
        """Mark what is missing and what is vetoed, retire what is overdue, keep the scopes."""
        now = self.clock()
        for some in _parts([uid(gathered.name, one.key) for one in found.missing]):
            self.graph.write(store.miss, some, now)
            self.beat()
        for some in _parts([uid(gathered.name, one.key) for one in found.vetoed]):
            self.graph.write(store.veto, str(self.stamp.run), some)
            self.beat()
        if self.options.mode == "full":
            before = now - self.options.grace.time
            overdue = self.graph.read(store.overdue, gathered.name, self.options.grace.runs, before)
            for number, rows in enumerate(_parts(overdue)):
                stamp = replace(self.stamp, request=f"{self.stamp.run}:retire:{number}")
                self._report(gathered, *self.graph.write(self._retire, gathered, rows, stamp, now))
                self.beat()
        trusted = self.options.mode == "full" and not gathered.report.left_out_count
        scopes = {name: whole and trusted for name, whole in gathered.scopes.items()}
        if self.options.complete and trusted:
            scopes = dict.fromkeys(scopes or {"": True}, True)
        self.graph.write(store.keep_scopes, gathered.name, str(self.stamp.run), now, scopes)

    def _retire(
        self,
        tx: Tx,
        gathered: Gathered,
        overdue: Sequence[Mapping[str, Any]],
        stamp: Stamp,
        now: datetime,
    ) -> tuple[Sequence[Event], int]:
        """Retire the CIs that nobody sees any more; what another source sees only loses this word.

        Return what changed, and how many a group keeps.
        """
        cis = sorted({row["ci"] for row in overdue})
        gone = {row["uid"] for row in overdue}
        records = records_of(tx, cis)
        claims: dict[str, list[Any]] = {ci: [] for ci in cis}
        for record in records:
            if record.claims and uid(record.source, record.external_id) not in gone:
                claims[record.ci].append(record.claim)
        retiring = {ci for ci in cis if not claims[ci]}
        short = wanted_still(tx, self.model, retiring)

        def decide(state: State) -> Decision:
            commands: list[Command] = [
                self.truth.changed(state.cis[ci], claims[ci])
                for ci in cis
                if ci not in short and ci in state.cis
            ]
            return Decision(commands)

        outcome = items.carry_out(
            tx, self.model, Touched(cis=frozenset(cis) - short.keys()), decide, stamp, now
        )
        store.give_up(tx, [row["uid"] for row in overdue if row["ci"] not in short])
        self._open(tx, gathered, short, now)
        return outcome.events, len(short)

    def _report(self, gathered: Gathered, events: Sequence[Event], kept: int) -> None:
        """Count a batch: outside of its transaction, which may have run twice."""
        report = gathered.report
        report.kept_for_redundancy += kept
        for event in events:
            before, after = event.before or {}, event.after or {}
            if after.get("lifecycle") == "retired" != before.get("lifecycle"):
                report.retired += 1
                report.name("retired", str(after["name"]))

    def _open(
        self, tx: Tx, gathered: Gathered, short: Mapping[str, Shortfall], now: datetime
    ) -> None:
        names = {one.id: one.facts["name"] for one in items.several(tx, list(short))}
        rows = [
            {
                "key": f"retirement\n{ci}",
                "id": str(ULID()),
                "kind": "retirement",
                "cis": [ci],
                "by": one.group,
                "name": names.get(ci, ci),
                "source": gathered.name,
                "external_id": None,
                "record": None,
                "run": self.stamp.run,
                "reason": (
                    f"{one.user} would have {one.left} of the {one.wants} that it wants"
                    + (f" in its group {one.group}" if one.group else "")
                ),
            }
            for ci, one in sorted(short.items())
        ]
        if rows:
            store.keep_cases(tx, rows, now)


def wanted_still(tx: Tx, model: Model, retiring: Collection[str]) -> dict[str, Shortfall]:
    """Return those of the CIs whose retirement would bring a group below what it wants."""
    found: dict[str, Shortfall] = {}
    for row in store.relations_to(tx, sorted(retiring)) if retiring else ():
        found |= shortfalls(model, row["user"], row["relations"], retiring)
    return found


def _parts(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[at : at + _BATCH] for at in range(0, len(rows), _BATCH)]
