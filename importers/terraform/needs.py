"""What each CI of a state stands to, and how: by references, through what only joins others, and
by `dependencies` where nothing better tells."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from importers.terraform import labels
from importers.terraform.references import Index
from importers.terraform.resources import Resource
from importers.terraform.rules import rule

_MOST_STEPS = 400
"""How far one CI's needs are followed: a state of people has a few dozen, a hostile one no end."""
_MOST_DECLARED = 100
_GUESS = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Edge:
    """One resource names another, with the words of the attribute that does."""

    to: Resource
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A relation between two resources, at least one of them a CI of this state."""

    from_: Resource
    type: str
    to: Resource
    strength: str = ""
    origin: str = "configured"
    confidence: float = 1.0
    group: str = ""

    @property
    def ends(self) -> tuple[Resource, Resource]:
        return self.from_, self.to


Needs = dict[tuple[Resource, Resource], Need]


def needs(resources: Sequence[Resource]) -> list[Need]:
    """Return how the CIs of a state stand to each other, and to what lies outside, each pair once."""
    own = [one for one in resources if one.mode == "managed" and not one.deposed]
    edges = _edges(own, Index(resources))
    found: Needs = {}
    others = [one for one in edges if one.mode != "managed"]
    for one in (*own, *others):
        if one.class_name:
            for need in _reached(one, edges):
                if "managed" in (need.from_.mode, need.to.mode):
                    _keep(found, need)
    for service, workload in labels.selected(own):
        _keep(found, Need(service, "RUNS_ON", workload))
    for need in _declared(own, found):
        _keep(found, need)
    return _settled(found)


def _edges(own: Sequence[Resource], index: Index) -> Mapping[Resource, list[Edge]]:
    edges: dict[Resource, list[Edge]] = defaultdict(list)
    for one in own:
        if one.class_name or one.of.between is not None:
            for reference in index.references(one):
                from_, to = (reference.to, one) if reference.turned else (one, reference.to)
                edges[from_].append(Edge(to, reference.path))
    _add_direct(edges, own)
    return edges


def _add_direct(edges: dict[Resource, list[Edge]], own: Iterable[Resource]) -> None:
    """Add what a resource that joins others names in ways that its attributes do not show."""
    by_base: dict[str, list[Resource]] = defaultdict(list)
    for one in own:
        by_base[one.base].append(one)
    for one in own:
        if one.of.between is None:
            continue
        for base in one.direct[:_MOST_DECLARED]:
            there = by_base.get(base, [])
            if len(there) == 1 and there[0] is not one and not _joined(one, there[0], edges):
                edges[one].append(Edge(there[0], ()))


def _joined(one: Resource, other: Resource, edges: Mapping[Resource, list[Edge]]) -> bool:
    both = (*edges.get(one, ())[:_MOST_STEPS], *edges.get(other, ())[-_MOST_STEPS:])
    return any(edge.to is one or edge.to is other for edge in both)


def _reached(one: Resource, edges: Mapping[Resource, list[Edge]]) -> Iterator[Need]:
    """Yield what a CI names, itself or through resources that are no CIs."""
    waiting: deque[tuple[Edge, frozenset[str], tuple[str, ...]]] = deque(
        (edge, frozenset[str](), edge.words) for edge in edges.get(one, ())
    )
    seen: set[tuple[Resource, tuple[str, ...]]] = set()
    steps = 0
    while waiting and steps < _MOST_STEPS:
        steps += 1
        edge, through, words = waiting.popleft()
        if edge.to is one or (edge.to, words) in seen:
            continue
        seen.add((edge.to, words))
        if edge.to.class_name:
            yield _need(one, edge.to, words, through)
        elif edge.to.of.between is not None and (edge.to, ()) not in seen:
            seen.add((edge.to, ()))
            further = through | {edge.to.type}
            # What a rule asks for is named by the first or by the last.
            near = edges.get(edge.to, ())[:_MOST_STEPS]
            waiting += [(e, further, (*words[:4], *e.words)) for e in near]


def _need(
    one: Resource, other: Resource, words: Sequence[str], through: Iterable[str] = ()
) -> Need:
    found = rule(one.class_name, other.class_name, words, frozenset(through))
    from_, to = (other, one) if found.turned else (one, other)
    return Need(from_, found.type, to, found.strength)


def _keep(found: Needs, need: Need) -> None:
    """Keep one relation a pair: the first that says more than that one needs the other."""
    there = found.get(need.ends)
    if there is None or (there.type == "DEPENDS_ON" != need.type):
        found[need.ends] = need


def _declared(own: Sequence[Resource], found: Needs) -> Iterator[Need]:
    """Yield what only `dependencies` tell: they hold all that a resource needs at any remove."""
    by_base: dict[str, list[Resource]] = defaultdict(list)
    by_index: dict[tuple[str, tuple[str, ...]], Resource] = {}
    for one in own:
        if one.class_name:
            by_base[one.base].append(one)
            by_index[one.base, one.indexes] = one
    near: dict[Resource, set[Resource]] = defaultdict(set)
    for from_, to in found:
        near[from_].add(to)
    for one in own:
        if not (one.class_name and one.dependencies):
            continue
        named = [r for base in one.dependencies for r in _meant(one, base, by_base, by_index)]
        known = _within_reach(one, near)
        new = [] if known is None else [r for r in named if r not in known and r is not one]
        new = new[:_MOST_DECLARED]
        inner = {base for r in new for base in r.dependencies[: 3 * _MOST_DECLARED]}
        for other in new:
            if other.base not in inner and one not in near.get(other, ()):
                yield _supposed(one, other)


def _meant(
    one: Resource,
    base: str,
    by_base: Mapping[str, list[Resource]],
    by_index: Mapping[tuple[str, tuple[str, ...]], Resource],
) -> Sequence[Resource]:
    """Return which instances a resource needs: all, but where both are many, that of its index."""
    there = by_base.get(base, ())
    if len(there) <= 1 or len(by_base[one.base]) == 1:
        return there
    same = by_index.get((base, one.indexes))
    return [same] if same else []


def _within_reach(one: Resource, near: Mapping[Resource, set[Resource]]) -> set[Resource] | None:
    """Return what a CI stands on at any remove; None where that is too much to follow."""
    seen = {one}
    waiting = [one]
    while waiting:
        for other in near.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
            if len(seen) > _MOST_STEPS:
                return None
    return seen


def _supposed(one: Resource, other: Resource) -> Need:
    found = rule(one.class_name, other.class_name)
    plain = found.turned or found.type == "DEPENDS_ON"
    return Need(
        one,
        "DEPENDS_ON" if plain else found.type,
        other,
        # It was made after the other; whether it needs it to run is not said.
        "soft" if plain else found.strength,
        "declared",
        _GUESS,
    )


def _settled(found: Needs) -> list[Need]:
    """Return the relations without those that others of the same CI say better."""
    of: dict[Resource, list[Need]] = defaultdict(list)
    bearers: dict[Resource, Resource] = {}
    for need in found.values():
        of[need.from_].append(need)
        if need.type == "CONNECTED_TO" and need.to.class_name == "network_interface":
            bearers[need.to] = need.from_
    result: Needs = {}
    for one, all_ in of.items():
        for need in _grouped(_placed(_connected(one, all_))):
            stands_for = bearers.get(need.to) if need.type == "HAS_MEMBER" else None
            kept = replace(need, to=stands_for) if stands_for else need
            if kept.from_ is not kept.to:
                _keep(result, kept)
    return list(result.values())


def _connected(one: Resource, all_: list[Need]) -> list[Need]:
    """Leave out a network that is reached by a subnet or an interface: either would seem enough."""
    if one.class_name in ("subnet", "virtual_network"):
        return all_
    nearer = ("network_interface", "subnet")
    for at, class_name in enumerate(nearer):
        if any(n.to.class_name == class_name and n.type != "HAS_MEMBER" for n in all_):
            further = (*nearer[at + 1 :], "virtual_network")
            return [n for n in all_ if n.to.class_name not in further]
    return all_


def _placed(all_: list[Need]) -> list[Need]:
    """A machine of a cluster runs on the cluster, and is only placed on its host."""
    clusters = ("cluster", "kubernetes_cluster")
    if not any(n.type == "RUNS_ON" and n.to.class_name in clusters for n in all_):
        return all_
    return [
        replace(n, type="PLACED_ON")
        if n.type == "RUNS_ON" and n.to.class_name == "hypervisor"
        else n
        for n in all_
    ]


_GROUPS = {"subnet": "subnets", "cloud_resource": "backends"}


def _grouped(all_: list[Need]) -> list[Need]:
    """Of several subnets, or pools behind a balancer, one is enough to go on."""
    result = list(all_)
    for class_name, group in _GROUPS.items():
        like = [at for at, n in enumerate(result) if _alternative(n, class_name)]
        if len(like) > 1:
            for at in like:
                result[at] = replace(result[at], group=group)
    return result


def _alternative(need: Need, class_name: str) -> bool:
    if need.type != "DEPENDS_ON" or need.to.class_name != class_name or need.strength:
        return False
    pools = ("target_group", "server_group", "backend_service", "target_pool")
    return class_name == "subnet" or any(word in need.to.type for word in pools)
