"""`cmdb check` as a pipeline runs it: the document on standard output, the verdict as exit code."""

import io
import json
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "cmdb" / "checks" / "examples"


@pytest.fixture
def estate(cmdb):
    cmdb("add", "workload", "shop-checkout-deployment", "criticality=critical")
    return cmdb


def test_a_broken_policy_is_1_and_the_document_is_printed(estate):
    ran = estate("check", EXAMPLES / "before", EXAMPLES / "after")

    assert ran.code == 1, ran.err
    assert ran.out.startswith("## Impact of this change: the policy says no\n")
    assert "`workload:shop-checkout-deployment`" in ran.out


def test_a_policy_that_holds_is_0(estate):
    ran = estate("check", EXAMPLES / "before", EXAMPLES / "after", "--fail-on", "nothing")

    assert (ran.code, ran.err) == (0, "")


def test_nothing_matched_is_0_unless_unknown_is_a_reason(estate):
    plan = EXAMPLES / "plan.json"

    ran = estate("check", plan)
    assert ran.code == 0
    assert "No CI that the CMDB knows for certain is touched" in ran.out.splitlines()[2]
    assert estate("check", plan, "--fail-on", "unknown").code == 1


def test_json_is_what_the_api_says(estate):
    ran = estate("check", EXAMPLES / "cis.csv", "--json")

    assert json.loads(ran.out)["kind"] == "list"
    assert ran.code == 0


def test_a_policy_file_is_read(estate, tmp_path):
    (tmp_path / "policy.toml").write_text('fail_on = ["down:critcal"]')

    ran = estate("check", EXAMPLES / "cis.txt", "--policy", tmp_path / "policy.toml")

    assert ran.code == 2
    assert "policy.toml: fail_on[0]" in ran.err
    assert "did you mean critical?" in ran.err


def test_a_plan_comes_over_a_pipe(estate, monkeypatch):
    class Piped:
        buffer = io.BytesIO((EXAMPLES / "plan.json").read_bytes())

        def isatty(self):
            return False

    monkeypatch.setattr(sys, "stdin", Piped())

    assert "alicloud_instance.fraud_score[0]" in estate("check", "-").out


def test_bad_input_is_2(estate, tmp_path):
    assert estate("check", tmp_path / "none.json").code == 2
    (tmp_path / "tfplan").write_bytes(b"PK\x03\x04")
    ran = estate("check", tmp_path / "tfplan")
    assert ran.code == 2
    assert "terraform show -json" in ran.err
