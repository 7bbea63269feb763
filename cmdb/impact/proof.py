"""The need that decided a CI's state, with its arithmetic, as answers show it."""

from collections.abc import Sequence

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

_LISTED = 20
_SAID = ("ok", "at risk", "degraded", "down")


class Proofs:
    """The deciding needs of one evaluation, and the summaries of all CIs that are not ok.

    `needs` has None where the given state itself is the reason.
    """

    def __init__(self, found: Evaluation) -> None:
        self.summaries = found.topology.summaries(found.states)
        self._found = found
        self._kinds: dict[int, tuple[str, str, str, str | None]] = {}
        self._quorums: dict[tuple[Quorum, ...], QuorumShown] = {}
        self.needs = {place: self._need(place) for place in found.states}

    def ci(self, place: int) -> ShortCi:
        """Return what names a CI that is not ok."""
        known = self.summaries[place]
        return {"id": known["id"], "class": known["class"], "name": known["name"]}

    def _need(self, place: int) -> Need | None:
        cause = self._found.causes.get(place)
        if cause is None:
            return None
        if isinstance(cause, Group):
            return self._group(place, cause)
        return self._plain(place, cause)

    def _plain(self, place: int, cause: int) -> Need:
        supplier, code = plain(cause)
        type_, strength, verb, group = self._kind_of(code)
        known, state = self.summaries[supplier], self._found.states[supplier]
        id_, name = known["id"], known["name"]
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
                "text": f"{verb} {name}, which is {_SAID[state]}",
            }
        return {
            "kind": "plain",
            "type": type_,
            "strength": strength,
            "via": id_,
            "failing": [{"id": id_, "name": name, "state": STATES[state]}],
            "round": self._found.rounds[place],
            "text": f"{verb} {name}, which is {_SAID[state]}",
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

    def _kind_of(self, code: int) -> tuple[str, str, str, str | None]:
        kind = self._kinds.get(code)
        if kind is None:
            kind = self._kinds[code] = self._kind(code)
        return kind

    def _kind(self, code: int) -> tuple[str, str, str, str | None]:
        tie = self._found.topology.tie(code)
        verb = self._found.topology.model.relation_type(tie.type).verb
        return tie.type, tie.strength, verb, tie.group

    def _group(self, place: int, group: Group) -> GroupNeed:
        states, summaries = self._found.states, self.summaries
        failing = [member for member in group.members if member in states]
        if len(failing) > 1:
            failing.sort(key=lambda m: (-states[m], summaries[m]["name"], summaries[m]["id"]))
        members: list[Member] = []
        for member in failing[:_LISTED]:
            known = summaries[member]
            state = STATES[states[member]]
            members.append({"id": known["id"], "name": known["name"], "state": state})
        return {
            "kind": "group",
            "group": group.name,
            "quorum": quorum_shown(group),
            "members": group.n,
            "out_of_operation": group.outside,
            "working": group.working,
            "spare": group.spare,
            "via": summaries[via(self._found, place, group)]["id"],
            "failing": members,
            "failing_count": len(failing),
            "round": self._found.rounds[place],
            "text": self._said_of(group, members),
        }

    def _said_of(self, group: Group, failing: Sequence[Member]) -> str:
        """Return the arithmetic in words; of a group of one what a plain need says."""
        shrank = f"; pool shrank to {group.n}" if group.outside else ""
        if group.n == 1:
            verb = self._kind_of(min(group.codes))[2]
            only = failing[0]
            return f"{verb} {only['name']}, which is {only['state'].replace('_', ' ')}{shrank}"
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
