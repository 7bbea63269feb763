"""What a list of CIs says, and which CIs it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from cmdb.topology.snapshot import CiSummary

How = Literal["id", "name", "class_name", "identifier", "address"]
"""By what a CI was found: its id, its name, `class:name`, an identifying attribute, an address."""

Outcome = Literal["matched", "ambiguous", "unknown", "out_of_operation"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line or row of a list, and the ways to read it, each as references, the likeliest first.

    Of a table without titles there are its cells instead, of which one column names the CIs.
    `state` is what a column of states says, if it says one of an impact question.
    """

    place: str
    options: Sequence[Sequence[str]] = ()
    state: str | None = None
    cells: Sequence[str] = ()

    def references(self) -> set[str]:
        """Return all that may be a reference."""
        return {one for option in self.options for one in option} | {
            one for one in self.cells if one
        }


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of the CIs that a reference may mean, none or several, and by what."""

    cis: Sequence[str] = ()
    how: How | None = None


class Mention(TypedDict):
    """A reference of a list and what came of it.

    `cis` holds the one CI that it means, or all that it may; of an unknown one those of nearly that
    name. `repeats` is true where an earlier line means the same CI.
    """

    text: str
    place: str
    state: str | None
    outcome: Outcome
    how: How | None
    cis: list[CiSummary]
    repeats: bool


class Mentions(TypedDict):
    """What a list means, in its order; `counts` by outcome, those that repeat apart."""

    revision: int
    counts: dict[str, int]
    items: list[Mention]
