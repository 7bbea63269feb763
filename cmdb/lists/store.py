"""List queries: one function for each file in `cypher/lists/`."""

from datetime import datetime

import orjson

from cmdb.graph import Tx
from cmdb.lists.model import SavedList, Wanted, uid


def every(tx: Tx, actor: str) -> list[SavedList]:
    return [
        SavedList(**{**row, "question": orjson.loads(row["question"])})
        for row in tx.run("lists/all", actor=actor)
    ]


def save(tx: Tx, id_: str, wanted: Wanted, owner: str, actor: str, now: datetime) -> None:
    tx.run(
        "lists/save",
        id=id_,
        uid=uid(owner, wanted.name, shared=wanted.shared),
        name=wanted.name,
        question=orjson.dumps(wanted.question).decode(),
        columns=list(wanted.columns),
        shared=wanted.shared,
        actor=actor,
        now=now,
    )


def remove(tx: Tx, id_: str) -> None:
    tx.run("lists/remove", id=id_)
