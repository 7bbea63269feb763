"""Taking a decision back, whichever it was: the case is open again, and what it wrote is undone."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from cmdb import items
from cmdb.duplicates import rules, store
from cmdb.duplicates.comparing import waiting
from cmdb.duplicates.deciding import SOURCE, Decided, decide, no_case, shown
from cmdb.duplicates.merging import set_back
from cmdb.errors import Conflict
from cmdb.graph import Tx
from cmdb.history import Stamp
from cmdb.reconcile import store as reconciled
from cmdb.reconcile.rules import Reconciliation

Row = dict[str, Any]


def reopened(tx: Tx, truth: Reconciliation, id_: str, stamp: Stamp, now: datetime) -> Decided:
    """Take back what was decided of a case, of either kind, and open it again.

    A merge is set back; what was said to be distinct may be the same again, and the CI that its
    observation became is gone; what was retired or kept is as it was. Raises NotFound, and Conflict
    for an open case or where something was written since that stands in the way.
    """
    found = store.case(tx, id_)
    if found is None:
        raise no_case(id_)
    if found["status"] == "open":
        raise Conflict(f"Case {id_} is open: nothing was decided.", remedy="Decide it.")
    if found["status"] == "merged":
        return set_back(tx, truth, found, stamp, now)
    number = None
    if found.get("revision") is not None:
        undone = replace(
            stamp, source=SOURCE, undoes=found["revision"], reason=stamp.reason or "decided anew"
        )
        outcome = items.undo(tx, truth.model, found["revision"], undone, now, evidence={})
        number = outcome.revision.number if outcome.revision else None
    if found["status"] == "distinct":
        if (held := waiting(found)) is not None:
            reconciled.disown(tx, held["uid"])
        store.join(tx, rules.pairs(found["cis"]))
    decide(tx, found, "open", stamp, now, None, None)
    again = store.case(tx, id_)
    return Decided(shown(again or found), number)
