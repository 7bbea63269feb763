"""A question answered once, for whatever is then asked of the answer. Pure."""

from collections.abc import Sequence

from cmdb import hypotheses, impact
from cmdb.assessments.model import Examined
from cmdb.hypotheses import Edit
from cmdb.impact import Question
from cmdb.impact.order import rows
from cmdb.topology.snapshot import Topology


def examined(topology: Topology, question: Question, edits: Sequence[Edit] = ()) -> Examined:
    """Return what follows, on the graph as it is or as the edits would make it.

    Raises what `impact.of` and `hypotheses.of` do.
    """
    if not edits:
        known = impact.asked(topology, question)
        found = impact.joint(topology, question, known)
        return Examined(topology, known, found, rows(found), known.notes)
    supposed = hypotheses.supposed(topology, question, edits)
    graph = supposed.graph
    return Examined(
        graph.topology,
        supposed.asked,
        supposed.after,
        rows(supposed.after),
        (*supposed.asked.notes, *graph.notes),
        supposed.before,
        graph.marks,
        supposed.marked,
    )
