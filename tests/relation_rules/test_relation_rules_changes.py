"""What becomes of a relation: rules draw it, others may hold it."""

from hypothesis import given
from hypothesis import strategies as st

from cmdb.items import Relate, Unrelate
from cmdb.relation_rules.changes import NOTHING, There, change

KEY = ("a", "DEPENDS_ON", "b")
RULE = {"origin": "rule", "confidence": 1.0}
SOFT = RULE | {"strength": "soft"}


def test_what_is_not_there_is_drawn():
    found = change(KEY, {"rules:x": RULE}, NOTHING)

    assert (found.effect, found.command) == ("created", Relate(*KEY, RULE))
    assert found.said == {"rules:x": RULE}


def test_what_is_drawn_already_is_left():
    assert change(KEY, {"rules:x": RULE}, There(RULE, {"rules:x": RULE})).command is None


def test_a_rule_that_says_something_else_changes_it():
    found = change(KEY, {"rules:x": SOFT}, There(RULE, {"rules:x": RULE}))

    assert (found.effect, found.command) == ("changed", Relate(*KEY, SOFT))


def test_what_no_rule_gives_any_more_goes():
    found = change(KEY, {}, There(RULE, {"rules:x": RULE}))

    assert (found.effect, found.command) == ("removed", Unrelate(*KEY))


DECLARED = {"origin": "declared"}


def test_what_a_source_states_too_keeps_both_and_is_as_the_source_says():
    there = There(DECLARED, {"compose:a": DECLARED})
    found = change(KEY, {"rules:x": SOFT}, there)

    assert (found.effect, set(found.said)) == ("confirmed", {"compose:a", "rules:x"})
    assert found.command == Relate(*KEY, DECLARED | {"confidence": 1.0})

    gone = change(KEY, {}, There(found.command.fields, found.said))
    assert (gone.effect, gone.command) == ("released", Relate(*KEY, DECLARED))
    assert set(gone.said) == {"compose:a"}


def test_what_a_hand_drew_stays_as_it_is_and_stays_when_the_rule_goes():
    facts = {"strength": "hard"}
    confirmed = change(KEY, {"rules:x": SOFT}, There(facts, {}))
    assert (confirmed.effect, confirmed.command) == ("confirmed", Relate(*KEY, facts))
    assert set(confirmed.said) == {"person", "rules:x"}

    gone = change(KEY, {}, There(facts, confirmed.said))

    assert (gone.effect, gone.command, set(gone.said)) == (
        "released",
        Relate(*KEY, facts),
        {"person"},
    )


def test_what_came_back_by_an_undo_is_the_rules_own_again():
    assert change(KEY, {}, There(RULE, {})).command == Unrelate(*KEY)
    assert set(change(KEY, {"rules:x": RULE}, There(RULE, {})).said) == {"rules:x"}


def test_of_two_rules_the_first_by_name_leads_and_the_second_keeps_it():
    both = change(KEY, {"rules:y": SOFT, "rules:x": RULE}, NOTHING)
    assert both.command == Relate(*KEY, RULE)

    left = change(KEY, {"rules:y": SOFT}, There(RULE, both.said))

    assert (left.effect, left.command) == ("changed", Relate(*KEY, SOFT))


def test_what_a_refused_rule_drew_stays():
    found = change(KEY, {}, There(RULE, {"rules:x": RULE}), {"rules:x"})

    assert (found.effect, found.command, found.said) == ("unchanged", None, {"rules:x": RULE})


SAID = st.dictionaries(
    st.sampled_from(["rules:x", "rules:y", "doc"]),
    st.sampled_from([RULE, SOFT, {"origin": "declared"}, {}]),
)
WANTED = st.dictionaries(st.sampled_from(["rules:x", "rules:y"]), st.sampled_from([RULE, SOFT]))
THERE = st.one_of(st.just(NOTHING), st.builds(There, st.sampled_from([RULE, SOFT, {}]), SAID))


def after(there, found):
    """How the relation is once the change is carried out."""
    match found.command:
        case Unrelate():
            return NOTHING
        case Relate(fields=fields):
            return There(dict(fields), found.said)
    return there if there.facts is None else There(there.facts, found.said)


@given(WANTED, THERE, st.sets(st.sampled_from(["rules:x", "rules:y"])))
def test_done_once_nothing_is_left_to_do(wanted, there, standing):
    first = change(KEY, wanted, there, standing)
    then = after(there, first)
    again = change(KEY, wanted, then, standing)

    assert again.command is None
    assert after(then, again) == then


@given(WANTED, THERE)
def test_nobody_elses_word_is_lost_and_theirs_is_never_taken_away(wanted, there):
    found = change(KEY, wanted, there)
    others = {s: f for s, f in there.words.items() if not s.startswith("rules:")}
    then = after(there, found)

    assert others.items() <= then.said.items()
    if others:
        assert not isinstance(found.command, Unrelate)
    if wanted:
        assert then.facts is not None
    held = {s: f for s, f in then.said.items() if s.startswith("rules:")}
    assert held == wanted
