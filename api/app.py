"""The HTTP application."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from threading import Thread

from anyio import to_thread
from fastapi import FastAPI

from api import errors, page
from api.answers import PROBLEMS
from api.edge import LOOPBACK, Edge, Limits, Metrics
from api.feed import Feed
from api.heads import Heads, through
from api.release import release
from api.routes import served
from api.services import Services
from cmdb import garbage
from cmdb.errors import CmdbError

# What a body may hold unless a path says otherwise (imports do).
BODY_BYTES = 8 * 1024 * 1024
_THREADS = 64

_ABOUT = """Configuration items, their relations and history, and what a failure takes down.

A CI is named by its id, by its name where that is unique, or by `class:name`. A list is
`{"items": […], "next": cursor or null}`. Every error is a problem document (RFC 9457)."""


def create_app(services: Services, *, hosts: Sequence[str] | None = LOOPBACK) -> FastAPI:
    """Return the application. `hosts` are the names it answers to; None allows any."""
    app = FastAPI(
        title="CMDB",
        version=release(),
        description=_ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.services = services
    app.state.heads = None
    app.state.feed = None
    app.state.metrics = metrics = Metrics()
    errors.install(app)
    larger: dict[str, int] = {}
    for one in served():
        app.include_router(one.router, responses=PROBLEMS)
        larger |= one.body_bytes
    page.install(app)
    app.add_middleware(errors.Unexpected)
    app.add_middleware(Edge, metrics=metrics, hosts=hosts, limits=Limits(BODY_BYTES, larger))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = _THREADS
    services: Services = app.state.services
    Thread(target=_load, args=(services,), name="topology-load", daemon=True).start()
    glances = services.graph.glances()
    app.state.heads = Heads(through(services.graph, glances))
    app.state.feed = Feed(services.graph, glances)
    try:
        yield
    finally:
        if services.importing.apart is not None:
            services.importing.apart.close()
        await glances.close()


def _load(services: Services) -> None:
    """Have the topology and what is searched ready before the first question; where that fails, the question says why.

    What is there by then lives as long as the process: the collector need not look at it again,
    nor interrupt an answer for the few hundred objects that it is made of.
    """
    with suppress(CmdbError):
        services.search.current(services.topology.current())
    garbage.seldom()
