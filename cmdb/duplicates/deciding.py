"""A case and the decision about it: what a person decided is kept, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from cmdb.duplicates import store
from cmdb.errors import Conflict, NotFound
from cmdb.graph import Tx
from cmdb.history import Stamp
from cmdb.reconcile.precedence import Claim
from cmdb.reconcile.rules import claim

DUPLICATE, RETIREMENT = "duplicate", "retirement"
SOURCE = "duplicates"
"""Stands as source in revisions that decisions write: what they set is no person's word."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decided:
    """A case as it is now, and the revision that the decision wrote, if any."""

    case: Row
    revision: int | None


def case(tx: Tx, id_: str, kind: str = DUPLICATE) -> Row:
    """Return a case. Raises NotFound."""
    found = store.case(tx, id_)
    if found is None or found["kind"] != kind:
        raise no_case(id_, kind)
    return found


def no_case(id_: str, kind: str = DUPLICATE) -> NotFound:
    return NotFound(f"There is no case {id_}.", remedy=f"`cmdb {kind}s list` lists them.")


def undecided(tx: Tx, id_: str, kind: str = DUPLICATE) -> Row:
    """Return a case that is open still. Raises NotFound, Conflict."""
    found = case(tx, id_, kind)
    if found["status"] != "open":
        raise Conflict(
            f"Case {id_} was decided by {found.get('decided_by')}: {found['status']}.",
            remedy="Look at it again. What was decided is taken back with `cmdb duplicates reopen`.",
        )
    return found


def decide(  # noqa: PLR0913, PLR0917  all that a decision leaves
    tx: Tx,
    found: Row,
    status: str,
    stamp: Stamp,
    now: datetime,
    survivor: str | None,
    revision: int | None,
    moved: Row | None = None,
) -> None:
    """Keep a decision; `moved` is what it takes to set it back."""
    decision = {
        "status": status,
        "actor": stamp.actor,
        "survivor": survivor,
        "revision": revision,
        "moved": orjson.dumps(moved or {}).decode(),
    }
    store.decide(tx, found["id"], decision, now)


def claim_of(found: Row, held: Row) -> Claim:
    """Return what the observation claims that a case holds back."""
    at = held["observed_at"]
    observed = datetime.fromisoformat(at) if at else None
    return claim(found["source"], held["kind"], held["values"], observed)


def shown(found: Row) -> Row:
    """Return a case as people see it: without what only decisions need."""
    return {name: value for name, value in found.items() if name not in ("record", "moved")}
