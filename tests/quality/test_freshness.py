"""How lately anybody saw a CI, and how fresh a source is."""

from datetime import timedelta

from estates import Estate
from judging import CLOCK, NOW, kinds, record, subject

from cmdb.quality.freshness import freshness, sighting


def days(number):
    return NOW - timedelta(days=number)


def source(name, seen_at, **more):
    row = {"kind": "nmap", "cis": 1, "missing": 0, "scopes": 1, "incomplete": 0, "last_run": None}
    return {name: sighting({"source": name, "seen_at": seen_at, **row, **more}, CLOCK)}


def found(whole=None, **facts):
    estate = Estate()
    estate.ci("box", "server")
    return list(freshness(subject(estate.topology(), "box", **facts), whole or {}, CLOCK))


def test_what_one_source_has_seen_lately_is_fresh():
    said = [record("nmap", seen_at=days(1)), record("old", seen_at=days(300))]

    assert found(said=said, written=days(300)) == []


def test_what_stands_in_a_scope_that_was_seen_whole_was_seen_then():
    said = [record("cloud", seen_at=days(90), scope="eu")]

    assert found({("cloud", "eu"): days(2)}, said=said, written=days(90)) == []
    (one,) = found({("cloud", "us"): days(2)}, said=said, written=days(90))
    assert one.text == "no source has seen it for 90 days"


def test_what_no_source_has_seen_for_long_is_stale():
    (one,) = found(said=[record("nmap", seen_at=days(31))], written=days(40))

    assert one.kind == "stale"
    assert one.text == "no source has seen it for 31 days"
    assert "nmap" in one.remedy


def test_who_wrote_it_by_hand_lately_has_seen_it():
    assert found(said=[record("nmap", seen_at=days(90))], written=days(3)) == []


def test_what_all_its_sources_miss_is_gone_and_one_that_sees_it_is_enough():
    gone, there = record("a", gone=True), record("b")

    assert kinds(found(said=[gone])) == ["gone"]
    assert found(said=[gone, there]) == []


def test_what_is_kept_by_hand_is_looked_at_once_a_year():
    assert found(written=days(359)) == []
    assert kinds(found(written=days(361))) == ["unverified"]
    assert found(written=days(361), last_seen=days(2)) == []


def test_a_source_says_its_age_against_the_limit():
    assert source("a", days(31))["a"]["stale"]
    fresh = source("a", days(30))["a"]
    assert (fresh["age_days"], fresh["limit_days"], fresh["stale"]) == (30, 30, False)


def test_a_source_that_was_never_seen_whole_is_stale():
    never = source("a", None)["a"]

    assert never["stale"]
    assert never["age_days"] is None
