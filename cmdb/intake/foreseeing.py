"""The rest of a plan: what a run would miss and retire, and what it would leave to a person."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from cmdb import items
from cmdb.graph import Graph, Tx
from cmdb.intake import store
from cmdb.intake.gathering import Gathered
from cmdb.intake.lines import LineGroup, line
from cmdb.intake.losing import wanted_still
from cmdb.intake.losses import Losses
from cmdb.intake.options import Grace
from cmdb.intake.planning import Plan
from cmdb.intake.rules import uid
from cmdb.intake.staging import Stage
from cmdb.model import Model
from cmdb.reconcile.store import records_of

T = TypeVar("T")
_BATCH = 500
_PARTS = 20


def foreseen(
    graph: Graph, model: Model, stage: Stage, gathered: Gathered, losses: Losses, grace: Grace
) -> None:
    """Add to a dry run's lines what it would miss, what is vetoed, what it would retire, and the
    cases that it would open."""
    plan = gathered.report.lines
    if plan is None:
        return
    for one, cis, by in stage.disputes(gathered.number):
        text = f"{len(cis)} CIs have its {by}" if by else f"{len(cis)} CIs may be it"
        plan.add(
            line("duplicates", class_=one.class_name, name=one.name, place=one.place, text=text)
        )
    vetoed = [(one.ci, one.scope) for one in losses.vetoed]
    _name(graph, plan, "vetoed", vetoed)
    keys = [uid(gathered.name, one.key) for one in losses.missing]
    retiring: set[str] = set()
    before = datetime.now(UTC) - grace.time
    for some in _parts(keys):
        retiring |= graph.read(_retired, model, some, grace.runs, before)
    gathered.report.retired += len(retiring)
    _name(graph, plan, "missing", [(o.ci, o.scope) for o in losses.missing if o.ci not in retiring])
    _name(graph, plan, "retired", [(ci, "") for ci in sorted(retiring)])


def keep(graph: Graph, gathered: Gathered) -> None:
    """Keep a dry run's lines under its run, instead of those of its source's older plans."""
    report = gathered.report
    if report.lines is None or report.plan is None:
        return
    graph.write(store.forget_plans, gathered.name)
    for some in _parts(list(report.lines.parts()), _PARTS):
        graph.write(store.keep_plan, report.plan, some)


def _retired(tx: Tx, model: Model, uids: Sequence[str], runs: int, before: datetime) -> set[str]:
    """Return the CIs that nobody else sees, and that no group holds."""
    rows = store.would_retire(tx, uids, runs, before)
    going, cis = {row["uid"] for row in rows}, {row["ci"] for row in rows}
    for record in records_of(tx, sorted(cis)):
        if record.claims and uid(record.source, record.external_id) not in going:
            cis.discard(record.ci)
    return cis - wanted_still(tx, model, cis).keys()


def _name(graph: Graph, plan: Plan, group: LineGroup, cis: Sequence[tuple[str, str]]) -> None:
    for some in _parts(cis):
        facts = {one.id: one.facts for one in graph.read(items.several, [ci for ci, _ in some])}
        for ci, scope in some:
            known: dict[str, Any] = facts.get(ci, {})
            name, class_name = known.get("name"), known.get("class")
            plan.add(line(group, ci=ci, class_=class_name, name=name, place=scope or None))


def _parts(rows: Sequence[T], size: int = _BATCH) -> Iterator[Sequence[T]]:
    for at in range(0, len(rows), size):
        yield rows[at : at + size]
