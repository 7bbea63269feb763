"""Outages that overlap: what they do together, which of them it takes, where they could go."""

from datetime import UTC, datetime, timedelta

import pytest
from estates import Estate

from cmdb import collisions
from cmdb.collisions import Limits
from cmdb.errors import Invalid, NotFound

NIGHT = datetime(2026, 12, 1, 22, tzinfo=UTC)


def at(hours):
    return (NIGHT + timedelta(hours=hours)).isoformat()


def outage(name, start, end, *cis):
    return {"name": name, "cis": list(cis), "start": at(start), "end": at(end)}


@pytest.fixture
def topology():
    """A shop on two databases of which one is enough, a mail service apart, two retired ones."""
    estate = Estate()
    estate.ci("shop", quorum={"db": {"needs": 1, "wants": 1}})
    for db in ("db1", "db2"):
        estate.ci(db, "server")
        estate.relate("shop", "DEPENDS_ON", db, group="db")
    estate.ci("front", "business_service", criticality="critical")
    estate.relate("front", "DEPENDS_ON", "shop")
    estate.relate("mail", "DEPENDS_ON", "mx")
    estate.ci("old", "server", lifecycle="retired")
    for key in ("t1", "t2"):
        estate.cis[key] = {"id": key, "name": "twin", "class": "server"}
    return estate.topology()


def found(topology, *outages, now=NIGHT - timedelta(days=1), limits=None, **more):
    planned = collisions.plan({"outages": list(outages), **more})
    return collisions.of(topology, planned, now, limits or Limits()).as_data()


def test_a_pair_taken_down_by_two_harmless_outages(topology):
    said = found(topology, outage("A", 0, 4, "db1"), outage("B", 2, 6, "db2"))
    (one,) = said["collisions"]
    assert (one["outages"], one["sets"], one["minimal"]) == (["A", "B"], [["A", "B"]], True)
    assert [(span["start"].isoformat(), span["end"].isoformat()) for span in one["spans"]] == [
        (at(2), at(4))
    ]
    cis = [(each["ci"]["name"], each["state"], each["alone"]) for each in one["cis"]]
    assert cis == [("front", "down", "at_risk"), ("shop", "down", "at_risk")]
    assert one["cis"][1]["need"]["group"] == "db"
    assert (said["complete"], said["overlaps"], said["notes"]) == (True, 1, [])


def test_the_nearest_free_slot_touches_and_does_not_overlap(topology):
    said = found(topology, outage("A", 0, 4, "db1"), outage("B", 3, 6, "db2"))
    slots = {one["name"]: (one["free_slot"]["shift_s"] / 3600) for one in said["outages"]}
    assert slots == {"A": -1, "B": 1}
    late = found(
        topology,
        outage("A", 0, 4, "db1"),
        outage("B", 3, 6, "db2"),
        now=NIGHT - timedelta(minutes=30),
    )
    assert [one["free_slot"]["shift_s"] / 3600 for one in late["outages"]] == [6, 1]


def test_outages_that_touch_do_not_overlap(topology):
    said = found(topology, outage("A", 0, 4, "db1"), outage("B", 4, 6, "db2"))
    assert (said["collisions"], said["overlaps"]) == ([], 0)
    assert [one["free_slot"] for one in said["outages"]] == [None, None]


def test_zones_are_moments_not_letters(topology):
    planned = [outage("A", 0, 1, "db1"), outage("B", 0, 1, "db2")]
    planned[1] |= {"start": "2026-12-02T06:59:00+08:00", "end": "2026-12-02T09:00:00+08:00"}
    (one,) = found(topology, *planned)["collisions"]
    assert one["spans"][0]["start"] == NIGHT + timedelta(minutes=59)


def test_what_one_outage_does_alone_is_no_collision(topology):
    said = found(topology, outage("A", 0, 4, "db1", "db2"), outage("B", 1, 2, "db2"))
    assert (said["collisions"], said["overlaps"]) == ([], 1)
    assert said["outages"][0]["alone"] == {"down": 4, "degraded": 0, "at_risk": 0}


def test_outages_far_from_each_other_do_not_collide(topology):
    assert found(topology, outage("A", 0, 4, "db1"), outage("B", 0, 4, "mx"))["collisions"] == []


def test_a_collision_names_only_the_outages_that_it_takes(topology):
    said = found(
        topology, outage("A", 0, 4, "db1"), outage("M", 0, 4, "mx"), outage("B", 0, 4, "db2")
    )
    (one,) = said["collisions"]
    assert one["outages"] == ["A", "B"]
    assert [each["collides"] for each in said["outages"]] == [True, False, True]


def test_several_sets_may_each_be_enough(topology):
    said = found(
        topology, outage("A", 0, 4, "db1"), outage("B", 0, 4, "db2"), outage("C", 0, 4, "db2")
    )
    (one,) = said["collisions"]
    assert one["sets"] == [["A", "B"], ["A", "C"]]


