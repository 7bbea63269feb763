"""The graph as flat arrays: about two hundred bytes a CI, and a walk touches only what it needs.

Adjacency is stored both ways as compressed sparse rows: the relations of CI `i` are the entries
from `start[i]` to `start[i + 1]`.
"""

from array import array
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cmdb.model.quorum import Quorum
from cmdb.topology.model import Interned, Profile, Quorums, Ties
from cmdb.topology.names import Names

Ints = npt.NDArray[np.int64]
Row = tuple[Sequence[int], Sequence[int]]
"""Neighbours and the codes of the relations to them, in step."""

NO_ROW: Row = ((), ())


@dataclass(frozen=True, slots=True)
class Way:
    """Adjacency in one direction. Entries up to `walked[i]` carry impact, those after it do not."""

    start: "array[int]"
    walked: "array[int]"
    other: "array[int]"
    tie: "array[int]"

    def row(self, place: int) -> Row:
        """Return all entries of a CI; none for a place beyond the arrays."""
        if place >= len(self.walked):
            return NO_ROW
        a, b = self.start[place], self.start[place + 1]
        return (self.other[a:b], self.tie[a:b]) if a != b else NO_ROW

    def walked_row(self, place: int) -> Row:
        """Return the entries of a CI that carry impact."""
        if place >= len(self.walked):
            return NO_ROW
        a, b = self.start[place], self.walked[place]
        return (self.other[a:b], self.tie[a:b]) if a != b else NO_ROW


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What codes mean, shared by all snapshots that grew from one another."""

    profiles: Interned[Profile]
    ties: Ties
    defaults: dict[tuple[str, int], tuple[Quorum, ...]] = field(default_factory=dict)
    """The quorum that class and tie give a group by default, if they do, as far as it was asked."""
    shown: dict[Hashable, tuple[str, ...]] = field(default_factory=dict)
    """Pieces of answers that hold for all CIs of a profile or all relations of a tie, once made."""
    ranks: dict[int, int] = field(default_factory=dict)
    """Which profiles matter more than others, by code, once it was asked."""

    def fork(self) -> "Vocabulary":
        """Return a copy that grows apart."""
        return Vocabulary(self.profiles.fork(), self.ties.fork(), self.defaults.copy())


@dataclass(frozen=True, slots=True)
class Compact:
    """All CIs and relations at one revision, by place: 0 to n - 1.

    `primaries` are the CIs that have something to fail over to.
    """

    ids: Names
    names: Names
    profile: "array[int]"
    quorums: Mapping[int, Quorums]
    needs: Way
    users: Way
    primaries: frozenset[int]

    def __len__(self) -> int:
        return len(self.profile)


def compact(
    cis: tuple[Sequence[str], Sequence[str], "array[int]"],
    quorums: Mapping[int, Quorums],
    relations: tuple[Ints, Ints, Ints],
    vocabulary: Vocabulary,
) -> Compact:
    """Return the arrays of (ids, names, profile codes) and of (from, to, tie codes).

    Relations to a place below 0, to itself, or delivered twice are left out.
    """
    ids, names, profile = cis
    dependent, supplier, tie = _distinct(*relations)
    carries = np.array(vocabulary.ties.strength, dtype=bool)
    still = ~carries[tie] if len(tie) else np.zeros(0, dtype=bool)
    return Compact(
        ids=Names(ids),
        names=Names(names),
        profile=profile,
        quorums=quorums,
        needs=_way(dependent, supplier, tie, still, len(ids)),
        users=_way(supplier, dependent, tie, still, len(ids)),
        primaries=frozenset(dependent[np.isin(tie, list(vocabulary.ties.standby))].tolist()),
    )


def _distinct(dependent: Ints, supplier: Ints, tie: Ints) -> tuple[Ints, Ints, Ints]:
    good = (dependent >= 0) & (supplier >= 0) & (dependent != supplier)
    dependent, supplier, tie = dependent[good], supplier[good], tie[good]
    order = np.argsort(dependent * (int(supplier.max(initial=0)) + 1) + supplier, kind="stable")
    dependent, supplier, tie = dependent[order], supplier[order], tie[order]
    new = np.ones(len(tie), dtype=bool)
    new[1:] = (
        (dependent[1:] != dependent[:-1]) | (supplier[1:] != supplier[:-1]) | (tie[1:] != tie[:-1])
    )
    return dependent[new], supplier[new], tie[new]


def _way(here: Ints, there: Ints, tie: Ints, still: npt.NDArray[np.bool_], size: int) -> Way:
    order = np.argsort(here * 2 + still, kind="stable")
    degree = np.bincount(here, minlength=size)
    start = np.concatenate(([0], np.cumsum(degree)))
    walked = start[:-1] + np.bincount(here[~still], minlength=size)
    return Way(_packed(start), _packed(walked), _packed(there[order]), _packed(tie[order]))


def _packed(numbers: npt.NDArray[np.generic]) -> "array[int]":
    return array("i", numbers.astype(np.int32).tobytes())
