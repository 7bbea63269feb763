"""What a CI stands on, level by level: no states, only who needs what, and how many of it."""

from collections.abc import Iterator
from typing import Literal, TypedDict

from cmdb.impact.groups import Group, groups_of
from cmdb.impact.model import QuorumShown
from cmdb.impact.proof import quorum_shown
from cmdb.topology.snapshot import CiSummary, Topology


class Supplier(TypedDict):
    """A relation of a need: whom it leads to, and whether that takes part in impact."""

    id: str
    name: str
    type: str
    verb: str
    strength: str
    in_operation: bool


class NeedShown(TypedDict):
    """A need of a CI. A plain one has one supplier; of a group `quorum` is None if all are idle."""

    ci: str
    kind: Literal["plain", "group"]
    group: str | None
    quorum: QuorumShown | None
    members: int
    suppliers: list[Supplier]


class Level(TypedDict):
    """The CIs that are so many steps away (by the shortest way), by name, and what needs them."""

    level: int
    cis: list[CiSummary]
    needs: list[NeedShown]


class Dependencies(TypedDict):
    """What a CI stands on. `complete` is False where `levels` ends before the graph does."""

    revision: int
    complete: bool
    ci: CiSummary
    levels: list[Level]


def dependencies(topology: Topology, place: int, most_levels: int | None = None) -> Dependencies:
    """Return what the CI stands on, over relations that carry impact; cycles are walked once.

    Suppliers out of operation are listed, and what they stand on is not.
    """
    seen, dependents, levels = {place}, [place], list[Level]()
    while dependents and (most_levels is None or len(levels) < most_levels):
        needs = [need for dependent in dependents for need in needs_of(topology, dependent)]
        reached = {
            supplier
            for dependent in dependents
            for supplier, _, _ in _suppliers(topology, dependent)
        }
        new = sorted(reached - seen, key=lambda p: (topology.name(p), topology.id(p)))
        seen.update(new)
        if needs:
            summaries = topology.summaries(new)
            levels.append(
                {"level": len(levels) + 1, "cis": [summaries[p] for p in new], "needs": needs}
            )
        dependents = [p for p in new if topology.operating[p]]
    return {
        "revision": topology.revision,
        "complete": not any(True for p in dependents for _ in _suppliers(topology, p)),
        "ci": topology.summary(place),
        "levels": levels,
    }


def needs_of(topology: Topology, dependent: int) -> Iterator[NeedShown]:
    """Yield the needs of a CI: plain ones first, then groups, by name."""
    ci = topology.id(dependent)
    grouped: dict[str, list[Supplier]] = {}
    for _, supplier, group in sorted(
        _suppliers(topology, dependent), key=lambda s: (s[1]["type"], s[1]["name"], s[1]["id"])
    ):
        if group is not None:
            grouped.setdefault(group, []).append(supplier)
        else:
            yield {
                "ci": ci,
                "kind": "plain",
                "group": None,
                "quorum": None,
                "members": int(supplier["in_operation"]),
                "suppliers": [supplier],
            }
    groups = groups_of(topology, dependent)
    for name, suppliers in sorted(grouped.items()):
        yield _group(ci, groups[name], suppliers)


def _group(ci: str, group: Group, suppliers: list[Supplier]) -> NeedShown:
    return {
        "ci": ci,
        "kind": "group",
        "group": group.name,
        "quorum": quorum_shown(group) if group.n else None,
        "members": group.n,
        "suppliers": suppliers,
    }


def _suppliers(topology: Topology, dependent: int) -> Iterator[tuple[int, Supplier, str | None]]:
    """Yield (place, how it is shown, group) for each relation that carries impact."""
    relations = topology.model.relations
    for place, code in zip(*topology.walked_needs(dependent), strict=True):
        tie = topology.tie(code)
        if tie.strength != "none":
            shown: Supplier = {
                "id": topology.id(place),
                "name": topology.name(place),
                "type": tie.type,
                "verb": relations[tie.type].verb,
                "strength": tie.strength,
                "in_operation": bool(topology.operating[place]),
            }
            yield place, shown, tie.group
