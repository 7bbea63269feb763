"""Search queries: one function for each file in `cypher/search/`."""

from collections.abc import Iterator
from typing import Any

from cmdb.graph import Tx

Row = dict[str, Any]
# Lists are made in the server's memory: a part stays below what a transaction may take.
_A_PART, _A_LIST = 100_000, 5_000


def by_words(tx: Tx, words: str, classes: list[str] | None, limit: int) -> list[Row]:
    rows = tx.run("search/words", words=words, classes=classes, limit=limit)
    return [row["ci"] for row in rows]


def texts(tx: Tx, cis: int) -> Iterator[tuple[str, str]]:
    """Yield the id of each CI and the text by which it is found; there are about so many `cis`."""
    parts = 1 + cis // _A_PART
    buckets = _buckets(cis // parts)
    for part in range(parts):
        for row in tx.stream("search/texts", part=part, parts=parts, buckets=buckets):
            yield from row["texts"]


def column(tx: Tx, name: str, cis: int) -> list[tuple[str, Any]]:
    """Return (id, value) of the CIs that have an attribute."""
    rows = tx.stream("search/column", name=name, buckets=_buckets(cis))
    return [(id_, value) for row in rows for id_, value in row["found"]]


def sources(tx: Tx, cis: int) -> list[tuple[str, list[str]]]:
    """Return (source, ids of CIs that it knows), a source several times."""
    rows = tx.stream("search/sources", buckets=_buckets(cis))
    return [(row["source"], row["ids"]) for row in rows]


def state(tx: Tx) -> tuple[int, str | None]:
    """Return what changes whenever an import ended."""
    row = tx.run("search/state")[0]
    return row["runs"], row["finished_at"]


def _buckets(cis: int) -> int:
    return 1 + cis // _A_LIST
