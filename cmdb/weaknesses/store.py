"""Weak points' queries: one function for each file in `cypher/weaknesses/`."""

from collections.abc import Sequence

from cmdb.graph import Tx
from cmdb.weaknesses.worth import Use


def uses(tx: Tx) -> list[Use]:
    """Return who consumes what, with the number of people who do."""
    rows = tx.run("weaknesses/uses")
    return [(row["consumer"], row["service"], row["users"]) for row in rows]


def changes(tx: Tx, cis: Sequence[str], revision: int) -> dict[str, int]:
    """Return how many revisions up to that one touched each of these CIs."""
    rows = tx.run("weaknesses/changes", cis=list(cis), revision=revision)
    return {row["ci"]: row["changes"] for row in rows}
