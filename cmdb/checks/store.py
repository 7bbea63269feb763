"""Queries of checks: one function for each file in `cypher/checks/`."""

from collections.abc import Collection

from cmdb.graph import Tx


def identified(tx: Tx, values: Collection[str], folded: Collection[str]) -> list[tuple[str, str]]:
    """Return (identifier, CI id) pairs; `folded` are the values as the search text has them."""
    wanted = [list(pair) for pair in zip(values, folded, strict=True)]
    return [(row["value"], row["ci"]) for row in tx.run("checks/identified", wanted=wanted)]
