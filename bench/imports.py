"""Imports end to end: read, identified, validated, written with history; against the plainest load.

Both write the same CIs and relations with the same properties, the text for the search among them,
under the same constraints and indexes, into one database, in turns, each time under new names.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import orjson

import importers
from bench import documents, servers
from bench.block import Relation
from bench.database import Database, database
from bench.estate import ANSWER_SIZES, Estate
from bench.filling import Row, batches, ci_row, relation_row
from bench.report import Figure, short
from cmdb import garbage, history
from cmdb.graph import Graph, connect
from cmdb.graph.embedded import Server
from cmdb.impact.rules import evaluate
from cmdb.intake import Options, Reading, Report, bring_in
from cmdb.intake.model import Files
from cmdb.items.search_text import search_text
from cmdb.model import Model, load
from cmdb.topology import Topology, TopologyKeeper

PART = "Import"
_ROUNDS = 3
_A_MERGE = 500
_WARM = 10_000
_MEMORY = (10_000, 40_000)
_ASKED_S = 0.05
_ASKED = 200
_HITS = 400
_DOWN = 3
_WARM_QUESTIONS = 20
_MOST_MS = 150
_BYTES = 200

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Rates:
    """Rows a second: of an import, of the same import again, and of a plain load."""

    ours: float
    again: float
    raw: float


def measured(sizes: Sequence[int], progress: Progress) -> list[Figure]:
    """Return the figures of imports of estates of these sizes: of the smallest all of them, of a
    larger one, which takes long, how its rate compares with the smallest's."""
    garbage.seldom()  # as in the process of its own that `cmdb up` has for imports
    smallest = min(sizes)
    with TemporaryDirectory(prefix="cmdb-bench-") as folder:
        rate, found = _smallest(Path(folder), smallest, progress)
        progress("import: memory")
        found.append(_memory(Path(folder)))
        for size in sizes:
            if size != smallest:
                large = _larger(Path(folder), size, progress)
                found.append(_growth(smallest, rate, size, large))
    return found


def _smallest(folder: Path, size: int, progress: Progress) -> tuple[float, list[Figure]]:
    """Return the rate of rows of imports of this size, and the figures of all that is asked of it."""
    with database() as one:
        progress("import: warm-up")
        _ours(one, folder, Estate(min(_WARM, size), 1))
        _raw(one, Estate(min(_WARM, size), 2))
        turns = [_turn(one, folder, size, turn, progress) for turn in range(_ROUNDS)]
        progress("import: impact answers while it runs")
        beside = _beside(one, folder, size)
    return median(turn.ours for turn in turns), [*_figures(size, turns), beside]


def _larger(folder: Path, size: int, progress: Progress) -> float:
    with database() as one:
        _imported_first(one, folder, Estate(_WARM, 1))
        rate = _imported_first(one, folder, Estate(size, 200))
    progress(f"import: {short(size)} CIs, {rate:,.0f} rows/s")
    return rate


def _turn(one: Database, folder: Path, size: int, turn: int, progress: Progress) -> Rates:
    raw = _raw(one, Estate(size, 100 + turn))
    progress(f"import: raw {raw:,.0f} rows/s")
    ours, again = _ours(one, folder, Estate(size, 200 + turn))
    progress(f"import: ours {ours:,.0f} rows/s, again {again:,.0f}")
    return Rates(ours, again, raw)


def _ours(one: Database, folder: Path, estate: Estate) -> tuple[float, float]:
    """Return rows a second of an import, and of the same again, which must write nothing."""
    files, rows = documents.write(folder, one.model, estate)
    first = rows / _took(one, files)
    newest = one.graph.read(history.newest).number
    again = rows / _took(one, files)
    if one.graph.read(history.newest).number != newest:
        raise RuntimeError("importing the same again wrote a revision")
    return first, again


def _imported_first(one: Database, folder: Path, estate: Estate) -> float:
    files, rows = documents.write(folder, one.model, estate)
    return rows / _took(one, files)


def _took(one: Database, files: Files) -> float:
    began = time.perf_counter()
    imported(one.graph, one.model, files)
    return time.perf_counter() - began


def imported(graph: Graph, model: Model, files: Files, *, dry_run: bool = False) -> Report:
    """Import a document as the product does; return its report."""
    module = importers.importer("cmdb_document")
    reading = Reading(module.spec, module.read(module.Settings(files=files), None), "bench")
    options = Options("bench", dry_run=dry_run)
    (report,) = bring_in(graph, model, [reading], options)
    return report


def _raw(one: Database, estate: Estate) -> float:
    """Return rows a second of a plain load. What makes the rows is not counted, and none are kept."""
    cis = (_searched(ci_row(one.model, ci)) for ci in documents.cis(estate))
    relations: Iterable[Relation] = documents.relations(estate)
    rows, took = 0, 0.0
    for name, listed in (("merge_cis", cis), ("merge_relations", map(relation_row, relations))):
        for batch in batches(listed, _A_MERGE):
            began = time.perf_counter()
            one.write(name, rows=batch)
            took += time.perf_counter() - began
            rows += len(batch)
    return rows / took


