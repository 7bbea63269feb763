"""How many members a group needs and wants: IMPACT.md, The graph."""

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid
from cmdb.model.quorum import Quorum, parse

sizes = st.integers(1, 500)
amounts = st.one_of(
    st.integers(1, 1000),
    st.integers(1, 100).map(lambda n: f"{n}%"),
    st.sampled_from(["majority", "n-1", "all"]),
)
quorums = st.builds(Quorum, amounts, st.none() | amounts)


@pytest.mark.parametrize(
    ("data", "n", "expected"),
    [
        (1, 3, (1, 1)),
        (5, 3, (3, 3)),
        ("majority", 1, (1, 1)),
        ("majority", 2, (2, 2)),
        ("majority", 3, (2, 2)),
        ("majority", 4, (3, 3)),
        ("majority", 5, (3, 3)),
        ("n-1", 1, (1, 1)),
        ("n-1", 2, (1, 1)),
        ("n-1", 10, (9, 9)),
        ("all", 4, (4, 4)),
        ("50%", 3, (2, 2)),
        ("50%", 4, (2, 2)),
        ("67%", 3, (3, 3)),
        ("66%", 3, (2, 2)),
        ("1%", 3, (1, 1)),
        ("100%", 7, (7, 7)),
        ({"needs": "50%", "wants": "n-1"}, 10, (5, 9)),
        ({"needs": "50%", "wants": "n-1"}, 1, (1, 1)),
        ({"needs": 3, "wants": 1}, 5, (3, 3)),
        ({"needs": 1, "wants": 9}, 5, (1, 5)),
        ({"needs": 1, "wants": None}, 5, (1, 1)),
    ],
)
def test_a_quorum_is_resolved_for_a_group(data, n, expected):
    assert parse(data).resolve(n) == expected


@pytest.mark.parametrize(
    "data",
    [
        *(
            0,
            -1,
            True,
            1.5,
            None,
            1_000_001,
            "",
            "0%",
            "101%",
            "050%",
            "50 %",
            "1.5%",
            "most",
            "n-2",
        ),
        *("١%", "5", [], {}, {"needs": 0}, {"wants": 1}, {"needs": 1, "wants": "x"}),
        {"needs": 1, "want": 2},
    ],
)
def test_what_is_no_quorum_is_refused(data):
    with pytest.raises(Invalid, match="quorum"):
        parse(data)


@given(quorums, sizes)
def test_a_quorum_stays_within_its_group(quorum, n):
    k, m = quorum.resolve(n)

    assert 1 <= k <= m <= n


@given(st.integers(1, 100), sizes)
def test_a_share_is_rounded_up_exactly(share, n):
    assert Quorum(f"{share}%").resolve(n)[0] == max(1, ceil(Fraction(share * n, 100)))


@given(quorums, sizes)
def test_a_larger_group_never_needs_fewer(quorum, n):
    small, large = quorum.resolve(n), quorum.resolve(n + 1)

    assert small[0] <= large[0]
    assert small[1] <= large[1]


@given(quorums)
def test_a_quorum_written_reads_back_the_same(quorum):
    assert parse(quorum.as_data()) == quorum


@given(quorums, sizes)
def test_only_a_count_can_ask_for_more_than_there_are(quorum, n):
    counts = [a for a in (quorum.needs, quorum.wants) if isinstance(a, int)]

    assert quorum.larger_than(n) == any(count > n for count in counts)
