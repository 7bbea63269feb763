"""Relations whose other end nobody knew yet: tried again after every run, never invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from cmdb import items
from cmdb.graph import Tx
from cmdb.history import Stamp
from cmdb.intake import store
from cmdb.intake.deciding import RelationWork
from cmdb.intake.identifying import Identifying
from cmdb.intake.staging import Said, spoken
from cmdb.items.model import RelationKey
from cmdb.model import Model

_A_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Ready:
    """A parked relation whose ends are all known now."""

    uid: str
    source: str
    key: RelationKey
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parking:
    """Looks again at relations that wait, of all sources."""

    model: Model
    identifying: Identifying

    def ready(self, tx: Tx, after: str) -> tuple[list[Ready], str | None]:
        """Return which of a page of parked relations can be drawn now, and where the next begins."""
        rows = store.parked(tx, after, _A_PAGE)
        every = [(row, Said.of(orjson.loads(row["said"]))) for row in rows]
        far = [
            (spoken(end), end, row["kind"])
            for row, one in every
            for end in (one.from_, one.to)
            if not isinstance(end, str)
        ]
        found = self.identifying.ends(tx, [end for _, end, _ in far], [kind for *_, kind in far])
        meant = {words: ci for (words, _, _), ci in zip(far, found, strict=True)}
        ready = []
        for row, one in every:
            a, b = (
                str(row["ci"]) if isinstance(end, str) else meant[spoken(end)]
                for end in (one.from_, one.to)
            )
            if a is not None and b is not None and a != b:
                ready.append(Ready(row["uid"], row["source"], (a, one.type, b), one.fields))
        return ready, rows[-1]["uid"] if len(rows) == _A_PAGE else None

    def resolve(self, tx: Tx, ready: Sequence[Ready], stamp: Stamp, now: datetime) -> int | None:
        """Draw relations that waited; one that the model refuses goes on waiting for nobody."""
        revision: int | None = None
        for source in sorted({one.source for one in ready}):
            work = RelationWork(source)
            for one in ready:
                if one.source == source:
                    work.changes[one.key] = (dict(one.fields), "")
            state = items.state_of(tx, work.touched())
            _, wrong = items.planned(self.model, state, work.decide(state).commands)
            for command, _ in wrong:
                if isinstance(command, items.Relate):
                    work.changes.pop(command.key, None)
            outcome = items.carry_out(
                tx,
                self.model,
                work.touched(),
                work.decide,
                replace(stamp, request=f"{stamp.request}:{source}"),
                now,
            )
            if outcome.revision:
                revision = outcome.revision.number
        store.unpark(tx, [one.uid for one in ready])
        return revision
