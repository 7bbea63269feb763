"""A map as data: every node, line and pool, and what is hidden."""

from typing import Any

import orjson

from cmdb.maps.model import Drawn, Line, Map, Node, Pool
from cmdb.maps.text import clean

Json = dict[str, Any]


def as_json(found: Map) -> bytes:
    """Return the map as UTF-8 JSON."""
    return orjson.dumps(as_data(found))


def as_data(found: Map) -> Json:
    """Return the map as values that JSON has."""
    return {
        "revision": found.revision,
        "title": clean(found.title),
        "shown": list(found.said),
        "cis": found.total,
        "relations": found.relations,
        "hidden": {
            "cis": found.hidden.cis,
            "relations": found.hidden.relations,
            "further_cis": found.hidden.further_cis,
            "further_relations": found.hidden.further_relations,
        },
        "grouped_by": found.grouped,
        "counts": found.counts,
        "nodes": [node_data(node) for node in found.nodes],
        "lines": [line_data(line) for line in found.lines],
        "pools": [pool_data(pool) for pool in found.pools],
    }


def node_data(node: Drawn) -> Json:
    """Return a CI or a counted group of them."""
    shared = {"id": node.key, "name": node.name, "layer": node.layer, "state": node.state}
    if isinstance(node, Node):
        return shared | {
            "kind": "ci",
            "class": node.class_name,
            "given": node.given,
            "known": node.known,
            "asked": node.asked,
            "lifecycle": node.lifecycle,
            "criticality": node.criticality,
            "environment": node.environment,
            "in_operation": node.in_operation,
        }
    return shared | {
        "kind": "group",
        "class": node.class_name,
        "by": node.by,
        "count": node.count,
        "states": dict(node.states),
        "given_count": node.given,
        "says": node.says,
    }


def line_data(line: Line) -> Json:
    """Return a relation, or so many between the same two."""
    return {
        "from": line.dependent,
        "to": line.supplier,
        "type": line.type,
        "verb": line.verb,
        "strength": line.strength,
        "group": line.group,
        "contributes": line.contributes,
        "decided": line.decided,
        "count": line.count,
        "origin": line.origin,
    }


def pool_data(pool: Pool) -> Json:
    """Return a group of a CI's suppliers with its quorum."""
    return {
        "ci": pool.dependent,
        "group": pool.group,
        "needs": pool.needs,
        "wants": pool.wants,
        "members": pool.members,
        "declared": pool.declared,
        "working": pool.working,
        "state": pool.state,
    }
