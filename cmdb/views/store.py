"""View queries: one function for each file in `cypher/views/`."""

from datetime import datetime

from cmdb.graph import Tx
from cmdb.views.model import View, uid


def save(tx: Tx, view: View, now: datetime) -> View:
    row = tx.run(
        "views/save",
        uid=uid(view),
        kind=view.kind,
        name=view.name,
        query=view.query,
        shared=view.shared,
        actor=view.owner,
        now=now,
    )[0]
    return View(**row)


def every(tx: Tx, kind: str, actor: str) -> list[View]:
    return [View(**row) for row in tx.run("views/all", kind=kind, actor=actor)]


def remove(tx: Tx, uid: str) -> bool:
    return bool(tx.run("views/remove", uid=uid))


def count(tx: Tx) -> int:
    return int(tx.run("views/count")[0]["count"])
