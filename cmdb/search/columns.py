"""What an index does not hold, read when it is first asked for: other attributes, and who knows a CI."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from cmdb.graph import Graph
from cmdb.search import store
from cmdb.search.block import natural
from cmdb.search.index import Index

_KEPT = 4
_NONE: tuple[str, ...] = ()
_Key = tuple[int, str | None, int, str]
_State = tuple[int, str | None, int, int, str | None]


@dataclass(frozen=True, slots=True)
class Sources:
    """Which sources know each row: `codes` are numbers of `sets`, 0 where none does."""

    sets: Sequence[tuple[str, ...]]
    codes: npt.NDArray[np.int32]

    def known_by(self, source: str) -> list[int]:
        """Return the numbers of the sets with a source; of the empty set for no source."""
        if not source:
            return [0]
        return [code for code, names in enumerate(self.sets) if source in names]

    def of(self, row: int) -> tuple[str, ...]:
        return self.sets[int(self.codes[row])]


class Columns:
    """Keeps what was read for as long as it holds."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._turn = Lock()
        self._orders: OrderedDict[_Key, npt.NDArray[np.float64]] = OrderedDict()
        self._sources: tuple[_State, Sources] | None = None

    def order(self, index: Index, name: str) -> npt.NDArray[np.float64]:
        """Return where each row stands by an attribute; nan where it has none."""
        key = (index.revision, index.at, len(index.profiles), name)
        with self._turn:
            found = self._orders.get(key)
            if found is None:
                pairs = self._graph.read(store.column, name, len(index))
                found = self._orders[key] = _places(index, pairs)
                while len(self._orders) > _KEPT:
                    self._orders.popitem(last=False)
            self._orders.move_to_end(key)
            return found

    def sources(self, index: Index) -> Sources:
        """Return who knows each CI of an index."""
        state = (index.revision, index.at, len(index.profiles), *self._graph.glance(store.state))
        with self._turn:
            if self._sources is None or self._sources[0] != state:
                self._sources = (
                    state,
                    _sources(index, self._graph.read(store.sources, len(index))),
                )
            return self._sources[1]


def _sources(index: Index, said: Iterable[tuple[str, Sequence[str]]]) -> Sources:
    of: dict[int, tuple[str, ...]] = {}
    for source, ids in said:
        for id_ in ids:
            row = index.row(id_)
            if row is not None:
                of[row] = (*of.get(row, _NONE), source)
    sets: dict[tuple[str, ...], int] = {_NONE: 0}
    codes = np.zeros(len(index.profiles), dtype=np.int32)
    for row, names in of.items():
        codes[row] = sets.setdefault(tuple(sorted(names)), len(sets))
    return Sources(tuple(sets), codes)


def _places(index: Index, pairs: Iterable[tuple[str, Any]]) -> npt.NDArray[np.float64]:
    known = {row: _key(v) for id_, v in pairs if (row := index.row(id_)) is not None}
    place = {key: float(at) for at, key in enumerate(sorted(set(known.values())))}
    places = np.full(len(index.profiles), np.nan)
    places[list(known)] = [place[key] for key in known.values()]
    return places


def _key(value: Any) -> tuple[int, float, str]:
    """Return what a value is sorted by: numbers before text, text as people count."""
    if isinstance(value, bool | int | float):
        return 0, float(value), ""
    if isinstance(value, list):
        return 1, 0, natural(", ".join(map(str, value)).casefold())
    return 1, 0, natural(str(value).casefold())
