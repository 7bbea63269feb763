"""How lately anybody saw a CI, and how fresh a source is."""

from datetime import timedelta

from estates import Estate
from judging import CLOCK, NOW, kinds, record, subject

from cmdb.quality.freshness import freshness, sighting


def days(number):
    return NOW - timedelta(days=number)


def source(name, seen_at, **more):
    row = {"kind": "nmap", "cis": 1, "missing": 0, "last_run": None, **more}
    return {name: sighting({"source": name, "seen_at": seen_at, **row}, CLOCK)}


def found(sources=None, **facts):
    estate = Estate()
    estate.ci("box", "server")
    return list(freshness(subject(estate.topology(), "box", **facts), sources or {}, CLOCK))


def test_what_a_fresh_source_sees_is_fresh():
    said = [record("nmap"), record("old")]
    sources = source("nmap", days(1)) | source("old", days(300))

    assert found(sources, said=said, written=days(300)) == []


def test_what_no_source_has_seen_for_long_is_stale():
    (one,) = found(source("nmap", days(31)), said=[record("nmap")], written=days(40))

    assert one.kind == "stale"
    assert one.text == "no source has seen it for 31 days"
    assert "nmap" in one.remedy


def test_who_wrote_it_by_hand_lately_has_seen_it():
    assert found(source("nmap", days(90)), said=[record("nmap")], written=days(3)) == []


def test_what_all_its_sources_miss_is_gone_and_one_that_sees_it_is_enough():
    sources = source("a", days(0)) | source("b", days(0))
    gone, there = record("a", gone=True), record("b")

    assert kinds(found(sources, said=[gone])) == ["gone"]
    assert found(sources, said=[gone, there]) == []


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
