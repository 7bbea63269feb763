"""From what sources say to CIs and relations: validated whole, written in batches, undone if cut off."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from ulid import ULID

from cmdb import history, items
from cmdb.errors import CmdbError, Conflict, Invalid, NotFound, Problem
from cmdb.graph import Graph, Tx
from cmdb.history import Event, Stamp
from cmdb.intake import rules, store
from cmdb.intake.model import Observation, Spec
from cmdb.intake.report import MOST_NAMED, Report
from cmdb.intake.rules import Input, Known
from cmdb.items import Command, CreateCI, Relate
from cmdb.items.model import RelationKey
from cmdb.items.rules import placed
from cmdb.model import Model

__all__ = [
    "Options",
    "Reading",
    "Report",
    "bring_in",
    "known",
    "records_of",
    "run",
    "runs",
    "undo_run",
]

_BATCH = 500
_DEAD_AFTER = timedelta(minutes=2)

Row = dict[str, Any]


class Progress(Protocol):
    """Told what is being done, and how much of it is done: `progress("writing", 1000, 4000)`."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What an importer reads: its spec, its observations, the source's name unless it says one."""

    spec: Spec
    observations: Iterable[Observation]
    default_source: str


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. `source` outranks the name that the input gives itself."""

    actor: str
    source: str | None = None
    dry_run: bool = False
    keep_going: bool = False
    reason: str | None = None


@dataclass(slots=True)
class _Plan:
    """One source's input with what it means: commands to carry out, records to keep."""

    input: Input
    report: Report
    commands: list[Command] = field(default_factory=list)
    records: dict[str, Row] = field(default_factory=dict)
    evidence: dict[RelationKey, str] = field(default_factory=dict)
    followers: list[Problem] = field(default_factory=list)


def _silent(stage: str, done: int, total: int) -> None: ...


def _utc() -> datetime:
    return datetime.now(UTC)


def bring_in(
    graph: Graph,
    model: Model,
    readings: Iterable[Reading],
    options: Options,
    progress: Progress = _silent,
    clock: Callable[[], datetime] = _utc,
) -> list[Report]:
    """Import what the readings hold, one run a source; return a report for each.

    All of it is validated first: one bad entry refuses everything, unless `keep_going` leaves it
    out. A run that breaks while it writes is undone; where that fails too it stays `incomplete`.
    Raises Invalid with every place that is wrong, Conflict where a run of the source is under way.
    """
    found = [
        one
        for reading in readings
        for one in rules.inputs(
            reading.spec, reading.observations, reading.default_source, options.source
        )
    ]
    _refuse_empty(found)
    plans = [graph.read(_planned, model, one, options) for one in _merged(found)]
    if not options.keep_going:
        _refuse_bad(plans)
    for plan in plans:
        plan.report.left_out += plan.followers
    if not options.dry_run:
        for plan in plans:
            _carry_out(graph, model, plan, options, progress, clock)
    return [plan.report for plan in plans]


def _merged(found: list[Input]) -> list[Input]:
    """One input a source: several files may speak for one."""
    merged: dict[str, Input] = {}
    for one in found:
        into = merged.setdefault(one.source, one)
        if into is not one:
            for key, ci in one.cis.items():
                if key in into.cis:
                    reason = f"the key {key!r} stands at {into.cis[key].place} already"
                    into.bad.append(Problem(ci.place, reason))
                else:
                    into.cis[key] = ci
            into.relations |= one.relations
            into.bad += one.bad
            into.notes += one.notes
    return list(merged.values())


def _refuse_empty(found: list[Input]) -> None:
    if not any(one.cis or one.relations or one.bad for one in found):
        notes = [note for one in found for note in one.notes]
        raise Invalid(
            "There is nothing to import in this input.",
            remedy="It holds no CI that an importer knows.",
            problems=notes[:MOST_NAMED],
        )


def _refuse_bad(plans: list[_Plan]) -> None:
    bad = [problem for plan in plans for problem in plan.report.left_out]
    if bad:
        more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
        raise Invalid(
            f"The input is refused, nothing was written: {str(bad[0]).rstrip('.')}{more}.",
            remedy="Mend it, or leave the bad entries out with --keep-going.",
            problems=bad[:MOST_NAMED],
        )


def _planned(tx: Tx, model: Model, one: Input, options: Options) -> _Plan:
    """Return what the input means, with everything that is wrong in it; write nothing."""
    report = Report(one.source, one.kind, dry_run=options.dry_run, notes=one.notes)
    plan = _Plan(one, report)
    report.left_out = list(one.bad)
    wanted = set(one.cis) | {end for key in one.relations for end in (key[0], key[2])}
    known = store.records(tx, one.source, wanted)
    report.not_seen = max(0, store.record_count(tx, one.source) - len(known.keys() & one.cis))
    ids = _plan_cis(tx, plan, known)
    _plan_relations(tx, plan, ids)
    events, wrong = items.planned(tx, model, plan.commands)
    _leave_out(plan, wrong)
    _count(report, events, plan)
    return plan


