"""The quick bytes are those of the slow answer, whatever the estate and whatever names hold."""

from hypothesis import given, settings
from hypothesis import strategies as st
from random_estates import questions

from cmdb import impact
from cmdb.impact import Given, Question, as_json, encoded, encoded_at_once

SETTINGS = settings(max_examples=200, deadline=None)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@SETTINGS
@given(
    questions(),
    st.lists(NAMES, min_size=12, max_size=12, unique=True),
    st.sampled_from(("clean", "current")),
    st.sampled_from((None, 3600.0)),
)
def test_the_quick_bytes_are_those_of_the_slow_answer(question, names, baseline, duration_s):
    estate, failing = question
    for name, facts in zip(names, estate.cis.values(), strict=False):
        facts["name"] = name
        facts["owner"] = name
    topology = estate.topology()
    asked = Question(
        [Given(estate.cis[n]["id"], s) for n, s in failing.items()], baseline, duration_s
    )
    quick = encoded(topology, asked)
    assert quick == as_json(impact.of(topology, asked))
    assert encoded_at_once(topology, asked) == (quick if baseline == "clean" else None)
