"""A dependent's groups: their members, their quorums, and the state that these make."""

from cmdb.impact.model import AT_RISK, DEGRADED, DOWN, OK
from cmdb.model.quorum import Amount, Quorum
from cmdb.topology.model import Tie
from cmdb.topology.snapshot import Topology

_ONE = Quorum(1)


class Group:
    """One group of one dependent in one question: a count of its members by what they contribute.

    `members` maps a member's place to the code of its strongest relation: of two relations of one
    group the stronger one always contributes the worse state.
    """

    __slots__ = (
        "at_risk",
        "declared",
        "degraded",
        "dependent",
        "down",
        "hits",
        "members",
        "n",
        "name",
        "needs",
        "needs_text",
        "outside",
        "too_large",
        "wants",
        "wants_text",
    )

    def __init__(self, dependent: int, name: str) -> None:
        self.dependent = dependent
        self.name = name
        self.members: dict[int, int] = {}
        self.outside = 0
        self.hits: dict[int, int] = {}
        self.at_risk = self.degraded = self.down = 0
        self.n = self.needs = self.wants = 0
        self.needs_text: Amount = 1
        self.wants_text: Amount = 1
        self.declared = False
        self.too_large = False

    def hit(self, member: int, contribution: int) -> bool:
        """Note that a member contributes a state; tell whether that is worse than before."""
        before = self.hits.get(member, OK)
        if contribution <= before:
            return False
        self.hits[member] = contribution
        self._count(before, -1)
        self._count(contribution, 1)
        return True

    def _count(self, state: int, by: int) -> None:
        if state == DOWN:
            self.down += by
        elif state == DEGRADED:
            self.degraded += by
        elif state == AT_RISK:
            self.at_risk += by

    @property
    def working(self) -> int:
        """How many contribute better than degraded: w of IMPACT.md, The rule."""
        return self.n - self.degraded - self.down

    def state(self) -> int:
        """Return the group's state (IMPACT.md, The rule, 2)."""
        return decided(self.n, self.needs, self.wants, (self.at_risk, self.degraded, self.down))

    def decisive(self) -> bool:
        """Tell whether another quorum of the same members could have given another state."""
        counts = (self.at_risk, self.degraded, self.down)
        return decided(self.n, 1, 1, counts) != decided(self.n, self.n, self.n, counts)


def decided(n: int, needs: int, wants: int, counts: tuple[int, int, int]) -> int:
    """Return the state of a group of n that needs k and wants m: 1 ≤ k ≤ m ≤ n.

    `counts` are the members that contribute at_risk, degraded and down.
    """
    at_risk, degraded, down = counts
    working = n - degraded - down
    if working < needs:
        return DEGRADED if working + degraded >= needs else DOWN
    if working < wants:
        return DEGRADED
    if working == wants and working < n:
        return AT_RISK
    return OK if working - at_risk >= needs else AT_RISK


def groups_of(topology: Topology, dependent: int) -> dict[str, Group]:
    """Return the groups of a CI by name, with nothing failing yet."""
    found: dict[str, Group] = {}
    codes: dict[str, set[int]] = {}
    ties, operating = topology.ties, topology.operating
    suppliers, row_codes = topology.needs(dependent)
    for supplier, code in zip(suppliers, row_codes, strict=True):
        name = ties.group[code]
        if name is None:
            continue
        group = found.get(name)
        if group is None:
            group = found[name] = Group(dependent, name)
            codes[name] = set()
        if operating[supplier]:
            strongest = group.members.get(supplier)
            if strongest is None or ties.strength[code] > ties.strength[strongest]:
                group.members[supplier] = code
            codes[name].add(code)
        else:
            group.outside += 1
    declared = topology.quorums(dependent)
    for name, group in found.items():
        _settle(topology, group, declared.get(name), codes[name])
    return found


def _settle(topology: Topology, group: Group, declared: Quorum | None, codes: set[int]) -> None:
    """Resolve the group's quorum; of several defaults the strictest (MODEL.md, Relation types)."""
    group.n = n = len(group.members)
    if not n:
        return
    group.declared = declared is not None
    said = [declared] if declared is not None else _defaults(topology, group, codes)
    for quorum in said:
        needs, wants = quorum.resolve(n)
        if needs > group.needs:
            group.needs, group.needs_text = needs, quorum.needs
        if wants > group.wants:
            group.wants = wants
            group.wants_text = quorum.needs if quorum.wants is None else quorum.wants
        group.too_large |= quorum.larger_than(n)


def _defaults(topology: Topology, group: Group, codes: set[int]) -> list[Quorum]:
    model = topology.model
    class_name = topology.profile(group.dependent).class_name
    ties: list[Tie] = [topology.tie(code) for code in sorted(codes)]
    kinds = sorted({tie.type for tie in ties})
    found = [model.default_quorum(class_name, kind, group.name) for kind in kinds]
    return [quorum for quorum in found if quorum is not None] or [_ONE]
