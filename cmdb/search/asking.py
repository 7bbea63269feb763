"""What a question finds in an index, in which order, and how much of what there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cmdb.search import rules
from cmdb.search.block import Ints
from cmdb.search.columns import Columns
from cmdb.search.index import Index
from cmdb.search.model import FIELDS, SOURCE, Facet, Question

_GONE = ("retired", "disposed")


@dataclass(frozen=True, slots=True)
class Finds:
    """The rows that a question finds, in its order."""

    index: Index
    rows: Ints

    def __len__(self) -> int:
        return len(self.rows)


def found(index: Index, columns: Columns, question: Question) -> Finds:
    """Return what a question finds, in its order. Raises Invalid for an unknown class."""
    rows = _texted(index, question.text)
    for name in question.filters:
        rows = rows[_kept(index, columns, question, name)[rows]]
    return Finds(index, rows[_order(index, columns, question, rows)])


def facets(
    index: Index, columns: Columns, question: Question, names: Sequence[str], most: int
) -> tuple[int, list[Facet]]:
    """Return how many CIs a question finds, and how many of each value there are of the facets
    named, under the filters but its own. Raises Invalid for an unknown class."""
    rows = _texted(index, question.text)
    kept = {name: _kept(index, columns, question, name)[rows] for name in question.filters}
    counted = [
        _facet(index, columns, name, rows[_all_but(kept, name, len(rows))], most) for name in names
    ]
    return int(np.count_nonzero(_all_but(kept, None, len(rows)))), counted


def _texted(index: Index, text: str) -> Ints:
    """Return the rows that hold each part of a text, else those that hold each word of it."""
    parts = rules.parts(text)
    rows = index.holding(parts)
    if not len(rows) and (words := rules.runs(text)):
        rows = index.holding(words)
    return rows


def _all_but(
    kept: Mapping[str, npt.NDArray[np.bool_]], name: str | None, size: int
) -> npt.NDArray[np.bool_]:
    stays = np.ones(size, dtype=np.bool_)
    for field, mask in kept.items():
        if field != name:
            stays &= mask
    return stays


def _kept(index: Index, columns: Columns, question: Question, name: str) -> npt.NDArray[np.bool_]:
    """Return by row whether one filter keeps it."""
    wanted = question.filters[name]
    if name == SOURCE:
        known = columns.sources(index)
        codes = {code for source in wanted for code in known.known_by(source)}
        return np.isin(known.codes, list(codes))
    values, profiles = index.values, index.profiles
    by_profile = values.codes(name, len(values.profiles.values))
    return np.isin(by_profile, values.wanted(name, wanted))[profiles]


def _facet(index: Index, columns: Columns, name: str, rows: Ints, most: int) -> Facet:
    counts: dict[str | int | None, int] = {}
    if name == SOURCE:
        known = columns.sources(index)
        for code, count in enumerate(np.bincount(known.codes[rows]).tolist()):
            for source in (known.sets[code] or (None,)) if count else ():
                counts[source] = counts.get(source, 0) + count
    else:
        values = index.values
        by_profile = values.codes(name, len(values.profiles.values))
        of_value = np.bincount(by_profile[index.profiles[rows]]).tolist()
        known_values = values.known(name)
        counts = {known_values[code]: count for code, count in enumerate(of_value) if count}
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0] is None, str(one[0])))
    return Facet(name, ordered[:most], max(0, len(ordered) - most))


def _order(index: Index, columns: Columns, question: Question, rows: Ints) -> Ints:
    """Return the rows' places in the order that the question wants."""
    name, rank = question.sort, index.rank[rows]
    if name is None:
        if not question.text.strip():
            return _by_rank(rank)
        return np.lexsort((rank, *_worth(index, question, rows)))
    if name == "name":
        return _by_rank(-rank if question.descending else rank)
    places = _places(index, columns, name)[rows]
    # Those that have no value stand last, whichever way it is sorted.
    by = np.nan_to_num(-places if question.descending else places, nan=np.inf)
    return np.lexsort((rank, by))


def _by_rank(rank: npt.NDArray[np.float64]) -> Ints:
    return np.argsort(rank, kind="stable")


def _places(index: Index, columns: Columns, name: str) -> npt.NDArray[np.float64]:
    if name in FIELDS:
        values = index.values
        by_profile = values.codes(name, len(values.profiles.values))
        return values.order(name)[by_profile][index.profiles]
    if name == SOURCE:
        known = columns.sources(index)
        order = np.argsort(np.argsort([", ".join(one) or "\U0010ffff" for one in known.sets]))
        return order.astype(np.float64)[known.codes]
    return columns.order(index, name)


def _worth(index: Index, question: Question, rows: Ints) -> tuple[npt.NDArray[np.int64], ...]:
    """Return the keys by which finds are ranked, the last one first (as lexsort takes them).

    How well the text fits the name, in use before retired, critical first, then the shorter name.
    """
    wanted = rules.wanted(question.text)
    tiers = index.tiers(wanted)[rows]
    values = index.values.profiles.values
    gone = np.array([one.lifecycle in _GONE for one in values], dtype=np.int64)
    critical = np.array([rules.criticality(one.criticality) for one in values], dtype=np.int64)
    profiles = index.profiles[rows]
    return index.lengths[rows], critical[profiles], gone[profiles], tiers
