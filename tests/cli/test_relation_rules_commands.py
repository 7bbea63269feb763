"""Relation rules, as a person applies them. The session's API has the shipped file: no rules."""


def test_without_rules_it_says_where_to_write_some(cmdb):
    assert "model/rules.toml" in cmdb("rules", "list").out
    assert "model/rules.toml" in cmdb("rules", "apply", "--dry-run").out
    missing = cmdb("rules", "show", "nothing")
    assert missing.code == 3
