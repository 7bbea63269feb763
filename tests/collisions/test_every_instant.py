"""Collisions, causes and slots are those of a slow look at every instant and every subset."""

from datetime import UTC, datetime, timedelta
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import STATES, estates
from reference import ORDER, evaluate

from cmdb import collisions
from cmdb.collisions import Limits

DAY = datetime(2026, 12, 1, tzinfo=UTC)
HOURS = 12


@st.composite
def plans(draw):
    """Return an estate and up to four outages within twelve hours, and an hour from which on."""
    estate = draw(estates(7))
    able = [n for n, f in estate.cis.items() if f["lifecycle"] in ("operational", "retiring")]
    able = able or [estate.ci("lonely", lifecycle="operational")]
    outages = []
    for number in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, HOURS - 1))
        end = draw(st.integers(start + 1, HOURS))
        failing = draw(st.dictionaries(st.sampled_from(able), STATES, min_size=1, max_size=2))
        outages.append((f"o{number}", failing, start, end))
    return estate, outages, draw(st.integers(-4, 4))


def moment(hour):
    return DAY + timedelta(hours=hour)


def asked(estate, outages, now):
    data = [
        {
            "name": name,
            "cis": [{"ci": ci, "state": state} for ci, state in failing.items()],
            "start": moment(start).isoformat(),
            "end": moment(end).isoformat(),
        }
        for name, failing, start, end in outages
    ]
    return collisions.of(estate.topology(), collisions.plan(data), moment(now), Limits())


class Slow:
    """What subsets of outages do, by the text's own rule."""

    def __init__(self, estate, outages):
        self.estate, self.known = estate, {}
        self.failing = {name: failing for name, failing, _, _ in outages}

    def states(self, names):
        key = frozenset(names)
        if key not in self.known:
            joint = {}
            for name in key:
                for ci, state in self.failing[name].items():
                    joint[ci] = max(state, joint.get(ci, "ok"), key=ORDER.index)
            self.known[key] = evaluate(self.estate, joint)[0] if joint else {}
        return self.known[key]

    def rank(self, names, ci):
        return ORDER.index(self.states(names).get(ci, "ok"))

    def colliding(self, names):
        """Return CI → state of what is worse with all of these than with any of them."""
        return {
            ci: state
            for ci, state in self.states(names).items()
            if all(self.rank([name], ci) < ORDER.index(state) for name in names)
        }

    def minimal(self, names, ci, state):
        enough = [set(part) for part in parts(names) if self.rank(part, ci) >= ORDER.index(state)]
        return [part for part in enough if not any(other < part for other in enough)]

    def involves(self, name, others):
        """Tell whether something is worse with this outage and some of the others than without."""
        return any(
            self.rank([name, *part], ci) > max(self.rank([name], ci), self.rank(part, ci))
            for part in parts(others)
            for ci in self.states([name, *part])
        )


def parts(names):
    ordered = sorted(names)
    return chain.from_iterable(combinations(ordered, n) for n in range(1, len(ordered) + 1))


def open_at(outages, hour, without=None):
    return [name for name, _, start, end in outages if start <= hour < end and name != without]


@settings(max_examples=150, deadline=None)
@given(plans())
def test_every_instant_is_as_a_slow_look_at_it_says(plan):
    estate, outages, now = plan
    found, slow = asked(estate, outages, now), Slow(estate, outages)
    assert found.complete
    for hour in range(HOURS):
        names = open_at(outages, hour)
        expected = slow.colliding(names) if len(names) > 1 else {}
        shown = {}
        for one in found.collisions:
            if any(span.start <= moment(hour) < span.end for span in one.spans):
                for each in one.cis:
                    name = each.ci["name"]
                    assert name not in shown
                    shown[name] = each.state
                    minimal = slow.minimal(names, name, each.state)
                    assert all(set(chosen) in minimal for chosen in one.sets)
                    assert len(one.sets) == min(3, len(minimal))
        assert shown == expected


@settings(max_examples=150, deadline=None)
@given(plans())
def test_the_free_slot_is_the_nearest_at_which_nothing_joins(plan):
    estate, outages, now = plan
    found, slow = asked(estate, outages, now), Slow(estate, outages)
    for placed, (name, _, start, end) in zip(found.outages, outages, strict=True):
        blamed = any(name in names for one in found.collisions for names in one.sets)
        assert placed.collides == blamed == (placed.slot is not None)
        if placed.slot is None:
            continue
        free = [
            at
            for at in range(now, 3 * HOURS)
            if not any(
                slow.involves(name, open_at(outages, hour, name))
                for hour in range(at, at + end - start)
            )
        ]
        nearest = min(free, key=lambda at: (abs(at - start), at))
        assert placed.slot.span.start == moment(nearest)
        assert placed.slot.span.length == timedelta(hours=end - start)
        assert placed.slot.exact
