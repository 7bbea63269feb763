"""Cases that a person decides: CIs that may be the same, and CIs that a run would not retire."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from ulid import ULID

from cmdb import items
from cmdb.duplicates import comparing, rules, store
from cmdb.duplicates.comparing import short, waiting
from cmdb.duplicates.deciding import (
    DUPLICATE,
    RETIREMENT,
    SOURCE,
    Decided,
    case,
    claim_of,
    decide,
    shown,
    undecided,
)
from cmdb.duplicates.merging import merge, unmerge
from cmdb.duplicates.reopening import reopened
from cmdb.errors import Conflict, Invalid, NotFound
from cmdb.graph import Tx
from cmdb.history import Stamp
from cmdb.items import ChangeCI, Decision, State, Touched
from cmdb.reconcile import store as reconciled
from cmdb.reconcile.rules import Reconciliation

__all__ = [
    "DUPLICATE",
    "RETIREMENT",
    "Decided",
    "case",
    "cases",
    "compared",
    "distinct",
    "merge",
    "opened",
    "reopened",
    "retirement",
    "unmerge",
]

_MOST = 20

Row = dict[str, Any]


def cases(
    tx: Tx, *, kind: str = DUPLICATE, status: str = "open", skip: int = 0, limit: int = 50
) -> list[Row]:
    """Return the cases of a kind, newest first, with the CIs that they are about."""
    found = store.cases(tx, kind, status, skip, limit)
    ids = {ci for one in found for ci in one["cis"]}
    known = {one.id: one.facts for one in items.several(tx, sorted(ids))}
    return [_shown(one, known) for one in found]


def compared(tx: Tx, id_: str) -> Row:
    """Return a duplicate case side by side: `comparing.compared`, with the case. Raises NotFound."""
    found = case(tx, id_)
    return {"case": shown(found), **comparing.compared(tx, found)}


def opened(tx: Tx, cis: Sequence[str], now: datetime) -> Row:
    """Open the case of CIs that a person says may be the same. Raises Invalid, NotFound,
    Conflict for a CI that was merged already.
    """
    wanted = list(dict.fromkeys(cis))
    if not 1 < len(wanted) <= _MOST:
        raise Invalid(
            f"A case is about 2 to {_MOST} CIs.", remedy="Name those that may be the same."
        )
    found = {one.id: one.facts for one in items.several(tx, wanted)}
    for ci in wanted:
        if ci not in found:
            raise NotFound(f"There is no CI {ci}.", remedy="Find it with `cmdb find`.")
        if into := found[ci].get("merged_into"):
            raise Conflict(
                f"{found[ci]['name']} was merged into {into} already.",
                remedy="Name that one, or set the merge back with `cmdb duplicates unmerge`.",
            )
    row = {
        "key": "person\n" + "\n".join(sorted(wanted)),
        "id": str(ULID()),
        "kind": DUPLICATE,
        "cis": wanted,
        "name": found[wanted[0]]["name"],
        "reason": "brought by a person",
    }
    return store.open_case(tx, row, now)


def distinct(tx: Tx, truth: Reconciliation, id_: str, stamp: Stamp, now: datetime) -> Decided:
    """Remember that the CIs of a case are not the same; an observation that waits becomes a CI."""
    found = undecided(tx, id_)
    cis, number = list(found["cis"]), None
    if (held := waiting(found)) is not None:
        made = truth.created(str(ULID()), [claim_of(found, held)])
        ours = replace(stamp, source=found["source"])
        outcome = items.carry_out(tx, truth.model, Touched(), lambda _: Decision([made]), ours, now)
        reconciled.adopt(tx, held, found, made.id, now)
        cis.append(made.id)
        number = outcome.revision.number if outcome.revision else None
    store.keep_apart(tx, rules.pairs(cis))
    decide(tx, found, "distinct", stamp, now, None, number)
    return Decided(shown(case(tx, id_)), number)


def retirement(
    tx: Tx, truth: Reconciliation, id_: str, stamp: Stamp, now: datetime, *, retire: bool
) -> Decided:
    """Retire a CI that a run would not, or keep it whatever its sources no longer see.

    Either is a person's word: no run changes it until it is released. Raises NotFound, Conflict.
    """
    found = undecided(tx, id_, RETIREMENT)
    (ci,) = found["cis"]

    def by_hand(state: State) -> Decision:
        pinned = sorted({*state.cis[ci].get("pinned", ()), "lifecycle"})
        fields: Row = {"pinned": pinned} | ({"lifecycle": "retired"} if retire else {})
        return Decision([ChangeCI(ci, fields)])

    ours = replace(stamp, source=SOURCE)
    outcome = items.carry_out(tx, truth.model, Touched(cis=frozenset({ci})), by_hand, ours, now)
    number = outcome.revision.number if outcome.revision else None
    decide(tx, found, "retired" if retire else "kept", stamp, now, None, number)
    return Decided(shown(case(tx, id_, RETIREMENT)), number)


def _shown(one: Row, known: dict[str, Row]) -> Row:
    cis = [short(known[ci]) for ci in one["cis"] if ci in known]
    return {**shown(one), "cis": cis}
