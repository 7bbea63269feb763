"""What if? Impact on a graph with CIs, relations and quorums added, changed or gone; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import orjson

from cmdb import impact
from cmdb.errors import Invalid
from cmdb.hypotheses.differences import differences
from cmdb.hypotheses.model import Edit, Hypothetical, Mark, Supposed, WhatIf
from cmdb.hypotheses.reading import MOST, edits
from cmdb.hypotheses.rules import applied
from cmdb.impact import Evaluation, Given, Question
from cmdb.impact.answer import answer as as_answer
from cmdb.impact.answer import heading, rest
from cmdb.impact.rules import evaluate
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import CiSummary, Topology

__all__ = [
    "MOST",
    "Edit",
    "Hypothetical",
    "Mark",
    "Supposed",
    "WhatIf",
    "applied",
    "as_json",
    "differences",
    "edits",
    "evaluation",
    "of",
    "posed",
    "supposed",
]

_SHOWN: Sequence[Mark] = ("added", "retired", "removed", "changed")


def of(topology: Topology, question: Question, hypothesis: Sequence[Edit]) -> WhatIf:
    """Return what follows on the graph as it would be, beside what follows as it is.

    What the hypothesis retires or removes is down, beside what the question gives. Raises what
    `applied` and `impact.of` do, and Invalid where nothing fails in either graph.
    """
    found = supposed(topology, question, hypothesis)
    answer = as_answer(found.after, found.asked)
    for one in answer.impacted:
        mark = found.graph.marks.get(one["ci"]["id"])
        if mark is not None:
            one["hypothesis"] = mark
    answer.notes.extend(found.graph.notes)
    return WhatIf(answer, found.marked, differences(found.before, found.after))


def supposed(topology: Topology, question: Question, hypothesis: Sequence[Edit]) -> Supposed:
    """Return what `of` stands on, without proofs. Raises what it does."""
    graph = applied(topology, hypothesis)
    asked = _asked(question, graph)
    known = impact.asked(graph.topology, asked)
    after = impact.joint(graph.topology, asked, known)
    before = _before(topology, question, graph)
    return Supposed(graph, known, before, after, _marked(topology, graph))


def evaluation(
    topology: Topology, question: Question, hypothesis: Sequence[Edit]
) -> tuple[Hypothetical, Evaluation]:
    """Return the graph as it would be and the states that follow on it. Raises what `of` does."""
    supposed = applied(topology, hypothesis)
    return supposed, impact.evaluation(supposed.topology, _asked(question, supposed))


def posed(
    topology: Topology, question: Question, hypothesis: Sequence[Edit]
) -> tuple[Question, Topology]:
    """Return the question as it is asked of the graph as it would be, and that graph."""
    supposed = applied(topology, hypothesis)
    return _asked(question, supposed), supposed.topology


def _asked(question: Question, supposed: Hypothetical) -> Question:
    given = [*question.given, *supposed.given]
    if not given and question.baseline == "clean":
        raise Invalid(
            "Nothing fails: the question names no CI, and its hypothesis takes none away.",
            remedy="Say which CIs fail, or ask from the baseline `current`.",
        )
    return replace(question, given=given)


def _before(topology: Topology, question: Question, supposed: Hypothetical) -> Evaluation:
    """Return what follows without the hypothesis, of the CIs that could fail then."""
    given = [one for one in question.given if _could_fail(topology, supposed, one)]
    if given or question.baseline == "current":
        return impact.evaluation(topology, replace(question, given=given))
    return evaluate(topology, {})


def _could_fail(topology: Topology, supposed: Hypothetical, one: Given) -> bool:
    place = topology.place(supposed.topology.id(resolve(supposed.topology, one.ref)))
    return place is not None and bool(topology.operating[place])


def _marked(topology: Topology, supposed: Hypothetical) -> Mapping[Mark, Sequence[CiSummary]]:
    found: dict[Mark, list[CiSummary]] = {mark: [] for mark in _SHOWN}
    for ci, mark in supposed.marks.items():
        for known in (supposed.topology, topology):
            place = known.place(ci)
            if place is not None:
                found[mark].append(known.summary(place))
                break
    return found


def as_json(found: WhatIf) -> bytes:
    """Return it as UTF-8 JSON: an impact answer with what the hypothesis did, and what it changes."""
    return orjson.dumps(
        {
            **heading(found.answer),
            "hypothesis": found.marked,
            "compared": found.compared,
            "impacted": found.answer.impacted,
            **rest(found.answer),
        }
    )
