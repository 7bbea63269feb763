"""What a catalogue says of each service: who uses it, where it is weak, how well it is known."""

from collections.abc import Callable, Iterable, Sequence

from cmdb.graph import Tx
from cmdb.impact.model import DEGRADED, DOWN
from cmdb.services import store
from cmdb.services.model import Mark
from cmdb.services.reach import steps_up
from cmdb.services.used_by import consumers_of
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import Topology
from cmdb.weaknesses import alone

Scores = Callable[[Iterable[str]], float | None]
"""How well CIs are known on average, 0 to 100, by their ids; None: not judged yet."""


def marks(
    tx: Tx, topology: Topology, refs: Sequence[str], scores: Scores, pause: Callable[[], None]
) -> list[Mark]:
    """Return the marks of these services, in their order. Raises NotFound, Invalid."""
    places = [resolve(topology, ref) for ref in refs]
    above = {place: (place, *steps_up(topology, place)) for place in places}
    asked = sorted({topology.id(one) for row in above.values() for one in row})
    users = store.users(tx, asked)
    found: list[Mark] = []
    for place in places:
        most: dict[str, int] = {}
        for who, what in consumers_of(topology, above[place]):
            count = users.get((topology.id(who), topology.id(what))) or 0
            most[topology.id(who)] = max(most.get(topology.id(who), 0), count)
        below, states = alone(topology, place, pause) if topology.operating[place] else ([], {})
        alike = [state for other, state in states.items() if other != place]
        found.append(
            {
                "id": topology.id(place),
                "users": sum(most.values()),
                "consumers": len(most),
                "suppliers": max(0, len(below) - 1),
                "down": alike.count(DOWN),
                "degraded": alike.count(DEGRADED),
                "known": scores(map(topology.id, below)),
            }
        )
    return found
