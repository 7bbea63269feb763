"""The graph as a CMDB document, version 1 (FORMATS.md): what an import reads back whole."""

from collections.abc import Iterator
from typing import Any

from cmdb import items
from cmdb.graph import Tx
from cmdb.items.model import Facts
from cmdb.model import Model

# Derived from sources and runs, so no configuration: an import makes them anew.
_DERIVED = frozenset({"first_seen", "last_seen", "sources"})


def entries(tx: Tx, model: Model, source: str) -> Iterator[dict[str, Any]]:
    """Yield the header, then every CI, then every relation; keys are ids."""
    yield {"cmdb": 1, "source": source}
    for facts in items.stream(tx):
        yield _relation(facts) if "from" in facts else _ci(model, facts)


def _ci(model: Model, facts: Facts) -> dict[str, Any]:
    shaped = items.shaped(model, {k: v for k, v in facts.items() if k not in _DERIVED})
    return {"key": facts["id"], **shaped}


def _relation(facts: Facts) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in _DERIVED}
