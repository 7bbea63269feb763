"""Where is the estate weak? docs/decisions/0012 says how that is found out and weighed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cmdb import impact
from cmdb.errors import Invalid, Problem
from cmdb.graph import Tx
from cmdb.impact import Given, Question
from cmdb.topology import resolve
from cmdb.topology.snapshot import Topology
from cmdb.weaknesses import answer, cuts, ranking, single_points, store
from cmdb.weaknesses.answer import Failing
from cmdb.weaknesses.circuit import under
from cmdb.weaknesses.model import Progress, SinglePoint, SinglePoints, Weaknesses, Weighed
from cmdb.weaknesses.rules import Pause
from cmdb.weaknesses.worth import Use, Worth

__all__ = [
    "Progress",
    "SinglePoints",
    "Weaknesses",
    "Weighed",
    "alone",
    "of",
    "of_estate",
    "uses",
    "with_changes",
]

_LONGEST_S = 60.0


def _nobody_waits() -> None:
    """Nothing else is to be done meanwhile."""


def of(topology: Topology, asked: Weighed, pause: Pause = _nobody_waits) -> SinglePoints:
    """Return the weak points of a CI: what takes it down or degrades it alone, and more on request.

    Raises NotFound for a CI that there is not; Invalid for one not in operation, for sets of a
    size that is not looked for, and for a budget of no time or of more than a minute.
    """
    _refuse_senseless(asked)
    target = resolve(topology, asked.ref)
    _refuse_idle(topology, target, asked.ref)
    given = _given(topology, asked.given)
    return answer.of(topology, target, given, asked, pause)


def alone(
    topology: Topology, place: int, pause: Pause = _nobody_waits
) -> tuple[list[int], dict[int, int]]:
    """Return the places that a CI stands on, itself among them, and the state that the failure of
    each alone brings it to: 3 down, 2 degraded; less is left out."""
    circuit = under(topology, place)
    return list(circuit.order), single_points.alone(circuit, place, {}, pause)


def uses(tx: Tx) -> list[Use]:
    """Return who uses which service, for `of_estate`."""
    return store.uses(tx)


def of_estate(
    topology: Topology, uses: Iterable[Use], limit: int = 10, pause: Pause = _nobody_waits
) -> Iterator[Progress | Weaknesses]:
    """Yield how far it is, and in the end the weak points of the whole estate, `limit` of a kind."""
    return ranking.estate(topology, Worth(topology, uses), limit, pause)


def with_changes(tx: Tx, topology: Topology, found: SinglePoints) -> SinglePoints:
    """Return the answer with how often each single point was changed, in the final order."""
    ids = [one["ci"]["id"] for one in found.single_points]
    known: Mapping[str, int] = store.changes(tx, ids, found.revision)
    points: list[SinglePoint] = [
        {**one, "changes": known.get(one["ci"]["id"], 0)} for one in found.single_points
    ]
    return replace(found, single_points=single_points.ranked(topology, points))


def _refuse_senseless(asked: Weighed) -> None:
    problems = []
    if not 1 <= asked.order <= cuts.LARGEST:
        problems.append(Problem("order", f"{asked.order} is not 1 to {cuts.LARGEST}"))
    if not 0 < asked.budget_s <= _LONGEST_S:
        problems.append(Problem("budget", f"is not more than no time, up to {_LONGEST_S:.0f} s"))
    if asked.limit < 1:
        problems.append(Problem("limit", f"{asked.limit} lists nothing"))
    if problems:
        raise Invalid(str(problems[0]), problems=problems)


def _given(topology: Topology, refs: tuple[str, ...]) -> Failing:
    """Return what the given failures come to; nothing where none is given."""
    if not refs:
        return Failing((), {}, {})
    question = Question(tuple(Given(ref) for ref in refs))
    found = impact.evaluation(topology, question)
    named = dict.fromkeys(resolve(topology, ref) for ref in refs)
    return Failing(tuple(named), dict(found.given), found.states)


def _refuse_idle(topology: Topology, place: int, ref: str) -> None:
    if not topology.operating[place]:
        lifecycle = topology.profile(place).lifecycle
        raise Invalid(
            f"{ref!r} has no weak points: {topology.name(place)} is {lifecycle}, not in operation.",
            remedy="Only what is operational or retiring can fail.",
            problems=[Problem("ci", f"is {lifecycle}")],
        )
