"""What is asked of the estate, and what it is sorted and counted by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FIELDS = ("class", "layer", "environment", "owner", "support_team", "lifecycle", "criticality")
"""What is filtered and counted by; `source` is too, but is no field of a CI."""

SOURCE = "source"
UNSET = ""
"""As a wanted value: those that have none."""

ORDERS: Mapping[str, Sequence[str]] = {
    "criticality": ("critical", "high", "medium", "low"),
    "lifecycle": (
        "operational",
        "in_build",
        "planned",
        "in_stock",
        "retiring",
        "retired",
        "disposed",
    ),
    "environment": ("production", "disaster_recovery", "staging", "test", "development"),
}
"""Values that sort as people think of them, not by letters."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which CIs: those with the text (all where it is empty) and, of each field filtered by, one of
    the values. A class means its subclasses too, `UNSET` what has no value.

    `sort` is a column; None is the best first where there is a text, else by name.
    """

    text: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: str | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of each value there are under the other filters, most first; `more` are left out.

    None is the value of those that have none.
    """

    name: str
    values: Sequence[tuple[str | int | None, int]]
    more: int
