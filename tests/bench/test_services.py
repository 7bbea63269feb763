"""The graph of services is as large as the figure asks for, and has one circle."""

import networkx as nx

from bench import hypotheses, memory, services
from cmdb.model import load


def test_the_graph_has_the_size_and_the_circle_of_the_figure():
    block = services.drawn()
    pairs = {(one.from_id, one.to_id) for one in block.relations}
    circles = [len(one) for one in nx.strongly_connected_components(nx.DiGraph(pairs))]
    assert (len(block.cis), len(pairs), len(block.relations)) == (1_238, 4_271, 4_271)
    assert sorted(circles)[-2:] == [1, 356]
    topology = memory.topology(block.cis, block.relations)
    assert len(topology) == services.SERVICES
    assert topology.model is load()


def test_figures_are_made_of_many_questions(monkeypatch):
    monkeypatch.setattr(hypotheses, "_QUESTIONS", 20)
    states, whole = hypotheses.measured(lambda _: None)
    assert (states.part, whole.target) == ("What-if", "")
    assert states.what.startswith("20 what-ifs of 5 edits, 4,271 relations, a circle of 356")
