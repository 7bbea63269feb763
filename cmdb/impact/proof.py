"""The need that decided a CI's state, with its arithmetic, as answers show it."""

from cmdb.impact.groups import Group, defaults
from cmdb.impact.model import (
    AT_RISK,
    DEGRADED,
    STATES,
    GroupNeed,
    Member,
    Need,
    QuorumShown,
    ShortCi,
)
from cmdb.impact.rules import Cause, Evaluation, plain
from cmdb.model.quorum import Quorum

LISTED = 20
"""How many failing members of a group are named."""
SAID = ("ok", "at risk", "degraded", "down")
"""States in words, by number."""


class Proofs:
    """The deciding needs of one evaluation, each made when it is asked for."""

    def __init__(self, found: Evaluation) -> None:
        self._found = found
        self._needs: dict[int, Need | None] = {}
        self._kinds: dict[int, tuple[str, str, str, str | None]] = {}
        self._quorums: dict[tuple[Quorum, ...], QuorumShown] = {}

    def ci(self, place: int) -> ShortCi:
        """Return what names a CI."""
        topology = self._found.topology
        class_name = topology.profile(place).class_name
        return {"id": topology.id(place), "class": class_name, "name": topology.name(place)}

    def need(self, place: int) -> Need | None:
        """Return the need that decided; None where the given state itself is the reason."""
        if place not in self._needs:
            self._needs[place] = self._need(place)
        return self._needs[place]

    def text(self, place: int) -> str | None:
        """Return the need in words; None where the given state itself is the reason."""
        cause = self._found.causes.get(place)
        if cause is None:
            return None
        if isinstance(cause, Group):
            return self.said_of(cause, self.failing(cause)[0])
        supplier, code = plain(cause)
        name, state = self._found.topology.name(supplier), self._found.states[supplier]
        return f"{self.kind(code)[2]} {name}, which is {SAID[state]}"

    def _need(self, place: int) -> Need | None:
        cause = self._found.causes.get(place)
        if cause is None:
            return None
        if isinstance(cause, Group):
            return self._group(place, cause)
        return self._plain(place, cause)

    def _plain(self, place: int, cause: int) -> Need:
        supplier, code = plain(cause)
        type_, strength, verb, group = self.kind(code)
        topology, state = self._found.topology, self._found.states[supplier]
        id_, name = topology.id(supplier), topology.name(supplier)
        if group is not None:
            return {
                "kind": "group",
                "group": group,
                "quorum": self._single_quorum(place, code),
                "members": 1,
                "out_of_operation": 0,
                "working": int(self._found.states[place] < DEGRADED),
                "spare": 0,
                "via": id_,
                "failing": [{"id": id_, "name": name, "state": STATES[state]}],
                "failing_count": 1,
                "round": self._found.rounds[place],
                "text": f"{verb} {name}, which is {SAID[state]}",
            }
        return {
            "kind": "plain",
            "type": type_,
            "strength": strength,
            "via": id_,
            "failing": [{"id": id_, "name": name, "state": STATES[state]}],
            "round": self._found.rounds[place],
            "text": f"{verb} {name}, which is {SAID[state]}",
        }

    def _single_quorum(self, place: int, code: int) -> QuorumShown:
        """Return the quorum of a group of one, which is the default."""
        quorums = defaults(self._found.topology, place, code)
        known = self._quorums.get(quorums)
        if known is None:
            only = Group(place, "")
            only.members.add(place)
            only.settle(quorums, declared=False)
            known = self._quorums[quorums] = quorum_shown(only)
        return known

    def kind(self, code: int) -> tuple[str, str, str, str | None]:
        """Return type, strength, verb and group of relations with this code."""
        kind = self._kinds.get(code)
        if kind is None:
            kind = self._kinds[code] = self._kind(code)
        return kind

    def _kind(self, code: int) -> tuple[str, str, str, str | None]:
        tie = self._found.topology.tie(code)
        verb = self._found.topology.model.relation_type(tie.type).verb
        return tie.type, tie.strength, verb, tie.group

    def _group(self, place: int, group: Group) -> GroupNeed:
        states, topology = self._found.states, self._found.topology
        failing = self.failing(group)
        members: list[Member] = [
            {"id": topology.id(m), "name": topology.name(m), "state": STATES[states[m]]}
            for m in failing[:LISTED]
        ]
        return {
            "kind": "group",
            "group": group.name,
            "quorum": quorum_shown(group),
            "members": group.n,
            "out_of_operation": group.outside,
            "working": group.working,
            "spare": group.spare,
            "via": topology.id(via(self._found, place, group)),
            "failing": members,
            "failing_count": len(failing),
            "round": self._found.rounds[place],
            "text": self.said_of(group, failing[0]),
        }

    def failing(self, group: Group) -> list[int]:
        """Return the members that are not ok, the worst first."""
        states, topology = self._found.states, self._found.topology
        failing = [member for member in group.members if member in states]
        if len(failing) > 1:
            failing.sort(key=lambda m: (-states[m], topology.name(m), topology.id(m)))
        return failing

    def said_of(self, group: Group, first: int) -> str:
        """Return the arithmetic in words; of a group of one, `first`, what a plain need says."""
        shrank = f"; pool shrank to {group.n}" if group.outside else ""
        if group.n == 1:
            verb = self.kind(min(group.codes))[2]
            topology, state = self._found.topology, self._found.states[first]
            return f"{verb} {topology.name(first)}, which is {SAID[state]}{shrank}"
        risky = group.counts[AT_RISK]
        at_risk = f", {risky} of them at risk" if risky and group.state() == AT_RISK else ""
        return (
            f"{group.name}: {group.working} of {group.n} work{at_risk}, "
            f"needs {_arithmetic(group)}, {group.spare} spare{shrank}"
        )


def via(found: Evaluation, place: int, cause: Cause) -> int:
    """Return the supplier that leads back towards the given failures.

    It is at least as bad as the dependent; where it is equally bad, it was so in an earlier round:
    so a chain of such steps never returns to where it was, even in cyclic graphs.
    """
    if not isinstance(cause, Group):
        return plain(cause)[0]
    if len(cause.hits) == 1:
        return next(iter(cause.hits))
    topology, rounds = found.topology, found.rounds
    return min(
        bearing(found, place, cause),
        key=lambda m: (rounds[m], topology.name(m), topology.id(m)),
    )


def bearing(found: Evaluation, place: int, group: Group) -> list[int]:
    """Return the members that gave a CI its state: they contribute at least as bad a one.

    Of those as bad as the CI itself only the earlier ones: what became so later was not needed, and
    may have become so because of the CI.
    """
    states, rounds = found.states, found.rounds
    state, number = states[place], rounds[place]
    return [
        member
        for member, contributes in group.hits.items()
        if contributes >= state and (states[member] > state or rounds[member] < number)
    ]


def quorum_shown(group: Group) -> QuorumShown:
    needs, wants = group.said()
    return {
        "needs": needs,
        "wants": wants,
        "needs_count": group.needs,
        "wants_count": group.wants,
        "source": "declared" if group.declared else "default",
    }


def _arithmetic(group: Group) -> str:
    wants = f", wants {group.wants}" if group.wants != group.needs else ""
    return f"{group.needs}{wants} ({'declared' if group.declared else 'default'})"
