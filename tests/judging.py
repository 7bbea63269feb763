"""Subjects of small estates: what is known of a CI, judged without a database."""

from datetime import UTC, datetime, timedelta

from cmdb.quality.freshness import Clock
from cmdb.quality.model import Said
from cmdb.quality.subject import Subject, answering

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CLOCK = Clock(NOW, timedelta(days=30))


def subject(topology, name, *, said=(), written=NOW, last_seen=None, pinned=(), **values):
    """The CI of that name; `said` are (source, fields) pairs, or ready records."""
    place = topology.place(name)
    profile = topology.profile(place)
    records = [one if isinstance(one, Said) else record(*one) for one in said]
    return Subject(
        place,
        name,
        name,
        topology.model.ci_class(profile.class_name),
        profile,
        *answering(topology, place),
        {"name": name, **{k: v for k in profile._fields if (v := getattr(profile, k))}, **values},
        records,
        last_seen,
        written,
        frozenset(pinned),
    )


def record(source, fields=None, *, class_name="server", gone=False, seen_at=None, scope=""):
    values = None if fields is None else {"class": class_name, "fields": fields}
    return Said(source, source, values, gone, scope, seen_at)


def kinds(findings):
    return sorted(one.kind for one in findings)
