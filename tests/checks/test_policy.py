"""Policies: rules, files, and what is wrong in them, by place."""

import pytest

from cmdb.checks import Options, policy
from cmdb.errors import Invalid


def of(text, name="policy.toml", **options):
    return policy(Options(**options), name, text.encode())


def wrong(text, name="policy.toml", **options):
    with pytest.raises(Invalid) as caught:
        of(text, name, **options)
    return [str(problem) for problem in caught.value.problems] or [caught.value.detail]


def test_a_critical_ci_that_goes_down_is_what_nobody_need_say():
    found = policy(Options())

    assert [rule.text for rule in found.rules] == ["down:critical"]
    assert (found.update_state, found.baseline, found.duration_s) == ("degraded", "clean", None)


def test_a_rule_takes_criticalities_and_environments():
    (rule,) = policy(Options(("degraded:critical,high,production",))).rules

    assert rule.what == "degraded"
    assert rule.criticalities == {"critical", "high"}
    assert rule.environments == {"production"}


def test_a_file_says_the_same_in_toml_and_in_yaml():
    toml = of(
        'fail_on = ["unknown"]\nupdate_state = "down"\nduration = "PT10M"\n'
        '[matches]\n"aws_instance.a" = "server:a"\n'
    )
    yaml = of(
        "fail_on: unknown\nupdate_state: down\nduration: PT10M\n"
        "matches: {aws_instance.a: 'server:a'}\n",
        "p.yaml",
    )

    assert toml == yaml
    assert toml.duration_s == 600
    assert toml.matches == {"aws_instance.a": "server:a"}


def test_options_outrank_the_file():
    found = of(
        'fail_on = ["unknown"]\nupdate_state = "down"\n',
        fail_on=("degraded",),
        update_state="ok",
    )

    assert [rule.text for rule in found.rules] == ["degraded"]
    assert found.update_state == "ok"


@pytest.mark.parametrize("text", ["fail_on = []", 'fail_on = "nothing"', 'fail_on = ["nothing"]'])
def test_nothing_never_fails(text):
    assert of(text).rules == ()


def test_what_is_wrong_is_named_by_its_place():
    assert wrong("fial_on = []") == [
        "policy.toml: fial_on: is no part of a policy (did you mean fail_on?)"
    ]
    assert wrong('fail_on = ["down:critcal"]')[0].startswith(
        "policy.toml: fail_on[0]: 'critcal' is none of low, medium"
    )
    assert "did you mean down?" in wrong('fail_on = ["dwon"]')[0]
    assert "takes no values" in wrong('fail_on = ["unknown:high"]')[0]
    assert "is empty" in wrong('fail_on = ["down:"]')[0]
    assert wrong("fail_on = 3") == ["policy.toml: fail_on: must be a rule, or a list of rules"]
    assert wrong('update_state = "gone"')[0].startswith("policy.toml: update_state: 'gone'")
    assert wrong("baseline = 3") == ["policy.toml: baseline: must be a text"]
    assert wrong('duration = "ten"')[0].startswith("policy.toml: duration")
    assert wrong('matches = "x"') == ["policy.toml: matches: must map what a file names to a CI"]
    assert wrong("[matches]\na = 3") == ["policy.toml: matches.a: must name a CI"]
    assert wrong("", fail_on=("x",))[0].startswith("policy.toml")


def test_a_file_that_cannot_be_read_is_refused_by_line():
    assert "line 2" in wrong("fail_on = []\n?")[0]
    assert "line 2" in wrong("a: 1\na: 2", "p.yml")[0]
    assert wrong("- a", "p.yml") == ["p.yml: must be a mapping."]
    with pytest.raises(Invalid, match="UTF-8"):
        policy(Options(), "p.toml", b"\xff\xfea")


def test_wrong_options_are_named_as_options():
    with pytest.raises(Invalid, match="--update-state"):
        policy(Options(update_state="gone"))
    with pytest.raises(Invalid, match="--fail-on"):
        policy(Options(("gone",)))
    with pytest.raises(Invalid, match="--duration"):
        policy(Options(duration="gone"))
