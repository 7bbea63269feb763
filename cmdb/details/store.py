"""Queries about one CI: one function for each file in `cypher/details/`."""

from typing import Any

from cmdb.graph import Tx

Row = dict[str, Any]


def merged_into(tx: Tx, ci: str, limit: int) -> list[Row]:
    """Return id, class, name and lifecycle of CIs that were merged into this one."""
    return tx.run("details/merged_into", ci=ci, limit=limit)


def relation_groups(tx: Tx, ci: str, most: int) -> list[Row]:
    """Return direction, type, count and the first relations of each, outgoing ones first."""
    return tx.run("details/relation_groups", ci=ci, most=most)
