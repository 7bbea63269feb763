"""What sources say of a CI, as answers show it."""

from typing import Any, TypedDict

from cmdb.reconcile.precedence import Decider

Named = TypedDict("Named", {"id": str, "class": str, "name": str, "lifecycle": str})


class SourceOf(TypedDict):
    """A source's record of a CI; `counts`: its word does."""

    source: str
    kind: str
    external_id: str
    place: str
    seen_at: str | None
    missing_since: str | None
    counts: bool


class Word(TypedDict):
    """What a source says of an attribute."""

    source: str
    value: Any
    seen_at: str | None
    holds: bool
    expired: bool


class Attribute(TypedDict):
    """An attribute: its value, by what rule that holds, and what every source says."""

    name: str
    value: Any
    pinned: bool
    by: Decider
    said: list[Word]


class Told(TypedDict):
    """All that sources say of a CI."""

    ci: Named
    pinned: list[str]
    sources: list[SourceOf]
    attributes: list[Attribute]


class Dispute(Told):
    """A CI with those attributes alone that sources dispute, or that people pinned."""

    owner: str | None
    support_team: str | None
