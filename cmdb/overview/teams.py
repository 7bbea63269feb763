"""Who answers for what, by what CIs themselves say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import nsmallest

from cmdb.model import Model
from cmdb.overview.model import OfClass, Team, TeamView
from cmdb.services.catalogue import CRITICALITIES
from cmdb.topology import counting
from cmdb.topology.model import Profile
from cmdb.topology.snapshot import Topology

_SERVICE = "service"
_FEW = 8


def answers(profile: Profile, team: str) -> bool:
    """Tell whether a team owns or supports the CIs of a profile."""
    return team in (profile.support_team, profile.owner)


def teams(model: Model, profiles: Mapping[Profile, int], most: int) -> tuple[list[Team], int]:
    """Return who answers for CIs in operation, for most of them first, and how many there are."""
    cis, services = Counter[str](), Counter[str]()
    for profile, count in profiles.items():
        if not profile.in_operation:
            continue
        for name in {profile.support_team, profile.owner} - {None, ""}:
            cis[str(name)] += count
            if model.is_a(profile.class_name, _SERVICE):
                services[str(name)] += count
    ranked = sorted(cis.items(), key=lambda one: (-one[1], one[0]))
    found = [Team(name=name, cis=count, services=services[name]) for name, count in ranked[:most]]
    return found, len(ranked)


def running(model: Model, profiles: Mapping[Profile, int]) -> int:
    """Return how many services are in operation."""
    return sum(
        count
        for one, count in profiles.items()
        if one.in_operation and model.is_a(one.class_name, _SERVICE)
    )


def nobodys(profiles: Mapping[Profile, int]) -> int:
    """Return how many CIs in operation say of no owner and of no support team."""
    return sum(
        count
        for one, count in profiles.items()
        if one.in_operation and not (one.owner or one.support_team)
    )


def view(topology: Topology, team: str) -> TeamView:
    """Return what a team answers for; nothing where nobody says that it does."""
    values = topology.vocabulary.profiles.values
    fits = [one.in_operation and answers(one, team) for one in values]
    code = topology.profile_code
    places = counting.places_of(topology, fits)
    classes = Counter(values[code(place)].class_name for place in places)
    ill = {place: health for place, health in topology.ailing().items() if fits[code(place)]}
    return {
        "name": team,
        "cis": len(places),
        "classes": [_of_class(*one) for one in classes.most_common()],
        "ailing": [
            {"ci": topology.summary(place), "health": ill[place]}
            for place in _foremost(topology, ill)
        ],
        "ailing_count": len(ill),
        "first": [topology.summary(place) for place in _foremost(topology, places)],
    }


def _of_class(name: str, count: int) -> OfClass:
    return {"class": name, "count": count}


def _foremost(topology: Topology, places: Iterable[int]) -> list[int]:
    """Return the first of the CIs: the most critical, by name."""
    values = topology.vocabulary.profiles.values
    ranks = [CRITICALITIES.index(one.criticality) for one in values]
    by_rank = defaultdict[int, list[int]](list)
    for place in places:
        by_rank[ranks[topology.profile_code(place)]].append(place)
    found: list[int] = []
    for rank in sorted(by_rank):
        if len(found) < _FEW:
            found += nsmallest(_FEW - len(found), by_rank[rank], key=topology.name)
    return found
