"""A map as GraphML, for yEd, Gephi and networkx: every attribute with its type."""

from typing import Any

import networkx as nx  # type: ignore[import-untyped]  # it has no types

from cmdb.maps.model import Map
from cmdb.maps.plain import line_data, node_data, pool_data
from cmdb.maps.text import clean


def graphml(found: Map) -> bytes:
    """Return the map as a GraphML document in UTF-8; what is not set is left out."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        title=clean(found.title), revision=found.revision, shown="; ".join(found.said)
    )
    for node in found.nodes:
        data = node_data(node)
        graph.add_node(data.pop("id"), **_flat(data))
    pools = {(pool.dependent, pool.group): pool_data(pool) for pool in found.pools}
    for line in found.lines:
        data = line_data(line)
        pool = pools.get((line.dependent, line.group or ""))
        if pool is not None:
            data |= {key: pool[key] for key in ("needs", "wants", "members", "declared")}
        ends = data.pop("from"), data.pop("to")
        graph.add_edge(*ends, **_flat(data))
    head = "<?xml version='1.0' encoding='utf-8'?>"
    return "\n".join([head, *nx.generate_graphml(graph), ""]).encode()


def _flat(data: dict[str, Any]) -> dict[str, str | int | bool]:
    flat: dict[str, str | int | bool] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            flat.update(_flat(value))
        elif isinstance(value, list):
            flat[key] = ", ".join(map(str, value))
        elif value is not None:
            flat[key] = value
    return flat
