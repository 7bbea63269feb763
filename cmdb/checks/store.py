"""Queries of checks: one function for each file in `cypher/checks/`."""

from collections.abc import Collection

from cmdb.graph import Tx


def identified(tx: Tx, values: Collection[str]) -> list[tuple[str, str]]:
    """Return (identifier, CI id) pairs of the CIs that bear one of these identifiers."""
    return [(row["value"], row["ci"]) for row in tx.run("checks/identified", values=list(values))]
