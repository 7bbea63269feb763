"""Topology queries: one function for each file in `cypher/topology/`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmdb.graph import Tx


def sizes(tx: Tx) -> tuple[int, int]:
    """Return how many CIs there are, and how many relations leave them."""
    row = tx.run("topology/sizes")[0]
    return row["cis"], row["relations"]


def since(tx: Tx, revision: int) -> tuple[int, str | None]:
    """Return how many events followed a revision, and when it was made (None: it is not there)."""
    row = tx.run("topology/since", revision=revision)[0]
    return row["events"], row["made_at"]


def cis(tx: Tx, part: int, parts: int, buckets: int) -> Iterator[Mapping[str, Any]]:
    """Yield lists of alike CIs of one part of `parts`, `buckets` lists of each kind."""
    yield from tx.stream("topology/cis", part=part, parts=parts, buckets=buckets)


def relations(
    tx: Tx, part: int, parts: int, buckets: int, own: Mapping[str, Sequence[str]]
) -> Iterator[Mapping[str, Any]]:
    """Yield lists of alike relations of one part; `own` names the attributes to tell apart, by type."""
    yield from tx.stream(
        "topology/relations", part=part, parts=parts, buckets=buckets, own=dict(own)
    )
