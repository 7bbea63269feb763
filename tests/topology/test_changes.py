"""A snapshot that took events equals one that was made anew, and the old one stays as it was."""

from contents import content
from estates import Estate
from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import CLASSES, LIFECYCLES, TYPES, relation_fields

from cmdb.history import Event
from cmdb.model import load
from cmdb.topology.building import compacted, nothing
from cmdb.topology.changes import after
from cmdb.topology.model import Stamp

NAMES = ("a", "b", "c", "d", "e")
MODEL = load()


def walked(topology):
    """Return the relations that a walk sees, both ways."""
    return {
        (topology.id(place), topology.tie(code), topology.id(other))
        for place in topology.places()
        for other, code in zip(*topology.walked_needs(place), strict=True)
        if topology.tie(code).strength != "none"
    }


@st.composite
def histories(draw):
    """Return events that could follow one another: no relation without ends, none left behind."""
    cis, relations, events = {}, {}, []
    for _ in range(draw(st.integers(1, 25))):
        kind = draw(st.sampled_from(("put", "put", "relate", "relate", "relate", "cut", "drop")))
        if kind == "put":
            id_ = draw(st.sampled_from(NAMES))
            facts = {"id": id_, "name": draw(st.sampled_from(("x", "y", id_)))}
            facts["class"] = draw(st.sampled_from(CLASSES))
            facts["lifecycle"] = draw(st.sampled_from(LIFECYCLES))
            if draw(st.booleans()):
                facts["quorum"] = {"web": draw(st.integers(1, 3))}
            op = "change" if id_ in cis else "create"
            events.append(Event("ci", op, id_, cis.get(id_), facts))
            cis[id_] = facts
        elif kind == "relate" and len(cis) > 1:
            a, b = draw(st.lists(st.sampled_from(sorted(cis)), min_size=2, max_size=2, unique=True))
            type_ = draw(st.sampled_from(TYPES))
            facts = {"from": a, "type": type_, "to": b, **draw(relation_fields())}
            op = "change" if (a, type_, b) in relations else "create"
            before = relations.get((a, type_, b))
            events.append(Event("relation", op, a, before, facts, b, type_))
            relations[a, type_, b] = facts
        elif kind == "cut" and relations:
            key = draw(st.sampled_from(sorted(relations)))
            facts = relations.pop(key)
            events.append(Event("relation", "remove", key[0], facts, None, key[2], key[1]))
        elif kind == "drop" and cis:
            id_ = draw(st.sampled_from(sorted(cis)))
            for key in [key for key in relations if id_ in (key[0], key[2])]:
                facts = relations.pop(key)
                events.append(Event("relation", "remove", key[0], facts, None, key[2], key[1]))
            events.append(Event("ci", "remove", id_, cis.pop(id_), None))
    return events, cis, relations


def made_anew(cis, relations):
    estate = Estate()
    estate.cis = cis
    for (a, type_, b), facts in relations.items():
        fields = {k: v for k, v in facts.items() if k not in ("from", "type", "to")}
        estate.relate(a, type_, b, **fields)
    return estate.topology()


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
