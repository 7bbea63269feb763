"""What does a failure take down, and what does a CI stand on? docs/decisions/0006 says how."""

from collections.abc import Iterator, Sequence

from cmdb.errors import Invalid, Problem
from cmdb.impact import encoding
from cmdb.impact.answer import Asked, answer, as_json
from cmdb.impact.dependencies import Dependencies, dependencies
from cmdb.impact.explained import Contrast, explained
from cmdb.impact.model import STATES, Answer, Baseline, Given, Question, State
from cmdb.impact.rules import Evaluation, States, evaluate
from cmdb.topology.references import meant, resolve
from cmdb.topology.snapshot import Topology

__all__ = [
    "STATES",
    "Answer",
    "Asked",
    "Baseline",
    "Contrast",
    "Dependencies",
    "Evaluation",
    "Given",
    "Question",
    "State",
    "as_json",
    "asked",
    "encoded",
    "encoded_at_once",
    "evaluation",
    "explained",
    "joint",
    "needs",
    "of",
    "pieces",
]

# What is answered at once names at most so many CIs, and hits so many.
_FEW = 100
_SOME = 2_000
# Whoever is given stands for what points to it by these (MODEL.md, Relation types).
_STANDS_FOR = frozenset({"PROVIDED_BY", "IN_ACCOUNT", "OWNED_BY", "SUPPORTED_BY"})


def of(topology: Topology, question: Question) -> Answer:
    """Return what follows when these CIs are in these states; of two states of one CI the worse.

    A vendor, account, owner or team stands for what points to it. Under the baseline `current`
    what is failing already may be all that fails. Raises Invalid for a question without CIs, an
    unknown state, an ambiguous name or a CI not in operation; NotFound with near names for a CI
    that there is not.
    """
    known = asked(topology, question)
    return answer(joint(topology, question, known), known)


def encoded(topology: Topology, question: Question) -> bytes:
    """Return what `as_json(of(…))` does, sooner. Raises what `of` does."""
    known = asked(topology, question)
    return encoding.encoded(joint(topology, question, known), known)


def pieces(topology: Topology, question: Question) -> Iterator[bytes]:
    """Return what `encoded` does, to be sent piece by piece as it is made. Raises at once."""
    known = asked(topology, question)
    return encoding.pieces(joint(topology, question, known), known)


def encoded_at_once(topology: Topology, question: Question) -> bytes | None:
    """Return what `encoded` does, or None where that takes more than some milliseconds."""
    if question.baseline != "clean" or len(question.given) > _FEW:
        return None
    if not all(meant(topology, one.ref) for one in question.given):
        return None  # near names are looked for among all
    known = asked(topology, question)
    found = evaluate(topology, known.states, question.duration_s, most=_SOME)
    return encoding.encoded(found, known) if found.complete else None


def evaluation(topology: Topology, question: Question) -> Evaluation:
    """Return the states that follow, by place, without an answer's proofs. Raises what `of` does."""
    return joint(topology, question, asked(topology, question))


def asked(topology: Topology, question: Question) -> Asked:
    """Return the question in the topology's terms. Raises what `of` does."""
    if not question.given and question.baseline == "clean":
        raise Invalid("The question names no CI.", remedy="Say which CIs fail.")
    states, notes = _given(topology, question.given)
    before = None
    if question.baseline == "current":
        ailing = {place: STATES.index(health) for place, health in topology.ailing().items()}
        before = evaluate(topology, ailing, question.duration_s)
    return Asked(states, notes, before)


def joint(topology: Topology, question: Question, known: Asked) -> Evaluation:
    """Return the evaluation of what is given together with what has failed already."""
    states = known.states
    if known.before is not None:
        states = dict(known.before.given)
        for place, state in known.states.items():
            states[place] = max(state, states.get(place, 0))
    return evaluate(topology, states, question.duration_s)


def _given(topology: Topology, given: Sequence[Given]) -> tuple[States, list[str]]:
    """Return the states that the question gives, by place, and notes on what stands for others."""
    states: States = {}
    notes: list[str] = []
    for at, one in enumerate(given):
        place, state = resolve(topology, one.ref), _state(one, at)
        _refuse_idle(topology, place, one, at)
        states[place] = max(state, states.get(place, 0))
        represented = _stands_for(topology, place)
        if represented:
            notes.append(f"{topology.name(place)} stands for {len(represented)} CIs")
        for other in represented:
            states[other] = max(state, states.get(other, 0))
    return states, notes


def needs(topology: Topology, ref: str, levels: int | None = None) -> Dependencies:
    """Return what a CI stands on, level by level, at most so many levels.

    Raises NotFound with near names, Invalid for an ambiguous name or less than one level.
    """
    if levels is not None and levels < 1:
        raise Invalid(f"{levels} levels show nothing.", remedy="Ask for one level or more.")
    return dependencies(topology, resolve(topology, ref), levels)


def _state(one: Given, at: int) -> int:
    if one.state not in STATES[1:]:
        reason = f"{one.state!r} is none of {', '.join(STATES[1:])}"
        raise Invalid(
            f"given[{at}].state: {reason}.", problems=[Problem(f"given[{at}].state", reason)]
        )
    return STATES.index(one.state)


def _refuse_idle(topology: Topology, place: int, one: Given, at: int) -> None:
    if not topology.operating[place]:
        lifecycle = topology.profile(place).lifecycle
        reason = f"{topology.name(place)} is {lifecycle}, not in operation"
        raise Invalid(
            f"{one.ref!r} cannot fail: {reason}.",
            remedy="Only what is operational or retiring can fail.",
            problems=[Problem(f"given[{at}].ci", reason)],
        )


def _stands_for(topology: Topology, place: int) -> list[int]:
    users, codes = topology.users(place)
    ties, operating = topology.ties.values, topology.operating
    return [
        user
        for user, code in zip(users, codes, strict=True)
        if operating[user] and ties[code].type in _STANDS_FOR
    ]
