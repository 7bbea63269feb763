"""A neighbourhood as the page gets it: the map's data, and what is only needed to walk about in it."""

from typing import Any

import orjson

from cmdb.maps.model import Counted, Drawn
from cmdb.maps.neighbourhood import Beyond, Neighbourhood
from cmdb.maps.plain import Json, as_data, node_data
from cmdb.maps.text import clean
from cmdb.topology.snapshot import Topology

_LISTED = 25


def as_json(topology: Topology, found: Neighbourhood) -> bytes:
    """Return the neighbourhood as UTF-8 JSON."""
    return orjson.dumps(data(topology, found))


def data(topology: Topology, found: Neighbourhood) -> Json:
    """Return the map's data, with for each CI what next to it is not drawn, for each group members."""
    return {
        **as_data(found.map),
        "asked": found.asked,
        "at_least": found.at_least,
        "left_out": found.left_out,
        "facets": {
            "classes": dict(found.facets.classes),
            "types": dict(found.facets.types),
            "environments": dict(found.facets.environments),
        },
        "way": {"over": found.way.over, "cis": list(found.way_ids)} if found.way else None,
        "nodes": [_node(topology, node, found) for node in found.map.nodes],
    }


def _node(topology: Topology, node: Drawn, found: Neighbourhood) -> dict[str, Any]:
    if isinstance(node, Counted):
        return node_data(node) | {"members": _members(topology, node)}
    beyond: Beyond = found.beyond.get(node.key, {})
    return node_data(node) | {
        "up": dict(beyond.get("up", {})),
        "down": dict(beyond.get("down", {})),
    }


def _members(topology: Topology, node: Counted) -> list[Json]:
    """Return the first few of a group, the worst first."""
    places = [place for key in node.members[:_LISTED] if (place := topology.place(key)) is not None]
    return [
        {"id": clean(one["id"]), "name": clean(one["name"]), "class": one["class"]}
        for one in topology.summaries(places).values()
    ]
