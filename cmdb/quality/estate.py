"""The whole estate, judged CI by CI: what is kept of it is a score a CI, and sums."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest

from cmdb.graph import Graph, Tx
from cmdb.quality import store
from cmdb.quality.completeness import completeness
from cmdb.quality.conflicts import conflicts
from cmdb.quality.freshness import Clock, Whole, freshness, sighting
from cmdb.quality.model import Charged, Finding, Sighting
from cmdb.quality.reading import Duplicates, all_duplicates, subjects
from cmdb.quality.rules import Tally, charged
from cmdb.quality.structure import structure
from cmdb.quality.subject import Subject
from cmdb.topology.model import Interned
from cmdb.topology.snapshot import Topology
from cmdb.weaknesses import Progress

_CHUNK = 1_000
_NOT_JUDGED = 255

Cell = tuple[str, str | None, tuple[str, ...]]
"""What CIs are counted by: class, team, the sources that know them."""
Rank = tuple[int, int, str, str]
"""What sorts the worst first: score, then the most critical, name, id."""
_CRITICALITIES = ("critical", "high", "medium", "low", None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which CIs are meant: every filter that is given must hold. A class means its subclasses too."""

    class_name: str | None = None
    team: str | None = None
    source: str | None = None


@dataclass(slots=True)
class Sweep:
    """The estate at one revision. `scores` and `cells` are by place; `sources` by name."""

    topology: Topology
    clock: Clock
    sources: Mapping[str, Sighting]
    scores: "array[int]"
    cells: "array[int]"
    names: Interned[Cell] = field(default_factory=Interned)
    tallies: dict[Cell, Tally] = field(default_factory=lambda: defaultdict(Tally))
    judged: int = 0

    def chosen(self, wanted: Wanted) -> dict[Cell, Tally]:
        """Return the tallies of the CIs that are wanted. Raises Invalid for an unknown class."""
        model = self.topology.model
        if wanted.class_name is not None:
            model.ci_class(wanted.class_name)
        return {
            cell: tally
            for cell, tally in self.tallies.items()
            if (wanted.class_name is None or model.is_a(cell[0], wanted.class_name))
            and wanted.team in (None, cell[1])
            and (wanted.source is None or wanted.source in cell[2])
        }

    def worst(self, wanted: Wanted, after: Rank, limit: int) -> list[tuple[Rank, int]]:
        """Return (rank, place) of the worst CIs that are wanted, from after that rank."""
        cells = self.chosen(wanted)
        fits = [cell in cells for cell in self.names.values]
        return nsmallest(limit, (one for one in self._ranked(fits) if one[0] > after))

    def _ranked(self, fits: list[bool]) -> Iterator[tuple[Rank, int]]:
        topology = self.topology
        for place, score in enumerate(self.scores):
            if score != _NOT_JUDGED and fits[self.cells[place]]:
                weight = _CRITICALITIES.index(topology.profile(place).criticality)
                yield (score, weight, topology.name(place), topology.id(place)), place

    def average(self, cis: Iterable[str]) -> float | None:
        """Return how well these CIs are known on average, 0 to 100; None where none was judged."""
        places = (self.topology.place(ci) for ci in cis)
        some = [self.scores[p] for p in places if p is not None and p < len(self.scores)]
        judged = [score for score in some if score != _NOT_JUDGED]
        return round(sum(judged) / len(judged), 1) if judged else None

    def add(self, subject: Subject, found: list[Charged]) -> None:
        """Count a CI with what was found of it."""
        sources = tuple(sorted({one.source for one in subject.said}))
        cell = (subject.ci_class.name, subject.team, sources)
        self.scores[subject.place] = self.tallies[cell].add(found)
        self.cells[subject.place] = self.names.code(cell)
        self.judged += 1


def judgement(
    topology: Topology,
    subject: Subject,
    whole: Whole,
    alike: Duplicates,
    clock: Clock,
) -> list[Charged]:
    """Return all that is known badly of a CI, with what it costs."""
    found: list[Finding] = [
        *completeness(topology, subject),
        *alike.get(subject.id, ()),
        *structure(topology, subject),
        *conflicts(topology.model, subject),
        *freshness(subject, whole, clock),
    ]
    return charged(found)


def sightings(rows: Iterable[store.Row], clock: Clock) -> dict[str, Sighting]:
    """Return how fresh each source is, by name."""
    return {row["source"]: sighting(row, clock) for row in rows}


def swept(
    graph: Graph, topology: Topology, clock: Clock, breathe: Callable[[], None]
) -> Generator[Progress | Sweep]:
    """Yield progress, then the estate. It is read in pieces: only sums and scores are kept."""
    sources = sightings(graph.read(store.sources), clock)
    size = max(topology.places(), default=-1) + 1
    found = Sweep(
        topology, clock, sources, array("B", [_NOT_JUDGED]) * size, array("l", [0]) * size
    )
    whole = graph.read(store.scopes)
    yield Progress("comparing", 0, size)
    alike = graph.read(all_duplicates, topology)
    for at in range(0, size, _CHUNK):
        some = [p for p in range(at, min(size, at + _CHUNK)) if topology.operating[p]]
        for subject in graph.read(_read, topology, some):
            found.add(subject, judgement(topology, subject, whole, alike, clock))
        breathe()
        yield Progress("judging", min(size, at + _CHUNK), size)
    yield found


def _read(tx: Tx, topology: Topology, places: list[int]) -> list[Subject]:
    return list(subjects(tx, topology, places))
