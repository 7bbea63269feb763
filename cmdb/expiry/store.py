"""Expiry queries: one function for each file in `cypher/expiry/`."""

from cmdb.expiry.model import Ending
from cmdb.graph import Tx


def ending(tx: Tx, until: str, last: str) -> list[Ending]:
    """Return what ends before a UTC time, or by a last day where only the day is known."""
    rows = tx.run("expiry/ending", until=until, last=last)
    return [Ending(row["ci"], row["kind"], row["ends"]) for row in rows]
