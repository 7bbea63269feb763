"""Questions as of another time: how long the first one takes, ten thousand events back.

The events are written as any edit is, in revisions of 20, over the whole estate: owners, lifecycles,
strengths, relations that go. The answer as of then must be the one that was given then.
"""

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bench.database import Database
from bench.estate import Estate
from bench.filling import batches
from bench.questions import Question, questions
from bench.report import Figure, short
from cmdb import baselines, history, impact, items
from cmdb.graph import Tx
from cmdb.history import Stamp
from cmdb.impact import Given
from cmdb.items import ChangeCI, Command, Relate, Unrelate
from cmdb.topology import TopologyKeeper
from cmdb.topology.model import Stamp as Moment
from cmdb.topology.past import PastKeeper
from cmdb.topology.snapshot import Topology

PART = "Past"
_EVENTS = 10_000
_A_REVISION = 20
_TARGET_S = 2.0
_SIZES = (400, 100, 10)

Progress = Callable[[str], None]


def measured(database: Database, estate: Estate, progress: Progress) -> Iterator[Figure]:
    """Yield the figures of the past; afterwards the estate is not what it was."""
    keeper = TopologyKeeper(database.graph, database.model)
    then = keeper.current()
    asked = _question(then, estate)
    if asked is None:
        return
    first = impact.as_json(_answer(then, asked))
    progress("past: writing events")
    _write(database, estate, asked.ci)
    now = keeper.current()
    events = database.graph.read(lambda tx: sum(1 for _ in _since(tx, then.revision)))
    progress(f"past: asking {events:,} events back")
    past = PastKeeper(database.graph)
    took, found = _as_of(database, past, now, then.revision, asked)
    if impact.as_json(found) != first:
        raise AssertionError("the answer as of then is not the one that was given then")
    again, _ = _as_of(database, past, now, then.revision, asked)
    large = estate.size >= 100_000
    size, what = short(estate.size), f"impact of {asked.hits:,} hits {events:,} events back"
    yield Figure(
        PART,
        size,
        f"{what}, the first time",
        f"{took:.2f} s",
        f"≤ {_TARGET_S:.0f} s" if large else "",
        took <= _TARGET_S if large else None,
    )
    yield Figure(PART, size, f"{what}, from then on", f"{1000 * again:.1f} ms")
    yield _compared(size, past, now, then, asked)


def _compared(
    size: str, past: PastKeeper, now: Topology, then: Topology, asked: Question
) -> Figure:
    question = impact.Question((Given(asked.ci),))
    older = past.at(now, Moment(then.revision, then.stamp.at, 0))
    before, after = (impact.evaluation(one, question) for one in (older, now))
    began = time.perf_counter()
    found = impact.explained(before, after)
    took = time.perf_counter() - began
    differing = sum(len(found[kind]) for kind in ("newly_hit", "no_longer_hit", "changed"))
    whole = "" if found["because_complete"] else ", not all of them tried"
    what = "the difference of both answers, and what made it"
    return Figure(PART, size, what, f"{1000 * took:.0f} ms for {differing} CIs{whole}")


def _question(topology: Topology, estate: Estate) -> Question | None:
    """Return a question whose CI no event will touch, as large as there is one."""
    for hits in _SIZES:
        if found := questions(topology, estate, hits, 1):
            return found[0]
    return None


def _answer(topology: Topology, asked: Question) -> impact.Answer:
    return impact.of(topology, impact.Question((Given(asked.ci),)))


def _as_of(
    database: Database, past: PastKeeper, now: Topology, number: int, asked: Question
) -> tuple[float, impact.Answer]:
    """Return the seconds that an answer takes from the question on, its moment read too."""
    began = time.perf_counter()
    meant = database.graph.read(baselines.revision, str(number), datetime.now(UTC))
    topology = past.at(now, Moment(meant.number, meant.at.isoformat(), 0))
    found = _answer(topology, asked)
    impact.as_json(found)
    return time.perf_counter() - began, found


def _since(tx: Tx, revision: int) -> Iterator[history.Event]:
    return history.events_after(tx, revision, history.newest(tx).number)


def _write(database: Database, estate: Estate, spared: str) -> None:
    for batch in batches(_edits(estate, spared), _A_REVISION):
        now = datetime.now(UTC)
        database.graph.write(items.apply, database.model, batch, Stamp("bench"), now)


def _edits(estate: Estate, spared: str) -> Iterator[Command]:
    """Yield commands of which each changes something, so many that there are 10,000 events."""
    dice = random.Random(f"{estate.seed} past")
    cis = [one for one in estate.cis() if one.id != spared]
    relations = list(estate.relations())
    dice.shuffle(cis)
    dice.shuffle(relations)
    most = min(_EVENTS, estate.size // 5)
    for at, ci in enumerate(cis[: most // 2]):
        retired = {"lifecycle": "retired"} if at % 5 == 0 else {}
        yield ChangeCI(ci.id, {"owner": f"owner-{at}", **retired})
    for at, one in enumerate(relations[: most - most // 2]):
        if at % 2:
            yield Unrelate(one.from_id, one.type, one.to_id)
        else:
            strength = "soft" if one.fields.get("strength") != "soft" else "hard"
            yield Relate(one.from_id, one.type, one.to_id, {**one.fields, "strength": strength})
