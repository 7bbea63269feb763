"""A hypothetical graph answers as one where the edits had been written."""

from copy import deepcopy

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_estates import AMOUNTS, CLASSES, GROUPS, TYPES, questions, relation_fields
from reference import evaluate

from cmdb import hypotheses
from cmdb.errors import Invalid, NotFound
from cmdb.impact import Given, Question
from cmdb.model import load

MODEL = load()
OPS = ("add_ci", "relate", "relate", "unrelate", "quorum", "retire_ci", "remove_ci")


@st.composite
def suppositions(draw):
    """Return an estate, what fails, edits, and the estate and failures as the edits make them."""
    estate, given = draw(questions())
    written, failing = deepcopy(estate), dict(given)
    edits, added = [], []
    for op in draw(st.lists(st.sampled_from(OPS), min_size=1, max_size=5)):
        names = sorted(written.cis)
        ci = draw(st.sampled_from(names))
        if op == "add_ci":
            added.append(f"new{len(added)}")
            class_name = draw(st.sampled_from(CLASSES))
            edits.append({"op": op, "key": added[-1], "class": class_name})
            written.ci(added[-1], class_name, lifecycle="operational")
        elif op == "relate":
            other, kind = draw(st.sampled_from(names)), draw(st.sampled_from(TYPES))
            fields = draw(relation_fields())
            edits.append({"op": op, "from": ci, "type": kind, "to": other, **fields})
            written.relations = cut(written, (ci, kind, other))
            written.relate(ci, kind, other, **fields)
        elif op == "unrelate" and written.relations:
            key = draw(st.sampled_from([relation[:3] for relation in written.relations]))
            edits.append(dict(zip(("op", "from", "type", "to"), (op, *key), strict=True)))
            written.relations = cut(written, key)
        elif op == "quorum":
            group, amount = draw(st.sampled_from(GROUPS[1:])), draw(AMOUNTS)
            edits.append({"op": op, "ci": ci, "group": group, "quorum": amount})
            known = written.cis[ci].get("quorum", {})
            written.cis[ci]["quorum"] = known | {group: amount}
        elif op in ("retire_ci", "remove_ci") and written.cis[ci]["lifecycle"][:3] in (
            "ope",
            "ret",
        ):
            assume(written.cis[ci]["lifecycle"] != "retired")
            edits.append({"op": op, "ci": ci})
            failing[ci] = "down"
    return estate, given, edits, written, failing


def cut(estate, key):
    return [relation for relation in estate.relations if relation[:3] != key]


@settings(max_examples=200, deadline=None)
@given(suppositions(), st.randoms(use_true_random=False))
def test_a_hypothesis_gives_what_writing_it_would(supposition, dice):
    estate, fails, edits, written, failing = supposition
    assume(edits)
    dice.shuffle(edits)
    question = Question([Given(name, state) for name, state in fails.items()])
    topology = estate.topology()
    try:
        found = hypotheses.of(topology, question, hypotheses.edits(MODEL, edits))
    except (Invalid, NotFound):
        assume(False)
    expected, _, _ = evaluate(written, failing)
    assert {one["ci"]["name"]: one["state"] for one in found.answer.impacted} == expected
    assert found.answer.revision == topology.revision
    before, _, _ = evaluate(estate, fails)
    assert found.compared["before"] == {
        state: list(before.values()).count(state) for state in ("down", "degraded", "at_risk")
    }
    differ = {name for name in expected | before if expected.get(name) != before.get(name)}
    shown = found.compared
    kinds = ("newly_hit", "worse", "better", "no_longer_hit")
    listed = [one for kind in kinds for one in shown[kind]]
    assert shown["unchanged"] == len(before.keys() & expected.keys() - differ)
    assert {one["ci"]["name"] for one in listed} == differ
