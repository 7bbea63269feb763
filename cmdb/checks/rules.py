"""What a change does to a CI's state, and what a policy says of the answer. Pure."""

from collections.abc import Iterable, Sequence

from cmdb.checks.model import Change, Effect, Hit, Match, Policy, Rule, UpdateState, Verdict
from cmdb.impact import Answer, State
from cmdb.impact.headline import is_service
from cmdb.impact.model import STATES, Impacted, Redundancy
from cmdb.model import Model
from cmdb.topology.snapshot import CiSummary


def state_of(change: Change, update_state: UpdateState) -> State | None:
    """Return the state that a CI is in while the change is made; None where it goes on working."""
    if change.state:
        return change.state
    restarts: State | None = None if update_state == "ok" else update_state
    states: dict[Effect, State | None] = {
        "ends": "down",
        "restarts": restarts,
        "rolls": "at_risk",
    }
    return states.get(change.effect)


def verdicts(policy: Policy, answer: Answer, missing: Sequence[Match]) -> tuple[Verdict, ...]:
    """Return every rule of the policy with what breaks it, in the policy's order.

    `missing` are the matches that led to no CI or to several.
    """
    return tuple(Verdict(rule, tuple(_hits(rule, answer, missing))) for rule in policy.rules)


def _hits(rule: Rule, answer: Answer, missing: Sequence[Match]) -> Iterable[Hit]:
    if rule.what == "unknown":
        return [Hit(one.change.label) for one in missing]
    if rule.what == "redundancy":
        lost = {one["ci"]["id"] for one in lost_redundancy(answer)}
        places = [one["ci"] for one in answer.impacted if one["ci"]["id"] in lost]
        return [_hit(ci, "at_risk") for ci in places if _concerns(rule, ci)]
    worst_allowed = STATES.index(rule.what)
    return [
        _hit(one["ci"], one["state"])
        for one in newly(answer)
        if STATES.index(one["state"]) >= worst_allowed and _concerns(rule, one["ci"])
    ]


def _hit(ci: CiSummary, state: str) -> Hit:
    return Hit(f"{ci['class']}:{ci['name']}", ci, state)


def _concerns(rule: Rule, ci: CiSummary) -> bool:
    return (not rule.criticalities or ci["criticality"] in rule.criticalities) and (
        not rule.environments or ci["environment"] in rule.environments
    )


def newly(answer: Answer) -> list[Impacted]:
    """Return what the change itself makes worse: all of it unless some has failed already."""
    return [one for one in answer.impacted if not one.get("already")]


def lost_redundancy(answer: Answer) -> list[Redundancy]:
    """Return where the change uses up spares; not where it only renews copy by copy itself."""
    own = {one["ci"]["id"] for one in newly(answer) if not one["given"]}
    return [one for one in answer.redundancy_lost if one["ci"]["id"] in own]


def services(answer: Answer, model: Model) -> list[Impacted]:
    """Return the services and deployed applications that are hit, the worst first."""
    return [one for one in newly(answer) if is_service(model, one["ci"]["class"])]
