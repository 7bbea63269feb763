"""How well the estate is known: what is missing, what cannot be right, what nobody saw for long."""

from collections.abc import Mapping, Sequence

from cmdb.graph import Tx
from cmdb.impact.model import ShortCi
from cmdb.quality.estate import Cell, Rank, Sweep, Wanted, judgement
from cmdb.quality.freshness import Clock, condition, sighting, unseen
from cmdb.quality.keeper import QualityKeeper
from cmdb.quality.model import Charged, Estate, Group, Grouped, Judged, Shown, Sighting, Standing
from cmdb.quality.reading import duplicates_of, subjects
from cmdb.quality.rules import DIMENSIONS, Tally, score, together
from cmdb.quality.store import scopes as _scopes
from cmdb.quality.store import sources as _sources
from cmdb.quality.subject import Subject, team_of
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import Topology

__all__ = [
    "FIRST",
    "Clock",
    "Estate",
    "Grouped",
    "Judged",
    "QualityKeeper",
    "Rank",
    "Sighting",
    "Standing",
    "Sweep",
    "Wanted",
    "grouped",
    "judged",
    "of_ci",
    "standings",
    "summary",
    "worst",
]

FIRST: Rank = (-1, 0, "", "")


def of_ci(tx: Tx, topology: Topology, ref: str, clock: Clock) -> Judged:
    """Return the score of one CI, and what lowers it. Raises NotFound, Invalid for the reference."""
    return judged(tx, topology, [resolve(topology, ref)], clock)[0]


def judged(tx: Tx, topology: Topology, places: Sequence[int], clock: Clock) -> list[Judged]:
    """Return the CIs of these places with their scores and what lowers them, in their order."""
    some = {one.place: one for one in subjects(tx, topology, places)}
    whole = _scopes(tx)
    alike = duplicates_of(tx, topology, list(some.values()))
    found = []
    for place in places:
        one = some.get(place)
        costs = [] if one is None else judgement(topology, one, whole, alike, clock)
        found.append(
            Judged(
                ci=topology.summary(place),
                team=team_of(topology, place),
                score=None if one is None else score(costs),
                findings=[_shown(topology, one, cost) for cost in costs],
            )
        )
    return found


def worst(
    tx: Tx, sweep: Sweep, wanted: Wanted, after: Rank = FIRST, limit: int = 50
) -> tuple[list[Judged], Rank | None]:
    """Return the worst CIs, and the rank to go on from, None where there are no more.

    What lowers them is looked up now; the order is that of the sweep.
    """
    found = sweep.worst(wanted, after, limit + 1)
    shown = judged(tx, sweep.topology, [place for _, place in found[:limit]], sweep.clock)
    return shown, found[limit - 1][0] if len(found) > limit else None


def standings(tx: Tx, live: Mapping[str, str], clock: Clock) -> list[Standing]:
    """Return all sources by name, those that never ran among them; `live` are names and kinds of
    those that are asked over the network."""
    seen = {row["source"]: sighting(row, clock) for row in _sources(tx)}
    days = clock.stale_after.days
    return [
        {
            **(seen.get(name) or unseen(name, live.get(name), days)),
            "state": condition(seen.get(name)),
            "live": name in live,
        }
        for name in sorted(seen.keys() | live.keys())
    ]


def summary(tx: Tx, sweep: Sweep, wanted: Wanted, most: int) -> Estate:
    """Return the score of the CIs that are wanted, what lowers it, and the `most` worst of them."""
    listed = worst(tx, sweep, wanted, limit=most)[0] if most else []
    whole = together(sweep.chosen(wanted).values()).shown()
    return {
        **whole,
        "revision": sweep.topology.revision,
        "at": sweep.clock.now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "not_judged": len(sweep.topology) - sweep.judged,
        "stale_sources": sorted(n for n, one in sweep.sources.items() if one["stale"]),
        "worst": [one for one in listed if one["score"] != 100],  # noqa: PLR2004  nothing to mend
    }


def grouped(sweep: Sweep, by: Group, wanted: Wanted) -> list[Grouped]:
    """Return the score of every class, team or source, the worst first; of a source its freshness.

    A CI counts for each source that knows it, and for its own class.
    """
    tallies: dict[str, list[Tally]] = {}
    if by == "source":
        chosen = wanted.source
        tallies = {name: [] for name in sweep.sources if chosen in (None, name)}
    for cell, tally in sweep.chosen(wanted).items():
        for name in _names(by, cell):
            if by != "source" or wanted.source in (None, name):
                tallies.setdefault(name, []).append(tally)
    found = [
        Grouped(
            name=name,
            score=together(some).shown(),
            source=sweep.sources.get(name) if by == "source" else None,
        )
        for name, some in tallies.items()
    ]
    return sorted(found, key=_place)


def _names(by: Group, cell: Cell) -> tuple[str, ...]:
    class_name, team, sources = cell
    teams = () if team is None else (team,)
    return {"class": (class_name,), "team": teams, "source": sources}[by]


def _place(one: Grouped) -> tuple[float, str]:
    known = one["score"]["score"]
    return (101.0 if known is None else known), one["name"]


def _shown(topology: Topology, subject: Subject | None, one: Charged) -> Shown:
    finding = one.finding
    remedy = finding.remedy
    if subject is not None and len(topology.named(subject.name)) > 1:
        remedy = remedy.replace(subject.ref, subject.id)  # the name alone would be ambiguous
    return {
        "kind": finding.kind,
        "dimension": DIMENSIONS[finding.kind],
        "cost": one.cost,
        "text": finding.text,
        "remedy": remedy,
        "cis": [short for ci in finding.cis if (short := _short(topology, ci)) is not None],
    }


def _short(topology: Topology, ci: str) -> ShortCi | None:
    place = topology.place(ci)
    if place is None:
        return None
    return {
        "id": ci,
        "class": topology.profile(place).class_name,
        "name": topology.name(place),
    }
