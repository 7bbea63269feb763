"""Of when somebody asks, and what a CI and its relations were then."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from api import shapes
from api.asking import Asking
from cmdb import history, items
from cmdb.errors import NotFound
from cmdb.graph import Graph
from cmdb.topology import Topology, resolve

SAID = "A revision, a time with its zone, or a baseline's name"
_SAID = f"As it was then: {SAID[0].lower()}{SAID[1:]}. Else now."

At = Annotated[
    str | None,
    Query(max_length=200, description=_SAID, examples=["42", "2026-11-21T08:00:00Z", "2026-Q3"]),
]
Moment = Annotated[
    Annotated[int, Field(strict=True)] | Annotated[str, Field(max_length=200)] | None,
    Field(description=_SAID, examples=[42, "2026-11-21T08:00:00Z", "2026-Q3"]),
]


def ci(asker: Asking, graph: Graph, ref: str, at: str) -> tuple[dict[str, Any], int]:
    """Return a CI as it was, with the revision that was asked about; and who wrote it last.

    The name is what it was called then.
    """
    with asker.as_of(at) as topology:
        id_ = topology.id(resolve(topology, ref))
        found = graph.read(history.ci_at, id_, topology.revision)
        if found is None:
            raise NotFound(f"The history knows nothing of {ref!r}.")
    shape = shapes.ci(topology.model, items.Item(*found))
    return {**shape, "revision": topology.revision}, found[1]


def relations(
    asker: Asking, graph: Graph, ref: str, at: str
) -> tuple[Topology, str, list[items.Related]]:
    """Return the graph as it was, the CI's id, and its relations then: those to what it needs first."""
    with asker.as_of(at) as topology:
        id_ = topology.id(resolve(topology, ref))
    found = []
    for facts, rev in graph.read(history.relations_at, id_, topology.revision):
        other = topology.place(facts["to"] if facts["from"] == id_ else facts["from"])
        if other is not None:
            summary = topology.summary(other)
            shown = {name: summary[name] for name in ("id", "class", "name", "lifecycle")}
            found.append(items.Related(facts, rev, shown))
    found.sort(key=lambda one: _place(one, id_))
    return topology, id_, found


def _place(one: items.Related, ci: str) -> tuple[bool, str, str, str]:
    incoming = one.facts["from"] != ci
    return incoming, one.facts["type"], one.other["name"], one.other["id"]
