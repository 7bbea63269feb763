"""What the demo estate hides is found."""

from pathlib import Path

import pytest
from estates import Estate

from cmdb import weaknesses
from cmdb.intake.model import Files, ObservedCI, ObservedRelation
from cmdb.weaknesses import Weighed
from importers import cmdb_document

FOLDER = Path(__file__).parents[2] / "docs" / "demo"
NAMES = tuple(sorted(path.name for path in FOLDER.glob("*.yaml")))
PAY = "在线支付服务"
SHOP = "Online shop 网上商城"


@pytest.fixture(scope="module")
def topology():
    """The demo estate, in memory."""
    settings = cmdb_document.Settings(files=Files(FOLDER, NAMES, "demo"))
    observed = list(cmdb_document.read(settings))
    estate, names = Estate(), {}
    for one in observed:
        if isinstance(one, ObservedCI):
            quorum = {"quorum": one.quorum} if one.quorum else {}
            names[one.external_id] = estate.ci(one.name, one.class_name, **one.fields, **quorum)
    for one in observed:
        if isinstance(one, ObservedRelation):
            estate.relate(names[one.from_id], one.type, names[one.to_id], **one.fields)
    return estate.topology()


def points(found, state):
    return {one["ci"]["name"] for one in found.single_points if one["state"] == state}


def test_one_ups_takes_the_payments_down_and_its_twin_does_not(topology):
    found = weaknesses.of(topology, Weighed(PAY))

    assert "bj1-ups-a" in points(found, "down")
    assert "bj1-ups-b" not in points(found, "down") | points(found, "degraded")
    texts = {one["text"] for one in found.common_causes}
    assert "pay-db-1 and pay-db-2 of pay-db-pair's group members share ups bj1-ups-a" in texts


def test_the_pair_of_load_balancers_in_one_rack_is_found(topology):
    found = weaknesses.of(topology, Weighed(SHOP, limit=1_000))

    texts = {one["text"] for one in found.common_causes}
    shared = "shop-lb-1 and shop-lb-2 of shop-entry-point's group load-balancers share rack bj1-r02"
    assert shared in texts


def test_a_planned_failure_of_a_name_server_exposes_the_other(topology):
    found = weaknesses.of(topology, Weighed(SHOP, ("dns-vm-1",), limit=1_000))

    newly = {one["ci"]["name"] for one in found.single_points if one["newly"]}
    assert "dns-vm-2" in newly


def test_the_data_centre_hurts_most(topology):
    *_, found = weaknesses.of_estate(topology, ())

    first = [one["ci"]["name"] for one in found.ranking[:3]]
    assert first == ["Beijing Yizhuang 北京亦庄数据中心", "bj1-building-a", "bj1-room-1"]
