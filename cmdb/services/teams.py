"""Who answers for a service, and which teams would be called for what it stands on."""

from collections import defaultdict
from collections.abc import Iterator

from cmdb.services.model import Called, Teams
from cmdb.services.reach import Reach


def teams(reach: Reach) -> Teams:
    """Return owner and team by field and by relation; below, the teams with the most CIs first."""
    profile = reach.topology.profile(reach.place)
    by_team: dict[str, list[tuple[int, int]]] = defaultdict(list)
    nobody = 0
    for place, level in reach.standing():
        named = answering(reach, place)
        nobody += not named
        for team in named:
            by_team[team].append((place, level))
    called = [_called(reach, team, placed) for team, placed in by_team.items()]
    called.sort(key=lambda one: (one["nearest"] > 0, -one["cis"], one["team"]))
    return {
        "owner": profile.owner,
        "support_team": profile.support_team,
        "owned_by": [reach.short(p) for p in _related(reach, reach.place, "OWNED_BY")],
        "supported_by": [reach.short(p) for p in _related(reach, reach.place, "SUPPORTED_BY")],
        "called": called,
        "nobody": nobody,
    }


def answering(reach: Reach, place: int) -> list[str]:
    """Return the names of the teams that are called when a CI fails, each once."""
    topology = reach.topology
    field = topology.profile(place).support_team
    related = [topology.name(p) for p in _related(reach, place, "SUPPORTED_BY")]
    return list(dict.fromkeys([*([field] if field else []), *related]))


def _related(reach: Reach, place: int, type_: str) -> Iterator[int]:
    ties = reach.topology.ties.values
    for other, code in zip(*reach.topology.needs(place), strict=True):
        if ties[code].type == type_:
            yield other


def _called(reach: Reach, team: str, placed: list[tuple[int, int]]) -> Called:
    profiles = [reach.topology.profile(place) for place, _ in placed]
    classes: dict[str, int] = defaultdict(int)
    for profile in profiles:
        classes[profile.class_name] += 1
    return {
        "team": team,
        "cis": len(placed),
        "critical": sum(profile.criticality == "critical" for profile in profiles),
        "nearest": min(level for _, level in placed),
        "classes": dict(sorted(classes.items(), key=lambda item: (-item[1], item[0]))),
    }
