"""What ends: when it counts, in which order it is listed, and what it would hit."""

from datetime import UTC, datetime, timedelta

import pytest
from estates import Estate
from hypothesis import given
from hypothesis import strategies as st

from cmdb import expiry
from cmdb.errors import Invalid
from cmdb.expiry import Ending, Span, until
from cmdb.expiry.rules import days_left, has_ended

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
SPAN = Span(NOW, NOW + timedelta(days=30))


@pytest.mark.parametrize(
    ("within", "day"),
    [
        ("30d", "2026-12-21"),
        ("P30D", "2026-12-21"),
        ("2w", "2026-12-05"),
        ("P2W", "2026-12-05"),
        ("6m", "2027-05-21"),
        ("p6m", "2027-05-21"),
        ("1Y", "2027-11-21"),
        ("P1Y2M3W4D", "2028-02-15"),
        ("PT36H", "2026-11-23"),
        ("0d", "2026-11-21"),
        (" 30 D ", "2026-12-21"),
    ],
)
def test_people_say_how_far_ahead_in_many_ways(within, day):
    assert until(NOW, within).date().isoformat() == day


def test_a_month_after_the_31st_is_the_last_of_the_next():
    assert until(datetime(2027, 1, 31, tzinfo=UTC), "1m").date().isoformat() == "2027-02-28"
    assert until(datetime(2027, 8, 31, tzinfo=UTC), "P6M").date().isoformat() == "2028-02-29"


@pytest.mark.parametrize(
    "within", ["", "soon", "30", "-1d", "P", "PT", "3 fortnights", "P1.5D", "101y", "99999d", "３d"]
)
def test_what_is_no_time_to_look_ahead_is_refused_with_the_forms(within):
    with pytest.raises(Invalid) as caught:
        until(NOW, within)
    assert "30d" in caught.value.remedy


@given(st.text(max_size=12))
def test_any_text_is_understood_or_refused(within):
    try:
        found = until(NOW, within)
    except Invalid:
        return
    assert found >= NOW


def test_a_last_day_is_over_when_the_day_is_and_a_time_when_it_has_come():
    assert not has_ended("2026-11-21", NOW)
    assert has_ended("2026-11-20", NOW)
    assert has_ended("2026-11-21T14:00:00Z", NOW)
    assert not has_ended("2026-11-21T14:00:01Z", NOW)
    assert days_left("2026-12-05T00:00:00Z", NOW) == 14
    assert days_left("2026-11-20", NOW) == -1


@pytest.fixture
def topology():
    """Two services on certificates of which one hits more; a contract that covers a server."""
    estate = Estate()
    estate.ci("pay", "business_service", criticality="critical")
    estate.ci("blog", "business_service", criticality="low")
    for name in ("pay-cert", "blog-cert", "old-cert"):
        estate.ci(name, "certificate", **({"lifecycle": "retired"} if name[0] == "o" else {}))
    estate.relate("pay", "SECURED_BY", "pay-cert")
    estate.relate("blog", "SECURED_BY", "blog-cert")
    estate.ci("care", "contract")
    estate.ci("box", "server")
    estate.relate("box", "COVERED_BY", "care")
    estate.relate("blog", "DEPENDS_ON", "box", strength="soft")
    return estate.topology()


def listed(topology, *endings, **more):
    return expiry.expiring(topology, endings, SPAN, **more)["items"]


def test_what_ends_first_is_first_and_of_one_day_what_hits_most(topology):
    found = listed(
        topology,
        Ending("blog-cert", "expires", "2026-12-05T00:00:00Z"),
        Ending("pay-cert", "expires", "2026-12-05T23:00:00Z"),
        Ending("box", "support", "2026-12-01"),
        Ending("old-cert", "expires", "2026-11-30T00:00:00Z"),
        Ending("gone", "warranty", "2026-11-30"),
    )

    assert [(one["ci"]["name"], one["days"]) for one in found] == [
        ("box", 10),
        ("pay-cert", 14),
        ("blog-cert", 14),
    ]


def test_an_expired_certificate_counts_as_down(topology):
    (one,) = listed(topology, Ending("pay-cert", "expires", "2026-11-20T00:00:00Z"))

    assert one["ended"]
    assert one["hits"]["assumed"] == "itself"
    assert one["hits"]["counts"] == {"down": 1, "degraded": 0, "at_risk": 0}
    assert [(s["ci"]["name"], s["state"]) for s in one["hits"]["services"]] == [("pay", "down")]


def test_of_a_contract_what_it_covers_is_asked(topology):
    (one,) = listed(topology, Ending("care", "expires", "2026-12-01T00:00:00Z"))

    assert one["hits"]["assumed"] == "covered"
    assert [ci["name"] for ci in one["concerns"]] == ["box"]
    assert [(s["ci"]["name"], s["state"]) for s in one["hits"]["services"]] == [
        ("blog", "degraded")
    ]


def test_the_end_of_support_stops_nothing(topology):
    (one,) = listed(topology, Ending("box", "support", "2026-12-01"))

    assert one["hits"] is None
    assert [ci["name"] for ci in one["concerns"]] == ["box"]


def test_pages_join_to_the_whole(topology):
    endings = [
        Ending(ci, kind, f"2026-12-{day:02}")
        for ci in ("pay-cert", "box", "care")
        for kind in expiry.KINDS
        for day in (1, 2)
    ]
    whole = expiry.expiring(topology, endings, SPAN, limit=100)

    pages = [listed(topology, *endings, skip=skip, limit=4) for skip in range(0, 20, 4)]

    assert [one for page in pages for one in page] == whole["items"]
    assert whole["total"] == len(whole["items"]) == 18
    assert listed(topology, *endings, kinds=("support",), limit=100) == [
        one for one in whole["items"] if one["kind"] == "support"
    ]


def test_it_is_found_in_the_graph(hands):
    hands.ci("soon", "certificate", expires_at="2026-12-21T23:59:59Z")
    hands.ci("later", "certificate", expires_at="2026-12-22T00:00:00Z")
    hands.ci("both", "server", support_ends="2026-12-21", warranty_ends="2020-01-01")

    found = hands.graph.read(expiry.ending, SPAN.end)

    assert sorted((one.kind, one.ends) for one in found) == [
        ("expires", "2026-12-21T23:59:59Z"),
        ("support", "2026-12-21"),
        ("warranty", "2020-01-01"),
    ]
