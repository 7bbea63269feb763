"""Scenario queries: one function for each file in `cypher/scenarios/`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from cmdb.graph import Row, Tx
from cmdb.scenarios.model import Scenario


def save(
    tx: Tx, name: str, question: Mapping[str, Any], actor: str, reason: str | None, now: datetime
) -> Scenario:
    said = orjson.dumps(question).decode()
    row = tx.run("scenarios/save", name=name, question=said, actor=actor, reason=reason, now=now)[0]
    return _scenario(row)


def every(tx: Tx) -> list[Scenario]:
    return [_scenario(row) for row in tx.run("scenarios/all")]


def remove(tx: Tx, name: str) -> bool:
    return bool(tx.run("scenarios/remove", name=name))


def _scenario(row: Row) -> Scenario:
    return Scenario(**{**row, "question": orjson.loads(row["question"])})
