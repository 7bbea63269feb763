"""CIs and the text that finds them, as flat arrays: a search is a scan of a run of bytes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cmdb.items.search_text import folded

Ints = npt.NDArray[np.int64]

_SHORT = 2
_DIGITS = re.compile(r"\d+")
EQUAL, VALUE, BEGINS, HOLDS, REST = range(5)
"""How well a text fits: it is the name, is a value, begins the name, is in it, is elsewhere."""


@dataclass(frozen=True, slots=True)
class Run:
    """Texts one after the other. That of `row` is `octets[starts[row]:starts[row + 1]]`, its lines
    begin at `lines`; each ends with a line feed, and none holds another zero than its last octet."""

    octets: bytes
    starts: Ints
    lines: Ints

    def holding(self, part: bytes) -> Ints:
        """Return the rows that hold a text, ascending."""
        if len(part) > _SHORT:
            found = np.fromiter(_positions(self.octets, part), dtype=np.int64)
            rows = self.rows(found)
            return rows[np.flatnonzero(np.diff(rows, prepend=-1))]
        octets = np.frombuffer(self.octets, dtype=np.uint8)
        there = octets == part[0]
        for at, octet in enumerate(part[1:], start=1):
            there[:-at] &= octets[at:] == octet
        if not len(there):
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(np.maximum.reduceat(there.view(np.uint8), self.starts[:-1]))

    def beginning(self, text: bytes, at: Ints) -> Ints:
        """Return those of the places at which a text stands."""
        octets = np.frombuffer(self.octets, dtype=np.uint8)
        for offset, octet in enumerate(text):
            at = at[at + offset < len(octets)]
            at = at[octets[at + offset] == octet]
        return at

    def rows(self, at: Ints) -> Ints:
        return np.searchsorted(self.starts, at, side="right") - 1

    def text(self, row: int) -> str:
        return self.octets[self.starts[row] : self.starts[row + 1] - 1].decode()


def _positions(octets: bytes, part: bytes) -> Iterator[int]:
    at = octets.find(part)
    while at >= 0:
        yield at
        at = octets.find(part, at + 1)


def run(texts: Iterable[str]) -> Run:
    """Return texts as a run."""
    encoded = [text.replace("\0", " ").encode("utf-8", "replace") + b"\n" for text in texts]
    lengths = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
    octets = b"".join(encoded)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    ends = np.flatnonzero(np.frombuffer(octets, dtype=np.uint8) == ord("\n"))
    return Run(octets, starts, np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1] + 1]))


class Entry(NamedTuple):
    """A CI: `text` is what it is found by (folded, the name first), `rank` its place by name."""

    id: str
    name: str
    profile: int
    text: str
    rank: float


@dataclass(frozen=True, slots=True)
class Block:
    """CIs in the order of their names; `titles` are the names as they are searched, `rest` the
    other values of each, one a line. `rank` says where a row stands by name among all blocks' rows.
    """

    ids: Sequence[str]
    names: Sequence[str]
    profiles: npt.NDArray[np.int32]
    rank: npt.NDArray[np.float64]
    titles: Run
    rest: Run

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def lengths(self) -> Ints:
        """How long each name is."""
        return np.diff(self.titles.starts)

    def holding(self, parts: Sequence[str]) -> Ints:
        """Return the rows that hold every part, ascending."""
        rows = np.arange(len(self), dtype=np.int64)
        for part in sorted(set(parts), key=len, reverse=True):
            text = part.encode("utf-8", "replace")
            found = np.union1d(self.titles.holding(text), self.rest.holding(text))
            rows = np.intersect1d(rows, found, assume_unique=True)
            if not len(rows):
                break
        return rows

    def tiers(self, wanted: str) -> Ints:
        """Return by row how well the whole of a text fits."""
        text = wanted.encode("utf-8", "replace")
        tiers = np.full(len(self), REST, dtype=np.int64)
        if not len(self):
            return tiers
        titles, rest = self.titles, self.rest
        tiers[titles.holding(text)] = HOLDS
        tiers[titles.rows(titles.beginning(text, titles.starts[:-1]))] = BEGINS
        tiers[rest.rows(rest.beginning(text + b"\n", rest.lines))] = VALUE
        tiers[titles.rows(titles.beginning(text + b"\n", titles.starts[:-1]))] = EQUAL
        return tiers


def block(entries: Sequence[Entry]) -> Block:
    """Return the entries, which are in the order of their names, as a block."""
    texts = [one.text.partition("\n") for one in entries]
    return Block(
        tuple(one.id for one in entries),
        tuple(one.name for one in entries),
        np.fromiter((one.profile for one in entries), dtype=np.int32, count=len(entries)),
        np.fromiter((one.rank for one in entries), dtype=np.float64, count=len(entries)),
        run(title for title, _, _ in texts),
        run(rest for _, _, rest in texts),
    )


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries by name as people count (web-2 before web-10), ranked from 0."""
    ordered = sorted(entries, key=lambda one: order_of(one.name, one.id))
    return [one._replace(rank=float(at)) for at, one in enumerate(ordered)]


def order_of(name: str, id_: str) -> tuple[str, str]:
    """Return what a CI is ordered by."""
    return natural(folded(name)), id_


def natural(text: str) -> str:
    """Return text that sorts as people count."""
    return _DIGITS.sub(lambda found: found[0].zfill(12), text)
