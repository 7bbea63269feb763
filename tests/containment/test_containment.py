"""The tree: sites down to devices, clusters down to hosts and machines."""

import pytest

from cmdb import containment
from cmdb.containment import ContainmentKeeper
from cmdb.errors import NotFound
from cmdb.topology import TopologyKeeper


@pytest.fixture
def tree(hands):
    """Asks the tree of the graph as it is."""
    topology, keeper = TopologyKeeper(hands.graph, hands.model), ContainmentKeeper()

    class Tree:
        def roots(self, group, skip=0, limit=50):
            page = keeper.roots(topology.current(), group, skip, limit)
            return [(one.ci["name"], one.children) for one in page.nodes], page.total

        def under(self, ref, skip=0, limit=50):
            page = containment.children(topology.current(), ref, skip, limit)
            return [one.ci["name"] for one in page.nodes]

        def way(self, ref):
            return [one.ci["name"] for one in containment.path(topology.current(), ref)]

    return Tree()


@pytest.fixture
def estate(hands):
    """bj1 → r1, r2; r1 holds host-1, host-2, members of k8s, on which vm-1 runs, and db on it."""
    site, cluster = hands.ci("bj1", "site"), hands.ci("k8s", "kubernetes_cluster")
    racks = [hands.ci(f"r{n}", "rack") for n in (1, 2)]
    hosts = [hands.ci(f"host-{n}", "hypervisor") for n in (1, 2, 10)]
    vm, db = hands.ci("vm-1", "virtual_machine"), hands.ci("db", "database_instance")
    for rack in racks:
        hands.relate(rack, "CONTAINED_IN", site)
    for host in hosts[:2]:
        hands.relate(host, "CONTAINED_IN", racks[0])
        hands.relate(cluster, "HAS_MEMBER", host)
    hands.relate(vm, "RUNS_ON", cluster)
    hands.relate(db, "RUNS_ON", vm)
    return {"vm": vm, "hosts": hosts, "racks": racks}


@pytest.mark.usefixtures("estate")
def test_places_platforms_and_what_stands_nowhere_are_apart(tree):
    assert tree.roots("places") == ([("bj1", 2)], 1)
    assert tree.roots("platforms") == ([("k8s", 3)], 1)
    assert tree.roots("clouds") == ([], 0)
    assert tree.roots("unplaced") == ([("host-10", 0)], 1)


@pytest.mark.usefixtures("estate")
def test_a_level_holds_what_is_in_it_by_name_as_people_count(tree):
    assert tree.under("bj1") == ["r1", "r2"]
    assert tree.under("r1") == ["host-1", "host-2"]
    assert tree.under("k8s") == ["host-1", "host-2", "vm-1"]
    assert tree.under("vm-1") == ["db"]
    assert tree.under("r2") == []
    assert tree.under("k8s", 1, 1) == ["host-2"]
    with pytest.raises(NotFound):
        tree.under("nowhere")


@pytest.mark.usefixtures("estate")
def test_the_way_down_to_a_ci_begins_at_a_root(tree):
    assert tree.way("db") == ["k8s", "vm-1", "db"]
    assert tree.way("host-1") == ["bj1", "r1", "host-1"]
    assert tree.way("bj1") == ["bj1"]


def test_what_is_retired_is_not_in_the_tree(hands, tree, estate):
    hands.set(estate["racks"][1], lifecycle="retired")
    hands.set(estate["vm"], lifecycle="retired")

    assert tree.under("bj1") == ["r1"]
    assert tree.under("k8s") == ["host-1", "host-2"]
    assert tree.way("db") == ["db"]


def test_a_circle_has_an_end(hands, tree):
    a, b = hands.ci("a"), hands.ci("b")
    hands.relate(a, "RUNS_ON", b)
    hands.relate(b, "RUNS_ON", a)

    assert tree.way("a") == ["b", "a"]
    assert tree.under("a") == ["b"]


def test_a_zone_stands_between_a_region_and_what_is_in_it(hands, tree):
    region, zone = hands.ci("eu", "region"), hands.ci("eu-1", "availability_zone")
    vm, box = hands.ci("vm", "virtual_machine"), hands.ci("bucket", "object_store")
    hands.relate(zone, "IN_REGION", region)
    hands.relate(vm, "IN_ZONE", zone)
    hands.relate(vm, "IN_REGION", region)
    hands.relate(box, "IN_REGION", region)

    assert tree.under("eu") == ["eu-1", "bucket"]
    assert tree.under("eu-1") == ["vm"]
    assert tree.way("vm") == ["eu", "eu-1", "vm"]
