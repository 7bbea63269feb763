"""Merging the CIs of a case into one, and setting that back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from cmdb import identify, items
from cmdb.duplicates import rules, store
from cmdb.duplicates.comparing import waiting
from cmdb.duplicates.deciding import SOURCE, Decided, case, claim_of, decide, shown, undecided
from cmdb.errors import Conflict, Invalid
from cmdb.graph import Tx
from cmdb.history import Stamp
from cmdb.items import ChangeCI, Command, Decision, State, Touched
from cmdb.items.model import Facts, RelationKey
from cmdb.reconcile import store as reconciled
from cmdb.reconcile.rules import Reconciliation

Row = dict[str, Any]


def merge(
    tx: Tx, truth: Reconciliation, id_: str, survivor: str, stamp: Stamp, now: datetime
) -> Decided:
    """Make the CIs of a case one: relations, sources and history follow to the survivor.

    The others stay for their history, retired, and say what they were merged into. Raises NotFound,
    Invalid for a survivor that the case is not about or of another kind, Conflict for a decided one.
    """
    found = undecided(tx, id_)
    cis = current(tx, found["cis"])
    if survivor not in cis:
        raise Invalid(
            "The survivor must be one of the case's CIs.",
            remedy="`cmdb duplicates show` lists them.",
            candidates=cis,
        )
    others = [ci for ci in cis if ci != survivor]
    records = reconciled.records_of(tx, cis)
    moved = [
        {"uid": f"{one.source}\n{one.external_id}", "ci": one.ci}
        for one in records
        if one.ci != survivor
    ]
    relations = store.relations_of(tx, cis) if others else []
    ours = replace(stamp, source=SOURCE, reason=stamp.reason or f"merged by case {id_}")
    work = _Merge(truth, survivor, others, relations, records)
    number = work.write(tx, found, ours, now)
    if moved:
        reconciled.move_records(tx, [one["uid"] for one in moved], survivor)
    if (held := waiting(found)) is not None:
        reconciled.adopt(tx, held, found, survivor, now)
    # A relation that no source stated had no evidence: an empty one says so again.
    evidence = [[*key, facts.get("evidence") or "{}"] for key, facts in relations]
    back = {"records": moved, "evidence": evidence}
    decide(tx, found, "merged", stamp, now, survivor, number, back)
    return Decided(shown(case(tx, id_)), number)


def current(tx: Tx, cis: Sequence[str]) -> list[str]:
    """Return the CIs, each once; instead of one that was merged what it was merged into."""
    found, seen = list(dict.fromkeys(cis)), set(cis)
    while True:
        facts = {one.id: one.facts for one in items.several(tx, found)}
        new = [facts[ci].get("merged_into") or ci for ci in found if ci in facts]
        # One that was looked at before adds nothing: what it was merged into is among them.
        new = [ci for ci in dict.fromkeys(new) if ci in facts or ci not in seen]
        if new == found:
            return found
        seen |= set(new)
        found = new


@dataclass(frozen=True, slots=True)
class _Merge:
    """What becomes one, with all that is known of it."""

    truth: Reconciliation
    survivor: str
    others: Sequence[str]
    relations: Sequence[tuple[RelationKey, Row]]
    records: Sequence[reconciled.Record]

    def write(self, tx: Tx, found: Row, stamp: Stamp, now: datetime) -> int | None:
        """Write the merge in one revision; return its number."""
        commands, evidence = rules.joined(self.relations, self.survivor, self.others)
        claims = [one.claim for one in self.records if one.claims]
        if (held := waiting(found)) is not None:
            claims.append(claim_of(found, held))
        handmade = self.survivor not in {one.ci for one in self.records}

        def decide(state: State) -> Decision:
            self._refuse_strangers(state)
            every: list[Command] = list(commands)
            if claims:
                before = state.cis[self.survivor]
                every.append(_named(before, self.truth.changed(before, claims, handmade=handmade)))
            gone = {"lifecycle": "retired", "merged_into": self.survivor}
            every += [ChangeCI(other, gone) for other in self.others]
            return Decision(every, evidence)

        cis = {self.survivor, *self.others}
        keys = frozenset(c.key for c in commands) | {key for key, _ in self.relations}
        ends = frozenset(end for key in keys for end in (key[0], key[2])) - cis
        touched = Touched(frozenset(cis), ends, keys)
        outcome = items.carry_out(tx, self.truth.model, touched, decide, stamp, now)
        return outcome.revision.number if outcome.revision else None

    def _refuse_strangers(self, state: State) -> None:
        mine = state.cis[self.survivor]["class"]
        for other in self.others:
            theirs = state.cis[other]["class"]
            if not identify.fits(self.truth.model, mine, theirs):
                raise Invalid(
                    f"A {theirs} cannot be merged into a {mine}.",
                    remedy="Say that they are not the same, or correct the class first.",
                )


def _named(before: Facts, change: ChangeCI) -> ChangeCI:
    """Return the change without another name: who chose the survivor knows it by the one it has."""
    if change.fields.get("name", before["name"]) == before["name"]:
        return change
    pinned = change.fields.get("pinned") or before.get("pinned", ())
    kept = {"name": before["name"], "pinned": sorted({*pinned, "name"})}
    return replace(change, fields={**change.fields, **kept})


def unmerge(tx: Tx, truth: Reconciliation, id_: str, stamp: Stamp, now: datetime) -> Decided:
    """Set a merge back: its revision is undone, records go back, and the case is open again.

    Raises NotFound, and Conflict where something was written since that stands in the way.
    """
    found = case(tx, id_)
    if found["status"] != "merged":
        raise Conflict(
            f"Case {id_} is {found['status']}, not merged.",
            remedy="`cmdb duplicates list --status merged` lists those that are.",
        )
    return set_back(tx, truth, found, stamp, now)


def set_back(tx: Tx, truth: Reconciliation, found: Row, stamp: Stamp, now: datetime) -> Decided:
    """Set a merge back, whose case is held. Raises Conflict."""
    id_ = found["id"]
    back, number = orjson.loads(found.get("moved") or "{}"), None
    if found.get("revision") is not None:
        ours = replace(
            stamp, source=SOURCE, undoes=found["revision"], reason=f"unmerged, case {id_}"
        )
        evidence = {(a, type_, b): said for a, type_, b, said in back["evidence"]}
        revision = found["revision"]
        outcome = items.undo(tx, truth.model, revision, ours, now, evidence=evidence)
        number = outcome.revision.number if outcome.revision else None
    by_ci: dict[str, list[str]] = {}
    for one in back.get("records", ()):
        by_ci.setdefault(one["ci"], []).append(one["uid"])
    for ci, uids in sorted(by_ci.items()):
        reconciled.move_records(tx, uids, ci)
    if (held := waiting(found)) is not None:
        reconciled.disown(tx, held["uid"])
    decide(tx, found, "open", stamp, now, None, None)
    return Decided(shown(case(tx, id_)), number)