def _searched(row: Row) -> Row:
    row["properties"]["search"] = search_text(row["properties"])
    return row


def _figures(size: int, turns: Sequence[Rates]) -> Iterable[Figure]:
    ours, raw = median(t.ours for t in turns), median(t.raw for t in turns)
    ratio = ours / raw
    result = f"{ours:,.0f}/s, raw {raw:,.0f}/s: {ratio:.2f}"
    what = "a document of 3 relations a CI, end to end"
    yield Figure(PART, short(size), what, result, "≥ 0.25 of raw", ratio >= 1 / 4)
    quicker = median(t.again / t.ours for t in turns)
    what = "the same again, no revision written"
    yield Figure(PART, short(size), what, f"{quicker:.1f} × faster", "≥ 4 ×", quicker >= 4)


def _beside(one: Database, folder: Path, size: int) -> Figure:
    """Ask for impact all the time while `cmdb import` runs: both ask one server, as people do.

    The import is sent by a process of its own. In a thread of this one it would hold up the clock:
    what was measured then was how long this process waited for itself, and no answer.
    """
    asked = _asked(one, Estate(size, 100))  # raw rows keep their ids
    files, _ = documents.write(folder, one.model, Estate(max(1_000, size // 2), 300))
    with servers.product(one.server) as client:
        for ci in asked[:_WARM_QUESTIONS]:
            client.ask(_question(ci))
        running = client.command("import", str(files.path(files.names[0])))
        took: list[float] = []
        while running.poll() is None:
            began = time.perf_counter()
            client.ask(_question(asked[len(took) % len(asked)]))
            took.append(1000 * (time.perf_counter() - began))
            time.sleep(_ASKED_S)
        _, said = running.communicate()
        if running.returncode:
            raise RuntimeError(f"the import failed: {said.decode()}")
    p99 = quantiles(took, n=100)[98] if len(took) > 1 else took[0]
    result = f"p50 {median(took):.1f} ms, p99 {p99:.1f} ms of {len(took)}"
    what = f"impact answers of about {_HITS} CIs over HTTP while an import runs"
    return Figure(PART, short(size), what, result, f"≤ {_MOST_MS} ms (p99)", p99 <= _MOST_MS)


def _asked(one: Database, estate: Estate) -> list[str]:
    """Return CIs that about so many others stand on, as things are: what was drawn beside the
    estate's own relations has made some answers of a hundred CIs answers of ten thousand."""
    topology = TopologyKeeper(one.graph, one.model).current()
    known = [ci for hits in ANSWER_SIZES[:3] for ci in estate.landmarks(hits)]
    near = ((abs(_hits(topology, ci) - _HITS), ci) for ci in known[:: max(1, len(known) // 2_000)])
    return [ci for _, ci in sorted(near)[:_ASKED]]


def _hits(topology: Topology, ci: str) -> int:
    place = topology.place(ci)
    return 0 if place is None else len(evaluate(topology, {place: _DOWN}).states) - 1


def _question(ci: str) -> bytes:
    return orjson.dumps({"given": [{"ci": ci, "state": "down"}]})


def _memory(folder: Path) -> Figure:
    """Compare the peak of two processes that read and check documents of different sizes."""
    peaks = []
    for size in _MEMORY:
        with database() as one:
            files, _ = documents.write(folder, one.model, Estate(size, 400 + size))
            peaks.append(_peak_of(one.server, folder / files.names[0]))
    each = (peaks[1] - peaks[0]) * 1024 / (_MEMORY[1] - _MEMORY[0])
    what = f"peak memory beyond a constant, {short(_MEMORY[0])} against {short(_MEMORY[1])}"
    target = f"≤ {_BYTES} bytes a CI"
    return Figure(PART, short(_MEMORY[1]), what, f"{each:.0f} bytes/CI", target, each <= _BYTES)


def _peak_of(server: Server, document: Path) -> int:
    words = [sys.executable, "-m", "bench.imports", str(document)]
    words += [server.uri, server.user, server.password]  # of a database that is gone a moment later
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout  # noqa: S603  our own program
    return int(said.split()[-1])


def _growth(size: int, rate: float, large: int, of_large: float) -> Figure:
    ratio = of_large / rate
    what = f"rate against {short(size)}"
    result = f"{of_large:,.0f}/s: {ratio:.2f}"
    return Figure(PART, short(large), what, result, "≥ 0.7", ratio >= 0.7)


def main(words: Sequence[str]) -> None:
    """Import a document in this process alone, into a server that runs, and print its peak in kB."""
    path = Path(words[0])
    with connect(*words[1:]) as graph:
        imported(graph, load(), Files(path.parent, (path.name,), "bench"))
    print(_peak())


def _peak() -> int:
    """Return this program's peak: `getrusage` counts the parent's too, from before the start."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    main(sys.argv[1:])
