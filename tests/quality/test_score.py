"""The score: 100 less what lowers it, for one CI and for all of them."""

from hypothesis import given
from hypothesis import strategies as st

from cmdb.quality.model import Finding
from cmdb.quality.rules import COSTS, DIMENSIONS, SHARES, Tally, charged, score, together

FINDINGS = st.lists(
    st.builds(Finding, st.sampled_from(sorted(COSTS)), st.text(max_size=2), st.just("")), max_size=9
)


def test_a_ci_without_findings_has_all_points():
    assert score(charged([])) == 100


def test_each_finding_costs_what_its_kind_does():
    found = charged([Finding("stale", "", ""), Finding("duplicate", "", "")])

    assert [(one.finding.kind, one.cost) for one in found] == [("duplicate", 25), ("stale", 15)]
    assert score(found) == 60


def test_a_dimension_costs_at_most_its_share():
    many = [Finding("missing_attribute", str(at), "") for at in range(20)]

    assert score(charged(many)) == 60
    assert charged(many)[-1].cost == 0


def test_the_shares_are_all_there_is_to_lose():
    assert sum(SHARES.values()) == 100
    assert set(DIMENSIONS) == set(COSTS)


@given(FINDINGS)
def test_costs_are_what_is_missing_to_100_in_any_order(findings):
    found = charged(findings)

    assert 0 <= score(found) <= 100
    assert sum(one.cost for one in found) == 100 - score(found)
    assert charged(findings[::-1]) == found


@given(st.lists(FINDINGS, max_size=6), st.integers(0, 6))
def test_tallies_add_up_whatever_they_are_split_by(cis, cut):
    whole, one, other = Tally(), Tally(), Tally()
    for at, findings in enumerate(cis):
        whole.add(charged(findings))
        (one if at < cut else other).add(charged(findings))

    shown = whole.shown()

    assert together([other, one]).shown() == shown
    assert sum(shown["bands"].values()) == len(cis)
    if cis:
        lost = sum(reason["points"] for reason in shown["lowered_by"])
        assert abs(100 - shown["score"] - lost) < 0.01 * (1 + len(shown["lowered_by"]))
