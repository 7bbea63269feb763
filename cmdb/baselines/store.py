"""Baseline queries: one function for each file in `cypher/baselines/`."""

from datetime import datetime

from cmdb.baselines.model import Baseline
from cmdb.graph import Tx


def add(
    tx: Tx, name: str, revision: int, actor: str, reason: str | None, now: datetime
) -> Baseline:
    """Return the baseline that has the name, made now if there was none."""
    row = tx.run(
        "baselines/add", name=name, revision=revision, actor=actor, reason=reason, now=now
    )[0]
    return Baseline(**row)


def every(tx: Tx) -> list[Baseline]:
    return [Baseline(**row) for row in tx.run("baselines/all")]


def remove(tx: Tx, name: str) -> bool:
    return bool(tx.run("baselines/remove", name=name))
