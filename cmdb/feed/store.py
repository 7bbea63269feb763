"""Feed queries: one function for each file in `cypher/feed/`."""

from collections.abc import Collection

from cmdb.feed.model import Pulse, Row
from cmdb.feed.rules import MOST, pulse
from cmdb.graph import Tx


def beat(tx: Tx) -> Pulse:
    """Return what holds now."""
    return pulse(tx.run("feed/pulse"))


def written(tx: Tx, after: int, until: int) -> Row:
    """Return how much was written between two revisions, by whom, and what it touched first."""
    (row,) = tx.run("feed/changed", after=after, until=until, most=MOST)
    return row


def ended(tx: Tx, ids: Collection[str]) -> list[Row]:
    """Return how runs ended."""
    return [row["run"] for row in tx.run("feed/ended", ids=list(ids))]
