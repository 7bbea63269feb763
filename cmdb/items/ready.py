"""Revisions that are made ready outside of their transactions: of what nobody else can know yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmdb import history
from cmdb.graph import Tx
from cmdb.history import Revision, Stamp
from cmdb.items import rules, store
from cmdb.items.model import Command, RelationKey, State
from cmdb.model import Model


@dataclass(frozen=True, slots=True)
class Ready:
    """A revision as its queries take it."""

    stored: Sequence[Mapping[str, Any]]
    rows: store.Rows


def ready(
    model: Model,
    state: State,
    commands: Iterable[Command],
    evidence: Mapping[RelationKey, str],
) -> Ready:
    """Return the revision that commands come to on a state which their writer alone makes.

    Nothing of it is in the graph, so that there is nothing to lock or to read. Raises as
    `cmdb.items.apply` does.
    """
    events = rules.events(model, state, commands)
    return Ready(history.stored(events), store.rows(model, events, evidence))


def write_ready(tx: Tx, made: Ready, stamp: Stamp, now: datetime) -> Revision | None:
    """Write it, as `cmdb.items.carry_out` would; return the revision, None where it is empty."""
    if not made.stored:
        return None
    done = history.by_request(tx, stamp.request) if stamp.request else None
    if done is not None:
        return done
    revision = history.append(tx, stamp, made.stored, now)
    store.write(tx, made.rows, revision.number)
    return revision
