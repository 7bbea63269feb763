"""Relations that are only declared, or only observed."""

from estates import Estate

from cmdb.quality.doubts import (
    Doubt,
    Observed,
    Observers,
    credible,
    declared_only,
    observed_only,
)

TRACE = {"traces": {"origin": "observed", "confidence": 0.8}}


def seen(a, b, type_="USES", origin="observed", evidence=TRACE):
    return Observed((a, type_, b), origin, 0.8, evidence)


def unseen(estate, *observed):
    observers = Observers()
    for one in observed:
        observers.add(one)
    return [(d.key, d.calls_seen) for d in declared_only(estate.topology(), observers)]


def undeclared(estate, *observed):
    return [d.key for d in observed_only(estate.topology(), observed)]


def test_a_declared_need_between_traced_services_that_no_trace_shows_is_listed():
    estate = Estate()
    estate.relate("shop", "USES", "prices", origin="observed")
    estate.relate("shop", "DEPENDS_ON", "stock", origin="declared")
    estate.relate("stock", "USES", "prices", origin="observed")

    listed = unseen(estate, seen("shop", "prices"), seen("stock", "prices"))

    assert listed == [(("shop", "DEPENDS_ON", "stock"), True)]


def test_a_service_that_was_never_traced_proves_nothing():
    estate = Estate()
    estate.relate("shop", "USES", "prices", origin="observed")
    estate.relate("shop", "DEPENDS_ON", "mail", origin="declared")
    estate.relate("mail", "DEPENDS_ON", "prices")

    assert unseen(estate, seen("shop", "prices")) == []
    assert unseen(estate) == []


def test_who_was_never_seen_to_call_anything_is_listed_with_less_weight():
    estate = Estate()
    estate.relate("shop", "USES", "prices", origin="observed")
    estate.relate("prices", "USES", "shop", origin="configured")

    assert unseen(estate, seen("shop", "prices")) == [(("prices", "USES", "shop"), False)]


def test_a_call_confirms_a_need_of_another_type_and_a_trace_says_nothing_of_racks():
    estate = Estate()
    estate.relate("shop", "USES", "prices", origin="observed")
    estate.relate("shop", "DEPENDS_ON", "prices", origin="declared")
    estate.relate("shop", "RUNS_ON", "prices")

    assert unseen(estate, seen("shop", "prices")) == []


def test_rules_and_what_is_out_of_operation_are_not_doubted():
    estate = Estate()
    estate.relate("shop", "USES", "prices", origin="observed")
    estate.relate("shop", "DEPENDS_ON", "stock", origin="rule")
    estate.relate("shop", "DEPENDS_ON", "old")
    estate.cis["old"]["lifecycle"] = "retired"

    observed = [seen("shop", "prices"), seen("stock", "prices"), seen("old", "prices")]
    assert unseen(estate, *observed) == []


def test_what_is_only_observed_is_listed():
    estate = Estate()
    estate.relate("shop", "USES", "prices", origin="observed")

    assert undeclared(estate, seen("shop", "prices")) == [("shop", "USES", "prices")]


def test_what_somebody_or_another_source_says_too_is_not():
    estate = Estate()
    estate.relate("shop", "USES", "prices", origin="observed")
    both = TRACE | {"compose": {"origin": "configured"}}

    assert undeclared(estate, seen("shop", "prices", evidence=both)) == []
    assert undeclared(estate, seen("shop", "prices", origin=None)) == []
    assert undeclared(estate, seen("shop", "prices", evidence=TRACE | {"hand": {}})) == []


def test_what_is_declared_in_other_words_is_not_listed():
    estate = Estate()
    estate.relate("shop", "USES", "prices", origin="observed")
    estate.relate("shop", "DEPENDS_ON", "prices")
    estate.relate("a", "LINKED_TO", "b", origin="observed")
    estate.relate("b", "CONNECTED_TO", "a")

    assert undeclared(estate, seen("shop", "prices"), seen("a", "b", "LINKED_TO")) == []


def test_a_document_that_declares_needs_too_is_no_tracer():
    a, b = ("shop", "DEPENDS_ON", "stock"), ("shop", "USES", "mail")
    doubts = [Doubt(key, None, None, (), ("demo", "traces")) for key in (a, b)]
    evidence = {a: {"demo": {"origin": "declared"}}, b: {"compose": {"origin": "configured"}}}

    assert [one.not_seen_by for one in credible(doubts, evidence)] == [("traces",), ("traces",)]
    assert list(credible([doubts[0]._replace(not_seen_by=("demo",))], evidence)) == []
