"""What else could answer: the best single Cypher traversal, and networkx."""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any

import neo4j
import networkx as nx  # type: ignore[import-untyped]  # it ships no types
from neo4j.exceptions import ClientError, TransientError

from bench.database import text
from bench.questions import Question
from cmdb.topology import Topology

FORMS = ("reach_pruned", "reach_untyped", "reach_quantified", "reach_shortest")
PACKED = "reach_packed"
_LIMIT_S = 10
_TRIED = 5


def reach(driver: neo4j.Driver, form: str, ci: str) -> set[str]:
    """Return the ids of all that stand on a CI, itself left out."""
    query = neo4j.Query(text(form), timeout=_LIMIT_S)
    with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        records = list(session.run(query, id=ci))
    found = set(records[0][0]) if form == PACKED else {record[0] for record in records}
    return found - {ci}


def best_form(driver: neo4j.Driver, asked: Sequence[Question]) -> str:
    """Return the fastest of the forms, tried on a few questions of this size."""
    took = {form: _tried(driver, form, asked[:_TRIED]) for form in FORMS}
    return min(took, key=took.__getitem__)


def _tried(driver: neo4j.Driver, form: str, asked: Sequence[Question]) -> float:
    times = []
    for question in (asked[0], *asked):  # the first one twice: planning is not counted
        began = time.perf_counter()
        try:
            found = reach(driver, form, question.ci)
        except (ClientError, TransientError):  # takes longer than anybody would wait
            return float("inf")
        times.append(time.perf_counter() - began)
        assert len(found) == question.hits, f"{form} gives another set"
    return median(times[1:])


def digraph(topology: Topology) -> Any:
    """Return the graph that networkx walks: an edge from each supplier to its dependent."""
    graph = nx.DiGraph()
    graph.add_nodes_from(topology.places())
    graph.add_edges_from(
        (place, dependent)
        for place in topology.places()
        for dependent in topology.walked_users(place)[0]
    )
    return graph
