"""What an answer says first, and what can be recovered by failing over."""

from collections import Counter

from estates import Estate
from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import STATES, estates

from cmdb import impact
from cmdb.impact import Given, Question
from cmdb.impact.headline import is_service
from cmdb.model import load

SETTINGS = settings(max_examples=100, deadline=None)


def asked(estate, *failing, **more):
    return impact.of(estate.topology(), Question([Given(name) for name in failing], **more))


def shop(**facts):
    estate = Estate()
    estate.ci("shopping", "business_service")
    estate.ci("db", "server", **facts)
    estate.relate("shop", "DEPENDS_ON", "db")
    estate.relate("shopping", "DEPENDS_ON", "shop")
    estate.ci("job", "scheduled_job")
    estate.relate("job", "DEPENDS_ON", "db", strength="soft")
    return estate


def test_services_are_counted_apart_from_other_cis_and_given_ones_from_both():
    assert asked(shop(), "db").headline == {
        "services": {"down": 2, "degraded": 0, "at_risk": 0},
        "others": {"down": 0, "degraded": 1, "at_risk": 0},
        "given": 1,
    }


def test_what_was_so_already_is_counted_apart():
    headline = asked(shop(health="down"), "job", baseline="current").headline
    assert headline["services"] == {"down": 0, "degraded": 0, "at_risk": 0}
    assert headline["already"]["services"] == {"down": 2, "degraded": 0, "at_risk": 0}
    assert headline["already"]["others"] == {"down": 1, "degraded": 0, "at_risk": 0}


@SETTINGS
@given(st.data())
def test_the_headline_counts_what_the_list_holds(data):
    estate = data.draw(estates())
    able = [n for n, f in estate.cis.items() if f["lifecycle"] in ("operational", "retiring")]
    if not able:
        return
    for name in data.draw(st.lists(st.sampled_from(able), max_size=2)):
        estate.cis[name]["health"] = data.draw(STATES)
    failing = data.draw(st.lists(st.sampled_from(able), min_size=1, max_size=2))
    baseline = data.draw(st.sampled_from(("clean", "current")))
    answer = asked(estate, *failing, baseline=baseline)
    expected = Counter(
        (one.get("already", False), is_service(load(), one["ci"]["class"]), one["state"])
        for one in answer.impacted
        if not one["given"]
    )
    shown = {False: answer.headline, True: answer.headline.get("already")}
    assert (shown[True] is None) == (baseline == "clean")
    for already, hit in shown.items():
        for service, part in ((True, "services"), (False, "others")):
            for state, count in (hit or {}).get(part, {}).items():
                assert expected.pop((already, service, state), 0) == count
    assert not expected


def pair(**fields):
    estate = shop()
    estate.ci("standby", "server")
    estate.relate("db", "FAILS_OVER_TO", "standby", **fields)
    return estate


def test_what_is_down_and_has_a_standby_that_works_can_be_recovered():
    (one,) = asked(pair(mode="manual", rto="PT4H", rpo="PT5M"), "db").recoverable
    assert (one["ci"]["name"], one["standby"]["name"]) == ("db", "standby")
    assert one["text"] == "recoverable: manual, RTO PT4H, RPO PT5M"
    assert (one["mode"], one["rto"], one["rpo"]) == ("manual", "PT4H", "PT5M")


def test_a_standby_that_fails_too_recovers_nothing():
    assert asked(pair(), "db", "standby").recoverable == []
    for state in ("at_risk", "degraded"):
        question = Question([Given("db"), Given("standby", state)])
        (one,) = impact.of(pair().topology(), question).recoverable
        assert one["standby_state"] == state


def test_what_is_only_degraded_needs_no_recovery_and_a_retired_standby_gives_none():
    question = Question([Given("db", "degraded")])
    assert impact.of(pair().topology(), question).recoverable == []
    estate = pair()
    estate.cis["standby"]["lifecycle"] = "retired"
    assert asked(estate, "db").recoverable == []


def test_a_standby_that_somebody_draws_later_counts_at_once():
    estate = pair()
    estate.relations.pop()
    (_, type_, _, fields) = ("db", "FAILS_OVER_TO", "standby", {"mode": "automatic"})
    from cmdb.history.model import Event
    from cmdb.topology.changes import after
    from cmdb.topology.model import Stamp

    facts = {"from": "db", "type": type_, "to": "standby", **fields}
    event = Event("relation", "create", "db", None, facts, "standby", type_)
    newer = after(estate.topology(), [event], Stamp(2, None, 0))
    (one,) = impact.of(newer, Question([Given("db")])).recoverable
    assert one["mode"] == "automatic"
