"""An evaluation as an answer: the CIs that are not ok, each with its proof, and the findings."""

from collections.abc import Sequence

import orjson

from cmdb.impact.findings import findings, redundancy_lost
from cmdb.impact.model import STATES, Answer, Impacted
from cmdb.impact.proof import Proofs
from cmdb.impact.rules import Evaluation
from cmdb.topology.snapshot import Topology

_CRITICALITIES = ("critical", "high", "medium", "low")
_NO_LAYER = 9


def answer(found: Evaluation, notes: Sequence[str] = ()) -> Answer:
    """Return what people and programs read of an evaluation, the worst first."""
    proofs = Proofs(found)
    summary, states, given = found.topology.summary, found.states, found.given
    listed = in_order(found)
    impacted: list[Impacted] = [
        {
            "ci": summary(place),
            "state": STATES[states[place]],
            "given": place in given,
            "need": proofs.need(place),
        }
        for place in listed
    ]
    return Answer(
        revision=found.topology.revision,
        complete=True,
        impacted=impacted,
        counts=_counts(found),
        redundancy_lost=redundancy_lost(found, proofs, listed),
        findings=findings(found, proofs, listed),
        notes=list(notes),
    )


def as_json(answer: Answer) -> bytes:
    """Return the answer as UTF-8 JSON, the body of an HTTP response."""
    return orjson.dumps(
        {
            "revision": answer.revision,
            "complete": answer.complete,
            "counts": answer.counts,
            "impacted": answer.impacted,
            "redundancy_lost": answer.redundancy_lost,
            "findings": answer.findings,
            "notes": answer.notes,
        }
    )


def in_order(found: Evaluation) -> list[int]:
    """Return the impacted places: worst state, then criticality, layer, name and id."""
    topology, states = found.topology, found.states
    rank_of: dict[int, int] = {}
    keys = []
    for place, state in states.items():
        code = topology.profile_code(place)
        rank = rank_of.get(code)
        if rank is None:
            rank = rank_of[code] = _rank(topology, place)
        keys.append((rank - 1000 * state, topology.name(place), topology.id(place), place))
    keys.sort()
    return [key[-1] for key in keys]


def _rank(topology: Topology, place: int) -> int:
    """Return a number that is smaller for what matters more: criticality first, then layer."""
    profile = topology.profile(place)
    said = profile.criticality
    criticality = _CRITICALITIES.index(said) if said in _CRITICALITIES else len(_CRITICALITIES)
    return 10 * criticality + (topology.model.ci_class(profile.class_name).layer or _NO_LAYER)


def _counts(found: Evaluation) -> dict[str, int]:
    states = list(found.states.values())
    return {STATES[state]: states.count(state) for state in (3, 2, 1)}
