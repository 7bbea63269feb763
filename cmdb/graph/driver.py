"""Transactions on Neo4j, and its errors in our words."""

import asyncio
import errno
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import neo4j
from neo4j.exceptions import (
    AuthError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from cmdb.errors import CmdbError, Conflict, Unavailable
from cmdb.graph.queries import query

P = ParamSpec("P")
T = TypeVar("T")
Row = dict[str, Any]

# A commit whose acknowledgement was lost is tried this often: a use case finds its own request
# key if it had committed, so that trying again is safe (docs/decisions/0003).
_COMMITS = 3

logging.getLogger("neo4j").setLevel(logging.ERROR)  # what it warns of reaches callers as errors


# What a socket says that breaks while the driver opens it: that comes as it is.
_BROKEN = frozenset({errno.ENOTCONN, errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE})


@contextmanager
def translated() -> Iterator[None]:
    """Say it in our words, outside the transaction: the driver retries on its own errors only."""
    try:
        yield
    except CmdbError:
        raise
    except ConstraintError as exc:
        raise Conflict(f"Neo4j refused the write: {exc.message}") from exc
    except AuthError as exc:
        raise Unavailable(
            "Neo4j refused the user name or password.",
            remedy="Check CMDB_NEO4J_USER and CMDB_NEO4J_PASSWORD.",
        ) from exc
    except (ServiceUnavailable, SessionExpired, TransientError, DriverError) as exc:
        raise _silent() from exc
    except Neo4jError as exc:
        raise Unavailable(f"Neo4j failed: {exc.message}") from exc
    except OSError as exc:
        if exc.errno not in _BROKEN:
            raise
        raise _silent() from exc


def _silent() -> Unavailable:
    return Unavailable(
        "Neo4j did not answer.", remedy="`cmdb status` says where it should be; try again."
    )


class Tx:
    """A transaction that knows queries by name."""

    def __init__(self, tx: neo4j.ManagedTransaction | neo4j.Transaction | neo4j.Session) -> None:
        self._tx = tx

    def run(self, name: str, /, **params: Any) -> list[Row]:
        """Return all rows of the named query, which returns values and maps: no nodes or paths."""
        result = self._result(name, params)
        keys = result.keys()
        # As fast as `Result.data()` is slow: that looks into every value for nodes to unwrap.
        return [dict(zip(keys, record.values(), strict=True)) for record in result]

    def stream(self, name: str, /, **params: Any) -> Iterator[neo4j.Record]:
        """Yield the rows of the named query as they come: for answers that do not fit memory twice."""
        yield from self._result(name, params)

    def _result(self, name: str, params: dict[str, Any]) -> neo4j.Result:
        found = query(name)
        if params.keys() != found.params:
            raise TypeError(f"{name} takes {sorted(found.params)}, not {sorted(params)}")
        return self._tx.run(found.text, params)


class Glances:
    """Reads of a single query each, on an event loop: they change no threads. Good in one loop."""

    def __init__(self, driver: neo4j.AsyncDriver) -> None:
        self._driver = driver

    async def run(self, name: str, /) -> list[Row]:
        """Return all rows of the named query without parameters, from a cluster's leader.

        Raises Unavailable at the first failure: who asks may ask `Graph.glance`, which tries again.
        """
        with translated():
            async with self._driver.session() as session:
                result = await session.run(query(name).text)
                return [
                    dict(zip(record.keys(), record.values(), strict=True))
                    async for record in result
                ]

    async def close(self) -> None:
        await self._driver.close()
        await asyncio.sleep(0)  # its sockets close in the loop's next turn


@dataclass(frozen=True, slots=True)
class Address:
    """Where a graph is, and who may enter."""

    uri: str
    user: str
    password: str = field(repr=False)


class Graph:
    """Runs a use case in one transaction, again if Neo4j says that may help.

    `address` is where another process finds the same one.
    """

    def __init__(
        self, driver: neo4j.Driver, beside: Callable[[], neo4j.AsyncDriver], address: Address
    ) -> None:
        self.address = address
        self._driver = driver
        self._beside = beside

    def glances(self) -> Glances:
        """Return what reads the same database on the event loop that runs; the caller closes it."""
        return Glances(self._beside())

    @contextmanager
    def _session(self) -> Iterator[neo4j.Session]:
        """Yield a session that is closed in any case.

        Where its connection broke within a transaction, the driver's own `close` raises what the
        rollback met, and leaves the session open; the next one finds nothing to roll back.
        """
        session = self._driver.session()
        try:
            yield session
        finally:
            try:
                session.close()
            except (DriverError, Neo4jError, OSError):
                session.close()

    def read(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kw: P.kwargs) -> T:
        """Return what `work(tx, …)` returns. Raises Unavailable."""
        with translated(), self._session() as session:
            return session.execute_read(lambda tx: work(Tx(tx), *args, **kw))

    def glance(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kw: P.kwargs) -> T:
        """Return what a work of one reading query returns: one round trip where `read` takes three.

        Asks the leader of a cluster, who has the newest. Raises Unavailable.
        """
        with translated():
            try:
                with self._session() as session:
                    return work(Tx(session), *args, **kw)
            except (DriverError, Neo4jError) as exc:
                if not exc.is_retryable():
                    raise
            except OSError as exc:
                if exc.errno not in _BROKEN:
                    raise
        return self.read(work, *args, **kw)

    def write(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kw: P.kwargs) -> T:
        """Return what `work(tx, …)` returns, committed. Raises Unavailable, Conflict.

        `work` may run more than once, even after it has committed: it must be safe to run twice.
        """
        with translated():
            for attempt in range(1, _COMMITS + 1):
                try:
                    with self._session() as session:
                        return session.execute_write(lambda tx: work(Tx(tx), *args, **kw))
                except IncompleteCommit:
                    if attempt == _COMMITS:
                        raise
        raise AssertionError("unreachable")

    def held(self, work: Callable[Concatenate[Tx, P], T], /, *args: P.args, **kw: P.kwargs) -> T:
        """Return what `work(tx, …)` returns, and undo what it wrote: it holds locks while it reads.

        Runs once and has no limit of time. Raises Unavailable.
        """
        with (
            translated(),
            self._session() as session,
            session.begin_transaction(timeout=0) as tx,
        ):
            found = work(Tx(tx), *args, **kw)
            tx.rollback()
            return found

    def command(self, text: str) -> None:
        """Run a schema command, which Neo4j allows only in a transaction of its own."""
        with translated(), self._session() as session:
            session.run(text).consume()

    def server(self) -> str:
        """Return the server's name and version, `Neo4j/2026.08.1`. Raises Unavailable."""
        with translated():
            return str(self._driver.get_server_info().agent)

    def close(self) -> None:
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()


def connect(uri: str, user: str, password: str, *, patience_s: float = 15) -> Graph:
    """Return a graph at that address; what may pass is tried again for `patience_s` seconds.

    Raises Unavailable when nobody answers or the password is wrong.
    """
    auth, how = (user, password), _settings(patience_s)
    with translated():
        driver = neo4j.GraphDatabase.driver(uri, auth=auth, **how)
        try:
            driver.verify_connectivity()
        except BaseException:
            driver.close()
            raise
    return Graph(
        driver,
        lambda: neo4j.AsyncGraphDatabase.driver(uri, auth=auth, **how),
        Address(uri, user, password),
    )


def _settings(patience_s: float) -> dict[str, Any]:
    return {
        "connection_timeout": 5,
        "connection_acquisition_timeout": 30,
        "max_transaction_retry_time": patience_s,
        "initial_retry_delay": 0.1,
        "notifications_min_severity": "OFF",
    }
