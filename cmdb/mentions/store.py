"""Queries of mentions: one function for each file in `cypher/mentions/`."""

from collections.abc import Sequence

from cmdb.graph import Tx
from cmdb.items.model import Facts


def bearing(tx: Tx, values: Sequence[str]) -> list[tuple[str, Facts]]:
    """Return (value, facts of a CI) of the CIs that have a folded text as a value."""
    return [(row["value"], row["ci"]) for row in tx.run("mentions/bearing", values=list(values))]
