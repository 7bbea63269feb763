"""What stands out in a graph that is only supposed: who goes, what is said in vain."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from cmdb.topology.compact import Row
from cmdb.topology.snapshot import Topology


def place_of(topology: Topology, ci: str) -> int:
    """Return where a CI is that was found before."""
    place = topology.place(ci)
    if place is None:
        raise AssertionError(f"{ci} was found a moment ago")
    return place


def without_hangers_on(made: Topology, gone: Collection[str]) -> tuple[Topology, list[str]]:
    """Return the graph where CIs that go have only users that impact reaches, and notes on others.

    Who retires a team does not take down all that it owns, though a team that is *given* stands
    for what it owns.
    """
    rows: dict[int, Row] = {}
    notes: list[str] = []
    strength = made.ties.strength
    for place in (place_of(made, ci) for ci in gone):
        users = list(zip(*made.users(place), strict=True))
        kept = [(user, code) for user, code in users if strength[code]]
        if idle := len(users) - len(kept):
            rows[place] = tuple(u for u, _ in kept), tuple(c for _, c in kept)
            who = "1 CI that points" if idle == 1 else f"{idle} CIs that point"
            kinds = sorted({made.tie(code).type for _, code in users if not strength[code]})
            notes.append(f"{who} to {made.name(place)} by {', '.join(kinds)}: taken to work on")
    if not rows:
        return made, notes
    return replace(made, overlay=replace(made.overlay, users={**made.overlay.users, **rows})), notes


def in_vain(made: Topology, groups: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield notes on quorums, by CI and group, that count nobody."""
    for ci, group in groups:
        place = place_of(made, ci)
        if group not in {made.tie(code).group for code in made.walked_needs(place)[1]}:
            yield f"nothing that {made.name(place)} needs is in the group {group}"


def alone(made: Topology, marks: Mapping[str, str]) -> Iterator[str]:
    """Yield notes on CIs that are added and related to nothing."""
    for ci, mark in marks.items():
        place = place_of(made, ci) if mark == "added" else None
        if place is not None and not any((*made.needs(place), *made.users(place))):
            yield f"{made.name(place)} is added, and nothing is related to it"
