"""Search queries: one function for each file in `cypher/search/`."""

from typing import Any

from cmdb.graph import Tx

Row = dict[str, Any]


def by_words(tx: Tx, words: str, classes: list[str] | None, limit: int) -> list[Row]:
    rows = tx.run("search/words", words=words, classes=classes, limit=limit)
    return [row["ci"] for row in rows]


def by_substrings(tx: Tx, parts: list[str], classes: list[str] | None, limit: int) -> list[Row]:
    longest = max(parts, key=len)
    rows = tx.run("search/substrings", longest=longest, parts=parts, classes=classes, limit=limit)
    return [row["ci"] for row in rows]
