"""What ends soon, or has ended and is in operation still, and what that would hit."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from itertools import groupby

from cmdb.expiry import store
from cmdb.expiry.hits import concerned, hits, short, weight
from cmdb.expiry.model import KINDS, Ending, Ends, Expiring, Kind, Span
from cmdb.expiry.rules import days_left, has_ended, until
from cmdb.graph import Tx
from cmdb.topology.snapshot import Topology

__all__ = [
    "KINDS",
    "Ending",
    "Ends",
    "Expiring",
    "Kind",
    "Span",
    "concerning",
    "ending",
    "expiring",
    "until",
]

_LISTED = 20


def ending(tx: Tx, end: datetime) -> list[Ending]:
    """Return what ends by the end of a moment's day (UTC), of CIs in any lifecycle, in no order."""
    last = end.astimezone(UTC).date()
    following = last + timedelta(days=1)
    return store.ending(tx, following.isoformat(), last.isoformat())


def concerning(
    topology: Topology, endings: Iterable[Ending], among: AbstractSet[int]
) -> list[Ending]:
    """Return those that are of CIs of these places, or concern them."""
    return [
        one
        for one in endings
        if (place := topology.place(one.ci)) is not None
        and not among.isdisjoint((place, *concerned(topology, place, one)))
    ]


def expiring(
    topology: Topology,
    endings: Sequence[Ending],
    span: Span,
    *,
    kinds: Collection[Kind] = KINDS,
    skip: int = 0,
    limit: int = 50,
) -> Expiring:
    """Return a page of what ends for CIs in operation, by day, and of one day the weightiest first.
    Only the days that are on the page are weighed, so that a page costs what it shows.
    """
    placed = [
        (place, one)
        for one in endings
        if one.kind in kinds
        and (place := topology.place(one.ci)) is not None
        and topology.operating[place]
    ]
    placed.sort(key=lambda pair: (pair[1].ends[:10], pair[1].ci, pair[1].kind))
    return {
        "revision": topology.revision,
        "at": _text(span.now),
        "until": _text(span.end),
        "total": len(placed),
        "ended": sum(has_ended(one.ends, span.now) for _, one in placed),
        "items": list(_page(topology, placed, span.now, skip, limit)),
    }


def _page(
    topology: Topology,
    placed: Sequence[tuple[int, Ending]],
    now: datetime,
    skip: int,
    limit: int,
) -> Iterator[Ends]:
    at = 0
    for _, of_day in groupby(placed, key=lambda pair: pair[1].ends[:10]):
        day = list(of_day)
        first, last = max(0, skip - at), skip + limit - at
        at += len(day)
        if first < len(day) and last > 0:
            yield from _weighed(topology, day, now, slice(first, last))


def _weighed(
    topology: Topology, day: Sequence[tuple[int, Ending]], now: datetime, part: slice
) -> Iterator[Ends]:
    """Yield a part of what ends on one day, the weightiest first: only that is made ready to show."""
    found = []
    for place, one in day:
        hit, evaluation = hits(topology, place, one)
        weighs = weight(topology, evaluation, place)
        found.append((weighs, topology.name(place), one, place, hit))
    found.sort(key=lambda entry: entry[:3])
    for _, _, one, place, hit in found[part]:
        concerns = concerned(topology, place, one)
        yield {
            "ci": topology.summary(place),
            "kind": one.kind,
            "ends": one.ends,
            "days": days_left(one.ends, now),
            "ended": has_ended(one.ends, now),
            "concerns": [short(topology, p) for p in concerns[:_LISTED]],
            "concern_count": len(concerns),
            "hits": hit,
        }


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
