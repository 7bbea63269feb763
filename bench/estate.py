"""Estates of any size from a seed: layered, with pools, shared parts and circles, as in real life."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.block import Block, Ci, Relation, id_of
from bench.buildings import (
    CELLS_A_ROW,
    HALLS_A_SITE,
    ROWS_A_HALL,
    hall,
    hall_name,
    row,
    row_name,
    site,
    site_name,
)
from bench.racks import CELL_CIS, STACKS, app_name, cell, cell_name, device

# The most that sites, halls and rows add around a rack.
_AROUND = 40
_CELLS_A_HALL = CELLS_A_ROW * ROWS_A_HALL
_CELLS_A_SITE = _CELLS_A_HALL * HALLS_A_SITE

ANSWER_SIZES = (10, 100, 400, 5_000, 20_000)


@dataclass(frozen=True, slots=True)
class Estate:
    """An estate of exactly `size` CIs and about 1.5 relations each. Drawn anew at each reading.

    Estates of different seeds share names and no ids.
    """

    size: int
    seed: int = 1

    def blocks(self) -> Iterator[Block]:
        """Yield the estate in pieces of about 100 CIs; a relation's ends may come in later ones."""
        left, number = self.size, 0
        while left >= CELL_CIS + _AROUND:
            block = self._block(number)
            _around(block, number)
            cell(block, number)
            left -= len(block.cis)
            number += 1
            yield block
        spare = self._block(number)
        for at in range(left):
            device(spare, f"spare-lt-{at}")
        yield spare

    def cis(self) -> Iterator[Ci]:
        for block in self.blocks():
            yield from block.cis

    def relations(self) -> Iterator[Relation]:
        for block in self.blocks():
            yield from block.relations

    def cells(self) -> int:
        """Return how many racks there are."""
        return sum(1 for _ in self.blocks()) - 1

    def landmarks(self, hits: int) -> Iterator[str]:
        """Yield ids of CIs on which about so many others stand, in an order that seems random.

        `hits` is one of ANSWER_SIZES.
        """
        names = list(_LANDMARKS[hits](self.cells()))
        random.Random(f"{self.seed} {hits}").shuffle(names)
        return (id_of(self.seed, name) for name in names)

    def _block(self, number: int) -> Block:
        return Block(self.seed, random.Random(f"{self.seed} {number}"))


def _around(block: Block, number: int) -> None:
    """Draw what the rack is the first to stand in."""
    if number % _CELLS_A_SITE == 0:
        site(block, number // _CELLS_A_SITE)
    if number % _CELLS_A_HALL == 0:
        hall(block, number // _CELLS_A_HALL)
    if number % CELLS_A_ROW == 0:
        row(block, number // CELLS_A_ROW)


def _in_stacks(cells: int) -> Iterator[str]:
    for number in range(cells):
        for stack in range(STACKS):
            name = app_name(number, stack)
            yield from (f"{name}-vm-1", f"{name}-web-2", f"{name}-db", f"{name}-vm-3", name)


def _in_cells(cells: int) -> Iterator[str]:
    parts = ("", "-pdu-a", "-pdu-b", "-tor-a", "-tor-b", "-vsphere", "-pool")
    return (f"{cell_name(n)}{part}" for n in range(cells) for part in parts)


def _in_rows(cells: int) -> Iterator[str]:
    parts = ("", "-ups-a", "-ups-b", "-leaf-a", "-leaf-b", "-san")
    return (f"{row_name(n)}{part}" for n in range(cells // CELLS_A_ROW) for part in parts)


def _in_halls(cells: int) -> Iterator[str]:
    parts = ("", "-feed-a", "-feed-b", "-agg-a", "-agg-b", "-crac-a", "-crac-b")
    halls = -(-cells // _CELLS_A_HALL)
    return (f"{hall_name(n)}{part}" for n in range(halls) for part in parts)


def _in_sites(cells: int) -> Iterator[str]:
    parts = ("", "-b1", "-grid-a", "-grid-b", "-ats-a", "-ats-b", "-core-a", "-core-b")
    sites = -(-cells // _CELLS_A_SITE)
    return (f"{site_name(n)}{part}" for n in range(sites) for part in parts)


_LANDMARKS = dict(
    zip(ANSWER_SIZES, (_in_stacks, _in_cells, _in_rows, _in_halls, _in_sites), strict=True)
)
