"""A CI as it is judged: what the topology and the database know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmdb.model import CiClass
from cmdb.quality.model import NOBODY, Said
from cmdb.topology.model import Profile
from cmdb.topology.snapshot import Topology

_OWNED_BY, _SUPPORTED_BY = "OWNED_BY", "SUPPORTED_BY"


@dataclass(frozen=True, slots=True)
class Subject:
    """A CI in operation. `values` has the attributes that its class recommends, requires or is
    identified by, as far as they are set; people `pinned` some attributes. `not_same` are CIs that
    somebody said it is not. `written_at` is when its last revision was made.

    `owner` and `support_team` may come from its relations OWNED_BY and SUPPORTED_BY.
    """

    place: int
    id: str
    name: str
    ci_class: CiClass
    profile: Profile
    owner: str | None
    support_team: str | None
    values: Mapping[str, Any]
    said: Sequence[Said]
    last_seen: datetime | None
    written_at: datetime | None
    pinned: frozenset[str] = frozenset()
    not_same: frozenset[str] = frozenset()

    @property
    def team(self) -> str | None:
        return _team(self.ci_class, self.owner, self.support_team)

    @property
    def ref(self) -> str:
        """What names it on a command line."""
        named = f"{self.ci_class.name}:{self.name}"
        return f'"{named}"' if " " in named else named


def answering(topology: Topology, place: int) -> tuple[str | None, str | None]:
    """Return who owns and who supports a CI: its fields, else its relations to who does."""
    profile = topology.profile(place)
    owner, team = profile.owner, profile.support_team
    if owner and team:
        return owner, team
    return (
        owner or _related(topology, place, _OWNED_BY),
        team or _related(topology, place, _SUPPORTED_BY),
    )


def _related(topology: Topology, place: int, kind: str) -> str | None:
    ties, operating = topology.ties.values, topology.operating
    pairs = zip(*topology.needs(place), strict=True)
    names = [topology.name(p) for p, code in pairs if ties[code].type == kind and operating[p]]
    return min(names, default=None)


def team_of(topology: Topology, place: int) -> str | None:
    """Return the team that a CI counts for: who supports it, else who owns it, else nobody.

    None of people, papers and the like, beside the layers: nobody need answer for these.
    """
    ci_class = topology.model.ci_class(topology.profile(place).class_name)
    return _team(ci_class, *answering(topology, place))


def _team(ci_class: CiClass, owner: str | None, support_team: str | None) -> str | None:
    return support_team or owner or (None if ci_class.layer is None else NOBODY)


def answered_nearby(topology: Topology, place: int) -> bool:
    """Tell whether somebody answers for a CI that this one needs, or that needs it: a volume is its
    storage system's, an interface its switch's."""
    strength = topology.ties.strength
    return any(
        strength[code] and any(answering(topology, other))
        for row in (topology.needs(place), topology.users(place))
        for other, code in zip(*row, strict=True)
    )


def attributes(ci_class: CiClass) -> list[str]:
    """Return the names of the attributes by which a CI of the class is judged."""
    wanted = {a.name for a in ci_class.attributes.values() if a.required or a.recommended}
    return sorted(wanted | {name for names in ci_class.identified_by for name in names})
