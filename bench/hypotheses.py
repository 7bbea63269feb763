"""What-if questions in process: on a graph of services in circles, and on estates of any size.

Timed are the states that follow (edits checked and applied, rounds to the fixpoint), and beside them
the whole answer as JSON: proofs, findings, and what the hypothesis makes different.
"""

import gc
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench import memory, services
from bench.block import Block
from bench.database import Database
from bench.estate import ANSWER_SIZES, Estate
from bench.report import Figure, short
from cmdb import hypotheses
from cmdb.errors import CmdbError
from cmdb.impact import Given, Question
from cmdb.topology.loading import load
from cmdb.topology.snapshot import Topology

PART = "What-if"
_QUESTIONS = 1_000
_MOST_S = 0.005
_SEED = 11

Progress = Callable[[str], None]
Supposition = tuple[Question, list[hypotheses.Edit]]


def measured(progress: Progress) -> Iterator[Figure]:
    """Yield the figures of the graph of services."""
    progress("what-if: services in circles")
    block = services.drawn()
    topology = memory.topology(block.cis, block.relations)
    asked = list(_of_services(topology, block))
    states, whole = _times(topology, asked)
    estate = f"{services.SERVICES:,} services"
    what = (
        f"{len(asked):,} what-ifs of 5 edits, {services.RELATIONS:,} relations, "
        f"a circle of {services.CIRCLE}"
    )
    yield _figure(estate, f"{what}: states, p50 / p99", states, target=True)
    yield _figure(estate, "the same, whole answers as JSON", whole, target=False)


def of_estate(database: Database, estate: Estate, progress: Progress) -> Iterator[Figure]:
    """Yield the figures of an estate: what edits cost where the graph is large."""
    progress("what-if: the estate")
    topology = database.graph.read(load, database.model)
    states, whole = _times(topology, list(_of_estate(topology, estate)))
    size = short(estate.size)
    yield _figure(size, "what-ifs of 2 edits, 10 CIs hit: states, p50 / p99", states, target=True)
    yield _figure(size, "the same, whole answers as JSON", whole, target=False)


def _figure(estate: str, what: str, times: list[float], *, target: bool) -> Figure:
    ordered = sorted(times)
    half, most = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
    result = f"{1000 * half:.2f} / {1000 * most:.2f} ms"
    if not target:
        return Figure(PART, estate, what, result)
    said = f"p99 ≤ {1000 * _MOST_S:.0f} ms"
    return Figure(PART, estate, what, result, said, most <= _MOST_S)


def _times(topology: Topology, asked: list[Supposition]) -> tuple[list[float], list[float]]:
    """Return how long each takes: its states, its whole answer as JSON. In seconds."""
    gc.collect()
    gc.freeze()
    states = [_timed(_states, topology, one) for one in asked]
    whole = [_timed(_whole, topology, one) for one in asked]
    gc.unfreeze()
    return states, whole


def _timed(
    work: Callable[[Topology, Supposition], object], topology: Topology, asked: Supposition
) -> float:
    begun = time.perf_counter()
    work(topology, asked)
    return time.perf_counter() - begun


def _states(topology: Topology, asked: Supposition) -> object:
    return hypotheses.evaluation(topology, *asked)


def _whole(topology: Topology, asked: Supposition) -> object:
    return hypotheses.as_json(hypotheses.of(topology, *asked))


def _of_services(topology: Topology, block: Block) -> Iterator[Supposition]:
    """Yield questions that fail one service, and add, join, retire, part and re-declare others."""
    dice = random.Random(_SEED)
    made = 0
    while made < _QUESTIONS:
        own, gone, strict, fails = (
            services.ci(number) for number in dice.sample(range(services.SERVICES), 4)
        )
        cut = dice.choice(block.relations)
        edits: list[dict[str, Any]] = [
            {"op": "add_ci", "key": "another", "class": "application_service"},
            {"op": "relate", "from": own, "type": "USES", "to": "another", "group": "pool"},
            {"op": "retire_ci", "ci": gone},
            {"op": "unrelate", "from": cut.from_id, "type": cut.type, "to": cut.to_id},
            {"op": "quorum", "ci": strict, "group": "pool", "quorum": "all"},
        ]
        read = hypotheses.edits(topology.model, edits)
        try:
            hypotheses.applied(topology, read)
        except CmdbError:
            continue  # the dice joined what they retire
        made += 1
        yield Question([Given(fails)]), read


def _of_estate(topology: Topology, estate: Estate) -> Iterator[Supposition]:
    """Yield questions that fail one CI, retire another and add a third."""
    marks = list(estate.landmarks(ANSWER_SIZES[0]))[: 2 * _QUESTIONS]
    for fails, gone in zip(marks[::2], marks[1::2], strict=False):
        edits = [
            {"op": "retire_ci", "ci": gone},
            {"op": "add_ci", "key": "another", "class": "server", "owner": "nobody"},
        ]
        yield Question([Given(fails)]), hypotheses.edits(topology.model, edits)
