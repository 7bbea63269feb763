"""All CIs at one revision as a search sees them. An index never changes; a newer one is another.

A row is a number, good within one index: those of `base` first, then those of `extra`, which
holds what was written since the base was made.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cmdb.search.block import Block, Entry, Ints, block, in_order, order_of
from cmdb.search.values import Values
from cmdb.topology.model import Profile
from cmdb.topology.names import Names

Overlay = Mapping[str, Entry | None]
"""What became of CIs since the base was made, by id; None: it is gone."""


@dataclass(frozen=True, slots=True)
class Base:
    """What an index grows from, with its rows by id."""

    rows: Block
    ids: Names


@dataclass(frozen=True)
class Index:
    """`at` is when the revision was made, as it is stored: another history has another time."""

    revision: int
    at: str | None
    base: Base
    overlay: Overlay
    values: Values

    @cached_property
    def extra(self) -> Block:
        """What was written since the base was made."""
        there = [one for one in self.overlay.values() if one is not None]
        return block(sorted(there, key=lambda one: (one.rank, order_of(one.name, one.id))))

    @cached_property
    def _extra_rows(self) -> Mapping[str, int]:
        return {id_: at for at, id_ in enumerate(self.extra.ids)}

    @cached_property
    def _stays(self) -> npt.NDArray[np.bool_]:
        stays = np.ones(len(self.base.rows), dtype=np.bool_)
        for id_ in self.overlay:
            stays[self.base.ids.places(id_)] = False
        return stays

    @cached_property
    def profiles(self) -> npt.NDArray[np.int32]:
        """The code of each row's profile."""
        return np.concatenate([self.base.rows.profiles, self.extra.profiles])

    @cached_property
    def rank(self) -> npt.NDArray[np.float64]:
        """Where each row stands by name."""
        return np.concatenate([self.base.rows.rank, self.extra.rank])

    @cached_property
    def lengths(self) -> Ints:
        """How long each row's name is."""
        return np.concatenate([self.base.rows.lengths, self.extra.lengths])

    def __len__(self) -> int:
        return int(np.count_nonzero(self._stays)) + len(self.extra)

    def holding(self, parts: Sequence[str]) -> Ints:
        """Return the rows of CIs that hold every part; all CIs where there is none."""
        old = self.base.rows.holding(parts)
        new = self.extra.holding(parts) + len(self.base.rows)
        return np.concatenate([old[self._stays[old]], new])

    def tiers(self, wanted: str) -> Ints:
        """Return by row how well the whole of a text fits."""
        return np.concatenate([self.base.rows.tiers(wanted), self.extra.tiers(wanted)])

    def id(self, row: int) -> str:
        size = len(self.base.rows)
        return self.base.rows.ids[row] if row < size else self.extra.ids[row - size]

    def name(self, row: int) -> str:
        size = len(self.base.rows)
        return self.base.rows.names[row] if row < size else self.extra.names[row - size]

    def profile(self, row: int) -> Profile:
        return self.values.profiles.values[int(self.profiles[row])]

    def row(self, id_: str) -> int | None:
        """Return the row of a CI; None where there is none."""
        if id_ in self.overlay:
            known = self.overlay[id_]
            return None if known is None else len(self.base.rows) + self._extra_rows[id_]
        found = self.base.ids.places(id_)
        return found[0] if found else None


def base(entries: Sequence[Entry]) -> Base:
    """Return a base of the entries, in any order."""
    rows = block(in_order(entries))
    return Base(rows, Names(rows.ids))


def rank(of: Block, name: str, id_: str) -> float:
    """Return where a CI of that name stands among the rows: between two of them."""
    wanted = order_of(name, id_)
    place = bisect_left(range(len(of)), wanted, key=lambda at: order_of(of.names[at], of.ids[at]))
    return place - 0.5