def test_what_is_failing_now_may_fail_throughout():
    estate = Estate()
    estate.ci("c", quorum={"g": {"needs": 1, "wants": 1}})
    for name in ("m1", "m2", "m3"):
        estate.ci(name, "server", health="down" if name == "m3" else "ok")
        estate.relate("c", "DEPENDS_ON", name, group="g")
    plan = outage("A", 0, 1, "m1"), outage("B", 0, 1, "m2")
    topology = estate.topology()
    (known,) = found(topology, *plan, baseline="current")["collisions"]
    assert known["cis"][0]["state"] == "down"
    (clean,) = found(topology, *plan)["collisions"]
    assert clean["cis"][0]["state"] == "at_risk"


def test_limits_are_told(topology):
    plan = [outage(f"{n}", 0, 4 + n, f"db{1 + n % 2}") for n in range(4)]
    said = found(topology, *plan, limits=Limits(joint=0))
    assert (said["complete"], said["collisions"]) == (False, [])
    assert said["notes"][0].startswith("3 of 3 overlaps, from 2026-12-01T22:00:00+00:00 on")
    said = found(topology, *plan, limits=Limits(causes=0))
    assert (said["complete"], said["collisions"][0]["minimal"]) == (False, False)
    assert said["collisions"][0]["outages"] == ["0", "1", "2", "3"]
    said = found(topology, *plan, limits=Limits(slots=0))
    assert not said["outages"][0]["free_slot"]["exact"]
    assert said["notes"] == ["nearer free slots may be there for 0, 1, 2, 3"]
    said = found(topology, *plan, limits=Limits(listed=1))
    assert said["notes"] == ["more than 1 CIs collide: not all are listed"]


def test_six_outages_of_which_each_pair_is_enough(topology):
    plan = [outage(f"{n}", 0, 4, f"db{1 + n % 2}") for n in range(6)]
    (one,) = found(topology, *plan)["collisions"]
    assert len(one["sets"]) == 3
    assert all({int(name) % 2 for name in names} == {0, 1} for names in one["sets"])
    assert all(len(names) == 2 for names in one["sets"])


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ([], "outages: is missing or empty"),
        ({"outage": []}, "outage: no such field. Did you mean outages?"),
        ({"outages": [outage("A", 4, 0, "db1")]}, "outages[0].end: the window ends before it"),
        ({"outages": [outage("A", 4, 4, "db1")]}, "outages[0].end: the window ends when it starts"),
        ([outage("A", 0, 1, "db1")] * 2, "outages[1].name: outages[0] is named 'A' too"),
        ([outage("A", 0, 1)], "outages[0].cis: is missing or empty"),
        ([outage(" ", 0, 1, "db1")], "outages[0].name: must be 1 to 200"),
        ([outage("A", 0, 1, {"ci": "db1", "state": "off"})], "outages[0].cis[0].state: 'off' is"),
        ([outage("A", 0, 1, 7)], "outages[0].cis[0]: is neither"),
        ([outage("A", 0, 1, "a") | {"end": "tomorrow"}], "outages[0].end: 'tomorrow' is no time"),
        (
            [outage("A", 0, 1, "a") | {"start": "2026-12-01T22:00:00"}],
            "outages[0].start: 2026-12-01T22:00:00 has no zone",
        ),
        ([outage("A", 0, 1, "a") | {"start": "2026-13-01T22:00:00Z"}], "outages[0].start: 2026-13"),
        ([outage("A", 0, 1, "a") | {"start": "0001-01-01T00:00:00Z"}], "outages[0].start: 0001-01"),
        ([outage("A", 0, 1, "a") | {"start": None}], "outages[0].start: is missing"),
        ([outage("A", 0, 1, "a") | {"why": "x"}], "outages[0].why: no such field"),
        (["A"], "outages[0]: is no object"),
        ([{"name": "A"}] * 501, "outages: has 501 outages"),
        ([outage("A", 0, 1, *["x"] * 20_001)], "outages[0].cis: with these there are more than"),
        ({"outages": [outage("A", 0, 1, "a")], "baseline": "x"}, "baseline: 'x' is none of"),
    ],
)
def test_a_bad_plan_names_the_place(plan, said):
    with pytest.raises(Invalid) as caught:
        collisions.plan(plan)
    assert str(caught.value.problems[0]).startswith(said)


@pytest.mark.parametrize(
    ("ref", "kind", "said"),
    [
        ("db9", NotFound, "There is no CI 'db9'"),
        ("old", Invalid, "'old' cannot fail: old is retired, not in operation"),
        ("twin", Invalid, "2 CIs are named 'twin'"),
    ],
)
def test_cis_that_cannot_fail_are_named_with_their_place(topology, ref, kind, said):
    with pytest.raises(kind) as caught:
        found(topology, outage("A", 0, 1, "db1"), outage("B", 0, 1, "db2", ref))
    assert str(caught.value.problems[0]) == f"outages[1].cis[1]: {said}"


def test_one_outage_collides_with_nobody(topology):
    said = found(topology, outage("A", 0, 1, "db1", {"ci": "db2", "state": "degraded"}))
    assert (said["collisions"], said["complete"]) == ([], True)
