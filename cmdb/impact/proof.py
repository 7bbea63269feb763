"""The need that decided a CI's state, with its arithmetic, as answers show it."""

from cmdb.impact.groups import Group
from cmdb.impact.model import DEGRADED, OK, STATES, Member, Need, QuorumShown, ShortCi
from cmdb.impact.rules import CONTRIBUTIONS, Evaluation, Plain

_LISTED = 20


class Proofs:
    """Writes the deciding needs of one evaluation."""

    def __init__(self, found: Evaluation) -> None:
        self._found = found
        self._topology = found.topology
        self._short: dict[int, ShortCi] = {}
        self._relations = found.topology.model.relations

    def ci(self, place: int) -> ShortCi:
        """Return what names a CI; the same object each time."""
        known = self._short.get(place)
        if known is None:
            topology = self._topology
            known = self._short[place] = {
                "id": topology.id(place),
                "class": topology.profile(place).class_name,
                "name": topology.name(place),
            }
        return known

    def need(self, place: int) -> Need | None:
        """Return the need that decided; None where the given state itself is the reason."""
        cause = self._found.causes.get(place)
        if cause is None:
            return None
        if isinstance(cause, Group):
            return self._group(place, cause)
        return self._plain(place, cause)

    def _plain(self, place: int, cause: Plain) -> Need:
        supplier, code = cause
        tie = self._topology.tie(code)
        contributes = self._found.states[place]
        state = STATES[self._found.states[supplier]]
        ci = self.ci(supplier)
        return {
            "kind": "plain",
            "type": tie.type,
            "strength": tie.strength,
            "group": None,
            "quorum": None,
            "members": 1,
            "out_of_operation": 0,
            "working": int(contributes < DEGRADED),
            "spare": 0,
            "failing": [{"ci": ci, "state": state, "contributes": STATES[contributes]}],
            "failing_count": 1,
            "via": ci["id"],
            "round": self._found.rounds[place],
            "text": f"{self._relations[tie.type].verb} {ci['name']}, which is {_said(state)}",
        }

    def _group(self, place: int, group: Group) -> Need:
        failing = self._failing(group)
        quorum = _quorum(group)
        return {
            "kind": "group",
            "type": None,
            "strength": None,
            "group": group.name,
            "quorum": quorum,
            "members": group.n,
            "out_of_operation": group.outside,
            "working": group.working,
            "spare": max(0, group.working - group.wants),
            "failing": [self._member(group, member) for member in failing[:_LISTED]],
            "failing_count": len(failing),
            "via": self.ci(via(self._found, place, group))["id"],
            "round": self._found.rounds[place],
            "text": _arithmetic(group, quorum),
        }

    def _failing(self, group: Group) -> list[int]:
        states, topology = self._found.states, self._topology
        return sorted(
            (member for member in group.members if member in states),
            key=lambda member: (-states[member], topology.name(member), topology.id(member)),
        )

    def _member(self, group: Group, member: int) -> Member:
        return {
            "ci": self.ci(member),
            "state": STATES[self._found.states[member]],
            "contributes": STATES[group.hits.get(member, OK)],
        }


def via(found: Evaluation, place: int, cause: Plain | Group) -> int:
    """Return the supplier that leads back towards the given failures.

    It is at least as bad as the dependent; where it is equally bad, it was so in an earlier round:
    so a chain of such steps never returns to where it was, even in cyclic graphs.
    """
    if not isinstance(cause, Group):
        return cause[0]
    topology, state, rounds = found.topology, found.states[place], found.rounds
    bad = [member for member, contributes in cause.hits.items() if contributes >= state]
    return min(bad, key=lambda m: (rounds[m], topology.name(m), topology.id(m)))


def contributes(found: Evaluation, supplier: int, code: int) -> int:
    """Return what a supplier's final state contributes over a relation with that tie."""
    strength = found.topology.ties.strength[code]
    return CONTRIBUTIONS[found.states.get(supplier, OK)][strength]


def _quorum(group: Group) -> QuorumShown:
    return {
        "needs": group.needs_text,
        "wants": group.wants_text,
        "needs_count": group.needs,
        "wants_count": group.wants,
        "source": "declared" if group.declared else "default",
    }


def _arithmetic(group: Group, quorum: QuorumShown) -> str:
    wants = f", wants {group.wants}" if group.wants != group.needs else ""
    shrank = f"; pool shrank to {group.n}" if group.outside else ""
    return (
        f"{group.name}: {group.working} of {group.n} work, needs {group.needs}{wants}"
        f" ({quorum['source']}), {max(0, group.working - group.wants)} spare{shrank}"
    )


def _said(state: str) -> str:
    return state.replace("_", " ")
