"""What CIs need, in a form in which many questions can be answered at once."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cmdb.impact.groups import groups_of
from cmdb.topology.model import STRENGTHS
from cmdb.topology.snapshot import Topology

_STANDBY, _SOFT, _HARD = (STRENGTHS.index(name) for name in ("standby", "soft", "hard"))


class Pool(NamedTuple):
    """A group of a CI: its members by strength, and how many of them must fail for what.

    Of n members of which it needs k and wants m: `down_at` is n - k + 1, `degraded_at` n - m + 1,
    `risky_at` the larger of n - m and 1 (IMPACT.md, The rule, 2).
    """

    name: str
    hard: tuple[int, ...]
    soft: tuple[int, ...]
    standby: tuple[int, ...]
    down_at: int
    degraded_at: int
    risky_at: int


class Needs(NamedTuple):
    """What a CI needs: suppliers of plain needs by strength, and groups of two and more."""

    hard: tuple[int, ...]
    soft: tuple[int, ...]
    standby: tuple[int, ...]
    pools: tuple[Pool, ...]


class Circuit:
    """The CIs that take part, suppliers before who needs them, and what each needs.

    `order` is that order and `rank` says at which place of it a CI stands, -1 for who takes no
    part. Where CIs need one another in a circle, no order has every supplier first: then `order`
    has the circle's CIs as a walk met them. Neighbours in the order have much in common, since
    the walk goes down from one CI to all that it stands on before it turns to the next.
    """

    def __init__(self, topology: Topology, tops: Iterable[int]) -> None:
        self.topology = topology
        self.order = _bottom_up(topology, tops)
        self.rank = [-1] * topology.overlay.size
        for at, place in enumerate(self.order):
            self.rank[place] = at
        self._needs: dict[int, Needs] = {}

    def needs(self, place: int) -> Needs:
        found = self._needs.get(place)
        if found is None:
            found = self._needs[place] = needs_of(self.topology, place)
        return found


def under(topology: Topology, place: int) -> Circuit:
    """Return the circuit of a CI and of all that it stands on, at any distance."""
    return Circuit(topology, (place,))


def whole(topology: Topology) -> Circuit:
    """Return the circuit of all CIs in operation, from those down that nothing needs."""
    places = list(topology.places())
    tops = [place for place in places if not topology.walked_users(place)[0]]
    return Circuit(topology, (*tops, *places))


def needs_of(topology: Topology, place: int) -> Needs:
    """Return what a CI needs of CIs in operation, over relations that carry impact."""
    strength_of, group_of = topology.ties.strength, topology.ties.group
    plain: tuple[list[int], ...] = ([], [], [], [])
    grouped: dict[str, dict[int, int]] = {}
    for supplier, code in _felt(topology, place):
        strength, name = strength_of[code], group_of[code]
        if name is None:
            plain[strength].append(supplier)
        else:
            members = grouped.setdefault(name, {})
            members[supplier] = max(strength, members.get(supplier, 0))
    pools = tuple(_pools(topology, place, grouped, plain)) if grouped else ()
    return Needs(tuple(plain[_HARD]), tuple(plain[_SOFT]), tuple(plain[_STANDBY]), pools)


def _pools(
    topology: Topology,
    place: int,
    grouped: dict[str, dict[int, int]],
    plain: tuple[list[int], ...],
) -> Iterator[Pool]:
    """Yield the groups of two and more; one of one member is as good as a plain need."""
    groups = groups_of(topology, place)
    for name, members in grouped.items():
        group = groups[name]
        if group.n == 1:
            ((supplier, strength),) = members.items()
            plain[strength].append(supplier)
            continue
        hard, soft, standby = (
            tuple(supplier for supplier, known in members.items() if known == strength)
            for strength in (_HARD, _SOFT, _STANDBY)
        )
        n, k, m = group.n, group.needs, group.wants
        yield Pool(name, hard, soft, standby, n - k + 1, n - m + 1, max(1, n - m))


def _felt(topology: Topology, place: int) -> Iterator[tuple[int, int]]:
    """Yield (supplier, tie code) of what a CI needs of CIs in operation."""
    strength_of, operating = topology.ties.strength, topology.operating
    for supplier, code in zip(*topology.walked_needs(place), strict=True):
        if operating[supplier] and strength_of[code]:
            yield supplier, code


def _bottom_up(topology: Topology, tops: Iterable[int]) -> list[int]:
    """Return the CIs in operation from the tops down, each after what it stands on.

    A depth-first walk without recursion: an edge between two circles, or between CIs in none,
    always leads from a later to an earlier one of its finishing order.
    """
    order: list[int] = []
    seen = bytearray(topology.overlay.size)
    for top in tops:
        if seen[top] or not topology.operating[top]:
            continue
        seen[top] = 1
        line = [(top, _felt(topology, top))]
        while line:
            place, suppliers = line[-1]
            for supplier, _ in suppliers:
                if not seen[supplier]:
                    seen[supplier] = 1
                    line.append((supplier, _felt(topology, supplier)))
                    break
            else:
                order.append(place)
                line.pop()
    return order
