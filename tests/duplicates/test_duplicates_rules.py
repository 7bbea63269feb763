"""What a merge does to relations, against a slow and obvious reference."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from cmdb.duplicates.rules import joined, pairs
from cmdb.items.model import Relate, Unrelate
from cmdb.reconcile.rules import relation_fields

FIELDS = st.fixed_dictionaries(
    {"strength": st.sampled_from(["hard", "soft"])},
    optional={
        "origin": st.sampled_from(["declared", "observed"]),
        "confidence": st.sampled_from([0.2, 0.9]),
    },
)
SAID = st.dictionaries(st.sampled_from(["one", "two", "person"]), FIELDS, max_size=3)
KEYS = st.tuples(
    st.sampled_from("sabxy"), st.sampled_from(["USES", "DEPENDS_ON"]), st.sampled_from("sabxy")
).filter(lambda key: key[0] != key[2])


def stored(said, by_hand):
    """A relation as the graph has it: what sources said, or what a person wrote."""
    if not said:
        return dict(by_hand)
    return relation_fields(said) | {"evidence": orjson.dumps(said).decode(), "rev": 3}


def told(said, by_hand):
    return said or {"person": dict(by_hand)}


def reference(graph):
    """Rename the ends one relation after the other; who spoke of the survivor's own counts first."""
    result = {}
    own_first = sorted(graph, key=lambda key: bool({"a", "b"} & {key[0], key[2]}))
    for key in own_first:
        start, end = ("s" if one in "ab" else one for one in (key[0], key[2]))
        if start == end:
            continue
        new = result.setdefault((start, key[1], end), {})
        for source, fields in told(*graph[key]).items():
            new.setdefault(source, fields)
    return result


@given(st.dictionaries(KEYS, st.tuples(SAID, FIELDS), max_size=8))
def test_every_relation_follows_with_all_that_was_said_of_it(graph):
    relations = [(key, stored(*graph[key])) for key in sorted(graph)]
    commands, evidence = joined(relations, "s", ["a", "b"])

    after = {key: told(*value) for key, value in graph.items()}
    for command in commands:
        match command:
            case Unrelate():
                del after[command.key]
            case Relate():
                after[command.key] = orjson.loads(evidence[command.key])
                assert command.fields == relation_fields(after[command.key])
    assert {key: set(said) for key, said in after.items()} == {
        key: set(said) for key, said in reference(graph).items()
    }
    assert not any({"a", "b"} & {key[0], key[2]} for key in after)
    for key, (said, by_hand) in graph.items():
        if key in after:  # what was said of the survivor's own relation is not overruled
            kept = told(said, by_hand)
            assert {name: after[key][name] for name in kept} == kept


def test_every_two_are_a_pair_once():
    assert pairs(["c", "a", "b"]) == [("a", "b"), ("a", "c"), ("b", "c")]
