"""How lately anybody saw a CI, and how fresh each source is: pure decisions, the time is given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cmdb.quality.model import Condition, Finding, Sighting
from cmdb.quality.subject import Subject

BY_HAND = 12
"""What only people keep need be looked at so many times less often than what sources see: once a
year where sources are stale after a month."""


Whole = Mapping[tuple[str, str], datetime]
"""When the scopes that were ever seen whole last were: by source and scope."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When it is, and for how long a sighting counts."""

    now: datetime
    stale_after: timedelta

    @property
    def by_hand(self) -> timedelta:
        return self.stale_after * BY_HAND


def freshness(subject: Subject, whole: Whole, clock: Clock) -> Iterator[Finding]:
    """Yield at most one finding: gone from all its sources, not seen or not written for too long."""
    if not subject.said:
        yield from _by_hand(subject, clock)
        return
    names = ", ".join(sorted({one.source for one in subject.said}))
    if all(one.gone for one in subject.said):
        yield Finding(
            "gone",
            f"{names} saw it once and no longer {'do' if ',' in names else 'does'}",
            f"cmdb retire {subject.ref} if it is gone; else look why it is not seen",
        )
        return
    times = [subject.last_seen, subject.written_at, *_sightings(subject, whole)]
    latest = max((at for at in times if at is not None), default=None)
    if latest is not None and clock.now - latest > clock.stale_after:
        yield Finding(
            "stale",
            f"no source has seen it for {(clock.now - latest).days} days",
            f"import {names} again, or cmdb retire {subject.ref}",
        )


def _by_hand(subject: Subject, clock: Clock) -> Iterator[Finding]:
    times = [at for at in (subject.last_seen, subject.written_at) if at is not None]
    if times and clock.now - max(times) > clock.by_hand:
        days = (clock.now - max(times)).days
        yield Finding(
            "unverified",
            f"only people know it, and nobody has written it for {days} days",
            f"look at it, then cmdb set {subject.ref} last_seen=… or retire it",
        )


def _sightings(subject: Subject, whole: Whole) -> Iterator[datetime | None]:
    for one in subject.said:
        if not one.gone:
            yield one.seen_at
            yield whole.get((one.source, one.scope))


def sighting(row: Mapping[str, Any], clock: Clock) -> Sighting:
    """Return how fresh a source is. A source that was never seen whole is stale."""
    seen_at: datetime | None = row["seen_at"]
    age = None if seen_at is None else clock.now - seen_at
    return {
        "source": row["source"],
        "kind": row["kind"],
        "cis": row["cis"],
        "missing": row["missing"],
        "scopes": row["scopes"],
        "incomplete": row["incomplete"],
        "seen_at": None if seen_at is None else _text(seen_at),
        "age_days": None if age is None else max(0, age.days),
        "limit_days": clock.stale_after.days,
        "stale": age is None or age > clock.stale_after,
        "last_run": row["last_run"],
    }


def unseen(name: str, kind: str | None, days: int) -> Sighting:
    """Return a source that never ran."""
    return {
        "source": name,
        "kind": kind,
        "cis": 0,
        "missing": 0,
        "scopes": 0,
        "incomplete": 0,
        "seen_at": None,
        "age_days": None,
        "limit_days": days,
        "stale": True,
        "last_run": None,
    }


def condition(one: Sighting | None) -> Condition:
    """Return how a source stands: what somebody has to do about it comes before its age."""
    if one is None:
        return "never"
    status = one["last_run"]["status"] if one["last_run"] else None
    by_run: dict[str | None, Condition] = {
        "running": "running",
        "vetoed": "vetoed",
        "incomplete": "failed",
    }
    return by_run.get(status, "stale" if one["stale"] else "ok")


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
