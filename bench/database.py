"""A private Neo4j of the bench's own, in a folder that is gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import neo4j

from cmdb.graph import Graph, connect, embedded, schema
from cmdb.graph.embedded import Server
from cmdb.model import Model, load


@cache
def text(name: str) -> str:
    """Return a query of the bench: `bench/cypher/<name>.cypher`, without its header."""
    lines = (Path(__file__).parent / "cypher" / f"{name}.cypher").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("//")).strip()


@dataclass(frozen=True, slots=True)
class Database:
    """`graph` is how the product works on it, `driver` how a baseline does: with nothing between."""

    home: Path
    server: Server
    graph: Graph
    driver: neo4j.Driver
    model: Model

    def write(self, name: str, **params: object) -> None:
        """Run a query of the bench in a transaction of its own."""
        query = text(name)
        with self.driver.session() as session:
            session.execute_write(lambda tx: tx.run(query, params).consume())


@contextmanager
def database() -> Iterator[Database]:
    """Yield an empty database with all constraints and indexes; stop and remove it afterwards."""
    home = Path(tempfile.mkdtemp(prefix="cmdb-bench-"))
    try:
        with embedded.server(home) as server, opened(home, server) as found:
            schema.prepare(found.graph, found.model)
            yield found
    finally:
        embedded.stop(home)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def opened(home: Path, server: Server) -> Iterator[Database]:
    """Yield a running server's database, through two connections."""
    auth = (server.user, server.password)
    with (
        connect(server.uri, *auth) as graph,
        neo4j.GraphDatabase.driver(
            server.uri, auth=auth, notifications_min_severity="OFF"
        ) as driver,
    ):
        yield Database(home, server, graph, driver, load())
