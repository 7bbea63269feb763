"""The graph that this machine's settings mean, and the token that opens it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ulid import ULID

from cli import output
from cmdb import access
from cmdb.access import secret
from cmdb.graph import Graph, connect
from cmdb.graph.embedded import server as private_server
from cmdb.settings import Settings

_MIB = 2**20


@contextmanager
def neo4j(settings: Settings) -> Iterator[tuple[Graph, dict[str, str]]]:
    """Yield the graph that the settings mean, and where it is: the private one, or another."""
    if settings.neo4j_uri is not None:
        with connect(
            settings.neo4j_uri, settings.neo4j_user, settings.neo4j_password or ""
        ) as graph:
            yield graph, {"neo4j": settings.neo4j_uri}
        return
    with (
        downloading() as progress,
        private_server(settings.home, progress=progress) as own,
        connect(own.uri, own.user, own.password) as graph,
    ):
        yield graph, {"neo4j": own.uri, "neo4j_log": str(own.log)}


@contextmanager
def downloading() -> Iterator[Callable[[int, int], None]]:
    """Yield a listener that draws how much of Neo4j is there."""
    with output.progress() as bar:
        task: Any = None

        def listen(done: int, total: int) -> None:
            nonlocal task
            if task is None:
                output.aside("Fetching Neo4j: once, some 150 MiB.")
                task = bar.add_task("Neo4j", total=total, amount="")
            amount = f"{done / _MIB:.0f} of {total / _MIB:.0f} MiB"
            bar.update(task, completed=done, amount=amount)
            if done >= total:
                bar.stop()

        yield listen


def admit(graph: Graph, home: Path) -> None:
    """Make the token kept in this home good; make one where there is none, or a revoked one."""
    kept, now = secret.kept(home), datetime.now(UTC)
    if kept is None or not graph.write(access.adopt, str(ULID()), kept, now):
        kept = secret.new_token()
        secret.keep(home, kept)
        graph.write(access.adopt, str(ULID()), kept, now)
