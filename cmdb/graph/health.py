"""Whether the private server takes our password and answers questions."""

import socket
import threading
from enum import Enum, auto

import neo4j
from neo4j.exceptions import DatabaseUnavailable, DriverError, Neo4jError

from cmdb.graph.config import LOOPBACK
from cmdb.graph.home import USER
from cmdb.graph.queries import query

# The first transaction after the database met a full disk, or the like: only a restart helps.
_PANIC = "Neo.DatabaseError.Transaction.TransactionStartFailed"
_SECURITY = "Neo.ClientError.Security."


class Health(Enum):
    """AWAY may pass by itself; REFUSED is our password, BROKEN the store."""

    AWAY = auto()
    READY = auto()
    REFUSED = auto()
    BROKEN = auto()


class Check(threading.Thread):
    """One look at the server, in a thread of its own: a server that hangs must not hang who looks."""

    def __init__(self, port: int, password: str) -> None:
        super().__init__(daemon=True, name="neo4j-health")
        self._port = port
        self._password = password
        self.found: Health | None = None
        self.start()

    def run(self) -> None:
        self.found = health(self._port, self._password)


def health(port: int, password: str) -> Health:
    """Return how the server at that port of this machine is."""
    with socket.socket() as probe:
        if probe.connect_ex((LOOPBACK, port)):
            return Health.AWAY
    try:
        with neo4j.GraphDatabase.driver(
            f"bolt://{LOOPBACK}:{port}",
            auth=(USER, password),
            connection_timeout=5,
            connection_acquisition_timeout=10,
        ) as driver:
            return _answer(driver)
    except Neo4jError as exc:
        code = exc.code or ""
        if code.startswith(_SECURITY):
            return Health.REFUSED
        return Health.BROKEN if code == _PANIC else Health.AWAY
    except (DriverError, OSError):
        return Health.AWAY


def _answer(driver: neo4j.Driver) -> Health:
    driver.verify_connectivity()
    try:
        with driver.session(database="neo4j") as session:
            session.run(query("graph/answers").text).consume()
    except DatabaseUnavailable:
        with driver.session(database="system") as session:
            row = session.run(query("graph/status").text).single()
        given_up = row and row["status"] == "offline" and row["message"]
        return Health.BROKEN if given_up else Health.AWAY
    return Health.READY
