"""docs/pipeline.md: its snippets are what they say they are."""

import re
from pathlib import Path

import pytest
import yaml

from cmdb.checks import Options, policy

PAGE = (Path(__file__).parents[2] / "docs" / "pipeline.md").read_text("utf-8")


def snippets(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_policy_is_a_policy():
    (text,) = snippets("toml")
    found = policy(Options(), "policy.toml", text.encode())

    assert [rule.what for rule in found.rules] == ["down", "degraded", "redundancy", "unknown"]
    assert (found.baseline, found.duration_s) == ("current", 600)


@pytest.mark.parametrize("text", snippets("yaml"))
def test_a_pipeline_is_yaml_and_ends_with_the_checks_exit_code(text):
    said = yaml.safe_load(text)
    script = repr(said)

    assert "cmdb check" in script
    assert "exit ${code:-0}" in script


def test_every_link_leads_somewhere():
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (Path(__file__).parents[2] / "docs" / target).exists(), target
