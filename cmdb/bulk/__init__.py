"""Editing many CIs at once: looked at before, one revision, undone as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cmdb import history, items
from cmdb.bulk import rules
from cmdb.bulk.model import MOST, Edit, Line, Preview
from cmdb.graph import Tx
from cmdb.history import Revision, Stamp
from cmdb.items import Decision, State, Touched
from cmdb.model import Model
from cmdb.topology.snapshot import Topology

__all__ = ["MOST", "Done", "Edit", "Line", "Preview", "carry_out", "needed_by", "preview"]


@dataclass(frozen=True, slots=True)
class Done:
    """What an edit did. `revision` is None where nothing changed; `refused` were left out."""

    revision: Revision | None
    changed: int
    refused: Sequence[Line]


def preview(tx: Tx, model: Model, edit: Edit) -> Preview:
    """Return what the edit would do as things are now; write nothing."""
    head = history.newest(tx)
    touched = Touched(frozenset(edit.cis))
    said = rules.lines(model, items.state_of(tx, touched), edit)
    return Preview(head.number, said, len(touched.cis) - len(said))


def carry_out(tx: Tx, model: Model, edit: Edit, stamp: Stamp, now: datetime) -> Done:
    """Write the edit in one revision, or nothing where a CI refuses it, unless these are skipped.

    Safe to repeat with the same `stamp.request`. Raises Stale where one of the CIs was written
    after the revision that was expected, and what `items.apply` does.
    """
    refused: list[Line] = []

    def decide(state: State) -> Decision:
        if late := rules.stale(state, edit):
            raise late
        if not edit.skip_refused:
            return Decision(rules.commands(edit))
        said = rules.lines(model, state, edit)
        refused[:] = [one for one in said if one.refused is not None]
        return Decision(rules.fitting(edit, said))

    outcome = items.carry_out(tx, model, Touched(frozenset(edit.cis)), decide, stamp, now)
    return Done(outcome.revision, len(outcome.events), refused)


def needed_by(topology: Topology, ci: str) -> int:
    """Return how many CIs in operation need a CI, directly: who would miss it if it were retired."""
    place = topology.place(ci)
    if place is None:
        return 0
    others, codes = topology.users(place)
    needing = {
        other
        for other, code in zip(others, codes, strict=True)
        if topology.operating[other] and topology.tie(code).strength != "none"
    }
    return len(needing)
