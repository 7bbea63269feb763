"""What is drawn round about a CI: step by step, with many alike siblings as one group."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cmdb.topology.snapshot import Topology

ALIKE = 10
"""So many alike siblings are drawn each; more are counted as one."""
OPENED = 200
"""So many of a group that is opened are drawn; the rest stays counted."""
MOST = 300
"""So many CIs are drawn each on its own; beyond, classes are counted."""
CEILING = 3_000
"""No wish draws more."""

Side = Literal["up", "down"]
Tied = tuple[int, int]
"""A neighbour's place and the code of the relation to it."""


@dataclass(frozen=True, slots=True)
class Hide:
    """What is left out, by the model's names; an environment of "" is one that nobody said."""

    classes: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    environments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class View:
    """What somebody wants to see: steps up and down from a CI, and what was opened since.

    `expanded` and `folded` are (id, side): one step more from there, or none. `opened` has keys of
    groups. `every` relation, or only those that carry impact. `most` is how many CIs are drawn.
    """

    up: int = 2
    down: int = 2
    expanded: Sequence[tuple[str, Side]] = ()
    folded: frozenset[tuple[str, Side]] = frozenset()
    opened: frozenset[str] = frozenset()
    hide: Hide = Hide()
    every: bool = False
    most: int = MOST
    alike: int = ALIKE


@dataclass(slots=True)
class Walk:
    """What was met so far. `shown` has the steps of each CI, those above less than 0.

    `groups` has the members of each group, `counted` the group of each member; `left_out` what a
    filter hides next to what is shown. `full`: there was more than may be drawn. `ill` are those
    not well.
    """

    topology: Topology
    view: View
    shown: dict[int, int]
    groups: dict[str, list[int]] = field(default_factory=dict)
    counted: dict[int, str] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    full: bool = False
    ill: frozenset[int] = frozenset()

    @property
    def unit_of(self) -> dict[int, str]:
        """What each CI is drawn as: its id, or the key of its group."""
        return {**{place: self.topology.id(place) for place in self.shown}, **self.counted}

    def around(self, place: int) -> Iterator[tuple[Side, int, int]]:
        """Yield (side, neighbour, tie code) of a CI, as far as the view's relations go."""
        yield from (("up", *one) for one in tied(self.topology, place, "up", every=self.view.every))
        yield from (
            ("down", *one) for one in tied(self.topology, place, "down", every=self.view.every)
        )

    def hidden(self, place: int, code: int) -> bool:
        """Tell whether a filter leaves out that neighbour or the relation to it."""
        profile, hide = self.topology.profile(place), self.view.hide
        return (
            profile.class_name in hide.classes
            or (profile.environment or "") in hide.environments
            or self.topology.tie(code).type in hide.types
        )

    def alone(self, place: int) -> None:
        """Draw a CI on its own, whatever group it was counted in."""
        key = self.counted.pop(place, None)
        if key is not None:
            self.groups[key].remove(place)
            if not self.groups[key]:
                del self.groups[key]
        self.shown.setdefault(place, 0)


def tied(topology: Topology, place: int, side: Side, *, every: bool) -> Iterator[Tied]:
    """Yield the neighbours of a CI on one side; unless `every`, those that impact passes to or from."""
    if side == "up":
        row = topology.users(place) if every else topology.walked_users(place)
    else:
        row = topology.needs(place) if every else topology.walked_needs(place)
    strength = topology.ties.strength
    return (one for one in zip(*row, strict=True) if every or strength[one[1]])


def walked(topology: Topology, place: int, view: View, ill: frozenset[int]) -> Walk:
    """Return what is drawn. What is out of operation is shown and not walked through.

    Of many siblings those that are `ill` come first.
    """
    walk = Walk(topology, view, {place: 0}, ill=ill)
    limit = view.most
    sides: tuple[tuple[Side, int], ...] = (("up", view.up), ("down", view.down))
    for side, steps in sides:
        front, seen = [place], {place}
        for step in range(1, steps + 1):
            through = [
                one
                for one in front
                if (one == place or topology.operating[one])
                and (topology.id(one), side) not in view.folded
            ]
            front = _reveal(walk, through, side, step, limit, seen)
            if not front:
                break
    for ref, side in view.expanded:
        at = topology.place(ref)
        if at is not None and at in walk.shown:
            step = abs(walk.shown[at]) + 1
            _reveal(walk, [at], side, step, 2 * limit, set(walk.shown))
    return walk


def _reveal(
    walk: Walk, front: Iterable[int], side: Side, step: int, limit: int, seen: set[int]
) -> list[int]:
    """Draw the neighbours of some CIs on one side. Returns those that were not met on this way."""
    buckets = _buckets(walk, front, side)
    following: list[int] = []
    for key in sorted(buckets, key=lambda key: (len(buckets[key]) > walk.view.alike, key)):
        members = [one for one in buckets[key] if one not in walk.counted]
        new = [one for one in members if one not in walk.shown]
        drawn = _drawn(walk, key, new, limit)
        for one in new[:drawn]:
            walk.shown[one] = -step if side == "up" else step
        if new[drawn:]:
            walk.groups.setdefault(key, []).extend(new[drawn:])
            walk.counted.update(dict.fromkeys(new[drawn:], key))
        following += [one for one in members if one in walk.shown and one not in seen]
        seen.update(members)
    return following


def _drawn(walk: Walk, key: str, new: list[int], limit: int) -> int:
    """Return how many of the new ones of a bucket are drawn each; the worst come first."""
    if key in walk.view.opened:
        new.sort(key=lambda place: _worst_first(walk, place))
        return max(0, min(OPENED, CEILING - len(walk.shown)))
    if len(new) > walk.view.alike:
        return 0
    if len(walk.shown) + len(new) > limit:
        walk.full = True
        return 0
    return len(new)


def _worst_first(walk: Walk, place: int) -> tuple[bool, bool, str, str]:
    topology = walk.topology
    critical = topology.profile(place).criticality == "critical"
    return place not in walk.ill, not critical, topology.name(place), topology.id(place)


def _buckets(walk: Walk, front: Iterable[int], side: Side) -> dict[str, list[int]]:
    """Return what is next to these CIs, by the key of the group that they would make."""
    topology = walk.topology
    found: dict[str, dict[int, None]] = {}
    for parent in front:
        for other, code in tied(topology, parent, side, every=walk.view.every):
            if walk.hidden(other, code):
                if other not in walk.shown:
                    walk.left_out.add(other)
                continue
            kind = f"{topology.tie(code).type}~{topology.profile(other).class_name}"
            key = f"{topology.id(parent)}~{side}~{kind}"
            found.setdefault(key, {})[other] = None
    name, id_ = topology.name, topology.id
    return {key: sorted(o, key=lambda p: (name(p), id_(p))) for key, o in found.items()}
