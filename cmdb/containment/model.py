"""What stands in what: groups of roots, and nodes of the tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmdb.topology.snapshot import CiSummary

WITHIN = ("RUNS_ON", "CONTAINED_IN", "IN_ZONE", "IN_REGION")
"""Relations from a CI to what it is in. One of the last two counts where none before it is there."""

NESTED = ("RUNS_ON", "CONTAINED_IN")
OF = "HAS_MEMBER"
"""The relation from a whole to its parts."""

GROUPS: Mapping[str, Sequence[str]] = {
    "places": ("site", "building", "room", "rack", "enclosure"),
    "platforms": ("platform",),
    "clouds": ("region", "availability_zone"),
    "unplaced": ("hardware", "facility_equipment"),
}
"""Where the tree begins, by classes; a CI is in the first group that has its class. The last one
holds what should stand somewhere, and nobody has said where."""

GONE = ("retired", "disposed")


@dataclass(frozen=True, slots=True)
class Node:
    """A CI in the tree; `by` is the relation that puts it there (None: a root)."""

    ci: CiSummary
    children: int
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some nodes of a level, and how many it has."""

    nodes: Sequence[Node]
    total: int
