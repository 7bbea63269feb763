"""One process under many questions, and how soon another one sees a write."""

import http.client
import time
from collections.abc import Callable, Iterator
from statistics import median, quantiles

import orjson

from bench import load, servers
from bench.database import Database
from bench.estate import Estate
from bench.questions import questions
from bench.report import Figure, short
from cmdb import impact
from cmdb.impact import Given
from cmdb.topology import TopologyKeeper

PART = "Serving"
MOST = 100_000
_HITS, _QUESTIONS, _AT_ONCE = 400, 600, 8
_SHARE = 0.1
_WRITES, _WARM = 120, 20
_FRESH_MS = 20

Progress = Callable[[str], None]


def measured(database: Database, estate: Estate, progress: Progress) -> Iterator[Figure]:
    """Yield the figures of an estate of up to `MOST` CIs; larger ones have none."""
    if estate.size > MOST:
        return
    progress("serving: choosing questions")
    topology = TopologyKeeper(database.graph, database.model).current()
    asked = questions(topology, estate, _HITS, _QUESTIONS)
    answers = {
        _body(one.ci): impact.encoded(topology, impact.Question([Given(one.ci)])) for one in asked
    }
    del topology
    bodies = list(answers)
    progress(f"serving: {len(bodies)} questions, {_AT_ONCE} at once")
    with servers.bare(answers, database.home) as client:
        load.rate(client.port, client.path, "", bodies, _AT_ONCE)
        bare = load.rate(client.port, client.path, "", bodies * 3, _AT_ONCE)
    with servers.product(database.server) as client:
        half = len(bodies) // 2  # the first half warms the server up
        load.rate(client.port, client.path, client.token, bodies[:half], _AT_ONCE)
        ours = load.rate(client.port, client.path, client.token, bodies[half:], _AT_ONCE)
        yield _throughput(estate.size, ours, bare)
        progress("serving: writes seen by another process")
        with servers.product(database.server) as other:
            yield _freshness(estate.size, _seen(client, other, [one.ci for one in asked]))


def _throughput(size: int, ours: float, bare: float) -> Figure:
    result = f"{ours:,.0f}/s; bare route, same bytes, {bare:,.0f}/s: {ours / bare:.2f}"
    what = f"distinct questions of {_HITS} hits, {_AT_ONCE} at once, one process"
    target = size == MOST
    said = f"≥ {_SHARE} of the bare route" if target else ""
    return Figure(PART, short(size), what, result, said, ours / bare >= _SHARE if target else None)


def _freshness(size: int, times: list[float]) -> Figure:
    p95 = quantiles(times, n=20)[-1] * 1000
    result = f"p50 {median(times) * 1000:.1f} ms, p95 {p95:.1f} ms"
    what = "a write acknowledged by one process, answered with it by another"
    target = size == MOST
    said = f"≤ {_FRESH_MS} ms (p95)" if target else ""
    return Figure(PART, short(size), what, result, said, p95 <= _FRESH_MS if target else None)


def _seen(writer: servers.Client, other: servers.Client, cis: list[str]) -> list[float]:
    """Return the seconds from each write's acknowledgement to an answer that has it."""
    connection = http.client.HTTPConnection("127.0.0.1", writer.port, timeout=60)
    headers = {"Authorization": f"Bearer {writer.token}", "Content-Type": "application/json"}
    times, before = [], 0
    for number in range(_WRITES):
        ci = cis[number % len(cis)]
        path, change = f"/api/v1/cis/{ci}", orjson.dumps({"description": f"bench {number}"})
        tag = _said(connection, "GET", path, headers)
        _said(connection, "PATCH", path, {**headers, "If-Match": tag}, change)
        acknowledged = time.perf_counter()
        answer = orjson.loads(other.ask(_body(ci)))
        times.append(time.perf_counter() - acknowledged)
        if answer["revision"] <= before:
            raise RuntimeError(f"after a write came an answer of revision {answer['revision']}")
        before = answer["revision"]
    connection.close()
    return times[_WARM:]


def _said(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes | None = None,
) -> str:
    """Return the ETag of the answer. Raises RuntimeError for any but 200."""
    connection.request(method, path, body, headers)
    reply = connection.getresponse()
    said = reply.read()
    if reply.status != http.client.OK:
        raise RuntimeError(said.decode())
    return reply.headers["ETag"]


def _body(ci: str) -> bytes:
    return orjson.dumps({"given": [{"ci": ci}]})
