"""The services that there are, by name."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cmdb.impact.model import OK, STATES
from cmdb.impact.rules import evaluate
from cmdb.services.model import Listed
from cmdb.topology.model import Profile
from cmdb.topology.snapshot import Topology

_SERVICE = "service"


class Wanted(NamedTuple):
    """Every filter that is given must hold. A class means its subclasses too; without one services
    of every kind are meant. Without a lifecycle those in operation are."""

    class_name: str | None = None
    lifecycle: str | None = None
    owner: str | None = None
    support_team: str | None = None
    environment: str | None = None
    criticality: str | None = None


def listed(topology: Topology, wanted: Wanted, after: tuple[str, str], limit: int) -> list[Listed]:
    """Return services by name and id from after the (name, id) given. Raises Invalid for a class."""
    found = [(topology.name(p), topology.id(p), p) for p in _places(topology, wanted)]
    page = sorted(one for one in found if one[:2] > after)[:limit]
    states = _states(topology) if page else {}
    return [_shown(topology, place, states) for _, _, place in page]


def _places(topology: Topology, wanted: Wanted) -> Iterator[int]:
    kind = wanted.class_name or _SERVICE
    topology.model.ci_class(kind)
    profiles = topology.vocabulary.profiles.values
    fits = [_fits(topology, profile, kind, wanted) for profile in profiles]
    code = topology.profile_code
    return (place for place in topology.places() if fits[code(place)])


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
