"""An evaluation as an answer: the CIs that are not ok, each with its proof, and the findings."""

from collections.abc import Mapping, Sequence

import orjson

from cmdb.impact.findings import findings, redundancy_lost
from cmdb.impact.model import STATES, Answer, Impacted
from cmdb.impact.proof import Proofs
from cmdb.impact.rules import Evaluation
from cmdb.topology.snapshot import CiSummary, Topology

_CRITICALITIES = ("critical", "high", "medium", "low")
_NO_LAYER = 9


def answer(found: Evaluation, notes: Sequence[str] = ()) -> Answer:
    """Return what people and programs read of an evaluation, the worst first."""
    proofs = Proofs(found)
    summaries, states, given = proofs.summaries, found.states, found.given
    listed = _in_order(found, summaries)
    impacted: list[Impacted] = [
        {
            "ci": summaries[place],
            "state": STATES[states[place]],
            "given": place in given,
            "need": proofs.needs[place],
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


def _in_order(found: Evaluation, summaries: Mapping[int, CiSummary]) -> list[int]:
    """Return the impacted places: worst state, then criticality, layer, name and id."""
    ranks: dict[tuple[str, str | None], int] = {}
    keys = []
    for place, state in found.states.items():
        ci = summaries[place]
        kind = (ci["class"], ci["criticality"])
        rank = ranks.get(kind)
        if rank is None:
            rank = ranks[kind] = _rank(found.topology, *kind)
        keys.append((rank - 1000 * state, ci["name"], ci["id"], place))
    keys.sort()
    return [key[3] for key in keys]


def _rank(topology: Topology, class_name: str, criticality: str | None) -> int:
    """Return a number that is smaller for what matters more: criticality first, then layer."""
    last = len(_CRITICALITIES)
    place = _CRITICALITIES.index(criticality) if criticality in _CRITICALITIES else last
    return 10 * place + (topology.model.ci_class(class_name).layer or _NO_LAYER)


def _counts(found: Evaluation) -> dict[str, int]:
    states = list(found.states.values())
    return {STATES[state]: states.count(state) for state in (3, 2, 1)}
