"""Relations that nobody should draw by hand: rules give them, and they are computed anew at will."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import orjson
from ulid import ULID

from cmdb import items
from cmdb.errors import CmdbError, Invalid, NotFound
from cmdb.graph import Graph, Tx
from cmdb.history import Stamp
from cmdb.items import Decision, State, Touched
from cmdb.items.model import RelationKey
from cmdb.model import Model
from cmdb.relation_rules import rules as decisions
from cmdb.relation_rules import store
from cmdb.relation_rules.changes import NOTHING, Said, There, change
from cmdb.relation_rules.file import load
from cmdb.relation_rules.model import (
    PREFIX,
    SOURCE,
    Estate,
    Report,
    Rule,
    RuleReport,
    Selector,
    Wanted,
)

__all__ = ["Report", "Rule", "RuleReport", "Shown", "apply", "held", "load", "named", "shown"]

_BATCH = 500
_NOBODY = (
    f"{PREFIX}(undone)"  # drawn by a rule and brought back by an undo, which keeps no evidence
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A relation that a rule gives now; `there`: it exists already, `others` state it too."""

    from_: Mapping[str, str]
    to: Mapping[str, str]
    there: bool
    others: tuple[str, ...]


@dataclass(slots=True)
class _Plan:
    """What the rules give now, what is there, and which rules could not say."""

    wanted: Wanted
    there: Mapping[RelationKey, There]
    refused: dict[str, str]
    reports: dict[str, RuleReport] = field(default_factory=dict)
    by_rule: dict[str, list[RelationKey]] = field(default_factory=dict)


def _utc() -> datetime:
    return datetime.now(UTC)


def apply(
    graph: Graph,
    model: Model,
    given: Sequence[Rule],
    actor: str,
    *,
    dry_run: bool = False,
    clock: Callable[[], datetime] = _utc,
) -> Report:
    """Draw what the rules give, and take away what only rules had drawn and none gives any more.

    A rule that gives too much, forbidden relations, or names what is not there is refused: what it
    drew stays, the others are applied. Revisions have the source `rules` and the rule's name as
    reason. Applied again, nothing is written.
    """
    plan = graph.read(_planned, model, given)
    report = Report(dry_run, list(plan.reports.values()))
    if not dry_run:
        _carry_out(graph, model, plan, actor, report, clock)
    return report


def named(given: Iterable[Rule], name: str) -> Rule:
    """Return the rule of that name. Raises NotFound."""
    found = {rule.name: rule for rule in given}
    if name not in found:
        raise NotFound(
            f"There is no rule {name!r}.",
            remedy="`cmdb rules list` lists them.",
            candidates=sorted(found),
        )
    return found[name]


def held(tx: Tx) -> dict[str, int]:
    """Return by rule how many relations it drew or confirmed, and none has been taken away."""
    found: Counter[str] = Counter()
    for there in store.drawn(tx).values():
        found.update(s.removeprefix(PREFIX) for s in there.said if s.startswith(PREFIX))
    return dict(found)


def shown(tx: Tx, model: Model, rule: Rule) -> list[Shown]:
    """Return the relations that a rule gives now, by the names of their ends. Raises Invalid."""
    estate = _estate(tx, model, [rule])
    pairs = decisions.drawn(model, rule, estate)
    there = store.there(tx, [(a, rule.type, b) for a, b in pairs]) if pairs else {}
    found = []
    for a, b in pairs:
        known = there.get((a, rule.type, b), NOTHING)
        others = tuple(sorted(s for s in known.words if s != rule.source))
        found.append(Shown(_end(estate, a), _end(estate, b), known.facts is not None, others))
    return sorted(found, key=lambda one: (one.from_["name"], one.to["name"], one.from_["id"]))


def _end(estate: Estate, id_: str) -> dict[str, str]:
    ci = estate.cis[id_]
    return {"id": id_, "class": ci.class_name, "name": ci.name}


def _planned(tx: Tx, model: Model, given: Sequence[Rule]) -> _Plan:
    estate = _estate(tx, model, given)
    wanted: Wanted = {}
    refused: dict[str, str] = {}
    reports = {rule.source: RuleReport(rule.name, rule.type) for rule in given}
    for rule in given:
        try:
            pairs = decisions.drawn(model, rule, estate)
        except Invalid as exc:
            refused[rule.source] = reports[rule.source].refused = str(exc)
            continue
        reports[rule.source].wanted = len(pairs)
        for a, b in pairs:
            wanted.setdefault((a, rule.type, b), {})[rule.source] = rule.fields
    there = store.drawn(tx)
    unseen = wanted.keys() - there.keys()
    if unseen:
        there |= store.there(tx, unseen)
    plan = _Plan(wanted, there, refused, reports)
    _count(plan)
    return plan


