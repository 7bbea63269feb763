"""Which of the CIs that are hit are wanted, in which order; and how many share what. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from cmdb.assessments.model import Chosen, Examined, Order, Tally, Trait
from cmdb.errors import Invalid, Problem
from cmdb.impact.findings import origins
from cmdb.impact.headline import is_service
from cmdb.impact.model import AT_RISK, DEGRADED, DOWN, STATES
from cmdb.impact.order import Row
from cmdb.topology.model import Profile
from cmdb.topology.references import resolve

TRAITS: Mapping[Trait, Callable[[Profile], str | None]] = {
    "class": lambda profile: profile.class_name,
    "environment": lambda profile: profile.environment,
    "criticality": lambda profile: profile.criticality,
    "owner": lambda profile: profile.owner,
    "support_team": lambda profile: profile.support_team,
}
_CRITICALITIES = ("critical", "high", "medium", "low")
_LAST = "\U0010ffff"


def chosen(
    of: Examined, wanted: Chosen, order: Order = "worst", *, turned: bool = False
) -> list[Row]:
    """Return the rows that are wanted; the worst first unless another order is asked for."""
    found = list(_chosen(of, wanted))
    if order == "name":
        found.sort(key=lambda row: (row[1].casefold(), row[2]), reverse=turned)
    elif order != "worst":
        keys = _keys(of, order)
        found.sort(key=lambda row: keys[row[4]], reverse=turned)
    elif turned:
        found.reverse()
    return found


def _chosen(of: Examined, wanted: Chosen) -> Iterator[Row]:
    for name in wanted.states - set(STATES[1:]):
        reason = f"{name!r} is none of {', '.join(STATES[1:])}"
        raise Invalid(f"states: {reason}.", problems=[Problem("states", reason)])
    fits, states = _fitting(of, wanted), of.found.states
    among = frozenset(map(STATES.index, wanted.states)) or {AT_RISK, DEGRADED, DOWN}
    places, text, given = _places(of, wanted), wanted.text.casefold(), of.asked.states
    for row in of.rows:
        place = row[3]
        if (
            row[4] in fits
            and states[place] in among
            and (places is None or place in places)
            and (not text or text in row[1].casefold())
            and (wanted.given is None or (place in given) is wanted.given)
        ):
            yield row


def _fitting(of: Examined, wanted: Chosen) -> AbstractSet[int]:
    """Return the codes of the profiles that have the traits."""
    codes = {row[4] for row in of.rows}
    profiles = of.topology.vocabulary.profiles.values
    for trait, values in wanted.traits.items():
        value = TRAITS[trait]
        codes = {code for code in codes if value(profiles[code]) in values}
    if wanted.services is not None:
        services = serving(of)
        codes = {code for code in codes if (code in services) is wanted.services}
    return codes


def serving(of: Examined) -> AbstractSet[int]:
    """Return the codes of the profiles of services."""
    profiles, model = of.topology.vocabulary.profiles.values, of.topology.model
    codes = {row[4] for row in of.rows}
    known = {name: is_service(model, name) for name in {profiles[c].class_name for c in codes}}
    return {code for code in codes if known[profiles[code].class_name]}


def _places(of: Examined, wanted: Chosen) -> AbstractSet[int] | None:
    """Return the places that are wanted by how they are connected; None: wherever they are."""
    found: AbstractSet[int] | None = None
    if wanted.beneath is not None:
        found = _beneath(of, resolve(of.topology, wanted.beneath))
    if wanted.origin is not None:
        start = resolve(of.topology, wanted.origin)
        origin = origins(of.found)
        risen = {place for place, first in origin.items() if first == start and place != start}
        found = risen if found is None else found & risen
    return found


def _beneath(of: Examined, start: int) -> AbstractSet[int]:
    """Return what is hit of what the CI stands on."""
    topology, states, strength = of.topology, of.found.states, of.topology.ties.strength
    seen, edge = {start}, [start]
    while edge:
        suppliers = (
            supplier
            for place in edge
            for supplier, code in zip(*topology.walked_needs(place), strict=True)
            if strength[code] and supplier in states
        )
        edge = list(dict.fromkeys(place for place in suppliers if place not in seen))
        seen.update(edge)
    return seen - {start}


def _keys(of: Examined, order: Order) -> dict[int, tuple[int, str]]:
    """Return by profile what comes first; what is not set comes last."""
    profiles = of.topology.vocabulary.profiles.values
    codes = {row[4] for row in of.rows}
    if order == "criticality":
        rank = {name: at for at, name in enumerate(_CRITICALITIES)}
        said = {code: profiles[code].criticality for code in codes}
        return {code: (rank.get(value or "", len(rank)), "") for code, value in said.items()}
    value = next(value for trait, value in TRAITS.items() if trait == order)
    return {code: (0, (value(profiles[code]) or _LAST).casefold()) for code in codes}


def tallies(of: Examined, rows: Sequence[Row]) -> dict[str, list[Tally]]:
    """Return how many CIs share a value of each trait; the values with the worst states first."""
    states, profiles = of.found.states, of.topology.vocabulary.profiles.values
    kinds = Counter((row[4], states[row[3]]) for row in rows)
    found: dict[str, list[Tally]] = {}
    for trait, value in TRAITS.items():
        counts: dict[str | None, Counter[int]] = defaultdict(Counter)
        for (code, state), number in kinds.items():
            counts[value(profiles[code])][state] += number
        listed = [_tally(name, counted) for name, counted in counts.items()]
        listed.sort(
            key=lambda one: (-one["down"], -one["degraded"], -one["at_risk"], one["value"] or "")
        )
        found[trait] = listed
    return found


def _tally(value: str | None, counts: Counter[int]) -> Tally:
    return {
        "value": value,
        "total": counts.total(),
        "down": counts[DOWN],
        "degraded": counts[DEGRADED],
        "at_risk": counts[AT_RISK],
    }
