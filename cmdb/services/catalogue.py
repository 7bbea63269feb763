"""The services that there are, by name."""

from collections import Counter
from collections.abc import Iterator, Mapping
from heapq import nsmallest
from typing import NamedTuple

from cmdb.impact.model import OK, STATES
from cmdb.impact.rules import evaluate
from cmdb.services.model import Listed, Standing
from cmdb.topology import counting
from cmdb.topology.model import Profile
from cmdb.topology.snapshot import Topology

_SERVICE = "service"
CRITICALITIES = ("critical", "high", "medium", "low", None)


class Wanted(NamedTuple):
    """Every filter that is given must hold. A class means its subclasses too; without one services
    of every kind are meant; `text` is part of a name. Without a lifecycle those in operation are."""

    class_name: str | None = None
    lifecycle: str | None = None
    owner: str | None = None
    support_team: str | None = None
    environment: str | None = None
    criticality: str | None = None
    text: str | None = None


def listed(topology: Topology, wanted: Wanted, after: tuple[str, str], limit: int) -> list[Listed]:
    """Return services by name and id from after the (name, id) given. Raises Invalid for a class."""
    found = [(topology.name(p), topology.id(p), p) for p in _places(topology, wanted)]
    page = sorted(one for one in found if one[:2] > after)[:limit]
    states = _states(topology) if page else {}
    return [_shown(topology, place, states) for _, _, place in page]


def standing(topology: Topology, team: str | None, most: int) -> Standing:
    """Return how services in operation are, a team's where one is given, and the worst of them.

    Those that are alike in that come by criticality and name.
    """
    profiles = topology.vocabulary.profiles.values
    fits = [
        _fits(topology, one, _SERVICE, Wanted())
        and (team is None or team in (one.support_team, one.owner))
        for one in profiles
    ]
    places = counting.places_of(topology, fits)
    states = _states(topology) if places else {}
    worst = nsmallest(most, places, key=lambda place: _rank(topology, place, states))
    counted = Counter(STATES[states.get(place, OK)] for place in places)
    return {
        "count": len(places),
        "states": {state: counted[state] for state in STATES},
        "items": [_shown(topology, place, states) for place in worst],
    }


def _rank(topology: Topology, place: int, states: Mapping[int, int]) -> tuple[int, int, str, str]:
    criticality = CRITICALITIES.index(topology.profile(place).criticality)
    return -states.get(place, OK), criticality, topology.name(place), topology.id(place)


def _places(topology: Topology, wanted: Wanted) -> Iterator[int]:
    kind = wanted.class_name or _SERVICE
    topology.model.ci_class(kind)
    profiles = topology.vocabulary.profiles.values
    fits = [_fits(topology, profile, kind, wanted) for profile in profiles]
    found = counting.places_of(topology, fits)
    if wanted.text is None:
        return iter(found)
    words = wanted.text.casefold().split()
    return (p for p in found if all(word in topology.name(p).casefold() for word in words))


def _fits(topology: Topology, profile: Profile, kind: str, wanted: Wanted) -> bool:
    if not topology.model.is_a(profile.class_name, kind):
        return False
    if wanted.lifecycle is None and not profile.in_operation:
        return False
    names = ("lifecycle", "owner", "support_team", "environment", "criticality")
    return all(getattr(wanted, n) in (None, getattr(profile, n)) for n in names)


def _states(topology: Topology) -> Mapping[int, int]:
    ailing = {place: STATES.index(health) for place, health in topology.ailing().items()}
    return evaluate(topology, ailing).states if ailing else {}


def _shown(topology: Topology, place: int, states: Mapping[int, int]) -> Listed:
    strength = topology.ties.strength
    return {
        "ci": topology.summary(place),
        "state": STATES[states.get(place, OK)] if topology.operating[place] else None,
        "needs": sum(strength[code] > 0 for code in topology.walked_needs(place)[1]),
        "needed_by": sum(strength[code] > 0 for code in topology.walked_users(place)[1]),
    }
