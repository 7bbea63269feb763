"""Queries of runs' lines: one function for each file in `cypher/runs/`."""

from typing import Any

import orjson

from cmdb.graph import Tx
from cmdb.intake.lines import Line

Row = dict[str, Any]


def parts(
    tx: Tx, run: str, group: str, text: str | None, number: int, limit: int
) -> list[tuple[int, list[Line]]]:
    """Return parts of a plan from a number on: each number with its lines."""
    rows = tx.run("runs/parts", run=run, group=group, text=text, number=number, limit=limit)
    return [(row["number"], orjson.loads(row["lines"])) for row in rows]


def planned(tx: Tx, run: str) -> dict[str, int]:
    return {row["group"]: row["number"] for row in tx.run("runs/planned", run=run)}


def vetoed(tx: Tx, run: str, text: str | None, after: str, limit: int) -> list[Row]:
    return tx.run("runs/vetoed", run=run, text=text, after=after, limit=limit)


def vetoed_count(tx: Tx, run: str) -> int:
    return int(tx.run("runs/vetoed_count", run=run)[0]["number"])