def _plan_cis(tx: Tx, plan: _Plan, known: dict[str, Known]) -> dict[str, str]:
    """Plan every CI of the input; return external id → CI id of all that relations may name."""
    one = plan.input
    ids = {key: found.ci for key, found in known.items()}
    for key, ci in one.cis.items():
        ids.setdefault(key, ci.id or str(ULID()))
    there = {f.id: f.facts for f in items.several(tx, sorted({ids[key] for key in one.cis}))}
    for key, ci in one.cis.items():
        found = known.get(key) or Known(ids[key], None)
        command = rules.ci_command(ci, found, there.get(found.ci))
        if command is not None:
            plan.commands.append(command)
        values = rules.ci_values(ci)
        if found.values != values:
            plan.records[found.ci] = {
                "ci": found.ci,
                "uid": rules.uid(one.source, key),
                "external_id": key,
                "values": rules.kept(values),
                "place": ci.place,
            }
    return ids


def _plan_relations(tx: Tx, plan: _Plan, ids: dict[str, str]) -> None:
    one = plan.input
    wanted: dict[RelationKey, Any] = {}
    for (from_id, type_, to_id), relation in one.relations.items():
        ends = (("from", from_id), ("to", to_id))
        missing = [(end, name) for end, name in ends if name not in ids]
        for end, name in missing:
            place = f"{relation.place}.{end}" if relation.place else end
            plan.report.left_out.append(Problem(place, f'no CI has the key "{name}"'))
        if not missing:
            wanted[ids[from_id], type_, ids[to_id]] = relation
    there = store.evidence(tx, sorted(wanted)) if wanted else {}
    for key, relation in wanted.items():
        facts, said = there.get(key, (None, {}))
        command = rules.relation_command(relation, key, said.get(one.source), facts)
        if command is not None:
            plan.commands.append(command)
        if said.get(one.source) != dict(relation.fields):
            plan.evidence[key] = rules.kept(said | {one.source: dict(relation.fields)})


def _leave_out(plan: _Plan, wrong: list[tuple[Command, CmdbError]]) -> None:
    """Take the wrong commands out of the plan, and the relations of CIs that are left out."""
    bad = {id(command) for command, _ in wrong}
    lost = {command.id for command, _ in wrong if isinstance(command, CreateCI)}
    for command, exc in wrong:
        if not isinstance(command, Relate):
            plan.records.pop(command.id, None)  # type: ignore[union-attr]  # an import removes nothing
        else:
            plan.evidence.pop(command.key, None)
            if {command.from_id, command.to_id} & lost:
                plan.followers.append(Problem(command.place, "a CI at its end is left out"))
                continue
        plan.report.left_out += placed(command.place, exc)
    plan.commands = [command for command in plan.commands if id(command) not in bad]


def _count(report: Report, events: Sequence[Event], plan: _Plan) -> None:
    for event in events:
        relation = event.kind == "relation"
        name = {"create": "created", "change": "changed"}[event.op]
        name = f"relations_{name}" if relation else name
        setattr(report, name, getattr(report, name) + 1)
        if event.op == "change" and len(report.changes) < MOST_NAMED:
            report.changes.append(_difference(event))
    dropped_cis = sum(1 for _ in plan.input.cis) - report.created - report.changed
    report.unchanged = max(0, dropped_cis)
    report.relations_unchanged = max(
        0, len(plan.input.relations) - report.relations_created - report.relations_changed
    )


def _difference(event: Event) -> Row:
    facts = event.after or {}
    named = (
        {"ci": event.ci, "class": facts.get("class"), "name": facts.get("name")}
        if event.kind == "ci"
        else {"from": event.ci, "type": event.type, "to": event.to}
    )
    fields = {name: list(pair) for name, pair in history.changed(event).items()}
    return {**named, "fields": fields}


def _carry_out(
    graph: Graph,
    model: Model,
    plan: _Plan,
    options: Options,
    progress: Progress,
    clock: Callable[[], datetime],
) -> None:
    report = plan.report
    if not (plan.commands or plan.records or plan.evidence):
        report.status = "done"
        return
    began = time.monotonic()
    report.run = str(ULID())
    _start(graph, plan, options, clock())
    try:
        _write(graph, model, plan, options, progress, clock)
    except BaseException:
        report.status = "incomplete"
        _undo_cut_off(graph, model, plan, options, clock)
        raise
    report.status = "done"
    report.seconds = round(time.monotonic() - began, 3)
    graph.write(store.finish, report.run, "done", report.as_data(), clock())


