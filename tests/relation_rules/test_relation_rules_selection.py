"""Which relations a rule gives, decided on values alone."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb.errors import Invalid
from cmdb.model import load
from cmdb.relation_rules.model import Estate, Related, Rule, Seen, Selector, Share
from cmdb.relation_rules.rules import drawn

MODEL = load()
SITE = frozenset({"site"})


def seen(id_, class_name="server", name=None, **values):
    return Seen(id_, class_name, name or id_, values)


def estate(*cis, refs=(), **edges):
    by_id = {ci.id: ci for ci in cis}
    pairs = {t: tuple(tuple(p.split(">")) for p in said.split()) for t, said in edges.items()}
    return Estate(by_id, pairs, {ref: ref for ref in refs})


def rule(from_, to, **more):
    return Rule("r", "A rule.", more.pop("type", "DEPENDS_ON"), from_, to, **more)


def gives(from_, to, on, **more):
    return [f"{a}>{b}" for a, b in drawn(MODEL, rule(from_, to, **more), on)]


SERVERS = Selector(frozenset({"server"}))
ZONES = Selector(frozenset({"dns_zone"}))


def test_every_one_of_the_first_needs_every_one_of_the_second():
    on = estate(seen("a"), seen("b"), seen("x", "dns_zone"), seen("y", "dns_zone"))

    assert gives(SERVERS, ZONES, on) == ["a>x", "a>y", "b>x", "b>y"]


def test_nothing_needs_itself():
    assert gives(SERVERS, SERVERS, estate(seen("a"), seen("b"))) == ["a>b", "b>a"]


def test_what_is_retired_takes_part_only_where_it_is_asked_for():
    on = estate(
        seen("a", lifecycle="retired"), seen("b", lifecycle="planned"), seen("z", "dns_zone")
    )
    retired = Selector(SERVERS.classes, where={"lifecycle": ("retired",)})

    assert gives(SERVERS, ZONES, on) == ["b>z"]
    assert gives(retired, ZONES, on) == ["a>z"]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (Selector(names=("shop-*",)), ["db>z", "web>z"]),
        (Selector(names=("SHOP-DB", "nothing")), ["db>z"]),
        (Selector(names=("shop-d?",)), ["db>z"]),
        (Selector(names=("shop[-]db",)), []),
        (Selector(tags=("PCI", "other")), ["db>z"]),
        (Selector(where={"environment": ("production", "test")}), ["db>z"]),
        (Selector(where={"environment": ("",)}), ["web>z"]),
        (Selector(where={"cpu_count": (8,)}), ["db>z"]),
        (Selector(where={"ip_addresses": ("10.0.0.2",)}), ["db>z"]),
        (Selector(cis=("web",)), ["web>z"]),
        (Selector(within=("s",), by=("CONTAINED_IN",)), ["db>z"]),
        (Selector(within=("s",), by=("CONTAINED_IN", "RUNS_ON")), ["db>z", "web>z"]),
        (Selector(related=(Related("RUNS_ON", outgoing=True),)), ["web>z"]),
        (Selector(related=(Related("RUNS_ON", outgoing=False),)), ["db>z"]),
        (Selector(related=(Related("RUNS_ON", outgoing=True, ends=("s",)),)), []),
        (Selector(related=(Related("CONTAINED_IN", outgoing=True, classes=SITE),)), []),
        (Selector(names=("shop-*",), tags=("pci",), cis=("web",)), []),
    ],
)
def test_what_a_selector_means(selector, expected):
    on = estate(
        seen(
            "db",
            name="shop-db",
            tags=["pci"],
            environment="production",
            cpu_count=8,
            ip_addresses=["10.0.0.1", "10.0.0.2"],
        ),
        seen("web", "virtual_machine", "shop-web"),
        seen("r", "rack"),
        seen("s", "site"),
        seen("z", "dns_zone"),
        refs=("web", "s"),
        CONTAINED_IN="db>r r>s",
        RUNS_ON="web>db",
    )
    either = frozenset({"server", "virtual_machine"})
    found = gives(
        Selector(
            either,
            selector.cis,
            selector.names,
            selector.tags,
            selector.where,
            selector.within,
            selector.by,
            selector.related,
        ),
        ZONES,
        on,
    )

    assert found == expected


def test_a_circle_of_containers_ends():
    on = estate(
        seen("a"), seen("r", "rack"), seen("z", "dns_zone"), refs=("r",), CONTAINED_IN="a>r r>a"
    )
    within = Selector(SERVERS.classes, within=("r",), by=("CONTAINED_IN",))

    assert gives(within, ZONES, on) == ["a>z"]


def test_both_ends_have_the_same_value():
    on = estate(
        seen("a", site="BJ1"),
        seen("b", site="SH1"),
        seen("c"),
        seen("x", "dns_zone", "bj1", site="bj1 "),
        seen("y", "dns_zone"),
    )

    assert gives(SERVERS, ZONES, on, same=(("site", "site"),)) == ["a>x"]
    assert gives(SERVERS, ZONES, on, same=(("site", "name"),)) == ["a>x"]


def test_of_two_lists_one_value_in_common_is_enough():
    on = estate(
        seen("a", tags=["x", "y"]), seen("b", tags=["z"]), seen("c", "dns_zone", tags=["Y"])
    )

    assert gives(SERVERS, ZONES, on, same=(("tags", "tags"),)) == ["a>c"]


def test_both_ends_lie_in_the_same_site():
    on = estate(
        *(seen(n) for n in "abc"),
        seen("s", "site"),
        seen("t", "site"),
        seen("x", "cooling"),
        CONTAINED_IN="a>r r>s b>t x>s",
    )
    cooling = Selector(frozenset({"cooling"}))

    assert gives(SERVERS, cooling, on, share=Share(SITE, ("CONTAINED_IN",))) == ["a>x"]


def test_a_rule_that_gives_too_much_says_how_much():
    on = estate(*(seen(f"s{n}") for n in range(200)))

    with pytest.raises(Invalid, match=r"gives 39,800 relations; at most 10,000"):
        drawn(MODEL, rule(SERVERS, SERVERS), on)
    with pytest.raises(Invalid, match="at most 10 "):
        drawn(
            MODEL,
            rule(SERVERS, SERVERS, same=(("name", "name"),), most=10),
            estate(*(seen(f"s{n}", name="same") for n in range(20))),
        )
    assert len(drawn(MODEL, rule(SERVERS, SERVERS, most=39_800), on)) == 39_800


def test_a_relation_that_the_model_forbids_is_refused_with_both_classes():
    on = estate(seen("a"), seen("t", "team"), refs=("t",))

    with pytest.raises(Invalid, match="POWERED_BY from server to team, which the model forbids"):
        drawn(MODEL, rule(SERVERS, Selector(cis=("t",)), type="POWERED_BY"), on)


def test_a_name_that_no_ci_has_refuses_the_rule():
    with pytest.raises(Invalid, match="names 'nowhere', which is no CI, or several"):
        drawn(MODEL, rule(SERVERS, Selector(cis=("nowhere",))), estate(seen("a")))


# The same, said slowly: every pair is asked by itself.

CLASSES = ("server", "virtual_machine", "rack", "site")
IDS = [f"c{n}" for n in range(7)]
WORDS = st.sampled_from(["x", "X", "y"])
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "environment": WORDS,
        "tags": st.lists(WORDS, max_size=2),
        "lifecycle": st.sampled_from(["operational", "retired"]),
    },
)
EDGES = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=8).map(tuple)
ESTATES = st.builds(
    lambda kinds, names, values, inside, runs: Estate(
        {i: Seen(i, k, n, v) for i, k, n, v in zip(IDS, kinds, names, values, strict=True)},
        {"CONTAINED_IN": inside, "RUNS_ON": runs},
        {i: i for i in IDS},
    ),
    st.lists(st.sampled_from(CLASSES), min_size=7, max_size=7),
    st.lists(st.sampled_from(["ab", "aB", "b"]), min_size=7, max_size=7),
    st.lists(VALUES, min_size=7, max_size=7),
    EDGES,
    EDGES,
)
CLASS_SETS = st.frozensets(st.sampled_from(CLASSES), max_size=3)
BYS = st.sampled_from([("CONTAINED_IN",), ("CONTAINED_IN", "RUNS_ON")])
REFS = st.lists(st.sampled_from(IDS), max_size=2).map(tuple)
SELECTORS = st.builds(
    Selector,
    CLASS_SETS,
    REFS,
    st.sampled_from([(), ("a*",), ("?B", "b")]),
    st.sampled_from([(), ("x",)]),
    st.sampled_from(
        [{}, {"environment": ("x",)}, {"tags": ("y", "")}, {"lifecycle": ("retired",)}]
    ),
    REFS,
    BYS,
    st.lists(
        st.builds(
            Related, st.sampled_from(["CONTAINED_IN", "RUNS_ON"]), st.booleans(), REFS, CLASS_SETS
        ),
        max_size=1,
    ).map(tuple),
)
RULES = st.builds(
    lambda a, b, same, share: rule(a, b, same=same, share=share),
    SELECTORS,
    SELECTORS,
    st.sampled_from(
        [(), (("environment", "environment"),), (("environment", "tags"), ("name", "name"))]
    ),
    st.one_of(st.none(), st.builds(Share, CLASS_SETS, BYS)),
)


def listed(value):
    found = value if isinstance(value, list) else [value]
    return {v.lower() for v in found if v not in (None, "")}


def above(on, id_, by):
    steps = {p for t in by for p in on.edges[t]}
    found = {b for a, b in steps if a == id_}
    while more := {b for a, b in steps if a in found} - found:
        found |= more
    return found


def meant(selector, on, ci):
    def related(one):
        return any(
            (own == ci.id)
            and (not one.ends or other in one.ends)
            and (not one.classes or on.cis[other].class_name in one.classes)
            for a, b in on.edges[one.type]
            for own, other in [(a, b) if one.outgoing else (b, a)]
        )

    patterns = [p.replace("*", ".*").replace("?", ".") for p in selector.names]
    return (
        (not selector.classes or ci.class_name in selector.classes)
        and (not selector.cis or ci.id in selector.cis)
        and ("lifecycle" in selector.where or ci.values.get("lifecycle") != "retired")
        and (not patterns or any(re.fullmatch(p, ci.name, re.IGNORECASE) for p in patterns))
        and (not selector.tags or bool(listed(ci.values.get("tags")) & set(selector.tags)))
        and (not selector.within or bool(above(on, ci.id, selector.by) & set(selector.within)))
        and all(map(related, selector.related))
        and all((listed(ci.values.get(n)) or {""}) & set(w) for n, w in selector.where.items())
    )


def fits(one, on, a, b):
    def value(ci, name):
        return listed(ci.name if name == "name" else ci.values.get(name))

    def holders(ci):
        found = above(on, ci.id, one.share.by)
        return {i for i in found if on.cis[i].class_name in one.share.classes}

    return (
        a.id != b.id
        and meant(one.from_, on, a)
        and meant(one.to, on, b)
        and all(value(a, x) & value(b, y) for x, y in one.same)
        and (one.share is None or bool(holders(a) & holders(b)))
    )


@given(ESTATES, RULES)
def test_a_rule_gives_what_the_slow_reading_of_it_gives(on, one):
    expected = [(a.id, b.id) for a, b in product(on.cis.values(), repeat=2) if fits(one, on, a, b)]

    assert drawn(MODEL, one, on) == sorted(expected)


@given(ESTATES, RULES, st.integers(1, 6))
def test_what_is_refused_is_more_than_was_allowed_and_nothing_else_is(on, one, most):
    whole = drawn(MODEL, one, on)
    narrow = Rule(one.name, one.summary, one.type, one.from_, one.to, one.same, one.share, {}, most)

    if len(whole) > most:
        with pytest.raises(Invalid):
            drawn(MODEL, narrow, on)
    else:
        assert drawn(MODEL, narrow, on) == whole
