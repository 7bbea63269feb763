"""The second pass: writes what was checked, in batches, each decided again under its locks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from ulid import ULID

from cmdb import items
from cmdb.graph import Graph, Tx
from cmdb.history import Stamp
from cmdb.intake import store
from cmdb.intake.behind import Behind
from cmdb.intake.deciding import Deciding, RelationWork
from cmdb.intake.gathering import Gathered
from cmdb.intake.identifying import AMBIGUOUS, BATCH, CHANGED, CREATED, LINKED
from cmdb.intake.parking import Parking
from cmdb.intake.staging import Stage, Staged, stored
from cmdb.intake.stating import Owner, Stating, parked_uid
from cmdb.items import Ready, State
from cmdb.model import Model

T = TypeVar("T")
_A_REVISION = 500
_PARKED = 200


@dataclass(slots=True)
class Writing:
    """Writes one source's input. `stamp` names run and actor; `clock` gives each write its time."""

    graph: Graph
    model: Model
    stage: Stage
    deciding: Deciding
    stating: Stating
    parking: Parking
    stamp: Stamp
    clock: Callable[[], datetime]
    tell: Callable[[int], None]
    _part: int = 0

    def write(self, gathered: Gathered) -> None:
        """Write CIs, then relations, then what waits; every batch is a revision of at most 500.

        What a batch makes anew is made ready while the one before it is written: of that nothing
        depends on what is in the graph. Batches are written in their order all the same.
        """
        with Behind() as behind:
            done = self._write_cis(gathered, behind)
            behind.finish()  # relations look at what became of their ends
            for owners in self.stating.owners(gathered):
                own = [one for one in owners if one.ci]
                self._relations(gathered, own, behind)
                done += len(own)
                behind.do(self.tell, done)
        self._rest(gathered, lambda: self.tell(done))

    def _write_cis(self, gathered: Gathered, behind: Behind) -> int:
        done = 0
        for rows in self.stage.cis(gathered.number, (CREATED,), BATCH):
            ready = items.ready(self.model, State({}, {}), self.deciding.new(gathered, rows), {})
            behind.do(
                self._revision, gathered, self._made, gathered, ready, self._records(gathered, rows)
            )
            done += len(rows)
            behind.do(self.tell, done)
        for rows in self.stage.cis(gathered.number, (LINKED, CHANGED), BATCH):
            behind.do(self._revision, gathered, self._cis, gathered, rows)
            behind.finish()  # the next batch may speak of the same CIs
            done += len(rows)
            self.tell(done)
        return done

    def _revision(self, gathered: Gathered, work: Callable[..., int | None], *args: Any) -> None:
        self._part += 1
        stamp = replace(self.stamp, request=f"{self.stamp.run}:{self._part}")
        number = self.graph.write(work, *args, stamp, self.clock())
        if number is not None:
            report = gathered.report
            report.first_revision = report.first_revision or number
            report.last_revision = number

    def _records(self, gathered: Gathered, new: Sequence[Staged]) -> list[dict[str, Any]]:
        """Return what is kept of what the source says of CIs that this run makes."""
        keys = [one.key for one in new]
        said = self.stage.relations(gathered.number, keys)
        spoiled = self.stage.spoiled(gathered.number, keys)
        return [
            self.deciding.record(gathered, one, said[one.key])
            | ({"digest": ""} if one.key in spoiled else {})
            for one in new
        ]

    def _made(
        self,
        tx: Tx,
        gathered: Gathered,
        ready: Ready,
        records: Sequence[dict[str, Any]],
        stamp: Stamp,
        now: datetime,
    ) -> int | None:
        revision = items.write_ready(tx, ready, stamp, now)
        store.keep_records(tx, self._seen(gathered, now), records, ())
        return revision.number if revision else None

    def _cis(
        self, tx: Tx, gathered: Gathered, rows: Sequence[Staged], stamp: Stamp, now: datetime
    ) -> int | None:
        touched, decide = self.deciding.cis(tx, gathered, rows)
        outcome = items.carry_out(tx, self.model, touched, decide, stamp, now)
        known = [self.deciding.record(gathered, one) for one in rows]
        store.keep_records(tx, self._seen(gathered, now), (), known)
        return outcome.revision.number if outcome.revision else None

    def _seen(self, gathered: Gathered, now: datetime) -> dict[str, Any]:
        run = str(self.stamp.run)
        return {"source": gathered.name, "kind": gathered.spec.kind, "run": run, "now": now}

    def _relations(self, gathered: Gathered, owners: Sequence[Owner], behind: Behind) -> None:
        fetched = self.stating.fetched(self.graph, gathered, owners)
        work = self.stating.work(gathered, owners, fetched)
        if not work.changes and not work.kept:
            return
        for part in work.slices(_A_REVISION):
            if part.is_new:
                behind.do(self._revision, gathered, self._drawn, part, part.ready(self.model))
            else:
                behind.do(self._revision, gathered, self._stated, part)

    def _drawn(
        self, tx: Tx, part: RelationWork, ready: Ready, stamp: Stamp, now: datetime
    ) -> int | None:
        revision = items.write_ready(tx, ready, stamp, now)
        _keep(tx, part)
        return revision.number if revision else None

    def _stated(self, tx: Tx, part: RelationWork, stamp: Stamp, now: datetime) -> int | None:
        outcome = items.carry_out(tx, self.model, part.touched(), part.decide, stamp, now)
        _keep(tx, part)
        return outcome.revision.number if outcome.revision else None

    def _rest(self, gathered: Gathered, beat: Callable[[], None]) -> None:
        disputes = self.stage.disputes(gathered.number)
        for some in _batches(disputes, BATCH):
            self.graph.write(self._cases, gathered, some, self.clock())
            beat()
        for waiting in _batches(gathered.parked, BATCH):
            rows = [
                {
                    "uid": parked_uid(owner, one),
                    "source": gathered.name,
                    "kind": gathered.spec.kind,
                    "owner": owner,
                    "said": stored(one.as_data()).decode(),
                }
                for owner, one in waiting
            ]
            self.graph.write(store.keep_parked, rows)
            beat()
        after: str | None = ""
        while after is not None:
            ready, after = self.graph.read(self.parking.ready, after)
            for drawn in _batches(ready, _PARKED):
                self._revision(gathered, self.parking.resolve, drawn)
            beat()

    def _cases(
        self,
        tx: Tx,
        gathered: Gathered,
        disputes: Sequence[tuple[Staged, list[str], str]],
        now: datetime,
    ) -> None:
        rows = []
        for one, cis, by in disputes:
            held = one.state == AMBIGUOUS
            record = self.deciding.record(gathered, one)
            kept = stored({**record, "kind": gathered.spec.kind}).decode()
            rows.append(
                {
                    "key": f"duplicate\n{record['uid']}" if held else "\n".join(sorted(cis)),
                    "id": str(ULID()),
                    "kind": "duplicate",
                    "cis": cis,
                    "by": by,
                    "name": one.name,
                    "source": gathered.name,
                    "external_id": one.key,
                    "record": kept if held else None,
                    "run": self.stamp.run,
                    "reason": f"{len(cis)} CIs have its {by}"
                    if held
                    else f"it has the {by} of one, and another identifier of the other",
                }
            )
        store.keep_cases(tx, rows, now)


def _keep(tx: Tx, part: RelationWork) -> None:
    """Keep what the records state, with the last part of it."""
    if part.kept:
        store.keep_stated(tx, part.kept)
    if part.unparked:
        store.unpark(tx, part.unparked)


def _batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for at in range(0, len(rows), size):
        yield rows[at : at + size]
