"""What cannot be right about how a CI stands in the graph: pure questions to the topology."""

from collections.abc import Iterator, Sequence

from cmdb.impact.groups import Group, groups_of
from cmdb.model.quorum import Quorum
from cmdb.quality.model import Finding, Kind
from cmdb.quality.subject import Subject
from cmdb.topology.snapshot import Topology

_NAMED = 3
_LISTED = 20
_PRODUCTION = "production"
_CONTAINED_IN = "CONTAINED_IN"
_GONE = ("retired", "disposed")
_SOFT = 2


def structure(topology: Topology, subject: Subject) -> Iterator[Finding]:
    """Yield what is wrong with the relations and the quorums of a CI in operation."""
    place = subject.place
    suppliers, codes = topology.needs(place)
    if not len(suppliers) and not len(topology.users(place)[0]) and subject.ci_class.operational:
        yield Finding(
            "orphan",
            "it has no relation at all: nothing says what needs it, or where it stands",
            f"cmdb relate {subject.ref} RUNS_ON … or cmdb retire {subject.ref}",
        )
    pairs = list(zip(suppliers, codes, strict=True))
    yield from _forbidden(topology, subject, pairs)
    yield from _parents(topology, subject, pairs)
    yield from _needs(topology, subject, pairs)
    if topology.quorums(place):
        yield from _quorums(topology, subject)


Pairs = Sequence[tuple[int, int]]


def _forbidden(topology: Topology, subject: Subject, pairs: Pairs) -> Iterator[Finding]:
    model, ties = topology.model, topology.ties.values
    for supplier, code in pairs:
        type_, other = ties[code].type, topology.profile(supplier).class_name
        if not model.allows(type_, subject.ci_class.name, other):
            name = _name(topology, supplier)
            yield Finding(
                "forbidden_pair",
                f"{type_} leads to {name}, which the model does not allow from a "
                f"{subject.ci_class.name}",
                f"cmdb unrelate {subject.ref} {type_} {_ref(topology, supplier)}",
                (topology.id(supplier),),
            )


def _parents(topology: Topology, subject: Subject, pairs: Pairs) -> Iterator[Finding]:
    ties, operating = topology.ties.values, topology.operating
    parents = [p for p, code in pairs if ties[code].type == _CONTAINED_IN and operating[p]]
    if len(parents) > 1:
        yield _about(
            topology, "two_parents", "it is contained in {}: a thing stands in one place", parents
        )._replace(remedy=f"cmdb unrelate {subject.ref} CONTAINED_IN … (the wrong one)")


def _needs(topology: Topology, subject: Subject, pairs: Pairs) -> Iterator[Finding]:
    """Yield what it needs and should not: of another environment, or not in operation."""
    strength, operating = topology.ties.strength, topology.operating
    retired: list[int] = []
    waiting: list[int] = []
    crossing: list[int] = []
    for supplier, code in pairs:
        if not strength[code]:
            continue
        profile = topology.profile(supplier)
        if not operating[supplier]:
            (retired if profile.lifecycle in _GONE else waiting).append(supplier)
        elif strength[code] >= _SOFT and profile.environment not in (None, _PRODUCTION):
            crossing.append(supplier)
    if retired:
        yield _about(topology, "needs_retired", "it needs {}, retired", retired)._replace(
            remedy=f"cmdb unrelate {subject.ref} … or restore what it needs"
        )
    if waiting:
        yield _about(
            topology, "needs_not_operational", "it needs {}, not in operation yet", waiting
        )._replace(remedy="set lifecycle=operational on what is in use, or relate it when it is")
    if crossing and subject.profile.environment == _PRODUCTION:
        yield _about(
            topology,
            "needs_non_production",
            "it is in production and needs {}, not production",
            crossing,
        )._replace(remedy=f"move the need, or correct the environment of {subject.ref} or of these")


def _quorums(topology: Topology, subject: Subject) -> Iterator[Finding]:
    groups = groups_of(topology, subject.place)
    for name, quorum in sorted(topology.quorums(subject.place).items()):
        group = groups.get(name)
        if group is None or not group.n:
            yield Finding(
                "quorum_without_members",
                f"a quorum is declared for {name}, and no member of it is in operation",
                f"relate its members with group={name}, or "
                f"cmdb quorum {subject.ref} {name} default",
            )
        elif group.larger:
            yield Finding(
                "impossible_quorum",
                f"the quorum of {name} says {group.largest()}, and {group.n} "
                f"{'is' if group.n == 1 else 'are'} in operation",
                f"cmdb quorum {subject.ref} {name} {group.n}, or relate the members that are missing",
            )
        elif _below(quorum, group):
            yield Finding(
                "wants_below_needs",
                f"of {name} it wants {quorum.wants} and needs {quorum.needs}",
                f"cmdb quorum {subject.ref} {name} {quorum.needs} --wants …",
            )


def _below(quorum: Quorum, group: Group) -> bool:
    if quorum.wants is None:
        return False
    return Quorum(quorum.wants).resolve(group.n)[0] < quorum.resolve(group.n)[0]


def _about(topology: Topology, kind: Kind, text: str, places: Sequence[int]) -> Finding:
    """Return a finding about other CIs: the first are named, `{}` in the text."""
    ordered = sorted(set(places), key=lambda p: (topology.name(p), topology.id(p)))
    more = len(ordered) - _NAMED
    names = ", ".join(_name(topology, place) for place in ordered[:_NAMED])
    said = f"{names} and {more} more" if more > 0 else names
    ids = tuple(topology.id(place) for place in ordered[:_LISTED])
    return Finding(kind, text.replace("{}", said), "", ids)


def _name(topology: Topology, place: int) -> str:
    return f"{topology.profile(place).class_name} {topology.name(place)}"


def _ref(topology: Topology, place: int) -> str:
    named = f"{topology.profile(place).class_name}:{topology.name(place)}"
    return f'"{named}"' if " " in named else named
