"""The API and its Neo4j in this process: started in order, stopped in the reverse one."""

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType

import uvicorn

from api.app import create_app
from api.edge import LOOPBACK
from api.services import Services, services
from cli.local.graph import admit
from cli.local.reading import importing
from cmdb.errors import Unavailable
from cmdb.graph import Graph
from cmdb.graph.schema import prepare
from cmdb.intake import Grace
from cmdb.model import load
from cmdb.settings import Settings

_STOP_S = 10


def bound(settings: Settings) -> socket.socket:
    """Return a socket that listens. Raises Unavailable for a port that something else has."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(1024)
    except OSError as exc:
        listening.close()
        raise Unavailable(
            f"Port {settings.port} on {settings.host} cannot be used: {exc.strerror}.",
            remedy="Stop what listens there, or set CMDB_PORT to another port.",
        ) from exc
    return listening


def opened(graph: Graph, settings: Settings, places: dict[str, str]) -> Services:
    """Return what the API serves: the schema made, the local admin's token good."""
    model = load(settings.model)
    prepare(graph, model)
    admit(graph, settings.home)
    served = services(
        graph,
        model,
        settings.home,
        importing=importing(settings.model),
        places=places,
        stale_days=settings.stale_days,
    )
    return replace(
        served,
        rules=settings.rules or settings.model,
        precedence=settings.model,
        grace=Grace(settings.grace_runs, settings.grace_days),
    )


def server(served: Services, settings: Settings, started: Callable[[], None]) -> uvicorn.Server:
    """Return what answers requests until a signal; `started` is called once they are answered."""
    hosts = LOOPBACK if settings.host in ("127.0.0.1", "::1", "localhost") else None
    app = create_app(served, hosts=hosts)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_STOP_S,
    )

    def ending() -> None:
        if app.state.feed is not None:
            app.state.feed.close()

    return _Server(config, started, ending)


class _Server(uvicorn.Server):
    """Stops on a signal, and leaves it at that: an end that was asked for is no failure."""

    def __init__(
        self, config: uvicorn.Config, started: Callable[[], None], ending: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._started, self._ending = started, ending

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending()
        await super().shutdown(sockets=sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._started()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {one: signal.signal(one, self._stop) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True
