"""A check as JSON: what the API answers."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from cmdb import impact
from cmdb.checks.headline import headline
from cmdb.checks.model import Change, Check, Match, Policy, Touched, Verdict

Row = dict[str, Any]


def as_data(check: Check) -> Row:
    """Return the check as orjson can write it; `impact` is what POST /impact answers."""
    said = check.said
    new = [one for one in said.changes if one.effect == "new"]
    unfelt = [one for one in said.changes if one.effect == "none"]
    return {
        "revision": check.revision,
        "complete": check.answer.complete,
        "headline": headline(check),
        "kind": said.kind,
        "files": list(said.files),
        "policy": _policy(check.policy, check.verdicts, holds=check.holds),
        "touched": [_touched(one) for one in check.touched],
        "out_of_operation": [_touched(one) for one in check.idle],
        "unknown": [_match(one) for one in check.unknown],
        "ambiguous": [_match(one) for one in check.ambiguous],
        "added": [_change(one) for one in new],
        "without_effect": [_change(one) for one in unfelt],
        "notes": [{"place": one.place, "reason": one.reason} for one in said.notes],
        "impact": orjson.Fragment(impact.as_json(check.answer)),
    }


def _policy(policy: Policy, verdicts: Sequence[Verdict], *, holds: bool) -> Row:
    return {
        "holds": holds,
        "rules": [_verdict(one) for one in verdicts],
        "update_state": policy.update_state,
        "baseline": policy.baseline,
        "duration_s": policy.duration_s,
    }


def _verdict(one: Verdict) -> Row:
    hits = [
        {"ci": hit.ci, "state": hit.state} if hit.ci else {"label": hit.label} for hit in one.hits
    ]
    return {"rule": one.rule.text, "holds": not hits, "hits": hits}


def _change(one: Change) -> Mapping[str, Any]:
    return {
        "label": one.label,
        "action": one.action,
        "effect": one.effect,
        "parts": list(one.parts),
        "place": one.place,
    }


def _touched(one: Touched) -> Row:
    return {**_change(one.change), "ci": one.ci, "matched_by": one.how, "state": one.state}


def _match(one: Match) -> Row:
    return {
        **_change(one.change),
        "matched_by": one.how,
        "candidates": list(one.cis),
        "alike": list(one.alike),
    }
