"""Several writers at once, on a real Neo4j: no update lost, no revision number left out."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from ulid import ULID

from cmdb import history
from cmdb.errors import Conflict, Stale
from cmdb.history import Stamp
from cmdb.items import CreateCI, Relate

WRITERS, WRITES = 4, 25


def in_parallel(work):
    with ThreadPoolExecutor(WRITERS) as pool:
        return [f.result() for f in [pool.submit(work, n) for n in range(WRITERS)]]


def test_no_increment_is_lost_among_optimistic_writers(hands):
    ci = hands.ci("counter", "server", cpu_count=1)

    def count(_):
        for _ in range(WRITES):
            while True:
                item = hands.read(ci)
                try:
                    hands.set(ci, expected=item.rev, cpu_count=item.facts["cpu_count"] + 1)
                    break
                except Stale:
                    continue

    in_parallel(count)
    assert hands.read(ci).facts["cpu_count"] == 1 + WRITERS * WRITES


def test_revisions_are_gapless_and_their_times_never_repeat(hands):
    before = hands.graph.read(history.newest).number
    in_parallel(lambda n: [hands.ci(f"ci-{n}-{i}") for i in range(WRITES)])

    made = hands.graph.read(history.revisions, limit=1000)
    made = [r for r in made if r.number > before]
    assert [r.number for r in made] == list(range(before + WRITERS * WRITES, before, -1))
    assert all(a.at > b.at for a, b in pairwise(made))


def test_one_relation_made_by_many_at_once_is_made_once(hands):
    a, b = hands.ci("a"), hands.ci("b")
    outcomes = in_parallel(lambda _: hands.relate(a, "DEPENDS_ON", b))

    assert sum(o.revision is not None for o in outcomes) == 1
    assert len(hands.relations(a)) == 1


def test_crossing_relations_do_not_deadlock(hands):
    a, b = hands.ci("a"), hands.ci("b")

    def cross(n):
        for i in range(WRITES):
            ends = (a, b) if (n + i) % 2 else (b, a)
            hands.relate(ends[0], "DEPENDS_ON", ends[1], confidence=round(i / WRITES, 2))

    in_parallel(cross)
    assert len(hands.relations(a)) == 2


def test_the_same_request_at_once_writes_once(hands):
    command = CreateCI(str(ULID()), "server", {"name": "once"})

    def send(_):
        try:
            return hands.apply(command, stamp=Stamp("alice", request="r-1"))
        except Conflict:
            return hands.apply(command, stamp=Stamp("alice", request="r-1"))

    numbers = {o.revision.number for o in in_parallel(send)}
    assert len(numbers) == 1


def test_a_batch_and_single_writers_share_a_hub(hands):
    hub = hands.ci("hub")

    def attach(n):
        for _ in range(5):
            ids = [str(ULID()) for _ in range(5)]
            hands.apply(
                *[CreateCI(i, "server", {"name": f"leaf-{n}"}) for i in ids],
                *[Relate(i, "DEPENDS_ON", hub) for i in ids],
            )

    in_parallel(attach)
    assert len(hands.relations(hub)) == WRITERS * 25
