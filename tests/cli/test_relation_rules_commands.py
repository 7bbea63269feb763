"""Relation rules, as a person applies them. The session's API has the shipped file: no rules."""

import pytest

from cli.relation_rules import _draw_report


@pytest.fixture
def said(capsys):
    """Draws a report and returns its lines."""

    def drawn(report):
        capsys.readouterr()
        _draw_report(report)
        return capsys.readouterr().out.splitlines()

    return drawn


def rule(**counts):
    names = ("wanted", "created", "changed", "confirmed", "released", "removed", "unchanged")
    return dict.fromkeys(names, 0) | {"name": "dns", "refused": None, "withdrawn": False} | counts


def report(one, *, dry_run=False, first=None, last=None):
    return {"rules": [one], "dry_run": dry_run, "first_revision": first, "last_revision": last}


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (rule(), "dns: no CI that it selects"),
        (rule(created=2, removed=1), "dns: 2 created, 1 removed"),
        (rule(removed=1, withdrawn=True), "dns: 1 removed (no longer in the file)"),
        (rule(refused="Too many."), "dns: refused. Too many."),
        (rule(refused="Too many.", unchanged=2), "dns: refused. Too many. What it drew stays: 2."),
    ],
)
def test_what_became_of_a_rule_is_one_line(said, one, expected):
    assert said(report(one)) == [expected]


def test_revisions_are_named_and_a_dry_run_says_what_would_be(said):
    done = rule(created=2)

    assert said(report(done, first=3, last=4)) == ["dns: 2 created", "revisions 3 to 4"]
    assert said(report(done, first=3, last=3)) == ["dns: 2 created", "revision 3"]
    assert said(report(done, dry_run=True)) == ["dns: 2 to create", "Nothing was written."]


def test_without_rules_it_says_where_to_write_some(cmdb):
    assert "model/rules.toml" in cmdb("rules", "list").out
    assert "model/rules.toml" in cmdb("rules", "apply", "--dry-run").out
    missing = cmdb("rules", "show", "nothing")
    assert missing.code == 3
