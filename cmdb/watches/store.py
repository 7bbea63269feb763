"""Queries about watched CIs: one function for each file in `cypher/watches/`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cmdb.graph import Tx

Row = dict[str, Any]


def every(tx: Tx, actor: str) -> list[Row]:
    return tx.run("watches/all", actor=actor)


def watch(tx: Tx, actor: str, ci: str, revision: int, now: datetime) -> None:
    tx.run("watches/watch", uid=_uid(actor, ci), actor=actor, ci=ci, revision=revision, now=now)


def unwatch(tx: Tx, actor: str, ci: str) -> bool:
    return bool(tx.run("watches/unwatch", uid=_uid(actor, ci)))


def look(tx: Tx, actor: str, cis: Sequence[str] | None, revision: int) -> None:
    tx.run("watches/look", actor=actor, cis=cis, revision=revision)


def _uid(actor: str, ci: str) -> str:
    return f"{actor}\n{ci}"
