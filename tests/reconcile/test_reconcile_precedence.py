"""Whose value holds does not depend on who spoke first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.model import load
from cmdb.reconcile.precedence import (
    Claim,
    Conflict,
    Precedence,
    Rule,
    Winner,
    conflicts,
    ranked,
    winners,
)

NOW = datetime(2027, 1, 31, tzinfo=UTC)
SERVER = load().ci_class("server")
VM = load().ci_class("virtual_machine")


def days_ago(days):
    return NOW - timedelta(days=days)


def claim(source, *, observed=None, seen=None, **fields):
    return Claim(
        source,
        source.partition(":")[0],
        fields,
        None if observed is None else days_ago(observed),
        None if seen is None else days_ago(seen),
    )


def order(*names, **said):
    return Precedence(Rule(names, **said))


def held(claims, precedence, of=SERVER, **pinned):
    return {n: w.value for n, w in winners(of, claims, NOW, precedence, pinned).items()}


def test_the_source_that_stands_first_wins_attribute_by_attribute():
    claims = [claim("nmap:a", os="Linux", owner="nobody"), claim("glpi:a", os="Debian")]

    assert held(claims, order("glpi", "nmap")) == {"os": "Debian", "owner": "nobody"}


def test_who_is_not_in_the_order_comes_last_or_where_the_star_stands():
    claims = [
        claim("nmap:a", os="Linux"),
        claim("odd:a", os="Plan 9"),
        claim("glpi:a", os="Debian"),
    ]

    assert held(claims, order("nmap", "glpi")) == {"os": "Linux"}
    assert held(claims, order("*", "nmap", "glpi")) == {"os": "Plan 9"}


def test_a_source_instance_may_stand_elsewhere_than_its_kind():
    claims = [
        claim("netbox:lab", os="lab"),
        claim("netbox:prod", os="prod"),
        claim("glpi:a", os="g"),
    ]

    assert held(claims, order("netbox", "glpi", "netbox:lab")) == {"os": "prod"}
    assert held(claims[:1] + claims[2:], order("netbox", "glpi", "netbox:lab")) == {"os": "g"}


def test_none_and_empty_text_claim_nothing():
    claims = [claim("glpi:a", os=None, tags=[], owner=""), claim("nmap:a", os="Linux", tags=["x"])]

    assert held(claims, order("glpi", "nmap")) == {"os": "Linux", "tags": ["x"]}


def test_false_and_nought_are_values():
    assert held([claim("glpi:a", n=0, b=False)], order("glpi")) == {"n": 0, "b": False}


def test_what_is_said_of_an_attribute_outranks_what_is_said_of_a_class():
    precedence = Precedence(
        Rule(("a", "b", "c")),
        {"server": Rule(("b", "a", "c")), "ci": Rule(("c", "a", "b"))},
        {("hardware", "os"): Rule(("c", "b", "a"))},
    )
    claims = [claim(n, os=n, owner=n) for n in "abc"]

    assert held(claims, precedence) == {"os": "c", "owner": "b"}
    assert held(claims, precedence, VM) == {"os": "c", "owner": "b"}, "inherited"
    assert held(claims, precedence, load().ci_class("queue")) == {"os": "c", "owner": "c"}


def test_each_key_is_looked_up_for_itself():
    precedence = Precedence(
        Rule(("a", "b"), {"a": 10}), {}, {("server", "os"): Rule(order=("a", "b"))}
    )

    assert held([claim("a", os="a", seen=11), claim("b", os="b")], precedence) == {"os": "b"}


def test_a_word_that_is_too_old_ranks_behind_every_fresh_one_but_holds_alone():
    precedence = order("glpi", "nmap", authority_days={"glpi": 30})
    stale = claim("glpi:a", os="Debian", seen=31)

    assert held([stale, claim("nmap:a", os="Linux")], precedence) == {"os": "Linux"}
    assert held([claim("glpi:a", os="D", seen=30), claim("nmap:a", os="L")], precedence) == {
        "os": "D"
    }
    assert winners(SERVER, [stale], NOW, precedence)["os"] == Winner(
        "Debian", ("glpi:a",), expired=True
    )


def test_how_old_a_word_is_follows_from_what_the_source_itself_says():
    precedence = order("glpi", "nmap", authority_days={"*": 30})
    old_scan = claim("glpi:a", os="Debian", observed=90, seen=0)

    assert held([old_scan, claim("nmap:a", os="Linux", seen=1)], precedence) == {"os": "Linux"}


def test_of_two_sources_of_a_kind_the_newer_observation_wins_then_the_name():
    old, new = claim("glpi:a", os="old", observed=2), claim("glpi:b", os="new", observed=1)

    assert held([old, new], order("glpi")) == {"os": "new"}
    assert held([claim("glpi:b", os="b"), claim("glpi:a", os="a")], order("glpi")) == {"os": "a"}
    assert held([claim("glpi:a", os="undated", seen=0), old], order("glpi")) == {"os": "old"}


def test_what_people_pinned_holds_even_where_it_is_nothing():
    found = winners(
        SERVER,
        [claim("glpi:a", os="Debian", owner="x")],
        NOW,
        order("glpi"),
        {"os": None, "site": "B"},
    )

    assert found == {
        "os": Winner(None, pinned=True),
        "owner": Winner("x", ("glpi:a",)),
        "site": Winner("B", pinned=True),
    }


def test_a_list_is_the_best_ones_unless_the_rule_joins_them():
    claims = [claim("a", tags=["x", "y"]), claim("b", tags=["z", "x"])]
    joined = Precedence(Rule(("a", "b")), {}, {("ci", "tags"): Rule(union=True)})

    assert held(claims, order("a", "b")) == {"tags": ["x", "y"]}
    assert winners(SERVER, claims, NOW, joined)["tags"] == Winner(["x", "y", "z"], ("a", "b"))


def test_an_expired_source_adds_nothing_to_a_joined_list():
    joined = Precedence(Rule(("a", "b"), {"a": 5}), {}, {("ci", "tags"): Rule(union=True)})
    claims = [claim("a", tags=["old"], seen=6), claim("b", tags=["new"], seen=6)]

    assert held(claims, joined) == {"tags": ["new"]}


def test_sources_that_disagree_are_told_best_first():
    claims = [claim("nmap:a", os="Linux", owner="X "), claim("glpi:a", os="Debian", owner="x")]

    assert conflicts(SERVER, claims, NOW, order("glpi", "nmap")) == [
        Conflict("os", (("glpi:a", "Debian"), ("nmap:a", "Linux")))
    ]


def test_what_is_decided_joined_or_expired_is_no_conflict():
    claims = [
        claim("a", os="1", tags=["x"], site="1"),
        claim("b", os="2", tags=["y"], site="2", seen=9),
    ]
    precedence = Precedence(Rule(("a", "b"), {"b": 5}), {}, {("ci", "tags"): Rule(union=True)})
    fresh = [claims[0], claim("b", os="2", tags=["y"])]

    assert conflicts(SERVER, claims, NOW, precedence) == []
    assert conflicts(SERVER, fresh, NOW, precedence, {"os": "1"}) == []


def test_the_order_of_a_list_is_no_conflict():
    claims = [claim("a", ips=["10.0.0.1", "10.0.0.2"]), claim("b", ips=["10.0.0.2", "10.0.0.1"])]

    assert conflicts(SERVER, claims, NOW, order("a", "b")) == []


def test_true_and_one_are_not_the_same():
    assert conflicts(SERVER, [claim("a", x=True), claim("b", x=1)], NOW, order("a", "b"))


def test_who_claims_is_told_best_first_with_who_is_too_old():
    claims = [claim("a", os="1", seen=9), claim("b", os="2"), claim("c", owner="x")]

    found = ranked(SERVER, "os", claims, NOW, order("a", "b", authority_days={"*": 5}))

    assert [(one.source, expired) for one, expired in found] == [("b", False), ("a", True)]


KINDS = ("glpi", "nmap", "netbox", "odd")
NAMES = st.sampled_from([f"{kind}:{n}" for kind in KINDS for n in "ab"])
VALUES = st.one_of(
    st.none(),
    st.sampled_from(["", "x", "X", "y"]),
    st.booleans(),
    st.integers(0, 2),
    st.lists(st.sampled_from("xyz"), max_size=2),
)
AGES = st.one_of(st.none(), st.integers(0, 20))
CLAIMS = st.lists(
    st.builds(
        lambda source, observed, seen, fields: claim(
            source, observed=observed, seen=seen, **fields
        ),
        NAMES,
        AGES,
        AGES,
        st.dictionaries(st.sampled_from(["os", "owner", "tags"]), VALUES, max_size=3),
    ),
    max_size=6,
)
RULES = st.builds(
    Rule,
    st.one_of(
        st.none(), st.lists(st.sampled_from([*KINDS, "*", "glpi:a"]), unique=True).map(tuple)
    ),
    st.one_of(
        st.none(),
        st.dictionaries(st.sampled_from([*KINDS, "*", "nmap:b"]), st.integers(1, 15), max_size=3),
    ),
    st.one_of(st.none(), st.booleans()),
)
CLASSES = ("server", "hardware", "ci", "queue")
PRECEDENCES = st.builds(
    Precedence,
    RULES,
    st.dictionaries(st.sampled_from(CLASSES), RULES, max_size=2),
    st.dictionaries(
        st.tuples(st.sampled_from(CLASSES), st.sampled_from(["os", "tags"])), RULES, max_size=3
    ),
)


def better(one, other, name, precedence):
    """The sentence of the docstring, word by word, for two claims."""

    def said(key):
        rules = [precedence.attributes.get((c, name)) for c in SERVER.ancestors]
        rules += [precedence.classes.get(c) for c in SERVER.ancestors] + [precedence.default]
        return next((v for r in rules if r and (v := getattr(r, key)) is not None), None)

    def named(c, names):
        return next((n for n in (c.source, c.kind, "*") if n in names), None)

    def fresh(c):
        days = said("authority_days") or {}
        at = c.observed_at or c.seen_at
        by = named(c, days)
        return by is None or at is None or at + timedelta(days=days[by]) >= NOW

    def place(c):
        names = said("order") or ()
        by = named(c, names)
        return len(names) if by is None else names.index(by)

    if fresh(one) != fresh(other):
        return fresh(one)
    if place(one) != place(other):
        return place(one) < place(other)
    first, second = one.observed_at, other.observed_at
    if first != second:
        return second is None or (first is not None and first > second)
    return one.source < other.source


@given(CLAIMS, PRECEDENCES)
def test_no_other_claim_is_better_than_the_winners(claims, precedence):
    for name, winner in winners(SERVER, claims, NOW, precedence).items():
        said = [c for c in claims if c.fields.get(name) not in (None, "", [])]
        best = next(c for c in said if c.source == winner.sources[0])
        candidates = [c for c in said if c.source == winner.sources[0]]

        assert all(
            any(not better(other, one, name, precedence) for one in candidates)
            for other in said
            if other is not best
        )


@given(CLAIMS, PRECEDENCES, st.randoms(use_true_random=False))
def test_any_order_gives_the_same(claims, precedence, dice):
    mixed = list(claims)
    dice.shuffle(mixed)

    assert repr(winners(SERVER, mixed, NOW, precedence)) == repr(
        winners(SERVER, claims, NOW, precedence)
    )
    assert conflicts(SERVER, mixed, NOW, precedence) == conflicts(SERVER, claims, NOW, precedence)


@given(CLAIMS, PRECEDENCES)
def test_every_claimed_attribute_has_one_winner_and_conflicts_name_current_sources(
    claims, precedence
):
    claimed = {n for c in claims for n, v in c.fields.items() if v not in (None, "", [])}

    assert winners(SERVER, claims, NOW, precedence).keys() == claimed
    for conflict in conflicts(SERVER, claims, NOW, precedence):
        assert conflict.attribute in claimed
        assert len(conflict.said) > 1
        first = winners(SERVER, claims, NOW, precedence)[conflict.attribute]
        assert conflict.said[0] == (first.sources[0], first.value)


@pytest.mark.parametrize("kind", ["glpi", "*"])
def test_nothing_to_say_is_no_winner(kind):
    assert winners(SERVER, [], NOW, order(kind)) == {}
