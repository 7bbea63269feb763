"""Two impact answers side by side: what is newly hit, what no longer is, whose state changed.

The answers may be of two times, or of the same time with and without a hypothesis: CIs are told
apart by their ids, so that the two topologies need have nothing in common.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from cmdb.impact.model import OK, STATES, Need
from cmdb.impact.proof import Proofs
from cmdb.impact.rules import Evaluation
from cmdb.topology.snapshot import CiSummary

_CRITICALITIES = ("critical", "high", "medium", "low")


class Difference(TypedDict):
    """A CI whose state is not the same in both answers; None where the CI did not exist.

    `need` is the one that decided where it is not ok: afterwards, else before. None: it was given.
    """

    ci: CiSummary
    before: str | None
    after: str | None
    need: Need | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What makes the answer afterwards another than the one before. The worst come first.

    `unchanged` counts the CIs that are not ok and in the same state in both.
    """

    before_revision: int
    after_revision: int
    newly_hit: list[Difference]
    no_longer_hit: list[Difference]
    changed: list[Difference]
    unchanged: int


def compared(before: Evaluation, after: Evaluation) -> Comparison:
    """Return the difference of two evaluations, on whichever topologies."""
    newly: list[Difference] = []
    no_longer: list[Difference] = []
    changed: list[Difference] = []
    for one in sorted(_differences(before, after), key=_rank):
        if one["before"] in (None, "ok"):
            newly.append(one)
        else:
            (no_longer if one["after"] in (None, "ok") else changed).append(one)
    same = len(_by_id(before).items() & _by_id(after).items())
    return Comparison(
        before.topology.revision, after.topology.revision, newly, no_longer, changed, same
    )


def changed_ids(before: Evaluation, after: Evaluation) -> dict[str, tuple[int, int]]:
    """Return id → (state before, state after) of the CIs whose state is not the same in both."""
    was, is_ = _by_id(before), _by_id(after)
    pairs = {id_: (was.get(id_, OK), is_.get(id_, OK)) for id_ in was.keys() | is_.keys()}
    return {id_: pair for id_, pair in pairs.items() if pair[0] != pair[1]}


def _by_id(found: Evaluation) -> dict[str, int]:
    id_of = found.topology.id
    return {id_of(place): state for place, state in found.states.items()}


def _differences(before: Evaluation, after: Evaluation) -> Iterator[Difference]:
    proofs = Proofs(before), Proofs(after)
    for id_, (was, is_) in changed_ids(before, after).items():
        old, new = before.topology.place(id_), after.topology.place(id_)
        side, place = (1, new) if is_ != OK else (0, old)
        shown = after.topology.summary(new) if new is not None else None
        if shown is None and old is not None:
            shown = before.topology.summary(old)
        if shown is None or place is None:
            raise AssertionError(f"{id_} has a state and is in no topology")
        yield {
            "ci": shown,
            "before": None if old is None else STATES[was],
            "after": None if new is None else STATES[is_],
            "need": proofs[side].need(place),
        }


def _rank(one: Difference) -> tuple[int, int, str, str]:
    worst = max(STATES.index(state or "ok") for state in (one["before"], one["after"]))
    criticality = one["ci"]["criticality"]
    matters = _CRITICALITIES.index(criticality) if criticality in _CRITICALITIES else 9
    return -worst, matters, one["ci"]["name"], one["ci"]["id"]
