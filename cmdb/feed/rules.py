"""What is news between two moments: pure decisions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from cmdb.feed.model import Changed, News, Pulse, Row

MOST = 200
"""How many events are looked at: of more only their number is told."""


def pulse(rows: Sequence[Mapping[str, Any]]) -> Pulse:
    """Return what holds, from the row of its query; revision 0 where nothing was written."""
    (row,) = rows
    return Pulse(
        revision=row["number"] or 0,
        at=row["at"],
        access=row["access"] or 0,
        runs={run["id"]: run for run in row["runs"]},
        waiting={
            "vetoes": row["vetoes"],
            "duplicates": row["duplicates"],
            "retirements": row["retirements"],
        },
    )


def news(before: Pulse, after: Pulse) -> News | None:
    """Return what is to be told; None where nothing has moved."""
    if after.revision < before.revision:
        return News(None, [], [], None, anew=True)
    written = (before.revision, after.revision) if after.revision > before.revision else None
    begun = [run for id_, run in after.runs.items() if id_ not in before.runs]
    ended = [id_ for id_ in before.runs if id_ not in after.runs]
    waiting = after.waiting if after.waiting != before.waiting else None
    if not (written or begun or ended or waiting):
        return None
    return News(written, begun, ended, waiting)


def changed(after: int, head: Pulse, row: Row) -> Changed:
    """Return what the row of its query says was written after a revision up to the head."""
    touched: Sequence[Row] = row["touched"]
    whole = row["events"] <= len(touched)
    ends = {end for one in touched for end in (one["ci"], one["to"]) if end}
    return {
        "after": after,
        "revision": head.revision,
        "at": head.at,
        "revisions": row["revisions"],
        "events": row["events"],
        "actors": row["actors"],
        "sources": row["sources"],
        "runs": row["runs"],
        "cis": sorted(ends) if whole else None,
        "kinds": dict(Counter(f"{one['kind']}.{one['op']}" for one in touched)),
    }
