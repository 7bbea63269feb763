"""Which part of the graph belongs on a map: of an impact answer, or round about a CI."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from cmdb.impact.groups import Group, groups_of
from cmdb.impact.model import OK, STATES
from cmdb.impact.rules import CONTRIBUTIONS, Evaluation, plain
from cmdb.maps.model import Hidden, Line, Map, Node, Pool
from cmdb.maps.text import clean, one_line
from cmdb.topology.snapshot import Topology

_NO_LAYER = 9
Walked = tuple[int, int, int]
"""A relation that carries impact: dependent's place, supplier's place, tie code."""


def impacted(found: Evaluation, given: Collection[int], title: str) -> Map:
    """Return everything that is not ok, and the relations over which it came to be so.

    Of what the evaluation starts from, `given` are the places that the question names.
    """
    topology, states = found.topology, found.states
    walked = [
        (user, place, code)
        for place, state in states.items()
        for user, code in zip(*topology.walked_users(place), strict=True)
        if user in states and _contribution(found, state, code)
    ]
    lines = [line_of(topology, one, found) for one in walked]
    listed = list(states.values())
    return Map(
        title=one_line(title),
        revision=topology.revision,
        nodes=nodes_of(topology, states, found, given),
        lines=in_order(lines),
        pools=pools_of(topology, walked, found),
        total=len(states),
        relations=len(lines),
        counts={STATES[state]: listed.count(state) for state in (3, 2, 1)},
    )


def around(topology: Topology, place: int, up: int | None, down: int | None, title: str) -> Map:
    """Return the CI, what needs it and what it needs, so many steps each way (None: all of it).

    What is out of operation is shown and not walked through.
    """
    above = _reached(topology, place, up, upwards=True)
    below = _reached(topology, place, down, upwards=False)
    shown = {place, *above, *below}
    walked = [
        (dependent, supplier, code)
        for dependent in shown
        for supplier, code in _walked(topology, dependent, upwards=False)
        if supplier in shown
    ]
    lines = [line_of(topology, one, None) for one in walked]
    return Map(
        title=one_line(title),
        revision=topology.revision,
        nodes=nodes_of(topology, shown, None, (), place),
        lines=in_order(lines),
        pools=pools_of(topology, walked, None),
        total=len(shown),
        relations=len(lines),
        hidden=_further(topology, shown, (above, up), (below, down)),
    )


def _reached(
    topology: Topology, place: int, most: int | None, *, upwards: bool
) -> Mapping[int, int]:
    """Return place → steps from the CI, itself at 0, one way."""
    steps, line = {place: 0}, [place]
    while line and (most is None or steps[line[0]] < most):
        following = []
        for one in line:
            if one != place and not topology.operating[one]:
                continue
            for other, _ in _walked(topology, one, upwards=upwards):
                if other not in steps:
                    steps[other] = steps[one] + 1
                    following.append(other)
        line = following
    return steps


def _walked(topology: Topology, place: int, *, upwards: bool) -> Iterator[tuple[int, int]]:
    row = topology.walked_users(place) if upwards else topology.walked_needs(place)
    strength = topology.ties.strength
    for other, code in zip(*row, strict=True):
        if strength[code]:
            yield other, code


def _further(
    topology: Topology,
    shown: set[int],
    above: tuple[Mapping[int, int], int | None],
    below: tuple[Mapping[int, int], int | None],
) -> Hidden:
    """Return what is next beyond the last step, both ways."""
    found = [
        other
        for (steps, most), upwards in ((above, True), (below, False))
        for place, step in steps.items()
        if step == most and (step == 0 or topology.operating[place])
        for other, _ in _walked(topology, place, upwards=upwards)
        if other not in shown
    ]
    return Hidden(further_cis=len(set(found)), further_relations=len(found))


def nodes_of(
    topology: Topology,
    places: Iterable[int],
    found: Evaluation | None,
    given: Collection[int],
    asked: int | None = None,
) -> tuple[Node, ...]:
    """Return these CIs in an order that is always the same.

    Without an evaluation their state is what is known of their health.
    """
    summaries = topology.summaries(places)
    classes = topology.model.classes
    ailing = {} if found else topology.ailing()
    known = found.given if found else ailing
    nodes = [
        Node(
            key=clean(ci["id"]),
            name=clean(ci["name"]),
            class_name=ci["class"],
            layer=classes[ci["class"]].layer,
            state=STATES[found.states.get(place, OK)] if found else ailing.get(place),
            given=place in given,
            known=place in known and place not in given,
            asked=place == asked,
            lifecycle=ci["lifecycle"],
            criticality=ci["criticality"],
            environment=ci["environment"],
            in_operation=bool(topology.operating[place]),
        )
        for place, ci in summaries.items()
    ]
    return tuple(sorted(nodes, key=lambda n: (n.layer or _NO_LAYER, n.name, n.key)))


def line_of(topology: Topology, walked: Walked, found: Evaluation | None) -> Line:
    """Return a relation as a line; with an evaluation, with what it passes on."""
    dependent, supplier, code = walked
    tie = topology.tie(code)
    contributes = _contribution(found, found.states.get(supplier, OK), code) if found else OK
    return Line(
        dependent=clean(topology.id(dependent)),
        supplier=clean(topology.id(supplier)),
        type=tie.type,
        verb=topology.model.relation_type(tie.type).verb,
        strength=tie.strength,
        group=None if tie.group is None else one_line(tie.group),
        contributes=STATES[contributes] if contributes else None,
        decided=found is not None and _decided(found, walked),
        origin=tie.origin,
    )


def _contribution(found: Evaluation, state: int, code: int) -> int:
    return CONTRIBUTIONS[state][found.strength[code]]


def _decided(found: Evaluation, walked: Walked) -> bool:
    """Tell whether the relation is one of the need that gave its dependent the state."""
    dependent, supplier, code = walked
    cause = found.causes.get(dependent)
    if isinstance(cause, Group):
        return cause.name == found.topology.ties.group[code] and supplier in cause.hits
    return cause is not None and plain(cause) == (supplier, code)


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines in an order that is always the same."""
    return tuple(sorted(lines, key=lambda line: (line.dependent, line.supplier, line.type)))


def pools_of(
    topology: Topology, walked: Iterable[Walked], found: Evaluation | None
) -> tuple[Pool, ...]:
    """Return the groups with a choice: those of several members, by dependent and name."""
    group_of = topology.ties.group
    wanted = {(one, name) for one, _, code in walked if (name := group_of[code]) is not None}
    asked = {(g.dependent, g.name): g for g in found.groups.all()} if found else {}
    made: dict[int, dict[str, Group]] = {}
    pools = []
    for dependent, name in wanted:
        group = asked.get((dependent, name))
        if group is None:
            if dependent not in made:
                made[dependent] = groups_of(topology, dependent)
            group = made[dependent][name]
        if group.n + group.outside > 1:
            pools.append(_pool(topology, group, hit=(dependent, name) in asked))
    return tuple(sorted(pools, key=lambda pool: (pool.dependent, pool.group)))


def _pool(topology: Topology, group: Group, *, hit: bool) -> Pool:
    state = group.state() if hit else OK
    return Pool(
        dependent=clean(topology.id(group.dependent)),
        group=one_line(group.name),
        needs=group.needs,
        wants=group.wants,
        members=group.n,
        declared=group.declared,
        working=group.working if hit else None,
        state=STATES[state] if state else None,
    )
