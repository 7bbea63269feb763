"""A dependent's groups: their members, their quorums, and the state that these make."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from cmdb.impact.model import AT_RISK, DEGRADED, DOWN, OK
from cmdb.model.quorum import Amount, Quorum
from cmdb.topology.single import SOUND
from cmdb.topology.snapshot import Topology

_ONE = (Quorum(1),)
# A CI with more relations than this has all its groups made in one look at them.
_SHORT = 64


class Group:
    """One group of one dependent in one question: a count of its members by what they contribute.

    `members` are places, `outside` counts those not in operation, `counts` the members by state
    contributed, `hits` has those that contribute worse than ok. `codes` are the ties of the
    members. `larger` says that a count asked for is larger than the group. `quorums` is the declared one or
    the defaults of the relation types that meet in the group, of which the strictest holds.
    """

    __slots__ = (
        "codes",
        "counts",
        "declared",
        "dependent",
        "hits",
        "larger",
        "members",
        "name",
        "needs",
        "outside",
        "quorums",
        "wants",
    )

    def __init__(self, dependent: int, name: str) -> None:
        self.dependent = dependent
        self.name = name
        self.members: set[int] = set()
        self.codes: set[int] = set()
        self.outside = 0
        self.hits: dict[int, int] = {}

    def settle(self, quorums: Sequence[Quorum], *, declared: bool) -> None:
        """Resolve the quorums for the members that there are: as strict as the strictest."""
        self.quorums = quorums
        self.declared = declared
        n = len(self.members)
        self.counts = [n, 0, 0, 0]
        quorum = quorums[0]
        self.needs, self.wants, self.larger = _resolved(quorum.needs, quorum.wants, n)
        for quorum in quorums[1:]:
            needs, wants, larger = _resolved(quorum.needs, quorum.wants, n)
            self.needs, self.wants = max(self.needs, needs), max(self.wants, wants)
            self.larger |= larger

    @property
    def n(self) -> int:
        return len(self.members)

    @property
    def working(self) -> int:
        """How many contribute better than degraded: w of IMPACT.md, The rule."""
        return self.counts[OK] + self.counts[AT_RISK]

    @property
    def spare(self) -> int:
        return max(0, self.working - self.wants)

    def state(self) -> int:
        return decided(self.counts, self.needs, self.wants)

    def decisive(self) -> bool:
        """Tell whether another quorum of the same members could have given another state."""
        return decided(self.counts, 1, 1) != decided(self.counts, self.n, self.n)

    def said(self) -> tuple[Amount, Amount]:
        """Return what it needs and wants as somebody wrote it."""
        if len(self.quorums) == 1:
            quorum = self.quorums[0]
            return quorum.needs, quorum.needs if quorum.wants is None else quorum.wants
        return (
            next(q.needs for q in self.quorums if q.resolve(self.n)[0] == self.needs),
            next(
                q.needs if q.wants is None else q.wants
                for q in self.quorums
                if q.resolve(self.n)[1] == self.wants
            ),
        )

    def largest(self) -> int:
        """Return the largest count that the quorums ask for, 0 where they ask for none."""
        amounts = (a for quorum in self.quorums for a in (quorum.needs, quorum.wants))
        return max((a for a in amounts if isinstance(a, int)), default=0)


def decided(counts: Sequence[int], needs: int, wants: int) -> int:
    """Return the state of a group that needs k and wants m of its n members: 1 ≤ k ≤ m ≤ n.

    `counts` are the members that contribute ok, at_risk, degraded, down. IMPACT.md, The rule, 2.
    """
    ok, at_risk, degraded, down = counts
    working = ok + at_risk
    if working < needs:
        return DEGRADED if working + degraded >= needs else DOWN
    if working < wants:
        return DEGRADED
    if working == wants and degraded + down:
        return AT_RISK
    return OK if ok >= needs else AT_RISK


class Groups:
    """The groups that a question has touched so far: name → dependent → group."""

    __slots__ = ("_by_name", "_topology", "touched")

    def __init__(self, topology: Topology) -> None:
        self._topology = topology
        self._by_name: dict[str, dict[int, Group]] = {}
        self.touched: dict[Group, None] = {}

    def hit(self, name: str, dependent: int, supplier: int, contribution: int) -> None:
        """Count what a supplier contributes; note the group as touched if that made it worse."""
        alike = self._by_name.get(name)
        if alike is None:
            alike = self._by_name[name] = {}
        group = alike.get(dependent) or self._made(name, dependent)
        before = group.hits.get(supplier, OK)
        if contribution > before:
            group.hits[supplier] = contribution
            group.counts[before] -= 1
            group.counts[contribution] += 1
            self.touched[group] = None

    def all(self) -> list[Group]:
        """Return the groups that something failing is a member of."""
        return [group for alike in self._by_name.values() for group in alike.values() if group.hits]

    def _made(self, name: str, dependent: int) -> Group:
        topology = self._topology
        suppliers, codes = topology.walked_needs(dependent)
        if topology.operating[dependent] == SOUND and len(codes) <= _SHORT:
            group = _sound(topology, dependent, name, zip(suppliers, codes, strict=True))
            self._by_name[name][dependent] = group
            return group
        found = groups_of(topology, dependent, name)
        for other, group in found.items():
            self._by_name.setdefault(other, {})[dependent] = group
        return found[name]


def groups_of(topology: Topology, dependent: int, wanted: str | None = None) -> dict[str, Group]:
    """Return the groups of a CI by name, with nothing failing yet; of a CI with few relations only
    the wanted one."""
    found: dict[str, Group] = {}
    group_of, operating = topology.ties.group, topology.operating
    suppliers, codes = topology.walked_needs(dependent)
    only = wanted if len(codes) <= _SHORT else None
    for supplier, code in zip(suppliers, codes, strict=True):
        name = group_of[code]
        if name is None or (only is not None and name != only):
            continue
        group = found.get(name)
        if group is None:
            group = found[name] = Group(dependent, name)
        if operating[supplier]:
            group.members.add(supplier)
            group.codes.add(code)
        else:
            group.outside += 1
    for group in found.values():
        _settle(topology, group)
    return found


def _sound(
    topology: Topology, dependent: int, name: str, needs: Iterable[tuple[int, int]]
) -> Group:
    """Return a group of a CI that needs nothing out of operation: there is less to look at."""
    group, group_of = Group(dependent, name), topology.ties.group
    of_it = [(supplier, code) for supplier, code in needs if group_of[code] == name]
    group.members = {supplier for supplier, _ in of_it}
    group.codes = {code for _, code in of_it}
    _settle(topology, group)
    return group


def _settle(topology: Topology, group: Group) -> None:
    quorum = topology.quorums(group.dependent).get(group.name)
    if quorum is not None:
        group.settle((quorum,), declared=True)
    else:
        group.settle(undeclared(topology, group), declared=False)


@lru_cache(maxsize=16_384)
def _resolved(needs: Amount, wants: Amount | None, n: int) -> tuple[int, int, bool]:
    quorum = Quorum(needs, wants)
    return (*(quorum.resolve(n) if n else (0, 0)), n > 0 and quorum.larger_than(n))


def defaults(topology: Topology, dependent: int, code: int) -> tuple[Quorum, ...]:
    """Return the default quorum of a group whose members have this tie; else it needs one."""
    return topology.default_quorums(dependent, code) or _ONE


def undeclared(topology: Topology, group: Group) -> Sequence[Quorum]:
    """Return the defaults of the types that have this group as theirs; else it needs one."""
    if len(group.codes) == 1:
        (code,) = group.codes
        return defaults(topology, group.dependent, code)
    ties = topology.ties.values
    ordered = sorted(group.codes, key=lambda code: ties[code].type)
    found = [q for code in ordered for q in topology.default_quorums(group.dependent, code)]
    return list(dict.fromkeys(found)) or _ONE
