"""What is not known well about a service and about what it stands on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from cmdb.impact.groups import Group
from cmdb.proofs.trust import Known, LinkKey, stale, trust
from cmdb.services.model import Doubt
from cmdb.services.reach import Reach

_LISTED = 20
_WEAK = 0.6  # below what somebody declared, configured or observed lately
_FIELDS = ("owner", "support_team", "criticality")


def of_graph(reach: Reach, pools: Iterable[Group]) -> Iterator[Doubt]:
    """Yield what the graph alone tells, the service's own gaps first."""
    topology, place = reach.topology, reach.place
    profile = topology.profile(place)
    for field in _FIELDS:
        if not getattr(profile, field):
            said = f"the service has no {field.replace('_', ' ')}"
            yield _doubt(reach, f"missing_{field}", said, [place])
    profiles = {p: topology.profile(p) for p in reach.below if topology.operating[p]}
    yield from _some(
        reach,
        "ownerless_suppliers",
        "of what it stands on have neither owner nor support team",
        [p for p, known in profiles.items() if not (known.owner or known.support_team)],
    )
    defaults = dict.fromkeys(group.dependent for group in pools if not group.declared)
    yield from _some(
        reach, "default_quorums", "have a group whose quorum nobody declared", list(defaults)
    )
    yield from _some(
        reach,
        "suppliers_out_of_operation",
        "that are needed are not in operation",
        [p for p in reach.below if not topology.operating[p]],
    )
    yield from _some(
        reach, "needs_non_production", "in production need what is not", _crossing(reach)
    )


def of_evidence(
    reach: Reach,
    cis: Mapping[str, Known],
    relations: Mapping[LinkKey, Known],
    now: datetime,
    stale_after: timedelta,
) -> Iterator[Doubt]:
    """Yield what the sources tell: who is confirmed by none, or seen and written by nobody lately."""
    topology = reach.topology
    standing = [place for place, _ in reach.standing()]
    known = [(place, cis[id_]) for place in standing if (id_ := topology.id(place)) in cis]
    nobody = [place for place, one in known if not one.sources]
    yield from _some(reach, "unconfirmed", "are known to no source, only entered by hand", nobody)
    old = [place for place, one in known if stale(one, now, stale_after)]
    days = stale_after.days
    yield from _some(reach, "stale", f"were neither seen nor written for {days} days", old)
    weak = dict.fromkeys(
        key[0] for key, one in relations.items() if trust(one, now, stale_after)["score"] < _WEAK
    )
    places = [p for ci in weak if (p := topology.place(ci)) is not None]
    yield from _some(reach, "weak_relations", "have a need that is only inferred or stale", places)


def links(reach: Reach) -> set[LinkKey]:
    """Return the relations that the service stands on."""
    topology = reach.topology
    strength = topology.ties.strength
    return {
        (topology.id(place), topology.tie(code).type, topology.id(other))
        for place, _ in reach.standing()
        for other, code in zip(*topology.walked_needs(place), strict=True)
        if strength[code]
    }


def _crossing(reach: Reach) -> list[int]:
    """Return the CIs in production that need one of another environment, other than its standby."""
    topology = reach.topology
    strength = topology.ties.strength

    def environment(place: int) -> str | None:
        return topology.profile(place).environment

    return [
        place
        for place, _ in reach.standing()
        if environment(place) == "production"
        and any(
            strength[code] > 1 and environment(other) not in (None, "production")
            for other, code in zip(*topology.walked_needs(place), strict=True)
        )
    ]


def _some(reach: Reach, kind: str, said: str, places: Sequence[int]) -> Iterator[Doubt]:
    if places:
        total = 1 + len(reach.below)
        yield _doubt(reach, kind, f"{len(places):,} of {total:,} CIs {said}", places)


def _doubt(reach: Reach, kind: str, text: str, places: Sequence[int]) -> Doubt:
    return {
        "kind": kind,  # type: ignore[typeddict-item]  # a kind of the model, some made of a field
        "text": text,
        "count": len(places),
        "cis": [reach.short(place) for place in places[:_LISTED]],
    }
