"""Every case of the specification gives the states that it expects."""

import json
from pathlib import Path

import pytest
from estates import of_case, states

from cmdb import impact
from cmdb.impact import Given, Question

CASES = sorted(Path(__file__).parents[1].joinpath("cases/impact").glob("*.json"))


def test_there_are_cases():
    assert len(CASES) >= 44


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_case_holds(path):
    case = json.loads(path.read_text("utf-8"))
    topology = of_case(case).topology()
    failing = [Given(name, state) for name, state in case["fail"].items()]
    answer = impact.of(topology, Question(failing))
    assert states(answer) == case["expect"], case["about"]
    assert {one["ci"]["name"] for one in answer.impacted if one["given"]} == set(case["fail"])
    assert all(one["need"] or one["given"] for one in answer.impacted)
