"""The proof of one CI's state: from the CI down to the failures, each step on earlier ones."""

from collections.abc import Iterable, Iterator

from cmdb.impact import Asked
from cmdb.impact.groups import Group
from cmdb.impact.model import OK, STATES
from cmdb.impact.proof import Proofs, bearing, via
from cmdb.impact.rules import Evaluation, plain
from cmdb.proofs.model import Link, Step
from cmdb.proofs.part import Relation


def suppliers(found: Evaluation, place: int) -> list[int]:
    """Return the suppliers that give a CI its state, the one that its need names first.

    Each is in a worse state than the CI, or got the same one in an earlier round: so following them
    never returns to where it was.
    """
    cause = found.causes.get(place)
    if cause is None:
        return []
    first = via(found, place, cause)
    if not isinstance(cause, Group):
        return [first]
    topology, rounds = found.topology, found.rounds
    return sorted(
        bearing(found, place, cause),
        key=lambda m: (m != first, rounds[m], topology.name(m), topology.id(m)),
    )


def below(found: Evaluation, target: int) -> list[tuple[int, int]]:
    """Return (place, level) of every CI of the proof, depth first, the target first, each once."""
    seen: set[int] = set()
    left, listed = [(target, 0)], []
    while left:
        place, level = left.pop()
        if place in seen:
            continue
        seen.add(place)
        listed.append((place, level))
        left += [(one, level + 1) for one in reversed(suppliers(found, place))]
    return listed


def relations(found: Evaluation, place: int) -> list[Relation]:
    """Return the relations over which a CI's suppliers give it its state."""
    cause = found.causes.get(place)
    if cause is None:
        return []
    if not isinstance(cause, Group):
        supplier, code = plain(cause)
        return [(place, supplier, code)]
    wanted, group_of = set(suppliers(found, place)), found.topology.ties.group
    return sorted(
        (place, supplier, code)
        for supplier, code in zip(*found.topology.walked_needs(place), strict=True)
        if supplier in wanted and group_of[code] == cause.name
    )


def steps(
    found: Evaluation,
    asked: Asked,
    listed: Iterable[tuple[int, int]],
    necessary: dict[Relation, bool],
) -> list[Step]:
    """Return the steps at these places; relations not in `necessary` are not known to be so."""
    places = list(listed)
    proofs = Proofs(found)
    summaries = found.topology.summaries(place for place, _ in places)
    told: list[Step] = [
        {
            "ci": summaries[place],
            "state": STATES[found.states[place]],
            "given": place in asked.states,
            "level": level,
            "need": proofs.need(place),
            "rests_on": [found.topology.id(one) for one in suppliers(found, place)],
            "relations": list(_links(found, place, necessary)),
        }
        for place, level in places
    ]
    if asked.before is not None:
        for step, (place, _) in zip(told, places, strict=True):
            step["already"] = asked.before.states.get(place, OK) == found.states[place]
    return told


def _links(found: Evaluation, place: int, necessary: dict[Relation, bool]) -> Iterator[Link]:
    topology = found.topology
    for relation in relations(found, place):
        tie = topology.tie(relation[2])
        yield {
            "from": topology.id(place),
            "type": tie.type,
            "to": topology.id(relation[1]),
            "strength": tie.strength,
            "group": tie.group,
            "necessary": necessary.get(relation),
            "trust": None,
        }
