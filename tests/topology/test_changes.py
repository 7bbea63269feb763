"""A snapshot that took events equals one that was made anew, and the old one stays as it was."""

from contents import content
from hypothesis import given, settings
from hypothesis import strategies as st
from random_histories import histories, made_anew

from cmdb.history import Event
from cmdb.model import load
from cmdb.topology.building import compacted, nothing
from cmdb.topology.changes import after
from cmdb.topology.model import Stamp

MODEL = load()


def walked(topology):
    """Return the relations that a walk sees, both ways."""
    return {
        (topology.id(place), topology.tie(code), topology.id(other))
        for place in topology.places()
        for other, code in zip(*topology.walked_needs(place), strict=True)
        if topology.tie(code).strength != "none"
    }


@settings(max_examples=200, deadline=None)
@given(histories(), st.data())
def test_events_give_what_a_new_reading_would(history, data):
    events, cis, relations = history
    topology, at = nothing(MODEL), 0
    while at < len(events):
        step = data.draw(st.integers(1, len(events) - at))
        old, before = topology, content(topology)
        topology = after(topology, events[at : at + step], Stamp(at, None, 0))
        assert content(old) == before
        if data.draw(st.booleans()):
            topology = compacted(topology)
        at += step
    anew = made_anew(cis, relations)
    assert content(topology) == content(anew)
    assert walked(topology) == walked(anew)
    assert content(compacted(topology)) == content(anew)


@settings(max_examples=100, deadline=None)
@given(histories())
def test_an_event_twice_changes_nothing(history):
    events, _, _ = history
    once = after(nothing(MODEL), events, Stamp(1, None, 0))
    again = after(once, events, Stamp(1, None, 0))
    assert content(again) == content(once)


def test_a_removed_ci_is_found_no_more_and_may_come_back():
    ci = {"id": "a", "name": "x", "class": "server", "lifecycle": "operational"}
    there = after(nothing(MODEL), [Event("ci", "create", "a", None, ci)], Stamp(1, None, 0))
    gone = after(there, [Event("ci", "remove", "a", ci, None)], Stamp(2, None, 0))
    assert (gone.place("a"), gone.named("x"), len(gone)) == (None, [], 0)
    back = after(gone, [Event("ci", "create", "a", None, ci)], Stamp(3, None, 0))
    assert back.named("x") == [back.place("a")]
    assert there.place("a") is not None
