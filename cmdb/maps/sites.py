"""At which site is a CI? The one that it reaches in the fewest steps of placement."""

from collections.abc import Iterable

from cmdb.maps.text import clean
from cmdb.topology.snapshot import Topology

_PLACEMENT = frozenset(
    {"CONTAINED_IN", "RUNS_ON", "PLACED_ON", "HAS_MEMBER", "IN_ZONE", "STORED_ON", "CONNECTED_TO"}
)
# Beside real sites what stands for one in a cloud, where nobody sees the building.
_SITES = ("site", "region")
_STEPS = 12
SEVERAL, NOWHERE = "several sites", "no site"


def sites_of(topology: Topology, places: Iterable[int]) -> dict[str, str]:
    """Return the name of the site by CI id; `several sites` where it is equally near to them."""
    ties = topology.ties.values
    placing = [tie.type in _PLACEMENT for tie in ties]
    known: dict[tuple[int, ...], str] = {}
    return {clean(topology.id(place)): _site(topology, place, placing, known) for place in places}


def _site(
    topology: Topology, place: int, placing: list[bool], known: dict[tuple[int, ...], str]
) -> str:
    seen = {place}
    line: tuple[int, ...] = (place,)
    for _ in range(_STEPS):
        found = known.get(line) or _here(topology, line)
        if found:
            known[line] = found
            return found
        following = {
            other
            for one in line
            for other, code in zip(*topology.needs(one), strict=True)
            if placing[code] and other not in seen
        }
        if not following:
            break
        seen |= following
        line = tuple(sorted(following))
    return NOWHERE


def _here(topology: Topology, line: Iterable[int]) -> str | None:
    profile, is_a = topology.profile, topology.model.is_a
    sites = {
        topology.name(place)
        for place in line
        if any(is_a(profile(place).class_name, kind) for kind in _SITES)
    }
    return (sites.pop() if len(sites) == 1 else SEVERAL) if sites else None
