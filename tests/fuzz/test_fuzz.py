"""The fuzzer finds what is there to be found, and nothing where there is nothing."""

import importlib

import pytest

from fuzz.__main__ import main
from fuzz.running import MIB, Limits, fuzzed

EXAMPLES = {"a.json": b'{"web": {"name": "web1", "ports": [80, 443]}, "db": {"name": "db1"}}'}
LIMITS = Limits(seconds=30, case_s=3, memory=200 * MIB, findings=1)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("raising", "KeyError"),
        ("hanging", "hangs"),
        ("greedy", "of memory"),
        ("dying", "died"),
        ("undeclared", "not declared"),
    ],
)
def test_a_fault_is_found_and_the_case_is_kept(name, said, tmp_path):
    outcome = fuzzed(importlib.import_module(f"faulty.{name}"), EXAMPLES, LIMITS, tmp_path / name)

    reasons = [reason for reason, _ in outcome.findings]
    assert any(said in reason for reason in reasons), reasons
    assert all(len(list(path.iterdir())) > 1 for _, path in outcome.findings)


def test_nothing_is_found_where_nothing_is_wrong(tmp_path):
    limits = Limits(seconds=1, case_s=10)
    outcome = fuzzed(importlib.import_module("faulty"), EXAMPLES, limits, tmp_path / "x")

    assert outcome.findings == []
    assert outcome.cases > 10
    assert outcome.observations > outcome.cases
    assert list((tmp_path / "x").iterdir()) == []


def test_the_same_seed_throws_the_same_dice():
    from hypothesis import Phase, given, seed, settings

    from fuzz.cases import cases

    def thrown():
        found = []

        @seed(7)
        @settings(max_examples=20, database=None, phases=(Phase.generate,), deadline=None)
        @given(cases(EXAMPLES))
        def collected(drawn):
            found.append(next(drawn))

        collected()
        return found

    assert thrown() == thrown()
    assert len({repr(case) for case in thrown()}) > 10


def test_a_kind_that_is_not_there_is_bad_usage(tmp_path, capsys):
    assert main(["nonsense", "--save", str(tmp_path)]) == 2
    assert "cmdb_document" in capsys.readouterr().err


def test_the_table_has_a_row_for_each_importer(tmp_path, capsys):
    assert main(["--seconds", "1", "--save", str(tmp_path), "traces"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("traces ")
