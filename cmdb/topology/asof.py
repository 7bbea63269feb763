"""An older snapshot from a newer one: what happened between them is undone."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cmdb.history.model import Event, Op
from cmdb.topology.changes import after
from cmdb.topology.model import Stamp
from cmdb.topology.snapshot import Topology

_BACK: dict[Op, Op] = {"create": "remove", "remove": "create", "change": "change"}


def before(newer: Topology, events: Iterable[Event], stamp: Stamp) -> Topology:
    """Return the graph as it was before the events, which are in their order.

    Of those that touch the same CI or relation only the first counts: how it was before that one
    is how it was before all of them. So those alone may be given. Raises Invalid for a class or
    relation type that the model does not have.
    """
    return after(newer, undoing(events), stamp)


def undoing(events: Iterable[Event]) -> Iterator[Event]:
    """Yield what undoes the events, in an order in which a relation finds both of its ends.

    CIs that were there come back first, then relations become what they were, then CIs go that
    were not there: none of their relations was either.
    """
    firsts: dict[tuple[str, ...], Event] = {}
    for event in events:
        firsts.setdefault(event.key, event)
    back = [_inverse(event) for event in firsts.values()]
    yield from (one for one in back if one.kind == "ci" and one.after is not None)
    yield from (one for one in back if one.kind == "relation")
    yield from (one for one in back if one.kind == "ci" and one.after is None)


def _inverse(event: Event) -> Event:
    return replace(event, op=_BACK[event.op], before=event.after, after=event.before)
