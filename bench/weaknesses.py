"""Weak points: single points of failure of one service, the ranking of the whole estate."""

import threading
import time
from collections.abc import Callable, Iterator
from statistics import median, quantiles

import orjson

from bench import servers
from bench.database import Database
from bench.estate import Estate
from bench.report import Figure, short
from cmdb import weaknesses
from cmdb.impact.rules import evaluate
from cmdb.topology import Topology, TopologyKeeper
from cmdb.weaknesses import Weighed
from cmdb.weaknesses.circuit import under

PART = "Weak points"
_SUPPLIERS = 500
_SERVICES = ("business_process", "business_service", "technical_service")
_LOOKED_AT = 400
_SPOF_S = 1.0
_RANKING_S = 60.0
_DOWN = 3
_ALONE_S = 3.0
_P99 = 98

Progress = Callable[[str], None]


def measured(database: Database, estate: Estate, progress: Progress) -> Iterator[Figure]:
    """Yield the figures of a filled estate."""
    topology = TopologyKeeper(database.graph, database.model).current()
    progress("weak points: of a service")
    yield from _of_a_service(topology, estate)
    progress("weak points: of the estate")
    yield _of_the_estate(topology, database, estate)
    del topology
    progress("weak points: over HTTP, among impact questions")
    with servers.product(database.server) as client:
        yield _among_questions(client, estate)


def _of_a_service(topology: Topology, estate: Estate) -> Iterator[Figure]:
    """Measure the service whose suppliers, direct and indirect, number nearest to 500."""
    known = [p for p in topology.places() if topology.profile(p).class_name in _SERVICES]
    some = known[:: max(1, len(known) // _LOOKED_AT)]
    suppliers = {place: len(under(topology, place).order) - 1 for place in some}
    service = min(some, key=lambda place: abs(suppliers[place] - _SUPPLIERS))
    name, number = topology.id(service), suppliers[service]

    def whole(order: int) -> float:
        return _timed(
            lambda: orjson.dumps(weaknesses.of(topology, Weighed(name, order=order, budget_s=60)))
        )

    def simply() -> None:
        for place in under(topology, service).order:
            evaluate(topology, {place: _DOWN})

    took, simple = whole(1), _timed(simply)
    yield Figure(
        PART,
        short(estate.size),
        f"single points of a service with {number} suppliers, with proofs, as JSON",
        f"{took:.3f} s (an evaluation of each supplier, without proofs: {simple:.3f} s)",
        f"≤ {_SPOF_S:.0f} s for {_SUPPLIERS} suppliers",
        took <= _SPOF_S,
    )
    what = "… and all minimal sets of up to 3"
    yield Figure(PART, short(estate.size), what, f"{whole(3):.3f} s")


def _of_the_estate(topology: Topology, database: Database, estate: Estate) -> Figure:
    uses = database.graph.read(weaknesses.uses)
    began = time.perf_counter()
    for _ in weaknesses.of_estate(topology, uses):
        pass
    took = time.perf_counter() - began
    target = estate.size == 100_000
    return Figure(
        PART,
        short(estate.size),
        "ranking of the whole estate, and groups with hidden common causes",
        f"{took:.2f} s, {took / estate.size * 1e6:.0f} µs a CI",
        f"≤ {_RANKING_S:.0f} s" if target else "",
        took <= _RANKING_S if target else None,
    )


def _among_questions(client: servers.Client, estate: Estate) -> Figure:
    """Measure impact questions alone, and while a ranking is being made."""
    asked = [orjson.dumps({"given": [{"ci": ci}]}) for ci in estate.landmarks(100)][:200]
    until = time.monotonic() + _ALONE_S
    alone = _answered(client, asked, lambda: time.monotonic() < until)
    ranking = threading.Thread(target=_ranked, args=(client.again(),))
    began = time.perf_counter()
    ranking.start()
    meanwhile = _answered(client, asked, ranking.is_alive)
    took = time.perf_counter() - began
    return Figure(
        PART,
        short(estate.size),
        "impact over HTTP (about 100 hits) while the estate is ranked, p50 and p99",
        f"{_ms(meanwhile)} (alone {_ms(alone)}); the ranking took {took:.1f} s",
    )


def _answered(
    client: servers.Client, asked: list[bytes], going_on: Callable[[], bool]
) -> list[float]:
    """Return the seconds of one question after the other, as long as it goes on."""
    times: list[float] = []
    while going_on() or len(times) < 2:
        question = asked[len(times) % len(asked)]
        times.append(_timed(lambda body=question: client.ask(body)))  # type: ignore[misc]  # mypy sees no default
    return times


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ms(times: list[float]) -> str:
    p99 = quantiles(times, n=100, method="inclusive")[_P99]
    return f"{median(times) * 1000:.1f} and {p99 * 1000:.1f} ms"


def _ranked(client: servers.Client) -> None:
    client.get("/api/v1/weaknesses")
    client.close()
