"""A graph made by undoing equals the one that was built then, at every revision of any history."""

from contents import content
from hypothesis import given, settings
from hypothesis import strategies as st
from random_histories import histories

from cmdb.model import load
from cmdb.topology.asof import before, undoing
from cmdb.topology.building import compacted, nothing
from cmdb.topology.changes import after
from cmdb.topology.model import Stamp

MODEL = load()


def built(events):
    """Return the graph after no event, the first, the first two …"""
    found = [nothing(MODEL)]
    for at, event in enumerate(events, 1):
        found.append(after(found[-1], [event], Stamp(at, None, 0)))
    return found


@settings(max_examples=150, deadline=None)
@given(histories(), st.booleans())
def test_undoing_gives_what_was_built_then(history, light):
    events, _, _ = history
    graphs = built(events)
    now = compacted(graphs[-1]) if light else graphs[-1]
    for at, then in enumerate(graphs):
        found = before(now, events[at:], Stamp(at, None, 0))
        assert content(found) == content(then)
        assert found.revision == at
    assert content(now) == content(graphs[-1])


@settings(max_examples=100, deadline=None)
@given(histories(), st.data())
def test_a_step_further_back_may_start_from_the_past(history, data):
    events, _, _ = history
    graphs = built(events)
    late = data.draw(st.integers(0, len(events)))
    early = data.draw(st.integers(0, late))
    past = before(graphs[-1], events[late:], Stamp(late, None, 0))
    assert content(before(past, events[early:late], Stamp(early, None, 0))) == content(
        graphs[early]
    )


@settings(max_examples=100, deadline=None)
@given(histories(), st.data())
def test_the_first_event_of_each_is_enough(history, data):
    events, _, _ = history
    at = data.draw(st.integers(0, len(events)))
    firsts = {}
    for event in events[at:]:
        firsts.setdefault(event.key, event)
    shuffled = data.draw(st.permutations(list(firsts.values())))
    now = after(nothing(MODEL), events, Stamp(9, None, 0))
    then = after(nothing(MODEL), events[:at], Stamp(1, None, 0))
    assert content(before(now, shuffled, Stamp(1, None, 0))) == content(then)
    assert len(list(undoing(events[at:]))) == len(firsts)
