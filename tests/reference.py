"""IMPACT.md evaluated the slow and obvious way: every need of every CI, in every round.

Written from the text alone. Nothing of cmdb.impact is used; groups are collected anew for each
look at a CI, contributions are sorted and counted as the text says.
"""

from fractions import Fraction
from math import ceil

from cmdb.model import load

ORDER = ("ok", "at_risk", "degraded", "down")


def worse(*states):
    return max(states, key=ORDER.index, default="ok")


def operates(facts):
    return facts.get("lifecycle", "operational") in ("operational", "retiring")


def contribution(strength, state):
    if strength == "tolerated":
        return "ok"
    if strength == "hard":
        return state
    if strength == "soft":
        return "degraded" if state == "down" else "ok"
    return "at_risk" if state in ("down", "degraded") else "ok"


def amount(said, n):
    if said == "all":
        return n
    if said == "majority":
        return n // 2 + 1
    if said == "n-1":
        return max(1, n - 1)
    if isinstance(said, str):
        return ceil(Fraction(int(said.rstrip("%")), 100) * n)
    return min(said, n)


def resolved(said, n):
    """Return (k, m) of a quorum as a document says it."""
    needs, wants = (said["needs"], said.get("wants")) if isinstance(said, dict) else (said, None)
    k = amount(needs, n)
    return k, max(k, amount(k if wants is None else wants, n))


def group_state(contributions, k, m):
    ordered = sorted(contributions, key=ORDER.index)
    n = len(ordered)
    s = ordered[k - 1]
    w = sum(1 for c in ordered if c in ("ok", "at_risk"))
    if s in ("degraded", "down"):
        return s
    if w < m:
        return "degraded"
    if w == m and w < n:
        return worse("at_risk", s)
    return s


def tolerated(fields, duration_s):
    hours = int(fields.get("tolerates", "PT0H")[2:-1])
    return duration_s is not None and "tolerates" in fields and hours * 3600 >= duration_s


def needs_of(estate, name, duration_s=None):
    """Return the needs of a CI: (sort key, [(supplier, strengths)], (k, m))."""
    model = load()
    plain, groups = [], {}
    for dependent, type_, supplier, fields in estate.relations:
        if dependent != name or not operates(estate.cis[supplier]):
            continue
        strength, group = model.effective(type_, fields)
        if strength == "none":
            continue
        if tolerated(fields, duration_s):
            strength = "tolerated"
        if group is None:
            plain.append(((0, type_, supplier), {supplier: [strength]}, (1, 1)))
        else:
            members, types = groups.setdefault(group, ({}, set()))
            members.setdefault(supplier, []).append(strength)
            types.add(type_)
    return plain + [
        ((1, group, ""), members, quorum(estate, name, group, types, len(members)))
        for group, (members, types) in groups.items()
    ]


def quorum(estate, name, group, types, n):
    declared = estate.cis[name].get("quorum", {})
    if group in declared:
        return resolved(declared[group], n)
    found = [load().default_quorum(estate.cis[name]["class"], type_, group) for type_ in types]
    pairs = [resolved(q.as_data(), n) for q in found if q is not None] or [(1, 1)]
    return max(k for k, _ in pairs), max(m for _, m in pairs)


def evaluate(estate, given, duration_s=None):
    """Return (states, rounds, deciding needs' keys) of the CIs that are not ok."""
    working = [name for name, facts in estate.cis.items() if operates(facts)]
    needs = {name: needs_of(estate, name, duration_s) for name in working}
    states = {name: given.get(name, "ok") for name in working}
    rounds = dict.fromkeys(given, 0)
    causes = {}
    number = 0
    while True:
        number += 1
        before, changed = dict(states), False
        for name in working:
            results = {}
            for key, members, (k, m) in needs[name]:
                got = [
                    worse(*(contribution(strength, before[supplier]) for strength in strengths))
                    for supplier, strengths in members.items()
                ]
                results[key] = group_state(got, k, m)
            state = worse(given.get(name, "ok"), *results.values())
            if state != before[name]:
                changed = True
                states[name], rounds[name] = state, number
                causes[name] = min(key for key, result in results.items() if result == state)
        if not changed:
            break
    return {name: s for name, s in states.items() if s != "ok"}, rounds, causes
