"""Watched CIs."""

from typing import TypedDict

from cmdb.topology.snapshot import CiSummary


class Newest(TypedDict):
    """The newest revision that touched a CI."""

    number: int
    at: str
    actor: str
    source: str | None
    reason: str | None


class Watch(TypedDict):
    """A CI that somebody watches; None where it is gone. `seen` is the revision at which they looked.

    `events` counts what was written of it and of its relations since, `newest` is the last of that.
    """

    id: str
    ci: CiSummary | None
    since: str
    seen: int
    events: int
    newest: Newest | None
