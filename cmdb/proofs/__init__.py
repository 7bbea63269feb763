"""Why is a CI in its state, and why is it not? The proof, its minimal causes, and its trust."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmdb import impact
from cmdb.graph import Tx
from cmdb.impact import Asked, Evaluation, Question
from cmdb.impact.model import OK, STATES
from cmdb.impact.recovery import recoverable
from cmdb.proofs import store
from cmdb.proofs.causes import Budget, OutOfBudget, minimal_sets
from cmdb.proofs.held import short, why_not
from cmdb.proofs.model import Cause, Doubts, Link, Step, Why
from cmdb.proofs.part import Part, Relation
from cmdb.proofs.steps import below, relations, steps
from cmdb.proofs.trust import doubts, trust, weakest
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import Topology

__all__ = ["Limits", "Why", "trusted", "why"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a proof goes: how many steps and causes it lists, how long it looks for causes and,
    after that, for what is necessary."""

    steps: int = 200
    causes: int = 3
    evaluations: int = 5_000
    seconds: float = 0.5
    clock: Callable[[], float] = time.monotonic


_LIMITS = Limits()


def why(topology: Topology, question: Question, ref: str, limits: Limits = _LIMITS) -> Why:
    """Return why the CI is in the state that it has under the question, or why it is not impacted.

    Nothing is said of trust yet: `trusted` does that. Raises what `impact.of` does, for the CI too.
    """
    target = resolve(topology, ref)
    known = impact.asked(topology, question)
    found = impact.joint(topology, question, known)
    if target not in found.states:
        answer = _empty(found, known, target)
        answer["why_not"] = why_not(found, target)
        return answer
    return _proof(found, known, question, target, limits)


def trusted(tx: Tx, answer: Why, now: datetime, stale_after: timedelta) -> Why:
    """Return the answer with where its relations come from, and what is doubtful on the way.

    What is written in the transaction's graph is what is said, also of an answer about another one.
    """
    if not answer["impacted"]:
        return answer
    links = [link for step in answer["steps"] for link in step["relations"]]
    known = store.relations(tx, {_key(link) for link in links})
    of = {key: trust(one, now, stale_after) for key, one in known.items()}
    told: list[Step] = [
        {
            **step,
            "relations": [{**link, "trust": of.get(_key(link))} for link in step["relations"]],
        }
        for step in answer["steps"]
    ]
    cis = store.cis(tx, {step["ci"]["id"] for step in told})
    return {
        **answer,
        "steps": told,
        "trust": weakest(told),
        "doubts": doubts(told, cis, now, stale_after),
    }


def _key(link: Link) -> tuple[str, str, str]:
    return link["from"], link["type"], link["to"]


def _empty(found: Evaluation, known: Asked, target: int) -> Why:
    topology = found.topology
    nobody: Doubts = {"stale": [], "ownerless": [], "unconfirmed": []}
    return {
        "revision": topology.revision,
        "complete": True,
        "ci": topology.summary(target),
        "state": STATES[found.states.get(target, OK)],
        "impacted": target in found.states,
        "steps": [],
        "steps_count": 0,
        "minimal_causes": [],
        "causes_complete": True,
        "trust": None,
        "doubts": nobody,
        "recoverable": [],
        "why_not": None,
        "notes": list(known.notes),
    }


def _proof(found: Evaluation, known: Asked, question: Question, target: int, limits: Limits) -> Why:
    listed = below(found, target)
    shown = listed[: limits.steps]
    part = Part(found, target, question.duration_s)
    sets, all_sets = _causes(found, known, part, target, limits)
    wanted = [one for place, _ in shown for one in relations(found, place)]
    necessary = _necessary(found, part, target, wanted, limits)
    return {
        **_empty(found, known, target),
        "complete": len(shown) == len(listed) and len(necessary) == len(wanted),
        "steps": steps(found, known, shown, necessary),
        "steps_count": len(listed),
        "minimal_causes": [[_cause(found, known, one) for one in causes] for causes in sets],
        "causes_complete": all_sets,
        "recoverable": recoverable(found, [place for place, _ in listed]),
    }


def _causes(
    found: Evaluation, known: Asked, part: Part, target: int, limits: Limits
) -> tuple[list[tuple[int, ...]], bool]:
    """Return minimal sets of what the question gives; what has failed already stays as it is."""
    state = found.states[target]
    already = {} if known.before is None else dict(known.before.given)

    def enough(failures: Sequence[int]) -> bool:
        given = dict(already)
        for place in failures:
            given[place] = max(known.states[place], given.get(place, OK))
        return part.state(given) >= state

    matter = [place for place in known.states if part.holds(place)]
    budget = Budget(limits.evaluations, limits.clock, limits.seconds)
    return minimal_sets(matter, enough, budget, limits.causes)


def _necessary(
    found: Evaluation, part: Part, target: int, wanted: Sequence[Relation], limits: Limits
) -> dict[Relation, bool]:
    """Return which relations the state hangs on, as far as time allows."""
    state = found.states[target]
    budget = Budget(limits.evaluations, limits.clock, limits.seconds)
    told: dict[Relation, bool] = {}
    try:
        for relation in wanted:
            budget.spend()
            told[relation] = part.state_without(relation, found.given) < state
    except OutOfBudget:
        pass
    return told


def _cause(found: Evaluation, known: Asked, place: int) -> Cause:
    return {"ci": short(found, place), "state": STATES[known.states[place]]}
