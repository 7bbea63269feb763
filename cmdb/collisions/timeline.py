"""Which outages are open together, when; and where a window fits. Pure: times are arguments."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from cmdb.collisions.model import Span

Open = frozenset[int]
"""Outages, by their number in the plan."""


class Stretch(NamedTuple):
    """A time throughout which the same outages are open."""

    span: Span
    open: Open


def stretches(windows: Sequence[Span], without: int | None = None) -> list[Stretch]:
    """Return in order the times when outages are open, and which; those when none is are left out.

    A window that ends when another one starts is not open with it.
    """
    numbered = [(at, window) for at, window in enumerate(windows) if at != without]
    changes: dict[datetime, list[tuple[int, bool]]] = {}
    for at, window in numbered:
        changes.setdefault(window.start, []).append((at, True))
        changes.setdefault(window.end, []).append((at, False))
    times = sorted(changes)
    found: list[Stretch] = []
    now_open: set[int] = set()
    for start, end in pairwise(times):
        for at, opens in changes[start]:
            (now_open.add if opens else now_open.discard)(at)
        if now_open:
            found.append(Stretch(Span(start, end), frozenset(now_open)))
    return found


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that touch as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def nearest(wanted: datetime, length: timedelta, busy: Iterable[Span], now: datetime) -> datetime:
    """Return the start nearest to the one wanted, from now on, that overlaps with nothing busy.

    Of two that are equally near the earlier one. There always is one: after the last busy span.
    """
    taken = joined(busy)
    starts = {max(wanted, now), now, *(span.end for span in taken)}
    starts |= {span.start - length for span in taken}
    free = [
        start
        for start in starts
        if start >= now
        and not any(span.start < start + length and start < span.end for span in taken)
    ]
    return min(free, key=lambda start: (abs(start - wanted), start))