def _start(graph: Graph, plan: _Plan, options: Options, now: datetime) -> None:
    row = {
        "id": plan.report.run,
        "source": plan.input.source,
        "kind": plan.input.kind,
        "actor": options.actor,
        "total": len(plan.commands),
    }
    under_way = graph.write(store.start, row, now, now - _DEAD_AFTER)
    if under_way:
        raise Conflict(
            f"An import of {plan.input.source} is under way: run {under_way}.",
            remedy="Wait until `cmdb runs` shows it done.",
        )


def _write(
    graph: Graph,
    model: Model,
    plan: _Plan,
    options: Options,
    progress: Progress,
    clock: Callable[[], datetime],
) -> None:
    report = plan.report
    stamp = Stamp(options.actor, options.reason, plan.input.source, run=report.run)
    total = len(plan.commands)
    for at in range(0, total, _BATCH):
        batch = plan.commands[at : at + _BATCH]
        revision = graph.write(
            _write_batch, model, plan, batch, replace(stamp, request=f"{report.run}:{at}"), clock()
        )
        if revision is not None:
            report.first_revision = report.first_revision or revision
            report.last_revision = revision
        done = at + len(batch)
        progress("writing", done, total)
        graph.write(store.beat, str(report.run), done, clock())
    graph.write(_write_rest, plan)


def _write_batch(
    tx: Tx, model: Model, plan: _Plan, batch: list[Command], stamp: Stamp, now: datetime
) -> int | None:
    outcome = items.apply(tx, model, batch, stamp, now, plan.evidence)
    touched = [c.id for c in batch if not isinstance(c, items.Relate | items.Unrelate)]
    rows = [plan.records[ci] for ci in touched if ci in plan.records]
    if rows:
        store.keep_records(tx, plan.input.source, str(stamp.run), rows)
    return outcome.revision.number if outcome.revision else None


def _write_rest(tx: Tx, plan: _Plan) -> None:
    """Keep what the source says of CIs and relations that the run did not have to change."""
    touched: set[Any] = {c.key if isinstance(c, Relate) else c.id for c in plan.commands}  # type: ignore[union-attr]  # an import removes nothing
    rows = [row for ci, row in plan.records.items() if ci not in touched]
    if rows:
        store.keep_records(tx, plan.input.source, str(plan.report.run), rows)
    marks = [
        {"from": key[0], "type": key[1], "to": key[2], "evidence": said}
        for key, said in plan.evidence.items()
        if key not in touched
    ]
    if marks:
        store.keep_evidence(tx, marks)


def _undo_cut_off(
    graph: Graph, model: Model, plan: _Plan, options: Options, clock: Callable[[], datetime]
) -> None:
    """Undo what a broken run had written; where Neo4j is gone, it stays to be resumed or undone."""
    try:
        undo_run(graph, model, str(plan.report.run), options.actor, clock)
    except CmdbError:
        return
    plan.report.status = "undone"


def undo_run(
    graph: Graph,
    model: Model,
    run: str,
    actor: str,
    clock: Callable[[], datetime] = _utc,
) -> list[int]:
    """Undo all that a run wrote, newest first; return the revisions that did. Raises Conflict."""
    graph.read(_run, run)
    made = []
    for number in graph.read(history.of_run, run):
        stamp = Stamp(actor, f"undo run {run}", run=None, undoes=number, request=f"undo:{number}")
        outcome = graph.write(items.undo, model, number, stamp, clock())
        if outcome.revision:
            made.append(outcome.revision.number)
    graph.write(store.finish, run, "undone", {}, clock())
    return made


def _run(tx: Tx, id_: str) -> Row:
    found = store.run(tx, id_)
    if found is None:
        raise NotFound(f"There is no run {id_}.", remedy="`cmdb runs` lists them.")
    return found


def run(tx: Tx, id_: str) -> Row:
    """Return a run with its report. Raises NotFound."""
    return _run(tx, id_)


def runs(tx: Tx, *, source: str | None = None, skip: int = 0, limit: int = 50) -> list[Row]:
    """Return runs, newest first."""
    return store.runs(tx, source, skip, limit)


def records_of(tx: Tx, ci: str) -> list[Row]:
    """Return which sources know a CI: source, external_id and the place in its input."""
    return store.records_of(tx, ci)


def known(tx: Tx, source: str, external_ids: Sequence[str]) -> dict[str, str]:
    """Return external id → CI id of those that a source has imported."""
    return {key: found.ci for key, found in store.records(tx, source, external_ids).items()}
