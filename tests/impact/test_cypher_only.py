"""The engine on the topology read from Neo4j, and an evaluation by Cypher alone, give the same."""

import json
from itertools import count
from pathlib import Path

import cypher_only
import pytest
from estates import of_case
from hypothesis import given, settings
from random_estates import questions

from cmdb import impact
from cmdb.impact import Given, Question
from cmdb.model import load
from cmdb.topology.loading import load as load_topology

CASES = sorted(Path(__file__).parents[1].joinpath("cases/impact").glob("*.json"))
NUMBER = count()


def written(graph, estate):
    """Write an estate beside what is there; return name → id."""
    mark = f"e{next(NUMBER)}-"
    ids = {name: mark + name for name in estate.cis}
    graph.write(_write, estate, ids)
    return ids


def _write(tx, estate, ids):
    cis = []
    for name, facts in estate.cis.items():
        properties = {**facts, "id": ids[name]}
        if "quorum" in facts:
            properties["quorum"] = json.dumps(facts["quorum"])
        labels = list(load().ci_class(facts["class"]).labels[1:])
        cis.append({"id": ids[name], "labels": labels, "properties": properties})
    tx.run("items/create_cis", rows=cis, rev=1)
    relations = [
        {"from": ids[a], "type": type_, "to": ids[b], "properties": _stored(fields)}
        for a, type_, b, fields in estate.relations
    ]
    tx.run("items/create_relations", rows=relations, rev=1)


def _stored(fields):
    return {**fields, "group": fields["group"] or ""} if "group" in fields else fields


def both(graph, estate, failing):
    """Return (states, deciding needs) by name, from the engine and from Cypher."""
    ids = written(graph, estate)
    names = {id_: name for name, id_ in ids.items()}
    topology = graph.read(load_topology, load())
    question = Question([Given(ids[name], state) for name, state in failing.items()])
    answer = impact.of(topology, question)
    engine = (
        {one["ci"]["id"]: one["state"] for one in answer.impacted},
        {one["ci"]["id"]: _key(one["need"]) for one in answer.impacted if one["need"]},
    )
    declared = {ids[n]: facts["quorum"] for n, facts in estate.cis.items() if "quorum" in facts}
    cypher = cypher_only.evaluate(graph, declared, {ids[n]: s for n, s in failing.items()})
    return [
        ({names[i]: s for i, s in states.items()}, causes) for states, causes in (engine, cypher)
    ]


def _key(need):
    return (1, need["group"], "") if need["kind"] == "group" else (0, need["type"], need["via"])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_both_give_what_the_case_expects(graph, path):
    case = json.loads(path.read_text("utf-8"))
    engine, cypher = both(graph, of_case(case), case["fail"])
    assert engine == cypher
    assert engine[0] == case["expect"]


@pytest.fixture(scope="module", autouse=True)
def _no_data(graph):
    """Empties the graph once: the estates of this module lie beside one another."""
    graph.command("MATCH (n:CI) DETACH DELETE n")
    yield
    graph.command("MATCH (n:CI) DETACH DELETE n")


@settings(max_examples=100, deadline=None)
@given(questions())
def test_both_agree_on_any_graph(graph, question):
    estate, failing = question
    engine, cypher = both(graph, estate, failing)
    assert engine == cypher
