"""Work on the store's files while the server does not run, and the server again afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from cmdb.graph.home import Home
from cmdb.graph.locks import lock

_STOP_S = 120.0


@contextmanager
def offline(place: Home) -> Iterator[int]:
    """Yield the lock of the store, with the server stopped; a running one starts again afterwards.

    What runs on the files must inherit the lock's descriptor. If this process is killed the kernel frees both
    locks, and the supervisor goes on. Raises Unavailable if the server does not stop.
    """
    with lock(place.pause_lock, _STOP_S), lock(place.store_lock, _STOP_S) as store:
        yield store
