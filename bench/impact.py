"""Impact answers by size, in process and over HTTP, against what else could give them."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median, quantiles

import networkx as nx  # type: ignore[import-untyped]  # it ships no types
import orjson

from bench import servers, traversals
from bench.database import Database
from bench.estate import ANSWER_SIZES, Estate
from bench.questions import Question, questions
from bench.report import Figure, short
from cmdb import impact
from cmdb.impact import Given
from cmdb.impact.rules import evaluate
from cmdb.topology import Topology, TopologyKeeper

PART = "Impact"
_MOST = {10: 110, 100: 110, 400: 110, 5_000: 20, 20_000: 12}
_WARM = 10
_WARM_S = 5.0
_DOWN = 3
_US_A_STEP = 2.0  # a microsecond, give or take a factor of two

Progress = Callable[[str], None]
Times = list[float]


@dataclass(slots=True)
class Latencies:
    """Seconds of each question of one size, by who answered; `form` is the best Cypher's."""

    questions: Sequence[Question]
    form: str = ""
    of: dict[str, Times] = field(default_factory=dict)

    def p50(self, who: str) -> float:
        return median(self.of[who])

    def p95(self, who: str) -> float:
        times = self.of[who]
        return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def latencies(database: Database, estate: Estate, progress: Progress) -> dict[int, Latencies]:
    """Return the latencies of all ways, by answer size; sizes that an estate has not are left out."""
    topology = TopologyKeeper(database.graph, database.model).current()
    found = {}
    for hits in ANSWER_SIZES:
        progress(f"impact: choosing questions with {hits:,} hits")
        asked = questions(topology, estate, hits, _MOST[hits])
        if asked:
            found[hits] = Latencies(asked)
    progress("impact: in process")
    answers = _in_process(topology, found)
    progress("impact: networkx")
    _by_networkx(topology, found)
    del topology
    gc.collect()
    others = _others(estate, found)
    _warm(lambda ci: traversals.reach(database.driver, traversals.FORMS[0], ci), others)
    _by_cypher(database, found, progress)
    progress("impact: bare route")
    with servers.bare(answers, database.home) as client:
        _over_http(client, found, "bare")
    progress("impact: over HTTP")
    with servers.product(database.server) as client:
        _warm(lambda ci: client.ask(_body(ci)), others)
        _over_http(client, found, "http")
    return found


def _others(estate: Estate, found: dict[int, Latencies]) -> Iterator[str]:
    """Yield CIs that no question is about, one after the other, without end."""
    taken = {question.ci for one in found.values() for question in one.questions}
    return cycle([ci for ci in estate.landmarks(ANSWER_SIZES[0]) if ci not in taken])


def _warm(ask: Callable[[str], object], others: Iterator[str]) -> None:
    """Ask about other CIs for some seconds: a server just started compiles what it runs."""
    until = time.monotonic() + _WARM_S
    while time.monotonic() < until:
        ask(next(others))


def _in_process(topology: Topology, found: dict[int, Latencies]) -> dict[bytes, bytes]:
    """Time the rule alone, and the whole answer as JSON; return the answers by request body."""
    answers = {}
    for one in found.values():
        asked = one.questions

        def engine(question: Question) -> None:
            evaluate(topology, {question.place: _DOWN})

        def whole(question: Question) -> None:
            asked = impact.Question([Given(question.ci, "down")])
            answers[body(question)] = impact.encoded(topology, asked)

        one.of["engine"] = _timed(engine, asked)
        one.of["json"] = _timed(whole, asked)
    return answers


def _by_networkx(topology: Topology, found: dict[int, Latencies]) -> None:
    graph = traversals.digraph(topology)
    for one in found.values():
        one.of["networkx"] = _timed(lambda q: nx.descendants(graph, q.place), one.questions)


def _by_cypher(database: Database, found: dict[int, Latencies], progress: Progress) -> None:
    driver = database.driver
    for hits, one in found.items():
        one.form = traversals.best_form(driver, one.questions)
        progress(f"impact: Cypher, {hits:,} hits, {one.form}")

        def ask(question: Question, form: str = one.form) -> None:
            traversals.reach(driver, form, question.ci)

        def ask_packed(question: Question) -> None:
            traversals.reach(driver, traversals.PACKED, question.ci)

        one.of["cypher"] = _timed(ask, one.questions)
        one.of["packed"] = _timed(ask_packed, one.questions)


