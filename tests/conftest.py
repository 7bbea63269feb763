"""One private Neo4j for the whole session; every test that asks for `empty` finds it without data."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hands import Hands

from cmdb.graph import Graph, connect, schema
from cmdb.graph.embedded import Server
from cmdb.graph.embedded import server as private_server
from cmdb.graph.memory import MIB
from cmdb.graph.options import Options, options
from cmdb.model import load

_CLEAR = """
MATCH (n) WHERE NOT n:Migration AND NOT n:Migrations
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"""


@pytest.fixture(scope="session")
def small() -> Options:
    """Options of a server that is made for tests: the user's cache of jars, little memory."""
    given = options()
    return Options(
        cache=given.cache,
        jars=given.jars,
        maven_url=given.maven_url,
        heap=512 * MIB,
        page_cache=128 * MIB,
        idle_s=2.0,
    )


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `CMDB_HOME` of this session alone."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def server(home: Path, small: Options) -> Iterator[Server]:
    """The session's private Neo4j."""
    with private_server(home, timeout_s=280, options=small) as started:
        yield started


@pytest.fixture(scope="session")
def graph(server: Server) -> Iterator[Graph]:
    """The session's graph, with its schema."""
    with connect(server.uri, server.user, server.password) as connected:
        schema.prepare(connected, load())
        yield connected


@pytest.fixture(scope="session")
def empty_it(graph: Graph) -> Callable[[], None]:
    """Takes all data out of the session's graph."""
    return lambda: graph.command(_CLEAR)


@pytest.fixture
def empty(graph: Graph, empty_it: Callable[[], None]) -> Graph:
    """The session's graph, with its schema and without data."""
    empty_it()
    return graph


@pytest.fixture
def hands(empty: Graph) -> Hands:
    """A writer's hands on the empty graph."""
    return Hands(empty)


@pytest.fixture
def settled(graph: Graph) -> Callable[[], None]:
    """Waits until the full-text index has seen what was written."""
    return lambda: graph.command("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
