"""Swim lanes: which row each box stands in. A lane a layer, dependents above what they need."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx  # type: ignore[import-untyped]  # it has no types

from cmdb.maps.model import Drawn, Line

_NO_LAYER = 9
_ASPECT = 1.5
_FEWEST, _MOST = 4, 24
_SWEEPS = 16


@dataclass(frozen=True, slots=True)
class Lane:
    """A layer's rows, from the top: `first` is the number of its first row."""

    layer: int | None
    first: int
    rows: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Keys by row, each row in an order that keeps lines short."""

    lanes: tuple[Lane, ...]
    rows: tuple[tuple[str, ...], ...]


def arranged(nodes: Sequence[Drawn], lines: Sequence[Line], cell: tuple[float, float]) -> Rows:
    """Return lanes and rows for boxes that take a cell of (width, height), to a screen's shape."""
    lanes = _lanes(nodes, lines)
    ranks = _ordered([rank for _, ranked in lanes for rank in ranked], lines)
    columns = _columns([len(rank) for rank in ranks], cell)
    made: list[Lane] = []
    rows: list[tuple[str, ...]] = []
    at = 0
    for layer, ranked in lanes:
        first = len(rows)
        for rank in ranks[at : at + len(ranked)]:
            rows.extend(_wrapped(rank, columns))
        at += len(ranked)
        made.append(Lane(layer, first, len(rows) - first))
    return Rows(tuple(made), tuple(rows))


def _lanes(
    nodes: Sequence[Drawn], lines: Sequence[Line]
) -> list[tuple[int | None, list[list[str]]]]:
    """Return (layer, ranks) from the top: a rank holds what stands equally deep within the lane."""
    by_layer: dict[int, list[str]] = defaultdict(list)
    for node in nodes:
        by_layer[node.layer or _NO_LAYER].append(node.key)
    lane_of = {key: layer for layer, keys in by_layer.items() for key in keys}
    inside: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if lane_of[line.dependent] == lane_of[line.supplier]:
            inside[lane_of[line.dependent]].append(line)
    return [
        (None if layer == _NO_LAYER else layer, _ranks(by_layer[layer], inside[layer]))
        for layer in sorted(by_layer)
    ]


def _ranks(keys: Sequence[str], lines: Iterable[Line]) -> list[list[str]]:
    """Return the keys by their longest way from a dependent at the top; a cycle is one step."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(keys)
    graph.add_edges_from((line.dependent, line.supplier) for line in lines)
    rounds = nx.condensation(graph)
    depth = dict.fromkeys(rounds, 0)
    for one in nx.topological_sort(rounds):
        for below in rounds.successors(one):
            depth[below] = max(depth[below], depth[one] + 1)
    of_key = rounds.graph["mapping"]
    ranks: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for key in keys:
        ranks[depth[of_key[key]]].append(key)
    return ranks


def _ordered(ranks: Sequence[Sequence[str]], lines: Iterable[Line]) -> list[list[str]]:
    """Return each rank in the order of its neighbours' means, swept down and up (barycentres)."""
    above: dict[str, list[str]] = defaultdict(list)
    below: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        below[line.dependent].append(line.supplier)
        above[line.supplier].append(line.dependent)
    ordered = [list(rank) for rank in ranks]
    at = {key: (i + 0.5) / len(rank) for rank in ordered for i, key in enumerate(rank)}
    for sweep in range(_SWEEPS):
        near, order = (above, ordered) if sweep % 2 == 0 else (below, ordered[::-1])
        for rank in order:
            _sort(rank, near, at)
    return ordered


def _sort(rank: list[str], near: Mapping[str, list[str]], at: dict[str, float]) -> None:
    def mean(key: str) -> float:
        others = near.get(key)
        return sum(at[other] for other in others) / len(others) if others else at[key]

    means = {key: mean(key) for key in rank}
    rank.sort(key=lambda key: (means[key], at[key]))
    at.update({key: (i + 0.5) / len(rank) for i, key in enumerate(rank)})


def _columns(sizes: Sequence[int], cell: tuple[float, float]) -> int:
    width, height = cell
    for columns in range(_FEWEST, _MOST):
        rows = sum(-(-size // columns) for size in sizes)
        if columns * width >= _ASPECT * rows * height:
            return columns
    return _MOST


def _wrapped(rank: Sequence[str], columns: int) -> list[tuple[str, ...]]:
    """Return the rank in as few rows as fit, filled column by column: neighbours stay near."""
    rows = -(-len(rank) // columns)
    return [tuple(rank[row::rows]) for row in range(rows)]
