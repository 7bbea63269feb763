"""What ends, when, and what its end would hit."""

from datetime import datetime
from typing import Literal, NamedTuple, TypedDict, get_args

from cmdb.impact.model import ShortCi
from cmdb.topology.snapshot import CiSummary

Kind = Literal["expires", "support", "warranty"]
"""What ends: that it is valid (`expires_at`), its maker's support, its warranty."""

KINDS: tuple[Kind, ...] = get_args(Kind)


class Span(NamedTuple):
    """From now to the moment until which somebody looks ahead."""

    now: datetime
    end: datetime


class Ending(NamedTuple):
    """That something of a CI (by id) ends: a UTC time, or the last day, in ISO 8601."""

    ci: str
    kind: Kind
    ends: str


class ServiceHit(TypedDict):
    """A service and the state that it would be in."""

    ci: ShortCi
    state: str


class Hits(TypedDict):
    """What follows if the CI is down, or (`assumed` covered) what a contract covers is.

    `counts` leave out what is assumed to be down; of `service_count` services the worst are listed.
    """

    assumed: Literal["itself", "covered"]
    counts: dict[str, int]
    services: list[ServiceHit]
    service_count: int


class Ends(TypedDict):
    """An ending. `days` from today are negative where it has `ended`; `concerns` are the CIs that are
    without validity, support, warranty or contract then, the first of `concern_count`.

    `hits` is None where nothing stops by itself: support and warranty.
    """

    ci: CiSummary
    kind: Kind
    ends: str
    days: int
    ended: bool
    concerns: list[ShortCi]
    concern_count: int
    hits: Hits | None


class Expiring(TypedDict):
    """A page of endings until a moment, the first first, of one day the weightiest first.

    `total` counts them on all pages, `ended` those that have ended and are in operation still.
    """

    revision: int
    at: str
    until: str
    total: int
    ended: int
    items: list[Ends]
