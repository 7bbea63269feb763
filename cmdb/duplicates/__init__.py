"""Cases that a person decides: CIs that may be the same, and CIs that a run would not retire."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from ulid import ULID

from cmdb import identify, items
from cmdb.duplicates import comparing, rules, store
from cmdb.duplicates.comparing import short, waiting
from cmdb.errors import Conflict, Invalid, NotFound
from cmdb.graph import Tx
from cmdb.history import Stamp
from cmdb.items import ChangeCI, Command, Decision, State, Touched
from cmdb.reconcile import store as reconciled
from cmdb.reconcile.precedence import Claim
from cmdb.reconcile.rules import Reconciliation, claim

__all__ = [
    "Decided",
    "case",
    "cases",
    "compared",
    "distinct",
    "merge",
    "opened",
    "retirement",
    "unmerge",
]

DUPLICATE, RETIREMENT = "duplicate", "retirement"
_SOURCE = "duplicates"
_MOST = 20

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decided:
    """A case as it is now, and the revision that the decision wrote, if any."""

    case: Row
    revision: int | None


def cases(
    tx: Tx, *, kind: str = DUPLICATE, status: str = "open", skip: int = 0, limit: int = 50
) -> list[Row]:
    """Return the cases of a kind, newest first, with the CIs that they are about."""
    found = store.cases(tx, kind, status, skip, limit)
    ids = {ci for one in found for ci in one["cis"]}
    known = {one.id: one.facts for one in items.several(tx, sorted(ids))}
    return [_shown(one, known) for one in found]


def case(tx: Tx, id_: str, kind: str = DUPLICATE) -> Row:
    """Return a case. Raises NotFound."""
    found = store.case(tx, id_)
    if found is None or found["kind"] != kind:
        raise NotFound(f"There is no case {id_}.", remedy=f"`cmdb {kind}s` lists them.")
    return found


def compared(tx: Tx, id_: str) -> Row:
    """Return a duplicate case side by side: `comparing.compared`, with the case. Raises NotFound."""
    found = case(tx, id_)
    return {"case": _without_record(found), **comparing.compared(tx, found)}


def opened(tx: Tx, cis: Sequence[str], now: datetime) -> Row:
    """Open the case of CIs that a person says may be the same. Raises Invalid, NotFound."""
    wanted = list(dict.fromkeys(cis))
    if not 1 < len(wanted) <= _MOST:
        raise Invalid(
            f"A case is about 2 to {_MOST} CIs.", remedy="Name those that may be the same."
        )
    found = {one.id: one.facts for one in items.several(tx, wanted)}
    for ci in wanted:
        if ci not in found:
            raise NotFound(f"There is no CI {ci}.", remedy="Find it with `cmdb find`.")
    row = {
        "key": "person\n" + "\n".join(sorted(wanted)),
        "id": str(ULID()),
        "kind": DUPLICATE,
        "cis": wanted,
        "name": found[wanted[0]]["name"],
        "reason": "brought by a person",
    }
    return store.open_case(tx, row, now)


def merge(
    tx: Tx, truth: Reconciliation, id_: str, survivor: str, stamp: Stamp, now: datetime
) -> Decided:
    """Make the CIs of a case one: relations, sources and history follow to the survivor.

    The others stay for their history, retired, and say what they were merged into. Raises NotFound,
    Invalid for a survivor that the case is not about or of another kind, Conflict for a decided one.
    """
    found = _open(tx, id_)
    if survivor not in found["cis"]:
        raise Invalid(
            "The survivor must be one of the case's CIs.",
            remedy="`cmdb duplicates show` lists them.",
            candidates=found["cis"],
        )
    records = reconciled.records_of(tx, found["cis"])
    moved = [
        {"uid": f"{one.source}\n{one.external_id}", "ci": one.ci}
        for one in records
        if one.ci != survivor
    ]
    ours = replace(stamp, source=_SOURCE, reason=stamp.reason or f"merged by case {id_}")
    number = _joined(tx, truth, found, survivor, records, ours, now)
    if moved:
        reconciled.move_records(tx, [one["uid"] for one in moved], survivor)
    if (held := waiting(found)) is not None:
        reconciled.adopt(tx, held, found, survivor, now)
    _decide(tx, found, "merged", stamp, now, survivor, number, moved)
    return Decided(_without_record(case(tx, id_)), number)


def _joined(  # noqa: PLR0913, PLR0917  one write, whatever it takes
    tx: Tx,
    truth: Reconciliation,
    found: Row,
    survivor: str,
    records: Sequence[reconciled.Record],
    stamp: Stamp,
    now: datetime,
) -> int | None:
    """Write the merge in one revision; return its number."""
    others = [ci for ci in found["cis"] if ci != survivor]
    relations = store.relations_of(tx, found["cis"]) if others else []
    commands, evidence = rules.joined(relations, survivor, others)
    claims = [one.claim for one in records if one.claims]
    if (held := waiting(found)) is not None:
        claims.append(_claim(found, held))
    handmade = survivor not in {one.ci for one in records}

    def decide(state: State) -> Decision:
        _refuse_strangers(truth, state, survivor, others)
        every: list[Command] = list(commands)
        if claims:
            every.append(truth.changed(state.cis[survivor], claims, handmade=handmade))
        every += [
            ChangeCI(other, {"lifecycle": "retired", "merged_into": survivor}) for other in others
        ]
        return Decision(every, evidence)

    keys = frozenset(c.key for c in commands) | {key for key, _ in relations}
    ends = frozenset(end for key in keys for end in (key[0], key[2])) - set(found["cis"])
    touched = Touched(frozenset(found["cis"]), ends, keys)
    outcome = items.carry_out(tx, truth.model, touched, decide, stamp, now)
    return outcome.revision.number if outcome.revision else None


def _refuse_strangers(
    truth: Reconciliation, state: State, survivor: str, others: Collection[str]
) -> None:
    mine = state.cis[survivor]["class"]
    for other in others:
        theirs = state.cis[other]["class"]
        if not identify.fits(truth.model, mine, theirs):
            raise Invalid(
                f"A {theirs} cannot be merged into a {mine}.",
                remedy="Say that they are not the same, or correct the class first.",
            )


def unmerge(tx: Tx, truth: Reconciliation, id_: str, stamp: Stamp, now: datetime) -> Decided:
    """Set a merge back: its revision is undone, records go back, and the case is open again.

    Raises NotFound, and Conflict where something was written since that stands in the way.
    """
    found = case(tx, id_)
    if found["status"] != "merged":
        raise Conflict(f"Case {id_} is {found['status']}, not merged.")
    number = None
    if found.get("revision") is not None:
        ours = replace(
            stamp, source=_SOURCE, undoes=found["revision"], reason=f"unmerged, case {id_}"
        )
        outcome = items.undo(tx, truth.model, found["revision"], ours, now)
        number = outcome.revision.number if outcome.revision else None
    by_ci: dict[str, list[str]] = {}
    for one in orjson.loads(found.get("moved") or "[]"):
        by_ci.setdefault(one["ci"], []).append(one["uid"])
    for ci, uids in sorted(by_ci.items()):
        reconciled.move_records(tx, uids, ci)
    if (held := waiting(found)) is not None:
        reconciled.disown(tx, held["uid"])
    _decide(tx, found, "open", stamp, now, None, None, [])
    return Decided(_without_record(case(tx, id_)), number)


def distinct(tx: Tx, truth: Reconciliation, id_: str, stamp: Stamp, now: datetime) -> Decided:
    """Remember that the CIs of a case are not the same; an observation that waits becomes a CI."""
    found = _open(tx, id_)
    cis, number = list(found["cis"]), None
    if (held := waiting(found)) is not None:
        made = truth.created(str(ULID()), [_claim(found, held)])
        ours = replace(stamp, source=found["source"])
        outcome = items.carry_out(tx, truth.model, Touched(), lambda _: Decision([made]), ours, now)
        reconciled.adopt(tx, held, found, made.id, now)
        cis.append(made.id)
        number = outcome.revision.number if outcome.revision else None
    store.keep_apart(tx, rules.pairs(cis))
    _decide(tx, found, "distinct", stamp, now, None, number, [])
    return Decided(_without_record(case(tx, id_)), number)


def retirement(
    tx: Tx, truth: Reconciliation, id_: str, stamp: Stamp, now: datetime, *, retire: bool
) -> Decided:
    """Retire a CI that a run would not, or keep it whatever its sources no longer see.

    Either is a person's word: no run changes it until it is released. Raises NotFound, Conflict.
    """
    found = _open(tx, id_, RETIREMENT)
    (ci,) = found["cis"]

    def decide(state: State) -> Decision:
        pinned = sorted({*state.cis[ci].get("pinned", ()), "lifecycle"})
        fields: Row = {"pinned": pinned} | ({"lifecycle": "retired"} if retire else {})
        return Decision([ChangeCI(ci, fields)])

    ours = replace(stamp, source=_SOURCE)
    outcome = items.carry_out(tx, truth.model, Touched(cis=frozenset({ci})), decide, ours, now)
    number = outcome.revision.number if outcome.revision else None
    _decide(tx, found, "retired" if retire else "kept", stamp, now, None, number, [])
    return Decided(_without_record(case(tx, id_, RETIREMENT)), number)


def _open(tx: Tx, id_: str, kind: str = DUPLICATE) -> Row:
    found = case(tx, id_, kind)
    if found["status"] != "open":
        raise Conflict(
            f"Case {id_} was decided by {found.get('decided_by')}: {found['status']}.",
            remedy="A merge is set back with `cmdb duplicates unmerge`.",
        )
    return found


def _decide(  # noqa: PLR0913, PLR0917  all that a decision leaves
    tx: Tx,
    found: Row,
    status: str,
    stamp: Stamp,
    now: datetime,
    survivor: str | None,
    revision: int | None,
    moved: list[Row],
) -> None:
    decision = {
        "status": status,
        "actor": stamp.actor,
        "survivor": survivor,
        "revision": revision,
        "moved": orjson.dumps(moved).decode(),
    }
    store.decide(tx, found["id"], decision, now)


def _claim(found: Row, held: Row) -> Claim:
    at = held["observed_at"]
    observed = datetime.fromisoformat(at) if at else None
    return claim(found["source"], held["kind"], held["values"], observed)


def _without_record(found: Row) -> Row:
    return {name: value for name, value in found.items() if name not in ("record", "moved")}


def _shown(one: Row, known: dict[str, Row]) -> Row:
    cis = [short(known[ci]) for ci in one["cis"] if ci in known]
    return {**_without_record(one), "cis": cis}
