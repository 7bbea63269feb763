"""The topology: how fast it loads, and what it weighs."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from statistics import median

import orjson

from bench.database import Database
from bench.report import Figure, short

PART = "Topology"
_LOADS = 3
_BYTES_A_CI = 600
_RELATIONS_A_SECOND = 200_000

Progress = Callable[[str], None]


def measured(database: Database, size: int, progress: Progress) -> Iterator[Figure]:
    """Yield the figures of loading a filled estate, medians of three loads."""
    loads = []
    for turn in range(1, _LOADS + 1):
        progress(f"topology: load {turn} of {_LOADS}")
        loads.append(_load(database))
    seconds = median(load["seconds"] for load in loads)
    a_ci = median(load["bytes"] / load["cis"] for load in loads)
    cis, relations = loads[0]["cis"], loads[0]["relations"]
    rate = relations / seconds
    large = size >= 1_000_000
    yield Figure(
        PART,
        short(size),
        f"load of {cis:,} CIs and {relations:,} relations",
        f"{seconds:.2f} s, {rate:,.0f} relations/s",
        f"≥ {_RELATIONS_A_SECOND:,} relations/s" if size >= 100_000 else "",
        rate >= _RELATIONS_A_SECOND if size >= 100_000 else None,
    )
    yield Figure(
        PART,
        short(size),
        "memory, ids and names included (growth of resident memory)",
        f"{a_ci:,.0f} bytes/CI",
        f"≤ {_BYTES_A_CI} bytes/CI" if large else "",
        a_ci <= _BYTES_A_CI if large else None,
    )


def _load(database: Database) -> dict[str, float]:
    server = database.server
    place = {"uri": server.uri, "user": server.user, "password": server.password}
    done = subprocess.run(
        [sys.executable, "-m", "bench.footprint"],
        input=orjson.dumps(place),
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = orjson.loads(done.stdout)
    return found
