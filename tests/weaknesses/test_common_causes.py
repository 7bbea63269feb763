"""Hidden common causes are those that trying every CI on the whole graph finds."""

from estates import Estate
from hypothesis import given, settings
from random_estates import estates

from cmdb.impact.groups import decided, groups_of
from cmdb.impact.rules import CONTRIBUTIONS, evaluate
from cmdb.weaknesses.circuit import whole
from cmdb.weaknesses.common_causes import CommonCauses, nearest
from cmdb.weaknesses.rules import sweep

THOROUGH = settings(max_examples=150, deadline=None)


def learned(topology, at_once=4):
    circuit = whole(topology)
    causes = CommonCauses(circuit)
    for some, found in sweep(circuit, circuit.order, {}, at_once):
        causes.add(some, found)
    return circuit, causes


def contributions(topology, dependent, group, states):
    """What members contribute, the worst of several relations to one."""
    found = dict.fromkeys(group.members, 0)
    for supplier, code in zip(*topology.walked_needs(dependent), strict=True):
        if topology.ties.group[code] == group.name and supplier in found:
            state = CONTRIBUTIONS[states.get(supplier, 0)][topology.ties.strength[code]]
            found[supplier] = max(found[supplier], state)
    return found


def tried(topology):
    """(dependent, group) → those whose failure breaks it, by evaluating each on the whole graph."""
    result = {}
    for cause in topology.places():
        if not topology.operating[cause]:
            continue
        states = evaluate(topology, {cause: 3}).states
        for dependent in topology.places():
            if not topology.operating[dependent] or cause == dependent:
                continue
            for name, group in groups_of(topology, dependent).items():
                spare = group.n > group.needs
                if not spare or cause in group.members:
                    continue
                got = list(contributions(topology, dependent, group, states).values())
                if decided([got.count(s) for s in range(4)], group.needs, group.wants) == 3:
                    result.setdefault((dependent, name), set()).add(cause)
    return result


@THOROUGH
@given(estates())
def test_common_causes_are_those_that_trying_every_ci_finds(estate):
    topology = estate.topology()
    _, causes = learned(topology)

    found = {(one.dependent, one.pool.name): set(one.alone) for one in causes.all()}
    assert found == tried(topology)


@THOROUGH
@given(estates())
def test_a_nearest_cause_is_one_that_takes_down_no_nearer_one(estate):
    topology = estate.topology()
    circuit, causes = learned(topology)
    for shared in causes.all():
        downs = {
            c: {p for p, s in evaluate(topology, {c: 3}).states.items() if s == 3}
            for c in shared.alone
        }
        expected = {
            topology.name(c)
            for c in downs
            if not any(o in downs[c] and c not in downs[o] for o in downs if o != c)
        }
        told = list(nearest(circuit, causes, shared))
        assert {one["cause"]["name"] for one in told} == expected
        assert all(one["failing_count"] > one["tolerated"] for one in told)


def test_of_rack_room_and_site_the_rack_is_told():
    estate = Estate()
    estate.ci("site", "site"), estate.ci("room", "room"), estate.ci("rack", "rack")
    estate.relate("rack", "CONTAINED_IN", "room")
    estate.relate("room", "CONTAINED_IN", "site")
    for n in range(1, 6):
        estate.relate("web", "HAS_MEMBER", estate.ci(f"host-{n}", "server"))
        estate.relate(f"host-{n}", "CONTAINED_IN", "rack")
    circuit, causes = learned(estate.topology())

    ((one,),) = [list(nearest(circuit, causes, shared)) for shared in causes.all()]
    assert one["text"] == "host-1, host-2, host-3 and 2 more of web's group members share rack rack"
    assert one["others"] == 2


def test_a_cause_that_fails_the_dependent_anyway_is_marked():
    estate = Estate()
    for n in (1, 2):
        estate.relate("server", "POWERED_BY", estate.ci(f"pdu-{n}", "pdu"))
        estate.relate(f"pdu-{n}", "CONTAINED_IN", estate.ci("rack", "rack"))
    estate.relate("server", "CONTAINED_IN", "rack")
    circuit, causes = learned(estate.topology())

    ((one,),) = [list(nearest(circuit, causes, shared)) for shared in causes.all()]
    assert one["alone"] is False
