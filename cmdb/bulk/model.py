"""Many CIs edited together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmdb.errors import Invalid, Problem

MOST = 5_000
"""How many CIs one edit takes."""

OWN = ("id", "class", "name", "quorum", "pinned", "sources", "merged_into")
"""What is each CI's own: nothing that many are given together."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Set fields of CIs; None unsets. `expected` is the revision that somebody has seen of them;
    with `skip_refused` the CIs that refuse it are left out, else nothing is written.

    Raises Invalid for none, for too many, and for what is a CI's own.
    """

    cis: Sequence[str]
    fields: Mapping[str, Any]
    expected: int | None = None
    skip_refused: bool = False

    def __post_init__(self) -> None:
        if not self.fields:
            raise Invalid(
                "Nothing is to be set.",
                remedy="For example owner.",
                problems=[Problem("set", "is empty")],
            )
        wrong = [Problem(f"set.{name}", "is each CI's own") for name in OWN if name in self.fields]
        if wrong:
            raise Invalid(f"{wrong[0]}.", remedy="Change it CI by CI.", problems=wrong)
        if not self.cis:
            raise Invalid("No CI is to be changed.", remedy="Select some, or filter less.")
        if len(self.cis) > MOST:
            raise Invalid(
                f"These are {len(self.cis):,} CIs; one edit takes {MOST:,}.",
                remedy="Filter more, and edit them in parts.",
            )


@dataclass(frozen=True, slots=True)
class Line:
    """What an edit does to one CI: `changes` are (before, after) by field; `refused` says why not."""

    id: str
    class_name: str | None
    name: str
    changes: Mapping[str, tuple[Any, Any]]
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an edit would do as things are. `lines` are those that it changes or that refuse it."""

    revision: int
    lines: Sequence[Line]
    unchanged: int

    @property
    def refused(self) -> int:
        return sum(one.refused is not None for one in self.lines)
