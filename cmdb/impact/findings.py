"""What an answer stands on and somebody should look at; and where redundancy was lost."""

from collections import Counter
from collections.abc import Iterator, Sequence

from cmdb.impact.groups import Group
from cmdb.impact.model import AT_RISK, Finding, Redundancy
from cmdb.impact.proof import Proofs, via
from cmdb.impact.rules import Cause, Evaluation, plain
from cmdb.topology.single import SINGLE, SOUND


def findings(found: Evaluation, proofs: Proofs, listed: Sequence[int]) -> list[Finding]:
    """Return what is doubtful in the data behind the impacted CIs, in their order."""
    result: list[Finding] = []
    doubtful = _doubtful(found)
    causes, operating = found.causes.get, found.topology.operating
    in_operation, walked = operating.__getitem__, found.topology.walked_needs
    for place in listed:
        cause = causes(place)
        if operating[place] == SINGLE and cause is not None:
            continue  # its only need led here: from a supplier that failed, so is in operation
        if isinstance(cause, Group) and not cause.declared and cause.decisive():
            result.append(_default(proofs, cause))
        if place in doubtful:
            result.extend(_of_groups(proofs, doubtful[place]))
        if operating[place] != SOUND and not all(map(in_operation, walked(place)[0])):
            result.extend(_unfit(found, proofs, place))
    return result


def _doubtful(found: Evaluation) -> dict[int, list[Group]]:
    """Return the groups that shrank or that their quorum is too large for, by dependent."""
    doubtful: dict[int, list[Group]] = {}
    for group in found.groups.all():
        if group.outside or group.larger:
            doubtful.setdefault(group.dependent, []).append(group)
    return doubtful


def _default(proofs: Proofs, group: Group) -> Finding:
    return {
        "kind": "default_quorum",
        "ci": proofs.ci(group.dependent),
        "group": group.name,
        "text": f"nobody declared the quorum of {group.name}; a default decided",
    }


def _of_groups(proofs: Proofs, groups: list[Group]) -> Iterator[Finding]:
    for group in sorted(groups, key=lambda group: group.name):
        name = group.name
        if group.larger:
            yield {
                "kind": "quorum_larger_than_group",
                "ci": proofs.ci(group.dependent),
                "group": name,
                "text": f"the quorum of {name} says {group.largest()}, and {group.n} are in operation",
            }
        if group.outside:
            yield {
                "kind": "pool_shrank",
                "ci": proofs.ci(group.dependent),
                "group": name,
                "text": f"pool shrank to {group.n}: {group.outside} of {name} not in operation",
            }


def _unfit(found: Evaluation, proofs: Proofs, place: int) -> Iterator[Finding]:
    """Yield a finding for each supplier that is not in operation though it is needed."""
    topology = found.topology
    relations = [
        (topology.name(supplier), topology.tie(code), topology.profile(supplier).lifecycle)
        for supplier, code in zip(*topology.walked_needs(place), strict=True)
        if not topology.operating[supplier] and topology.ties.strength[code]
    ]
    for name, tie, lifecycle in sorted(relations, key=lambda r: (r[0], r[1].type)):
        yield {
            "kind": "needs_out_of_operation",
            "ci": proofs.ci(place),
            "group": tie.group,
            "text": f"{topology.model.relation_type(tie.type).verb} {name}, which is {lifecycle}",
        }


def redundancy_lost(found: Evaluation, proofs: Proofs, listed: Sequence[int]) -> list[Redundancy]:
    """Return where a first failure used up the spares, and how much is at risk because of that.

    Inherited risk is folded into where it came from (IMPACT.md, Edge cases).
    """
    origin = origins(found)
    standing = Counter(origin.values())
    in_order = [place for place in listed if origin.get(place) == place]
    lost = sorted(in_order, key=standing.__getitem__, reverse=True)
    return [_lost(found, proofs, place, standing[place] - 1) for place in lost]


def origins(found: Evaluation) -> dict[int, int]:
    """Return for each CI at risk where that risk begins: at itself, or below."""
    origin: dict[int, int] = {}
    states, causes = found.states, found.causes.get
    risky = [place for place, state in states.items() if state == AT_RISK]
    risky.sort(key=found.rounds.__getitem__)
    for place in risky:
        cause = causes(place)
        if isinstance(cause, int):
            supplier, _ = plain(cause)
            inherited = supplier if states[supplier] == AT_RISK else None
        else:
            inherited = _inherited_from(found, place, cause)
        origin[place] = place if inherited is None else origin[inherited]
    return origin


def _inherited_from(found: Evaluation, place: int, cause: Cause | None) -> int | None:
    """Return the supplier at risk that a CI at risk only passes on; None where risk begins here."""
    if cause is None:
        return None
    supplier = via(found, place, cause)
    return supplier if found.states[supplier] == AT_RISK else None


def _lost(found: Evaluation, proofs: Proofs, place: int, count: int) -> Redundancy:
    why = proofs.text(place) or "given"
    return {
        "ci": proofs.ci(place),
        "why": why,
        "standing_on_it": count,
        "text": f"redundancy lost at {found.topology.name(place)} ({why}): {count} CIs stand on it",
    }
