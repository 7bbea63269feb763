"""The part of the graph that an answer is about, as a picture and for other tools."""

from collections.abc import Sequence

from cmdb import hypotheses, impact
from cmdb.errors import Invalid
from cmdb.hypotheses import Edit
from cmdb.impact import Given, Question
from cmdb.maps import neighbourhood, shown, subgraph
from cmdb.maps.formats import FORMATS, Format
from cmdb.maps.grouping import Wish, fitted
from cmdb.maps.model import MOST, By, Map
from cmdb.maps.neighbourhood import Neighbourhood
from cmdb.maps.shown import Shown
from cmdb.maps.sites import sites_of
from cmdb.maps.walk import CEILING, Hide, Side, View
from cmdb.maps.ways import Way, between
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import Topology

__all__ = [
    "CEILING",
    "FORMATS",
    "MOST",
    "By",
    "Format",
    "Hide",
    "Map",
    "Neighbourhood",
    "Shown",
    "Side",
    "View",
    "Way",
    "Wish",
    "around",
    "of_impact",
    "told",
    "walked_about",
    "way",
    "written",
]

_NAMED = 3


def of_impact(
    topology: Topology, question: Question, wish: Wish, hypothesis: Sequence[Edit] = ()
) -> Map:
    """Return the map of an impact answer: what is not ok, and the relations that carried it.

    With a hypothesis it is that of the graph as it would be. Raises what `impact.of` and
    `hypotheses.of` do.
    """
    if hypothesis:
        supposed, found = hypotheses.evaluation(topology, question, hypothesis)
        topology = supposed.topology
        implied = (*question.given, *supposed.given)
        given = frozenset(resolve(topology, one.ref) for one in implied)
    else:
        known = impact.asked(topology, question)
        found, given = impact.joint(topology, question, known), frozenset(known.states)
    named = [(topology.name(resolve(topology, one.ref)), one) for one in question.given]
    title = _title(named, supposed=len(hypothesis))
    return _fitted(topology, subgraph.impacted(found, given, title), wish)


def around(topology: Topology, ref: str, up: int | None, down: int | None, wish: Wish) -> Map:
    """Return the map of a CI with what needs it and what it needs, so many steps (None: all).

    Raises NotFound with near names, Invalid for an ambiguous name.
    """
    place = resolve(topology, ref)
    if up == 0 and down != 0:
        title = f"What {topology.name(place)} stands on"
    elif down == 0 and up != 0:
        title = f"What stands on {topology.name(place)}"
    else:
        title = f"Around {topology.name(place)}"
    return _fitted(topology, subgraph.around(topology, place, up, down, title), wish)


def walked_about(
    topology: Topology, ref: str, view: View, question: Question, to: tuple[str, str] | None = None
) -> Neighbourhood:
    """Return what is round about a CI as one walks about in it, in the states that follow.

    With `to` also the shortest way between two CIs. Raises NotFound with near names, Invalid for an
    ambiguous name or a question that makes no sense.
    """
    return neighbourhood.of(topology, ref, view, question, to)


def way(topology: Topology, start: str, end: str) -> Way | None:
    """Return the shortest way between two CIs; None where nothing joins them. Raises as `resolve`."""
    return between(topology, resolve(topology, start), resolve(topology, end))


def told(topology: Topology, found: Neighbourhood, format_: str) -> bytes:
    """Return a neighbourhood in one of `FORMATS`; as JSON with all that is needed to go on."""
    return shown.as_json(topology, found) if format_ == "json" else written(found.map, format_)


def written(found: Map, format_: str) -> bytes:
    """Return the map in one of `FORMATS`. Raises Invalid for another."""
    known = FORMATS.get(format_)
    if known is None:
        raise Invalid(
            f"There is no map format {format_!r}.", remedy=f"There are {', '.join(FORMATS)}."
        )
    return known.write(found)


def _fitted(topology: Topology, drawn: Map, wish: Wish) -> Map:
    sites = {}
    if wish.by == "site":
        places = [topology.place(node.key) for node in drawn.nodes]
        sites = sites_of(topology, [place for place in places if place is not None])
    return fitted(drawn, wish, sites)


def _title(given: list[tuple[str, Given]], *, supposed: int) -> str:
    """Return `If a and b fail`; of many the first few."""
    if not given:
        return "What fails now" if not supposed else f"With {supposed:,} supposed changes"
    more = f", with {supposed:,} supposed change{'s' * (supposed != 1)}" if supposed else ""
    names = [name for name, _ in given]
    if len(names) > _NAMED + 1:
        names = [*names[:_NAMED], f"{len(names) - _NAMED} more"]
    said = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    states = {one.state for _, one in given}
    if states == {"down"}:
        return f"If {said} {'fails' if len(given) == 1 else 'fail'}{more}"
    state = states.pop().replace("_", " ") if len(states) == 1 else "not well"
    return f"If {said} {'is' if len(given) == 1 else 'are'} {state}{more}"
