"""The estate at a glance, as a team sees it that has little time."""

from typing import TypedDict

from cmdb.feed.model import Running, Waiting
from cmdb.services.model import Standing
from cmdb.topology.snapshot import CiSummary

OfClass = TypedDict("OfClass", {"class": str, "count": int})


class Counts(TypedDict):
    """How much there is, in any lifecycle; `services` and `nobodys` are in operation.

    `nobodys` have neither an owner nor a support team of their own.
    """

    cis: int
    relations: int
    services: int
    nobodys: int


class Team(TypedDict):
    """Somebody who owns or supports CIs in operation, and how many: services are among the CIs."""

    name: str
    cis: int
    services: int


class Ailing(TypedDict):
    """A CI in operation that is known not to be well."""

    ci: CiSummary
    health: str


class TeamView(TypedDict):
    """What a team answers for, in operation: how many of each class, and the most critical first."""

    name: str
    cis: int
    classes: list[OfClass]
    ailing: list[Ailing]
    ailing_count: int
    first: list[CiSummary]


class Overview(TypedDict):
    """What needs somebody first. `team` is None where none was asked for; `services` are the team's
    then, else all."""

    revision: int
    at: str | None
    counts: Counts
    teams: list[Team]
    team_count: int
    team: TeamView | None
    services: Standing
    waiting: Waiting
    runs: list[Running]
