"""One truth out of what many sources say: whose value of an attribute holds."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from ulid import ULID

from cmdb import history, items
from cmdb.errors import Conflict, Invalid, NotFound, Problem
from cmdb.graph import Graph, Tx
from cmdb.history import Event, Stamp
from cmdb.items import Command, Decision, State, Touched, Unrelate
from cmdb.items.model import Facts, Relate, RelationKey
from cmdb.reconcile import store
from cmdb.reconcile.precedence import decided_by, ranked, winners
from cmdb.reconcile.rules import CLASS, QUORUM, Reconciliation, relation_fields
from cmdb.reconcile.store import Record

__all__ = [
    "DEAD_AFTER",
    "Recomputed",
    "Reconciliation",
    "Record",
    "recompute",
    "release",
    "said",
    "told",
    "withdraw",
]

DEAD_AFTER = timedelta(minutes=2)
"""A run that has not shown itself for so long is not under way any more."""

SOURCE = "reconciliation"
"""Stands as source in revisions that reconciliation writes: what it sets is no person's word."""

_BATCH = 400
_NAMED = 200

Row = dict[str, Any]


@dataclass(slots=True)
class Recomputed:
    """What recomputing changed, or would change: numbers, and some changes field by field."""

    dry_run: bool
    looked_at: int = 0
    changed: int = 0
    retired: int = 0
    relations_changed: int = 0
    relations_removed: int = 0
    changes: list[Row] = field(default_factory=list)
    first_revision: int | None = None
    last_revision: int | None = None

    def count(self, events: Sequence[Event]) -> None:
        for event in events:
            if event.kind == "relation":
                name = "relations_removed" if event.op == "remove" else "relations_changed"
                setattr(self, name, getattr(self, name) + 1)
                continue
            self.changed += 1
            after, before = event.after or {}, event.before or {}
            if after.get("lifecycle") == "retired" != before.get("lifecycle"):
                self.retired += 1
            if len(self.changes) < _NAMED:
                fields = {name: list(pair) for name, pair in history.changed(event).items()}
                named = {"ci": event.ci, "class": after.get("class"), "name": after.get("name")}
                self.changes.append({**named, "fields": fields})


def said(tx: Tx, truth: Reconciliation, ci: str) -> Row:
    """Return what every source says of a CI, attribute by attribute, and whose word holds.

    `{"pinned": […], "sources": […], "attributes": [{"name", "value", "pinned", "by",
    "said": [{"source", "value", "seen_at", "holds", "expired"}]}]}`: of each attribute the most
    trusted source first; `by` says by what rule its value holds (precedence.Decider).
    Raises NotFound.
    """
    return told(truth, items.read(tx, ci).facts, store.records_of(tx, [ci]))


def told(truth: Reconciliation, facts: Facts, records: Sequence[Record]) -> Row:
    """Return what the records say of a CI, as `said` does."""
    claims = [one.claim for one in records if one.claims]
    of = truth.model.ci_class(facts["class"])
    won = winners(of, claims, truth.now, truth.precedence)
    pinned = set(facts.get("pinned", ()))
    shown = []
    for name, winner in won.items():
        value = _value(facts, name)
        listed = [
            {
                "source": claim.source,
                "value": claim.fields[name],
                "seen_at": _time(claim.observed_at or claim.seen_at),
                "holds": claim.source in winner.sources and name not in pinned,
                "expired": expired,
            }
            for claim, expired in ranked(of, name, claims, truth.now, truth.precedence)
        ]
        by = "pinned"
        if name not in pinned:
            by = decided_by(of, name, claims, truth.now, truth.precedence)
        shown.append(
            {"name": name, "value": value, "pinned": name in pinned, "by": by, "said": listed}
        )
    known = {one["name"] for one in shown}
    shown += [
        {"name": name, "value": _value(facts, name), "pinned": True, "by": "pinned", "said": []}
        for name in sorted(pinned - known)
    ]
    return {
        "ci": {name: facts[name] for name in ("id", "class", "name", "lifecycle")},
        "pinned": sorted(pinned),
        "sources": [_source(one) for one in records],
        "attributes": shown,
    }


def _value(facts: Facts, name: str) -> Any:
    if name.startswith(QUORUM):
        return facts.get("quorum", {}).get(name.removeprefix(QUORUM))
    return facts.get(CLASS if name == CLASS else name)


