"""A single reading query without a transaction around it."""

import errno

import pytest

from cmdb import history
from cmdb.errors import Unavailable
from cmdb.graph import Graph, connect
from cmdb.graph.driver import translated


def test_a_glance_returns_what_a_read_returns(hands):
    hands.ci("web1")

    assert hands.graph.glance(history.newest) == hands.graph.read(history.newest)


def test_a_glance_sees_the_last_write_each_time(hands):
    seen = []
    for name in ("web1", "web2", "web3"):
        hands.ci(name)
        seen.append(hands.graph.glance(history.newest).number)

    assert seen == [1, 2, 3]


def test_a_glance_says_in_our_words_that_a_query_is_wrong(graph: Graph):
    with pytest.raises(Unavailable, match="Neo4j"):
        graph.glance(lambda tx: tx._tx.run("RETURN 1 +").consume())


def test_a_glance_at_a_closed_graph_says_so(server):
    graph = connect(server.uri, server.user, server.password)
    graph.close()

    with pytest.raises(Unavailable):
        graph.glance(history.newest)


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOTCONN, Unavailable), (errno.ENOSPC, OSError)]
)
def test_a_socket_that_breaks_means_no_answer_and_a_full_disk_does_not(number, told):
    with pytest.raises(told), translated():
        raise OSError(number, "as a socket or a disk says it")