def _over_http(client: servers.Client, found: dict[int, Latencies], who: str) -> None:
    for one in found.values():
        one.of[who] = _timed(lambda q: client.ask(body(q)), one.questions)


def body(question: Question) -> bytes:
    """Return the body of the HTTP request that asks it."""
    return _body(question.ci)


def _body(ci: str) -> bytes:
    return orjson.dumps({"given": [{"ci": ci, "state": "down"}]})


def _timed(ask: Callable[[Question], object], asked: Sequence[Question]) -> Times:
    """Return the seconds of each question but the first ones, which warm up."""
    times = []
    for question in asked:
        began = time.perf_counter()
        ask(question)
        times.append(time.perf_counter() - began)
    return times[min(_WARM, len(times) // 4) :]


def figures(size: int, found: dict[int, Latencies]) -> Iterator[Figure]:
    """Yield the figures of one estate."""
    for hits, one in found.items():
        estate = short(size)
        name = f"{hits:,} hits"
        cypher, target = one.p50("cypher"), size == 100_000 and hits == 400
        engine, http = one.p50("engine"), one.p50("http")
        yield _against(estate, f"{name}: rule alone", engine, cypher, 10 if target else 0)
        yield _step(estate, name, one)
        yield Figure(PART, estate, f"{name}: whole answer as JSON", _ms(one.p50("json")))
        p95 = f", p95 {_ms(one.p95('http'))}"
        yield _against(estate, f"{name}: over HTTP", http, cypher, 3 if target else 0, p95)
        others = f"{_ms(cypher)} ({one.form}), ids packed into one list {_ms(one.p50('packed'))}"
        yield Figure(PART, estate, f"{name}: best Cypher, a row a CI", others)
        others = f"{_ms(one.p50('bare'))}, networkx descendants {_ms(one.p50('networkx'))}"
        yield Figure(PART, estate, f"{name}: bare route, same bytes", others)


def _against(
    estate: str, what: str, took: float, cypher: float, target: int, more: str = ""
) -> Figure:
    times = cypher / took
    result = f"{_ms(took)}{more}: {times:.1f} × faster than Cypher"
    said = f"≥ {target} × faster than Cypher" if target else ""
    return Figure(PART, estate, what, result, said, times >= target if target else None)


def _step(estate: str, name: str, one: Latencies) -> Figure:
    """Return the cost of the rule for each impacted CI and each relation looked at."""
    asked = one.questions[-len(one.of["engine"]) :]
    a_step = median(
        took / (question.hits + 1 + question.relations) * 1e6
        for took, question in zip(one.of["engine"], asked, strict=True)
    )
    relations = median(question.relations for question in asked)
    return Figure(
        PART,
        estate,
        f"{name}: rule, per CI and relation looked at",
        f"{a_step:.2f} µs ({relations:,.0f} relations)",
        f"≤ 1 µs (factor {_US_A_STEP:.0f})",
        a_step <= _US_A_STEP,
    )


def growth(by_size: dict[int, dict[int, Latencies]]) -> Iterator[Figure]:
    """Yield how the same answer's latency grows from 100 k to 1 M CIs."""
    if not {100_000, 1_000_000} <= by_size.keys():
        return
    for hits in by_size[100_000].keys() & by_size[1_000_000].keys():
        small, large = (by_size[size][hits].p50("http") for size in (100_000, 1_000_000))
        target = hits == 400
        yield Figure(
            PART,
            "100 k → 1 M",
            f"{hits:,} hits: over HTTP",
            f"{_ms(small)} → {_ms(large)}: {large / small:.2f} ×",
            "≤ 1.5 ×" if target else "",
            large / small <= 1.5 if target else None,
        )


def _ms(seconds: float) -> str:
    digits = 2 if seconds >= 0.001 else 3
    return f"{seconds * 1000:,.{digits}f} ms"
