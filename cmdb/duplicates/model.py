"""Cases that a person decides, as answers show them."""

from typing import Any, NotRequired, TypedDict

Named = TypedDict("Named", {"id": str, "class": str, "name": str, "lifecycle": str})


class _Case(TypedDict):
    id: str
    kind: str
    status: str
    name: str
    reason: str
    opened_at: str
    by: NotRequired[str | None]
    source: NotRequired[str | None]
    external_id: NotRequired[str | None]
    run: NotRequired[str | None]
    decided_by: NotRequired[str | None]
    decided_at: NotRequired[str | None]
    survivor: NotRequired[str | None]
    revision: NotRequired[int | None]


class Case(_Case):
    """A case with the ids of the CIs that it is about."""

    cis: list[str]


class ListedCase(_Case):
    """A case with the CIs that it is about."""

    cis: list[Named]


Column = TypedDict(
    "Column",
    {
        "id": NotRequired[str],
        "observed": NotRequired[str],
        "source": NotRequired[str],
        "class": str,
        "name": str | None,
        "lifecycle": NotRequired[str],
        "sources": list[str],
        "relations": int,
    },
)
"""A CI of a case, or the observation that waits: that has no id, but what it was `observed` as."""


class Compared(TypedDict):
    """An attribute side by side: a value a column."""

    attribute: str
    values: list[Any]
    same: bool


class Comparison(TypedDict):
    """A case side by side."""

    case: Case
    columns: list[Column]
    attributes: list[Compared]


class DecidedCase(TypedDict):
    """A case as it is now, and the revision that the decision wrote."""

    case: Case
    revision: int | None
