"""What a hypothesis makes different. The proofs stand in the answers: here are only states."""

from cmdb.hypotheses.model import Difference, Differences
from cmdb.impact.answer import counts
from cmdb.impact.comparison import changed_ids
from cmdb.impact.model import OK, STATES
from cmdb.impact.rules import Evaluation

_CRITICALITIES = ("critical", "high", "medium", "low")


def differences(before: Evaluation, after: Evaluation) -> Differences:
    """Return how the states differ, of CIs in either graph; those that matter most come first."""
    found: Differences = {
        "before": counts(before.states),
        "newly_hit": [],
        "worse": [],
        "better": [],
        "no_longer_hit": [],
        "unchanged": 0,
    }
    changed = changed_ids(before, after)
    listed = [(_difference(before, after, id_, *pair), *pair) for id_, pair in changed.items()]
    for one, was, is_ in sorted(listed, key=lambda each: _rank(each[0], max(each[1:]))):
        if was == OK:
            found["newly_hit"].append(one)
        elif is_ == OK:
            found["no_longer_hit"].append(one)
        else:
            found["worse" if is_ > was else "better"].append(one)
    found["unchanged"] = len(before.states) - sum(was != OK for was, _ in changed.values())
    return found


def _rank(one: Difference, worst: int) -> tuple[int, int, str, str]:
    said = one["ci"]["criticality"]
    matters = _CRITICALITIES.index(said) if said in _CRITICALITIES else len(_CRITICALITIES)
    return -worst, matters, one["ci"]["name"], one["ci"]["id"]


def _difference(before: Evaluation, after: Evaluation, id_: str, was: int, is_: int) -> Difference:
    old, new = before.topology.place(id_), after.topology.place(id_)
    if new is not None:
        shown = after.topology.summary(new)
    elif old is not None:
        shown = before.topology.summary(old)
    else:
        raise AssertionError(f"{id_} has a state and is in no graph")
    return {
        "ci": shown,
        "before": None if old is None else STATES[was],
        "after": None if new is None else STATES[is_],
    }
