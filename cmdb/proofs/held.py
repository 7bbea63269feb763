"""Why a CI is not impacted: the needs that held, its own and those of what it stands on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from cmdb.impact.groups import Group, groups_of
from cmdb.impact.model import OK, STATES, Member, ShortCi
from cmdb.impact.proof import quorum_shown
from cmdb.impact.rules import CONTRIBUTIONS, Evaluation
from cmdb.proofs.model import Block, Held, WhyNot

_LISTED = 50
_MEMBERS = 20
_SAID = ("ok", "at risk", "degraded", "down")

Tied = tuple[int, int]
"""(supplier's place, tie code)"""
Why = Literal["untouched", "absorbed", "tolerated", "spare_left"]


def why_not(found: Evaluation, target: int) -> WhyNot:
    """Return why the CI is not impacted; it must not be."""
    topology = found.topology
    if not topology.operating[target]:
        lifecycle = topology.profile(target).lifecycle
        return _answer("not_in_operation", f"it is {lifecycle}, not in operation")
    own = _needs(found, target)
    touched = [need for need in own if need["why"] != "untouched"]
    deeper = list(_held_at(found, target))
    if touched or deeper:
        where = touched or deeper
        text = f"{where[0]['ci']['name']} held: {where[0]['text']}"
        return _answer("held", text, own, deeper)
    blocks = _blocks(found, target)
    if blocks:
        return _answer("no_impact", blocks[0]["text"], own, blocks=blocks)
    return _answer("not_connected", "it stands on nothing that fails", own)


def _answer(
    reason: Literal["held", "no_impact", "not_connected", "not_in_operation"],
    text: str,
    own: Sequence[Held] = (),
    deeper: Sequence[Held] = (),
    blocks: Sequence[Block] = (),
) -> WhyNot:
    ordered = sorted(own, key=lambda need: need["why"] == "untouched")
    return {
        "reason": reason,
        "needs": ordered[:_LISTED],
        "needs_count": len(own),
        "held_at": list(deeper[:_LISTED]),
        "held_at_count": len(deeper),
        "blocks": list(blocks),
        "text": text,
    }


def _held_at(found: Evaluation, target: int) -> Iterator[Held]:
    """Yield the touched needs of what the CI stands on: there the failure ends. Nearest first."""
    topology = found.topology
    seen, left = {target}, [target]
    for place in left:  # it grows while it is read
        if place != target and any(one in found.states for one in topology.walked_needs(place)[0]):
            yield from (need for need in _needs(found, place) if need["why"] != "untouched")
        for supplier in topology.walked_needs(place)[0]:
            fine = topology.operating[supplier] and supplier not in found.states
            if fine and supplier not in seen:
                seen.add(supplier)
                left.append(supplier)


def _needs(found: Evaluation, place: int) -> list[Held]:
    """Return all needs of a CI that is ok: plain ones first, then groups, by name."""
    topology = found.topology
    plain: list[tuple[str, str, Tied]] = []
    grouped: dict[str, list[Tied]] = {}
    for supplier, code in zip(*topology.walked_needs(place), strict=True):
        tie = topology.tie(code)
        if tie.strength == "none" or not topology.operating[supplier]:
            continue
        if tie.group is None:
            plain.append((tie.type, topology.name(supplier), (supplier, code)))
        else:
            grouped.setdefault(tie.group, []).append((supplier, code))
    groups = groups_of(topology, place) if grouped else {}
    return [
        *(_plain(found, place, tied) for _, _, tied in sorted(plain)),
        *(_group(found, place, groups[name], grouped[name]) for name in sorted(grouped)),
    ]


def _plain(found: Evaluation, place: int, tied: Tied) -> Held:
    supplier, code = tied
    tie, topology = found.topology.tie(code), found.topology
    failing = _failing(found, [supplier])
    why = _why(found, [tied])
    verb = topology.model.relation_type(tie.type).verb
    state = _SAID[found.states.get(supplier, OK)]
    return {
        "ci": short(found, place),
        "kind": "plain",
        "type": tie.type,
        "strength": tie.strength,
        "supplier": short(found, supplier),
        "group": None,
        "quorum": None,
        "members": 1,
        "working": 1,
        "spare": 0,
        "failing": failing,
        "failing_count": len(failing),
        "why": why,
        "text": f"{verb} {topology.name(supplier)}, which is {state}{_added(why, tie.strength)}",
    }


def _group(found: Evaluation, place: int, group: Group, tied: list[Tied]) -> Held:
    for supplier, code in tied:
        contributes = _contribution(found, supplier, code)
        group.hits[supplier] = max(contributes, group.hits.get(supplier, OK))
    for contributes in group.hits.values():
        group.counts[OK] -= 1
        group.counts[contributes] += 1
    failing = [supplier for supplier in group.members if supplier in found.states]
    why: Why = "spare_left" if any(group.hits.values()) else _why(found, tied)
    return {
        "ci": short(found, place),
        "kind": "group",
        "type": None,
        "strength": None,
        "supplier": None,
        "group": group.name,
        "quorum": quorum_shown(group),
        "members": group.n,
        "working": group.working,
        "spare": group.spare,
        "failing": _failing(found, failing)[:_MEMBERS],
        "failing_count": len(failing),
        "why": why,
        "text": (
            f"{group.name}: {group.working} of {group.n} work, needs {group.needs}"
            f"{f', wants {group.wants}' if group.wants != group.needs else ''}, "
            f"{group.spare} spare{_added(why, None)}"
        ),
    }


def _contribution(found: Evaluation, supplier: int, code: int) -> int:
    return CONTRIBUTIONS[found.states.get(supplier, OK)][found.strength[code]]


def _why(found: Evaluation, tied: Iterable[Tied]) -> Why:
    """Return why suppliers that contribute nothing bad did not, where one of them fails."""
    topology, states = found.topology, found.states
    failing = [code for supplier, code in tied if supplier in states]
    if not failing:
        return "untouched"
    strength = topology.ties.strength
    tolerated = [code for code in failing if strength[code] and not found.strength[code]]
    return "tolerated" if tolerated else "absorbed"


def _added(why: Why, strength: str | None) -> str:
    if why == "tolerated":
        return ", and that is tolerated for as long"
    return f", over a {strength} relation" if why == "absorbed" and strength else ""


def _failing(found: Evaluation, places: Iterable[int]) -> list[Member]:
    topology, states = found.topology, found.states
    failing = [place for place in places if place in states]
    failing.sort(key=lambda p: (-states[p], topology.name(p), topology.id(p)))
    return [
        {"id": topology.id(p), "name": topology.name(p), "state": STATES[states[p]]}
        for p in failing
    ]


def short(found: Evaluation, place: int) -> ShortCi:
    """Return what names a CI."""
    topology = found.topology
    class_name = topology.profile(place).class_name
    return {"id": topology.id(place), "class": class_name, "name": topology.name(place)}


def _blocks(found: Evaluation, target: int) -> list[Block]:
    """Return the relations without impact on a shortest way to something that fails, if any."""
    topology = found.topology
    came: dict[int, Tied] = {}
    seen, left = {target}, [target]
    for place in left:  # it grows while it is read
        if place in found.states:
            return list(_blocking(found, place, came))
        for supplier, code in zip(*topology.needs(place), strict=True):
            if supplier not in seen:
                seen.add(supplier)
                came[supplier] = (place, code)
                left.append(supplier)
    return []


def _blocking(found: Evaluation, end: int, came: dict[int, Tied]) -> Iterator[Block]:
    way = []
    while end in came:
        dependent, code = came[end]
        way.append((dependent, code, end))
        end = dependent
    checks: tuple[tuple[_Check, str, _Reason], ...] = (
        (_idle, "is not in operation", "not_in_operation"),
        (_weightless, "carries no impact", "no_impact"),
        (_tolerant, "tolerates the loss for as long", "tolerated"),
    )
    for dependent, code, supplier in reversed(way):
        for applies, said, reason in checks:
            if applies(found, code, supplier):
                yield _block(found, (dependent, code, supplier), said, reason)
                break


_Check = Callable[[Evaluation, int, int], bool]
_Reason = Literal["no_impact", "tolerated", "not_in_operation"]


def _idle(found: Evaluation, _: int, supplier: int) -> bool:
    return not found.topology.operating[supplier]


def _weightless(found: Evaluation, code: int, _: int) -> bool:
    return not found.topology.ties.strength[code]


def _tolerant(found: Evaluation, code: int, _: int) -> bool:
    return not found.strength[code]


def _block(found: Evaluation, relation: tuple[int, int, int], said: str, reason: _Reason) -> Block:
    dependent, code, supplier = relation
    tie = found.topology.tie(code)
    name, other = found.topology.name(dependent), found.topology.name(supplier)
    what = other if reason == "not_in_operation" else "which"
    verb = found.topology.model.relation_type(tie.type).verb
    return {
        "from": short(found, dependent),
        "type": tie.type,
        "to": short(found, supplier),
        "why": reason,
        "text": f"{name} {verb} {other}; {what if what == other else 'that'} {said}",
    }
