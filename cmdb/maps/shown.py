"""A neighbourhood as the page gets it: the map's data, and what is only needed to walk about in it."""

from typing import Any, Literal, NotRequired, TypedDict

import orjson

from cmdb.maps.model import Counted, Drawn
from cmdb.maps.neighbourhood import Beyond, Neighbourhood
from cmdb.maps.plain import Json, as_data, node_data
from cmdb.maps.text import clean
from cmdb.topology.snapshot import Topology

_LISTED = 25

Member = TypedDict("Member", {"id": str, "name": str, "class": str})
Node = TypedDict(
    "Node",
    {
        "id": str,
        "kind": Literal["ci", "group"],
        "name": str,
        "class": str | None,
        "layer": int | None,
        "state": str | None,
        "given": NotRequired[bool],
        "known": NotRequired[bool],
        "asked": NotRequired[bool],
        "lifecycle": NotRequired[str | None],
        "criticality": NotRequired[str | None],
        "environment": NotRequired[str | None],
        "in_operation": NotRequired[bool],
        "up": NotRequired[dict[str, int]],
        "down": NotRequired[dict[str, int]],
        "step": NotRequired[int | None],
        "by": NotRequired[str],
        "count": NotRequired[int],
        "states": NotRequired[dict[str, int]],
        "given_count": NotRequired[int],
        "says": NotRequired[str],
        "members": NotRequired[list[Member]],
    },
)
"""A CI, with how many neighbours on either side are not drawn, by type, and how many steps it stands
below the asked one; or a counted group."""

Line = TypedDict(
    "Line",
    {
        "from": str,
        "to": str,
        "type": str,
        "verb": str,
        "strength": str,
        "group": str | None,
        "contributes": str | None,
        "decided": bool,
        "count": int,
        "origin": str | None,
    },
)


class Pool(TypedDict):
    """A CI's group of suppliers with its quorum."""

    ci: str
    group: str
    needs: int
    wants: int
    members: int
    declared: bool
    working: int | None
    state: str | None


class Hidden(TypedDict):
    """What is not drawn."""

    cis: int
    relations: int
    further_cis: int
    further_relations: int


class Facets(TypedDict):
    """How many there are by value; the environment "" is one that nobody said."""

    classes: dict[str, int]
    types: dict[str, int]
    environments: dict[str, int]


class Way(TypedDict):
    """A way between two CIs, by id, and what it leads over."""

    over: Literal["need", "impact", "any"]
    cis: list[str]


class Shown(TypedDict):
    """A neighbourhood as JSON."""

    revision: int
    title: str
    shown: list[str]
    cis: int
    relations: int
    hidden: Hidden
    grouped_by: str | None
    counts: dict[str, int] | None
    nodes: list[Node]
    lines: list[Line]
    pools: list[Pool]
    asked: str
    at_least: bool
    left_out: int
    facets: Facets
    way: Way | None


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
        "step": found.steps.get(node.key),
    }


def _members(topology: Topology, node: Counted) -> list[Json]:
    """Return the first few of a group, the worst first."""
    places = [place for key in node.members[:_LISTED] if (place := topology.place(key)) is not None]
    return [
        {"id": clean(one["id"]), "name": clean(one["name"]), "class": one["class"]}
        for one in topology.summaries(places).values()
    ]
