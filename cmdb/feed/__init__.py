"""What moves while somebody looks: revisions, runs, and what waits for a person to decide."""

from cmdb.feed.model import Changed, News, Pulse, Waiting
from cmdb.feed.rules import changed, news, pulse
from cmdb.feed.store import beat, ended, written
from cmdb.graph import Tx

__all__ = [
    "Changed",
    "News",
    "Pulse",
    "Story",
    "Waiting",
    "beat",
    "news",
    "pulse",
    "since",
    "stories",
]

Story = tuple[str, object]
"""The name of an event, and what it says."""


def since(tx: Tx, after: int, now: Pulse) -> Changed:
    """Return what was written after a revision."""
    return changed(after, now, written(tx, after, now.revision))


def stories(tx: Tx, found: News, now: Pulse) -> list[Story]:
    """Return what is told of news: events in the order in which they matter."""
    told: list[Story] = [("run", {**run, "status": "running"}) for run in found.begun]
    if found.changed is not None:
        told.append(("changed", since(tx, found.changed[0], now)))
    if found.ended:
        told += [("run", run) for run in ended(tx, found.ended)]
    if found.waiting is not None:
        told.append(("waiting", found.waiting))
    return told
