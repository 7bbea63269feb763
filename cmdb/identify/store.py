"""Identification queries: one function for each file in `cypher/identify/`."""

from collections.abc import Collection, Mapping
from typing import Any

import orjson

from cmdb.graph import Tx
from cmdb.identify.rules import Candidate, identifiers

_APART = frozenset({"rev", "search", "locked"})


def by_identifiers(tx: Tx, uids: Collection[str], most: int) -> dict[str, list[str]]:
    """Return uid → ids of at most so many CIs that records claim it for."""
    rows = tx.run("identify/by_identifiers", uids=sorted(uids), most=most)
    return {row["uid"]: row["cis"] for row in rows}


def by_attributes(tx: Tx, values: Mapping[str, Collection[str]], most: int) -> list[str]:
    """Return ids of CIs that have one of these values; `values` by kind of identifier."""
    params = {name: sorted(values.get(name, ())) for name in _LOOKED_UP}
    return [row["ci"] for row in tx.run("identify/by_attributes", **params, most=most)]


_LOOKED_UP = (
    *("serial", "uuid", "fqdn", "provider_id", "uid", "container_id", "fingerprint", "url"),
)


def by_names(tx: Tx, names: Collection[str], most: int) -> dict[str, list[str]]:
    rows = tx.run("identify/by_names", names=sorted(names), most=most)
    return {row["name"]: row["cis"] for row in rows}


def candidates(tx: Tx, ids: Collection[str]) -> dict[str, Candidate]:
    """Return CIs as identification looks at them, by id."""
    found = {}
    for row in tx.run("identify/candidates", ids=sorted(ids)):
        facts = {name: value for name, value in row["ci"].items() if name not in _APART}
        known: set[tuple[str, str]] = set(identifiers(facts, {}))
        sources: set[tuple[str, str]] = set()
        for source, kind, identity in row["records"]:
            if source is not None:
                sources.add((source, kind or ""))
                known.update((kind_, value) for kind_, value in _pairs(identity))
        found[facts["id"]] = Candidate(
            ci=facts["id"],
            class_name=facts["class"],
            name=facts["name"],
            lifecycle=facts["lifecycle"],
            fields=facts,
            identifiers=frozenset(known),
            sources=frozenset(sources),
        )
    return found


def _pairs(identity: str | None) -> list[tuple[Any, Any]]:
    return [(kind, value) for kind, value in orjson.loads(identity or "[]")]


def distinct(tx: Tx, ids: Collection[str]) -> dict[str, set[str]]:
    """Return of each CI those that a person said it is not the same as."""
    return {row["id"]: set(row["others"]) for row in tx.run("identify/distinct", ids=sorted(ids))}
