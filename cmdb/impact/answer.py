"""An evaluation as an answer: the CIs that are not ok, each with its proof, and the findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cmdb.impact.findings import findings, redundancy_lost
from cmdb.impact.headline import headline
from cmdb.impact.model import OK, STATES, Answer, Impacted
from cmdb.impact.order import in_order
from cmdb.impact.proof import Proofs
from cmdb.impact.recovery import recoverable
from cmdb.impact.rules import Evaluation


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in a topology's terms: states by place, and what is to be said of them.

    `before` is the evaluation of what is known to have failed already, where the question asks
    from there.
    """

    states: Mapping[int, int]
    notes: Sequence[str] = ()
    before: Evaluation | None = None


def answer(found: Evaluation, asked: Asked) -> Answer:
    """Return what people and programs read of an evaluation, the worst first."""
    proofs, listed = Proofs(found), in_order(found)
    made = around(found, asked, proofs, listed)
    summaries, states, before = found.topology.summaries(listed), found.states, asked.before
    for place in listed:
        one: Impacted = {
            "ci": summaries[place],
            "state": STATES[states[place]],
            "given": place in asked.states,
            "need": proofs.need(place),
        }
        if before is not None:
            was = before.states.get(place, OK)
            one["was"] = STATES[was]
            one["already"] = was == states[place]
        made.impacted.append(one)
    return made


def around(found: Evaluation, asked: Asked, proofs: Proofs, listed: Sequence[int]) -> Answer:
    """Return an answer with all but the impacted CIs, of which `listed` has the places."""
    before = asked.before
    return Answer(
        revision=found.topology.revision,
        complete=found.complete,
        impacted=[],
        counts=counts(found.states),
        headline=headline(found, asked.states, before),
        newly=None if before is None else counts(worse(found, before)),
        redundancy_lost=redundancy_lost(found, proofs, listed),
        recoverable=recoverable(found, listed),
        findings=findings(found, proofs, listed),
        notes=list(asked.notes),
    )


def as_json(answer: Answer) -> bytes:
    """Return the answer as UTF-8 JSON, the body of an HTTP response."""
    return orjson.dumps({**heading(answer), "impacted": answer.impacted, **rest(answer)})


def heading(answer: Answer) -> dict[str, Any]:
    """Return what stands before the impacted CIs."""
    newly = {} if answer.newly is None else {"newly": answer.newly}
    return {
        "revision": answer.revision,
        "complete": answer.complete,
        "counts": answer.counts,
        "headline": answer.headline,
        **newly,
    }


def rest(answer: Answer) -> dict[str, Any]:
    """Return what stands after the impacted CIs."""
    return {
        "redundancy_lost": answer.redundancy_lost,
        "recoverable": answer.recoverable,
        "findings": answer.findings,
        "notes": answer.notes,
    }


def worse(found: Evaluation, before: Evaluation) -> dict[int, int]:
    """Return the states of the CIs that are worse than before."""
    was = before.states
    return {place: state for place, state in found.states.items() if state > was.get(place, OK)}


def counts(states: Mapping[int, int]) -> dict[str, int]:
    """Return how many CIs are in each state, the worst first."""
    all_ = list(states.values())
    return {STATES[state]: all_.count(state) for state in (3, 2, 1)}