def _count(plan: _Plan) -> None:
    """Count what becomes of every relation, and note by rule which have to be touched."""
    for key in sorted(plan.wanted.keys() | plan.there.keys()):
        there = plan.there.get(key, NOTHING)
        found = change(key, plan.wanted.get(key, {}), there, plan.refused)
        source = _leading(plan.wanted.get(key, {}), there.said)
        report = plan.reports.setdefault(
            source, RuleReport(source.removeprefix(PREFIX), key[1], withdrawn=True)
        )
        setattr(report, found.effect, getattr(report, found.effect) + 1)
        if found.command is not None:
            plan.by_rule.setdefault(source, []).append(key)


def _leading(wanted: Said, said: Said) -> str:
    """Return the rule that a relation is counted for: the first by name that gives it, or gave it."""
    return min(wanted or (s for s in said if s.startswith(PREFIX)), default=_NOBODY)


def _estate(tx: Tx, model: Model, given: Sequence[Rule]) -> Estate:
    """Read what the rules look at, once for all of them."""
    ends = [end for rule in given for end in (rule.from_, rule.to)]
    classes = _classes(model, given, ends)
    fields = {"lifecycle", "tags", *(name for end in ends for name in end.where)}
    fields |= {name for rule in given for pair in rule.same for name in pair}
    types = {one.type for end in ends for one in end.related}
    types |= {t for end in ends for t in end.by}
    types |= {t for rule in given if rule.share for t in rule.share.by}
    refs = {ref for end in ends for ref in (*end.cis, *end.within)}
    refs |= {ref for end in ends for one in end.related for ref in one.ends}
    return Estate(
        store.seen(tx, classes, sorted(fields)) if given else {},
        store.edges(tx, types) if types else {},
        _resolved(tx, model, refs),
    )


def _classes(model: Model, given: Sequence[Rule], ends: Sequence[Selector]) -> set[str]:
    if not all(end.classes for end in ends):
        return set(model.classes)
    found = {name for end in ends for name in end.classes}
    found |= {name for end in ends for one in end.related for name in one.classes}
    return found | {name for rule in given if rule.share for name in rule.share.classes}


def _resolved(tx: Tx, model: Model, refs: Iterable[str]) -> dict[str, str]:
    """Return the ids of those references that one CI answers to."""
    found = {}
    for ref in sorted(refs):
        try:
            found[ref] = items.resolve(tx, model, ref)
        except CmdbError:
            continue
    return found


def _carry_out(
    graph: Graph,
    model: Model,
    plan: _Plan,
    actor: str,
    report: Report,
    clock: Callable[[], datetime],
) -> None:
    once = ULID()
    for source, keys in plan.by_rule.items():
        name = source.removeprefix(PREFIX)
        stamp = Stamp(actor, reason=name, source=SOURCE)
        for at in range(0, len(keys), _BATCH):
            asked = replace(stamp, request=f"rules:{once}:{name}:{at}")
            part = {key: plan.wanted.get(key, {}) for key in keys[at : at + _BATCH]}
            number = graph.write(_write, model, part, plan.refused, asked, clock())
            if number is not None:
                report.first_revision = report.first_revision or number
                report.last_revision = number


def _write(
    tx: Tx,
    model: Model,
    wanted: Wanted,
    standing: Collection[str],
    stamp: Stamp,
    now: datetime,
) -> int | None:
    """Decide again under the locks, as an import may have spoken meanwhile; then write."""

    def decide(state: State) -> Decision:
        changes = {
            key: change(key, wanted[key], _there(state, key), standing)
            for key in wanted
            if key[0] in state.cis and key[2] in state.cis
        }
        return Decision(
            [one.command for one in changes.values() if one.command is not None],
            {key: _kept(one.said) for key, one in changes.items() if one.command is not None},
        )

    ends = frozenset(end for a, _, b in wanted for end in (a, b))
    touched = Touched(ends=ends, keys=frozenset(wanted))
    outcome = items.carry_out(tx, model, touched, decide, stamp, now)
    return outcome.revision.number if outcome.revision else None


def _there(state: State, key: RelationKey) -> There:
    return There(state.relations.get(key), orjson.loads(state.evidence.get(key) or "{}"))


def _kept(said: Said) -> str:
    """Return what sources say as intake keeps it: equal statements give equal text."""
    data = {source: dict(fields) for source, fields in said.items()}
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()
