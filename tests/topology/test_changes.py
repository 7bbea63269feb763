"""A snapshot that took events equals one that was made anew, and the old one stays as it was."""

from contents import content
from estates import Estate
from hypothesis import given, settings
from hypothesis import strategies as st
from random_histories import histories, made_anew

from cmdb.history import Event
from cmdb.model import load
from cmdb.topology.building import compacted, nothing
from cmdb.topology.changes import after
from cmdb.topology.model import Stamp
from cmdb.topology.single import SINGLE, SOUND

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


def marks_hold(topology):
    """Whoever is marked to need only what is in operation, or one thing alone, does."""
    for place in topology.places():
        suppliers, _ = topology.walked_needs(place)
        if topology.operating[place] == SOUND:
            assert all(topology.operating[supplier] for supplier in suppliers)
        if topology.operating[place] == SINGLE:
            assert len(suppliers) == 1
            assert not topology.quorums(place)
    return True


@settings(max_examples=200, deadline=None)
@given(histories(), st.data())
def test_what_is_known_beforehand_stays_true_whatever_changes(history, data):
    events, _, _ = history
    topology, at = nothing(MODEL), 0
    while at < len(events):
        step = data.draw(st.integers(1, len(events) - at))
        topology = compacted(after(topology, events[at : at + step], Stamp(at, None, 0)))
        assert marks_hold(topology)
        rest = events[at + step :][: data.draw(st.integers(0, 4))]
        assert marks_hold(after(topology, rest, Stamp(at, None, 0)))
        at += step


def test_whose_supplier_goes_out_of_operation_is_known_for_sound_no_more():
    estate = Estate()
    for supplier in ("db", "net"):
        estate.relate("app", "DEPENDS_ON", supplier)
    estate.relate("lone", "DEPENDS_ON", "db")
    topology = estate.topology()
    flags = [topology.operating[topology.place(name)] for name in ("app", "lone", "net")]
    assert flags == [SOUND, SINGLE, SOUND]
    ci = {"id": "db", "name": "db", "class": "application_service", "lifecycle": "retired"}
    later = after(topology, [Event("ci", "change", "db", None, ci)], Stamp(2, None, 0))
    assert [later.operating[later.place(name)] for name in ("app", "db", "net")] == [1, 0, SOUND]


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
