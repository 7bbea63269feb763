"""Bulk load with validation and history, against the plainest load of the same rows.

Both write the same nodes and relations with the same properties (the text for the search among
them) under the same constraints and indexes, into one database, in turns, each time under new ids.
A second baseline leaves the search text out.
"""

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import TypeVar

from bench.database import Database, database
from bench.estate import Estate
from bench.filling import Row, batches, ci_row, relation_row
from bench.report import Figure, short
from cmdb import items
from cmdb.history import Stamp
from cmdb.items import CreateCI, Relate
from cmdb.items.search_text import search_text

T = TypeVar("T")

PART = "Bulk load"
_A_REVISION = 500
_A_MERGE = 500
_ROUNDS = 3
_WARM_UP = 50_000
_ROW_SHARE = 2.5  # rows are CIs and 1.5 relations each

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Rates:
    """Rows a second: CIs, relations, both together."""

    cis: float
    relations: float
    rows: float


def measured(size: int, progress: Progress) -> list[Figure]:
    """Return the figures of loading estates of `size` CIs."""
    with database() as found:
        warm = int(_WARM_UP / _ROW_SHARE)
        progress("loading: warm-up")
        for seed, load in enumerate((ours, raw, bare), 1):
            load(found, Estate(warm // 3, seed))
        rounds: dict[str, list[Rates]] = {"raw": [], "bare": [], "ours": []}
        for turn in range(_ROUNDS):
            for at, (name, load) in enumerate((("raw", raw), ("ours", ours), ("bare", bare))):
                rates = load(found, Estate(size, 10 + 10 * turn + at))
                progress(f"loading: {name} {rates.rows:,.0f} rows/s")
                rounds[name].append(rates)
    return list(_figures(size, {name: _medians(rates) for name, rates in rounds.items()}))


def raw(database: Database, estate: Estate) -> Rates:
    """Load by MERGE what the product would have stored, search text and all."""
    rows = [_searched(ci_row(database.model, ci)) for ci in estate.cis()]
    return _merged(database, rows, list(map(relation_row, estate.relations())))


def bare(database: Database, estate: Estate) -> Rates:
    """Load by MERGE without search text."""
    rows = [ci_row(database.model, ci) for ci in estate.cis()]
    return _merged(database, rows, list(map(relation_row, estate.relations())))


def ours(database: Database, estate: Estate) -> Rates:
    """Load as an import does: validated, each 500 rows a revision with its events."""
    cis = [CreateCI(ci.id, ci.class_name, ci.fields, ci.quorum) for ci in estate.cis()]
    relations = [Relate(r.from_id, r.type, r.to_id, r.fields) for r in estate.relations()]
    stamp = Stamp("bench", source="bench", run=f"bench-{estate.seed}")

    def write(batch: Sequence[CreateCI] | Sequence[Relate]) -> None:
        now = datetime.now(UTC)
        database.graph.write(items.apply, database.model, batch, stamp, now)

    return _timed(
        (lambda: _each(write, cis, _A_REVISION), len(cis)),
        (lambda: _each(write, relations, _A_REVISION), len(relations)),
    )


def _searched(row: Row) -> Row:
    row["properties"]["search"] = search_text(row["properties"])
    return row


def _merged(database: Database, cis: list[Row], relations: list[Row]) -> Rates:
    def merge(name: str, rows: list[Row]) -> None:
        _each(lambda batch: database.write(name, rows=batch), rows, _A_MERGE)

    return _timed(
        (lambda: merge("merge_cis", cis), len(cis)),
        (lambda: merge("merge_relations", relations), len(relations)),
    )


def _each(write: Callable[[list[T]], None], rows: Sequence[T], size: int) -> None:
    for batch in batches(rows, size):
        write(batch)


def _timed(cis: tuple[Callable[[], None], int], relations: tuple[Callable[[], None], int]) -> Rates:
    gc.collect()
    took = []
    for load, _ in (cis, relations):
        began = time.perf_counter()
        load()
        took.append(time.perf_counter() - began)
    return Rates(cis[1] / took[0], relations[1] / took[1], (cis[1] + relations[1]) / sum(took))


def _medians(rates: Sequence[Rates]) -> Rates:
    return Rates(
        *(median(getattr(one, name) for one in rates) for name in ("cis", "relations", "rows"))
    )


def _figures(size: int, rates: dict[str, Rates]) -> Iterable[Figure]:
    names = {"cis": "CIs", "relations": "relations", "rows": "both together"}
    for name, said in names.items():
        mine, plain = getattr(rates["ours"], name), getattr(rates["raw"], name)
        ratio = mine / plain
        target = "≥ 0.33 of raw" if name == "rows" else ""
        result = f"{mine:,.0f}/s, raw {plain:,.0f}/s: {ratio:.2f}"
        met = ratio >= 1 / 3 if target else None
        what = f"{said}, validated, with history"
        yield Figure(PART, short(size), what, result, target, met)
    mine, plain = rates["ours"].rows, rates["bare"].rows
    what = "both together; raw without search text"
    yield Figure(PART, short(size), what, f"raw {plain:,.0f}/s: {mine / plain:.2f}")