def _source(one: Record) -> Row:
    return {
        "source": one.source,
        "kind": one.kind,
        "external_id": one.external_id,
        "place": one.place,
        "seen_at": _time(one.seen_at),
        "missing_since": _time(one.missing_since),
        "counts": one.claims,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def release(
    tx: Tx, truth: Reconciliation, ci: str, fields: Collection[str], stamp: Stamp
) -> items.Outcome:
    """Let sources speak again of fields that people had pinned; all of them where none is named.

    Raises NotFound, Invalid for a field that is not pinned.
    """
    facts = items.read(tx, ci).facts
    pinned = set(facts.get("pinned", ()))
    if wrong := sorted(set(fields) - pinned):
        raise Invalid(
            f"{facts['name']} has no pinned {wrong[0]!r}.",
            remedy=f"Pinned are: {', '.join(sorted(pinned)) or 'none'}.",
            problems=[Problem(name, "is not pinned") for name in wrong],
        )
    left = sorted(pinned - set(fields or pinned))

    def decide(state: State) -> Decision:
        before = {**state.cis[ci], "pinned": left}
        claims = [one.claim for one in store.records_of(tx, [ci]) if one.claims]
        command = truth.changed(before, claims) if claims else items.ChangeCI(ci)
        return Decision([replace(command, fields={**command.fields, "pinned": left or None})])

    ours = replace(stamp, source=SOURCE)
    return items.carry_out(tx, truth.model, Touched(cis=frozenset({ci})), decide, ours, truth.now)


def recompute(
    graph: Graph,
    truth: Reconciliation,
    actor: str,
    *,
    dry_run: bool = False,
    clock: Callable[[], datetime],
) -> Recomputed:
    """Decide anew whose values hold, of every CI that sources know: after a changed precedence."""
    work = _Recomputing(graph, truth, None, Recomputed(dry_run), clock)
    work.run(Stamp(actor, "recompute what holds", SOURCE))
    return work.report


def withdraw(
    graph: Graph,
    truth: Reconciliation,
    source: str,
    actor: str,
    *,
    dry_run: bool = False,
    clock: Callable[[], datetime],
) -> Recomputed:
    """Take a source's word away: values that only it gave go, relations that only it stated too,
    and CIs that only it knew are retired. Raises NotFound for a source that knows nothing, Conflict
    while a run of it is under way: it would say again what is taken away.
    """
    going = graph.read(store.under_way, source, clock() - DEAD_AFTER)
    if going is not None and not dry_run:
        raise Conflict(
            f"An import of {source} is under way: run {going}.",
            remedy="Wait until `cmdb runs` shows it done.",
        )
    work = _Recomputing(graph, truth, source, Recomputed(dry_run), clock)
    work.run(Stamp(actor, f"withdraw {source}", SOURCE))
    if not work.report.looked_at:
        raise NotFound(
            f"No CI is known from the source {source!r}.",
            remedy="`cmdb quality --by source` lists the sources.",
        )
    if not dry_run:
        graph.write(store.drop_source, source)
    return work.report


@dataclass(frozen=True, slots=True)
class _Recomputing:
    """Recomputes CIs in batches, each a revision; of one source what it withdraws."""

    graph: Graph
    truth: Reconciliation
    without: str | None
    report: Recomputed
    clock: Callable[[], datetime]

    def run(self, stamp: Stamp) -> None:
        """Go through all CIs that sources know, in the order of their ids."""
        after, number, run = "", 0, ULID()
        while cis := self.graph.read(store.sourced, self.without, after, _BATCH):
            after, number = cis[-1], number + 1
            self._batch(cis, replace(stamp, request=f"recompute:{run}:{number}"))

    def _batch(self, cis: Sequence[str], stamp: Stamp) -> None:
        report = self.report
        report.looked_at += len(cis)
        if report.dry_run:
            report.count(self.graph.read(_supposed, self.truth, cis, self.without))
            return
        work = (self.truth, cis, self.without)
        outcome = self.graph.write(_recomputed, *work, stamp, self.clock())
        report.count(outcome.events)
        if outcome.revision:
            report.first_revision = report.first_revision or outcome.revision.number
            report.last_revision = outcome.revision.number


def _supposed(
    tx: Tx, truth: Reconciliation, cis: Sequence[str], without: str | None
) -> Sequence[Event]:
    touched = _touched(tx, cis, without)
    state = items.state_of(tx, touched)
    decision = _decided(tx, truth, cis, without, touched, state)
    return items.planned(truth.model, state, decision.commands)[0]


def _recomputed(
    tx: Tx,
    truth: Reconciliation,
    cis: Sequence[str],
    without: str | None,
    stamp: Stamp,
    now: datetime,
) -> items.Outcome:
    touched = _touched(tx, cis, without)

    def decide(state: State) -> Decision:
        return _decided(tx, truth, cis, without, touched, state)

    outcome = items.carry_out(tx, truth.model, touched, decide, stamp, now)
    if without is not None:
        store.drop_records(tx, without, cis)
    return outcome


def _touched(tx: Tx, cis: Sequence[str], without: str | None) -> Touched:
    keys = store.stated(tx, without, cis) if without is not None else []
    ends = frozenset(end for key in keys for end in (key[0], key[2]))
    return Touched(frozenset(cis), ends - frozenset(cis), frozenset(keys))


def _decided(
    tx: Tx,
    truth: Reconciliation,
    cis: Sequence[str],
    without: str | None,
    touched: Touched,
    state: State,
) -> Decision:
    claims: dict[str, list[Any]] = {ci: [] for ci in cis}
    for one in store.records_of(tx, cis):
        if one.claims and one.source != without:
            claims[one.ci].append(one.claim)
    commands: list[Command] = [
        truth.changed(state.cis[ci], claims[ci]) if claims[ci] else truth.forgotten(state.cis[ci])
        for ci in cis
        if ci in state.cis and (claims[ci] or without is not None)
    ]
    evidence: dict[RelationKey, str] = {}
    for key in sorted(touched.keys):
        said_of = orjson.loads(state.evidence.get(key) or b"{}")
        if without not in said_of or key not in state.relations:
            continue
        del said_of[without]
        if said_of:
            commands.append(Relate(*key, relation_fields(said_of)))
            evidence[key] = orjson.dumps(said_of, option=orjson.OPT_SORT_KEYS).decode()
        else:
            commands.append(Unrelate(*key))
    return Decision(commands, evidence)
