"""Source queries: one function for each file in `cypher/sources/`."""

from collections.abc import Mapping
from datetime import datetime

import orjson

from cmdb.graph import Row, Tx
from cmdb.sources.model import AllowedHost, LiveSource


def save(
    tx: Tx,
    name: str,
    kind: str,
    settings: Mapping[str, str],
    by: tuple[str, str | None],
    now: datetime,
) -> LiveSource:
    said = orjson.dumps(settings).decode()
    row = tx.run(
        "sources/save", name=name, kind=kind, settings=said, actor=by[0], reason=by[1], now=now
    )[0]
    return _source(row)


def every(tx: Tx) -> list[LiveSource]:
    return [_source(row) for row in tx.run("sources/all")]


def remove(tx: Tx, name: str) -> bool:
    return bool(tx.run("sources/remove", name=name))


def allow(tx: Tx, name: str, actor: str, now: datetime) -> AllowedHost:
    return AllowedHost(**tx.run("sources/allow", name=name, actor=actor, now=now)[0])


def allowed(tx: Tx) -> list[AllowedHost]:
    return [AllowedHost(**row) for row in tx.run("sources/allowed")]


def deny(tx: Tx, name: str) -> bool:
    return bool(tx.run("sources/deny", name=name))


def _source(row: Row) -> LiveSource:
    return LiveSource(**{**row, "settings": orjson.loads(row["settings"])})
