"""What a batch of a source's input means for the graph: decided on what holds under the lock."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import orjson

from cmdb import items
from cmdb.graph import Tx
from cmdb.intake.gathering import Gathered
from cmdb.intake.identifying import CHANGED, CREATED, seen
from cmdb.intake.rules import uid
from cmdb.intake.staging import Said, Stage, Staged, stored
from cmdb.items import Command, Decision, Ready, Relate, State, Touched, Unrelate
from cmdb.items.model import Facts, RelationKey
from cmdb.items.rules import PERSON
from cmdb.model import Model
from cmdb.reconcile.precedence import Claim
from cmdb.reconcile.rules import Reconciliation, claim, relation_fields
from cmdb.reconcile.store import Record, records_of

Decide = Callable[[State], Decision]


@dataclass(frozen=True, slots=True)
class Deciding:
    """Turns staged CIs into commands, by what all sources say of them."""

    model: Model
    stage: Stage
    sources: Mapping[int, Gathered]
    truth: Reconciliation

    def whole(self, tx: Tx, gathered: Gathered, rows: Sequence[Staged]) -> Sequence[Staged]:
        """Return a batch of CIs with what earlier inputs said of them, where one input may show only
        a side of a CI. Only one run of a source goes on at a time: its records stay as they are."""
        partial = [
            one
            for one in rows
            if one.state == CHANGED
            and gathered.spec.partial_views
            and not gathered.complete(one.scope)
        ]
        if not partial:
            return rows
        records = records_of(tx, list({str(one.ci) for one in partial}))
        before = {r.external_id: r for r in records if r.source == gathered.name}
        sides = {one.n for one in partial}
        merged = [
            with_before(one, before[one.key]) if one.n in sides and one.key in before else one
            for one in rows
        ]
        self.stage.replace_bodies(merged)
        return merged

    def cis(self, tx: Tx, gathered: Gathered, rows: Sequence[Staged]) -> tuple[Touched, Decide]:
        """Return what to lock for a batch of CIs, all new or none, and what then to do."""
        if all(one.state == CREATED for one in rows):
            commands = self.new(gathered, rows)
            return Touched(), lambda _: Decision(commands)
        cis = list(dict.fromkeys(str(one.ci) for one in rows))

        def decide(state: State) -> Decision:
            claims, handmade = self._claims(tx, gathered, cis, state.cis)
            return Decision(self._commands(rows, claims, state.cis, handmade))

        return Touched(cis=frozenset(cis)), decide

    def new(self, gathered: Gathered, rows: Sequence[Staged]) -> list[Command]:
        """Return what is to be done about CIs that the graph has not: it need not be asked."""
        claims = {str(one.ci): [self._claim(gathered, one)] for one in rows}
        return self._commands(rows, claims, {}, set())

    def _commands(
        self,
        rows: Sequence[Staged],
        claims: Mapping[str, Collection[Claim]],
        there: Mapping[str, Facts],
        handmade: Collection[str],
    ) -> list[Command]:
        first: dict[str, Staged] = {}
        for one in rows:
            first.setdefault(str(one.ci), one)
        return [
            self.truth.created(ci, claims[ci], one.place)
            if (before := there.get(ci)) is None
            else self.truth.changed(
                *(before, claims[ci], one.place),
                handmade=ci in handmade,
                restored=one.given is not None,
            )
            for ci, one in first.items()
        ]

    def _claims(
        self, tx: Tx, gathered: Gathered, cis: Sequence[str], there: Mapping[str, Facts]
    ) -> tuple[dict[str, list[Claim]], set[str]]:
        """Return what is claimed of each CI: by this upload so far, else by the records; and which
        CIs no source knew before."""
        staged = self.stage.of_cis(cis, gathered.number)
        fresh = {(self.sources[number].name, one.key) for number, one in staged}
        claims: dict[str, list[Claim]] = {ci: [] for ci in cis}
        known: set[str] = set()
        for number, one in staged:
            claims[str(one.ci)].append(self._claim(self.sources[number], one))
            if number < gathered.number or one.state == CREATED:
                known.add(str(one.ci))
        for record in records_of(tx, cis):
            known.add(record.ci)
            if record.claims and (record.source, record.external_id) not in fresh:
                claims[record.ci].append(record.claim)
        return claims, {ci for ci in cis if ci in there and ci not in known}

    def _claim(self, gathered: Gathered, one: Staged) -> Claim:
        at = one.body["observed_at"]
        observed = datetime.fromisoformat(at) if at else None
        return claim(gathered.name, gathered.spec.kind, one.values, observed)

    def supposed(self, tx: Tx, gathered: Gathered, cis: Sequence[str]) -> dict[str, Facts]:
        """Return the facts of CIs that this upload will have made by then, and that are not there."""
        made = self.stage.made(cis, gathered.number)
        there = {one.id for one in items.several(tx, list(made))} if made else set()
        staged = self.stage.of_cis([ci for ci in made if ci not in there], gathered.number)
        by_ci: dict[str, list[Claim]] = {}
        for number, one in staged:
            by_ci.setdefault(str(one.ci), []).append(self._claim(self.sources[number], one))
        state = State({}, {})
        commands = [self.truth.created(ci, claims) for ci, claims in by_ci.items()]
        items.planned(self.model, state, commands)
        return state.cis

    def record(
        self, gathered: Gathered, one: Staged, relations: Sequence[Said] | None = None
    ) -> dict[str, object]:
        """Return what is kept of what a source says of a CI.

        With `relations`, all that it states of them, the digest stands for the whole; else these
        and the digest follow.
        """
        known = sorted(seen(gathered, one).identifiers)
        return {
            "uid": uid(gathered.name, one.key),
            "external_id": one.key,
            "ci": one.ci,
            "values": stored(one.values).decode(),
            "identity": stored(known).decode(),
            "claims": [" ".join(pair) for pair in known],
            "scope": one.scope,
            "place": one.place,
            "observed_at": one.body["observed_at"],
            "digest": "" if relations is None else one.digest,
            "relations": ""
            if relations is None
            else stored([said.as_data() for said in relations]).decode(),
        }


def with_before(one: Staged, record: Record) -> Staged:
    """Return a CI as both inputs show it: the newer view counts where they differ."""
    if record.values is None:
        return one
    at = one.body["observed_at"]
    older = bool(at and record.observed_at and datetime.fromisoformat(at) < record.observed_at)
    views = (one.body["fields"], {k: v for k, v in record.values["fields"].items() if k != "name"})
    newer, other = reversed(views) if older else views
    identity = dict(one.body["identity"])
    for kind, value in record.identity:
        identity[kind] = sorted({*identity.get(kind, ()), value})
    times = [t for t in (at, record.observed_at and record.observed_at.isoformat()) if t]
    body = {
        **one.body,
        "fields": {**other, **newer},
        "quorum": {**record.values["quorum"], **one.body["quorum"]},
        "identity": identity,
        "observed_at": max(times, default=None),
    }
    return replace(one, body=body, known=None)


@dataclass(slots=True)
class RelationWork:
    """What a batch of owners states of relations: changes by the relation's key in the graph.

    None of the fields means that the source no longer states it. `fresh` are the ends that this
    upload makes, `kept` is what the records keep, `unparked` what waited and is no longer stated.
    """

    source: str
    changes: dict[RelationKey, tuple[Facts | None, str]] = field(default_factory=dict)
    fresh: dict[str, Facts] = field(default_factory=dict)
    kept: list[dict[str, object]] = field(default_factory=list)
    unparked: list[str] = field(default_factory=list)

    def ends(self) -> set[str]:
        return {end for key in self.changes for end in (key[0], key[2])}

    def touched(self) -> Touched:
        """Return what must be locked and looked at: nobody else has written what this run makes."""
        ends = frozenset(self.ends() - self.fresh.keys())
        return Touched(ends=ends, keys={k for k in self.changes if k[0] in ends and k[2] in ends})

    @property
    def is_new(self) -> bool:
        """Whether this run makes both ends of all that changes: nobody else relates them."""
        return bool(self.changes) and self.fresh.keys() >= self.ends()

    def ready(self, model: Model) -> Ready:
        """Return the revision of what is new, made ready before it is written."""
        state = State({}, {})
        decision = self.decide(state)
        return items.ready(model, state, decision.commands, decision.evidence)

    def slices(self, size: int) -> list["RelationWork"]:
        """Return the work in equal parts of at most so many changes; records are kept with the last."""
        every = list(self.changes.items())
        number = max(1, -(-len(every) // size))
        each = -(-len(every) // number)
        parts = [
            RelationWork(self.source, dict(every[at * each : (at + 1) * each]), self.fresh)
            for at in range(number)
        ]
        parts[-1].kept = self.kept
        parts[-1].unparked = self.unparked
        return parts

    def decide(self, state: State) -> Decision:
        """Return the commands, given what every source says of the relations."""
        state.cis = self.fresh | state.cis
        commands: list[Command] = []
        evidence: dict[RelationKey, str] = {}
        for key, (fields, place) in self.changes.items():
            said = orjson.loads(state.evidence.get(key) or b"{}")
            facts = state.relations.get(key)
            if facts is not None and not said:
                said = {PERSON: {k: v for k, v in facts.items() if k not in ("from", "type", "to")}}
            if fields is None:
                said.pop(self.source, None)
            else:
                said[self.source] = fields
            if said:
                commands.append(Relate(*key, relation_fields(said), place=place))
                evidence[key] = stored(said).decode()
            elif facts is not None:
                commands.append(Unrelate(*key, place=place))
        return Decision(commands, evidence)
