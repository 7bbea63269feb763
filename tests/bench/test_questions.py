"""A question is taken only if a plain traversal gives the same set as the impact answer."""

import pytest

from bench.database import Database
from bench.estate import Estate
from bench.filling import fill
from bench.questions import questions, reached, relations_looked_at
from bench.traversals import FORMS, PACKED, digraph, reach
from cmdb.impact import Given, Question, of
from cmdb.model import load
from cmdb.topology import TopologyKeeper


@pytest.fixture
def filled(empty, home, server):
    import neo4j

    driver = neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password))
    with driver:
        found = Database(home, server, empty, driver, load())
        fill(found, Estate(500), lambda _: None)
        yield found


@pytest.fixture
def topology(filled):
    return TopologyKeeper(filled.graph, filled.model).current()


def test_an_estate_is_filled_whole(topology):
    estate = Estate(500)

    assert len(topology) == 500
    assert len(topology.compact.needs.other) == len(list(estate.relations()))
    assert topology.revision == 1


def test_a_question_names_as_many_hits_as_the_answer_has(topology):
    asked = questions(topology, Estate(500), 100, 5)

    assert len(asked) == 5
    for question in asked:
        answer = of(topology, Question([Given(question.ci)]))
        assert len(answer.impacted) == question.hits + 1
        assert 70 <= question.hits <= 130


def test_questions_are_all_different(topology):
    asked = questions(topology, Estate(500), 10, 50)

    assert len({question.ci for question in asked}) == len(asked) > 10


def test_relations_looked_at_are_counted(topology):
    question = questions(topology, Estate(500), 10, 1)[0]
    impacted = reached(topology, question.place)
    towards = sum(len(topology.walked_users(place)[0]) for place in impacted)

    assert question.relations == relations_looked_at(topology, impacted) >= towards


def test_all_traversals_return_the_set_of_the_answer(filled, topology):
    for hits in (10, 100):
        question = questions(topology, Estate(500), hits, 1)[0]
        answer = of(topology, Question([Given(question.ci)]))
        expected = {one["ci"]["id"] for one in answer.impacted} - {question.ci}
        for form in (*FORMS[:2], PACKED):
            assert reach(filled.driver, form, question.ci) == expected, form


def test_networkx_reaches_the_same_set(topology):
    import networkx as nx

    question = questions(topology, Estate(500), 100, 1)[0]
    descendants = nx.descendants(digraph(topology), question.place)

    assert descendants == reached(topology, question.place) - {question.place}


def test_the_traversals_walk_all_types_that_carry_impact():
    from bench.database import text

    carrying = {t.name for t in load().relations.values() if t.strength != "none"}
    for form in ("reach_pruned", "reach_quantified", "reach_shortest", PACKED):
        walked = text(form).split("[:")[1].split("]")[0].removesuffix("*1..").split("|")
        assert set(walked) == carrying, form
