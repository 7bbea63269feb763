"""Service queries: one function for each file in `cypher/services/`."""

from collections.abc import Sequence

from cmdb.graph import Tx

Users = dict[tuple[str, str], int | None]
"""How many people of a consumer use a service: (consumer, service) by id; None: not known."""


def users(tx: Tx, services: Sequence[str]) -> Users:
    """Return the consumers of these services."""
    rows = tx.run("services/users", services=list(services))
    return {(row["consumer"], row["service"]): row["users"] for row in rows}
