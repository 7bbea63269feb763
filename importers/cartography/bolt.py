"""Another Neo4j that Cartography fills, asked over Bolt: read only, by the queries beside this file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from neo4j import READ_ACCESS, Driver, GraphDatabase, NotificationMinimumSeverity, Query
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
)
from neo4j.exceptions import (
    Forbidden as Denied,
)

from cmdb.errors import Forbidden, Invalid, Unavailable
from cmdb.intake.model import Issue
from cmdb.intake.reach import resolved
from importers.cartography import labels
from importers.cartography.graph import Graph, key

MOST = 2_000_000
_CONNECT_S = 10.0
_QUERY_S = 600.0
_FETCH = 1_000
_PORT = 7687


@contextmanager
def driver(uri: str, user: str, password: str) -> Iterator[Driver]:
    """Yield a driver to one server. Raises Invalid, Forbidden, Unavailable for what it says or not."""
    parts = urlsplit(uri)
    resolved(parts.hostname or "", parts.port or _PORT)
    try:
        with GraphDatabase.driver(
            uri,
            auth=(user, password),
            connection_timeout=_CONNECT_S,
            connection_acquisition_timeout=_CONNECT_S * 2,
            max_connection_pool_size=2,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
            user_agent="cmdb",
        ) as made:
            yield made
    except (AuthError, Denied) as exc:
        raise Forbidden(
            f"{uri} refuses this user or password.", remedy="Give a user who may read the graph."
        ) from exc
    except (ConfigurationError, ValueError) as exc:
        raise Invalid(f"{uri} is no address of a Neo4j.", remedy="Give bolt://HOST:7687.") from exc
    except (ServiceUnavailable, DriverError, OSError) as exc:
        raise Unavailable(
            f"{uri} cannot be asked ({type(exc).__name__}).",
            remedy="Check the address, the network between, and that Neo4j runs.",
        ) from exc
    except (ClientError, Neo4jError) as exc:
        raise Unavailable(f"{uri} answers {exc.code}.", remedy="See its log.") from exc


def check(uri: str, user: str, password: str) -> None:
    """Raise Invalid, Forbidden or Unavailable unless the server answers."""
    with driver(uri, user, password) as made:
        made.verify_connectivity()


def graph(uri: str, user: str, password: str, database: str | None) -> Graph:
    """Return a copy of what is read of the graph. Raises as `check`."""
    result = Graph()
    with driver(uri, user, password) as made:
        named = {"labels": labels.labels(), "most": MOST + 1}
        for row in _rows(made, database, "nodes", {**named, "wanted": labels.wanted()}):
            result.node(row["labels"], {**dict(row["props"]), **_known(row["key"])}, "")
        _bounded(len(result.nodes), "nodes", result)
        edges = 0
        for row in _rows(made, database, "relationships", {**named, "types": labels.types()}):
            edges += 1
            _edge(row, result)
        _bounded(edges, "relationships", result)
        for row in _rows(made, database, "others", named):
            result.skipped[(row["labels"] or ["no label"])[0]] += row["number"]
    return result


def _known(key: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in key.items() if value is not None}


def _edge(row: Any, into: Graph) -> None:
    one = key(row["from_labels"], _known(row["from_key"]))
    other = key(row["to_labels"], _known(row["to_key"]))
    if one in into.nodes and other in into.nodes:
        into.edges.add((str(one), row["type"], str(other)))


def _bounded(seen: int, what: str, result: Graph) -> None:
    if seen > MOST:
        reason = f"there are more than {MOST:,} {what}: the rest was not read."
        result.issues.append(Issue(what, reason, fatal=False))


def _rows(
    made: Driver, database: str | None, name: str, parameters: dict[str, Any]
) -> Iterator[Any]:
    """Yield the rows of a query as they come; the server refuses whatever would write."""
    text = (Path(__file__).parent / "cypher" / f"{name}.cypher").read_text("utf-8")
    with made.session(
        database=database, default_access_mode=READ_ACCESS, fetch_size=_FETCH
    ) as session:
        yield from session.run(Query(text, timeout=_QUERY_S), parameters)
