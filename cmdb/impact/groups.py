"""A dependent's groups: their members, their quorums, and the state that these make."""

from collections.abc import Sequence

from cmdb.impact.model import AT_RISK, DEGRADED, DOWN, OK
from cmdb.model.quorum import Amount, Quorum
from cmdb.topology.snapshot import Topology

_ONE = Quorum(1)


class Group:
    """One group of one dependent in one question: a count of its members by what they contribute.

    `members` are places, `outside` counts those not in operation, `counts` the members by state
    contributed, `hits` has those that contribute worse than ok. `quorums` is the declared one or
    the defaults of the relation types that meet in the group, of which the strictest holds.
    """

    __slots__ = (
        "codes",
        "counts",
        "declared",
        "dependent",
        "hits",
        "members",
        "n",
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

    def settle(self, declared: bool, quorums: Sequence[Quorum]) -> None:
        """Resolve the quorums for the members that there are: as strict as the strictest."""
        self.declared = declared
        self.quorums = quorums
        self.n = n = len(self.members)
        self.counts = [n, 0, 0, 0]
        self.needs, self.wants = quorums[0].resolve(n) if n else (0, 0)
        for quorum in quorums[1:] if n else ():
            needs, wants = quorum.resolve(n)
            self.needs, self.wants = max(self.needs, needs), max(self.wants, wants)

    def hit(self, member: int, contribution: int) -> bool:
        """Note that a member contributes a state; tell whether that is worse than before."""
        before = self.hits.get(member, OK)
        if contribution <= before:
            return False
        self.hits[member] = contribution
        self.counts[before] -= 1
        self.counts[contribution] += 1
        return True

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
        return (
            next(q.needs for q in self.quorums if q.resolve(self.n)[0] == self.needs),
            next(
                q.needs if q.wants is None else q.wants
                for q in self.quorums
                if q.resolve(self.n)[1] == self.wants
            ),
        )

    def too_large(self) -> int | None:
        """Return the largest count asked for if that is more than are in operation, else None."""
        for quorum in self.quorums:
            if quorum.larger_than(self.n):
                return max(
                    amount
                    for q in self.quorums
                    for amount in (q.needs, q.wants)
                    if isinstance(amount, int)
                )
        return None


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


def groups_of(topology: Topology, dependent: int) -> dict[str, Group]:
    """Return the groups of a CI by name, with nothing failing yet."""
    found: dict[str, Group] = {}
    group_of, operating = topology.ties.group, topology.operating
    for supplier, code in zip(*topology.walked_needs(dependent), strict=True):
        name = group_of[code]
        if name is None:
            continue
        group = found.get(name)
        if group is None:
            group = found[name] = Group(dependent, name)
        if operating[supplier]:
            group.members.add(supplier)
            group.codes.add(code)
        else:
            group.outside += 1
    declared = topology.quorums(dependent)
    for name, group in found.items():
        quorum = declared.get(name)
        if quorum is not None:
            group.settle(True, (quorum,))
        else:
            group.settle(False, _defaults(topology, group))
    return found


def _defaults(topology: Topology, group: Group) -> Sequence[Quorum]:
    """Return the defaults of the types that have this group as theirs; else it needs one."""
    ties = topology.ties.values
    codes = sorted(group.codes, key=lambda code: ties[code].type)
    found = dict.fromkeys(topology.default_quorum(group.dependent, code) for code in codes)
    return [quorum for quorum in found if quorum is not None] or (_ONE,)
