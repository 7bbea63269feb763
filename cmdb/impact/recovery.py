"""What is down and can be recovered by failing over: its standby works, its state stays."""

from collections.abc import Iterable, Iterator

from cmdb.impact.model import DOWN, OK, STATES, Recoverable, ShortCi
from cmdb.impact.rules import Evaluation
from cmdb.topology.model import Takeover
from cmdb.topology.snapshot import Topology

_UNSAID = Takeover(None, None, None)


def recoverable(found: Evaluation, places: Iterable[int] | None = None) -> list[Recoverable]:
    """Return what is down, of these places, and has a standby that works; in their order."""
    states = found.states
    able = found.topology.primaries(states.keys())
    down = {place for place in able if states[place] == DOWN}
    if not down:
        return []
    listed = states if places is None else places
    return [one for place in listed if place in down for one in _standbys(found, place)]


def _standbys(found: Evaluation, place: int) -> Iterator[Recoverable]:
    topology, states = found.topology, found.states
    ties = [
        (supplier, topology.tie(code).takeover or _UNSAID)
        for supplier, code in zip(*topology.walked_needs(place), strict=True)
        if code in topology.ties.standby and topology.operating[supplier]
    ]
    for supplier, takeover in sorted(ties, key=lambda t: (topology.name(t[0]), topology.id(t[0]))):
        state = states.get(supplier, OK)
        if state < DOWN:  # degraded works too: often just because the primary feeds it
            yield {
                "ci": _short(topology, place),
                "standby": _short(topology, supplier),
                "standby_state": STATES[state],
                "mode": takeover.mode,
                "rto": takeover.rto,
                "rpo": takeover.rpo,
                "text": _said(takeover),
            }


def _short(topology: Topology, place: int) -> ShortCi:
    class_name = topology.profile(place).class_name
    return {"id": topology.id(place), "class": class_name, "name": topology.name(place)}


def _said(takeover: Takeover) -> str:
    parts = [
        takeover.mode or "",
        f"RTO {takeover.rto}" if takeover.rto else "",
        f"RPO {takeover.rpo}" if takeover.rpo else "",
    ]
    return f"recoverable: {', '.join(filter(None, parts)) or 'how is not said'}"
