"""What commands change: pure rules, held against what must always be true."""

import copy
from string import ascii_lowercase

import hypothesis.strategies as st
import pytest
from hypothesis import given
from ulid import ULID

from cmdb.errors import CmdbError, Conflict
from cmdb.items import ChangeCI, CreateCI, Relate, State, Unrelate, rules
from cmdb.items.rules import is_id
from cmdb.model import load

MODEL = load()
IDS = [f"0{letter}".ljust(26, "0").upper() for letter in "ABCDE"]

ids = st.sampled_from(IDS)
names = st.text(ascii_lowercase, min_size=1, max_size=4)
owners = st.none() | st.sampled_from(["alice", "bob"])
quorums = st.dictionaries(
    st.sampled_from(["web", "db"]), st.none() | st.sampled_from([1, "50%", "n-1"]), max_size=2
)
fields = st.fixed_dictionaries({"owner": owners})
links = st.fixed_dictionaries(
    {}, optional={"group": st.none() | names, "strength": st.just("soft")}
)
creates = st.builds(
    lambda i, n, o, q: CreateCI(i, "server", {"name": n, "owner": o}, q),
    ids,
    names,
    owners,
    quorums,
)
changes = st.builds(ChangeCI, ids, fields, quorums)
relates = st.builds(lambda a, b, f: Relate(a, "DEPENDS_ON", b, f), ids, ids, links)
unrelates = st.builds(lambda a, b: Unrelate(a, "DEPENDS_ON", b), ids, ids)
commands = st.lists(st.one_of(creates, changes, relates, unrelates), max_size=25)


def carried_out(state, wanted):
    """Carry out one after the other, passing over what is wrong; return the events."""
    done = []
    for command in wanted:
        try:
            done += rules.events(MODEL, state, [command])
        except CmdbError:
            continue
    return done


@given(commands, commands)
def test_undoing_the_last_events_brings_back_what_was(first, then):
    """
    Whatever was done, its inverse leads to exactly the facts before it.
    """
    state = State({}, {})
    carried_out(state, first)
    before = copy.deepcopy(state)
    done = carried_out(state, then)
    rules.inverse(done, state)

    assert (state.cis, state.relations) == (before.cis, before.relations)


@given(commands, commands)
def test_what_was_written_since_is_never_overwritten_by_an_undo(first, then):
    """
    An undo either finds everything as its revision left it, or refuses.
    """
    state = State({}, {})
    done = carried_out(state, first)
    later = {event.key for event in carried_out(state, then)}
    untouched = {k: v for k, v in state.cis.items() if (k,) in later}
    try:
        rules.inverse(done, copy.deepcopy(state))
    except Conflict:
        assert later
    else:
        assert all(state.cis[k] == v for k, v in untouched.items())


@given(commands)
def test_the_same_commands_again_change_nothing(wanted):
    """
    Setting what is set, relating what is related: no event.
    """
    state = State({}, {})
    carried_out(state, wanted)
    again = [
        *(
            ChangeCI(i, {"owner": f.get("owner")}, f.get("quorum", {}))
            for i, f in state.cis.items()
        ),
        *(
            Relate(*key, {k: v for k, v in f.items() if k in ("group", "strength")})
            for key, f in state.relations.items()
        ),
    ]

    assert rules.events(MODEL, state, again) == []


@given(commands)
def test_every_event_says_how_it_was_and_is(wanted):
    """
    The events, read one after the other, are the whole story of each CI and relation.
    """
    told = {}
    for event in carried_out(State({}, {}), wanted):
        assert told.get(event.key) == event.before
        assert event.before != event.after
        told[event.key] = event.after


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (str(ULID()), True),
        ("0197f2c4-5b1e-7c3a-9d2e-1a2b3c4d5e6f", True),
        ("0197f2c4-5b1e-4c3a-9d2e-1a2b3c4d5e6f", False),
        ("shop-db-1", False),
        ("", False),
        ("O" * 26, False),
    ],
)
def test_an_id_is_a_ulid_or_a_uuid_of_version_seven(text, expected):
    assert is_id(text) is expected
