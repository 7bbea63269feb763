"""Decisions as a person makes them: tables, what scripts read, and exit codes."""

import json

import pytest


@pytest.fixture
def bring(cmdb, tmp_path):
    """Imports servers of these names from a source."""

    def run(*names, source="one", options=(), **fields):
        file = tmp_path / f"{source}.json"
        cis = [{"key": name, "class": "server", "name": name, **fields} for name in names]
        file.write_text(json.dumps({"cmdb": 1, "source": source, "cis": cis}))
        return cmdb("import", file, *options)

    return run


def test_duplicates_are_listed_compared_merged_and_set_back(cmdb, bring):
    assert "nothing to decide" in cmdb("duplicates", "list").out
    bring("web1", "web-1", owner="alice")
    assert cmdb("duplicates", "open", "web1", "web-1").code == 0
    (case,) = json.loads(cmdb("duplicates", "list", "--json").out)["items"]

    listed = cmdb("duplicates", "list").out
    assert case["id"] in listed
    assert "server:web1" in listed
    shown = cmdb("duplicates", "show", case["id"])
    assert "≠ name" in shown.out
    assert "≠ owner" not in shown.out
    assert f"cmdb duplicates merge {case['id']}" in shown.err

    survivor = next(one["id"] for one in case["cis"] if one["name"] == "web1")
    merged = cmdb("duplicates", "merge", case["id"], survivor)
    assert merged.code == 0
    assert "merged, revision" in merged.out
    history = json.loads(cmdb("history", survivor, "--json").out)["items"]
    assert [one["name"] for one in history if one["op"] == "create"] == ["web1", "web-1"]
    again = cmdb("duplicates", "distinct", case["id"])
    assert again.code != 0
    assert "decided by" in again.err
    assert cmdb("duplicates", "unmerge", case["id"]).code == 0
    assert cmdb("duplicates", "distinct", case["id"]).code == 0
    for wrong in (("show", "nothing"), ("merge", "nothing", "web1"), ("unmerge", "nothing")):
        ran = cmdb("duplicates", *wrong)
        assert ran.code == 3, ran.err
        assert "There is no case" in ran.err


def test_retirements_are_empty_and_wrong_ids_are_said(cmdb):
    assert "nothing to decide" in cmdb("retirements", "list").out
    assert cmdb("retirements", "keep", "nothing").code == 3


def test_what_sources_say_is_a_table_and_a_pin_is_released(cmdb, bring):
    bring("web1", owner="alice")
    cmdb("set", "web1", "owner=bob")
    shown = cmdb("show", "web1", "--sources").out
    assert "a person" in shown
    assert "pinned" in shown
    assert "alice" in shown

    done = cmdb("release", "web1", "owner")
    assert done.code == 0
    assert "holds" in done.out
    assert "pinned" not in done.out
    wrong = cmdb("release", "web1", "owner")
    assert wrong.code == 2
    assert "no pinned 'owner'" in wrong.err


def test_reconcile_and_withdraw_tell_what_they_would_do(cmdb, bring, tmp_path):
    bring("web1", "web2")
    file = tmp_path / "precedence.toml"
    file.write_text('[default]\norder = ["*"]\n')
    tried = cmdb("reconcile", "--dry-run", "--precedence", file)
    assert (tried.code, "2 CIs looked at: 0 would be changed" in tried.out) == (0, True)
    assert cmdb("reconcile", "--precedence", file).code == 2
    assert cmdb("reconcile", "--dry-run", "--precedence", tmp_path / "none").code == 2

    would = cmdb("withdraw", "one", "--dry-run").out
    assert "2 would be changed, 2 of them retired" in would
    done = json.loads(cmdb("withdraw", "one", "--json").out)
    assert done["retired"] == 2
    assert cmdb("withdraw", "one").code == 3


def test_a_veto_ends_in_1_and_is_decided(cmdb, bring):
    bring(*(f"n{i}" for i in range(10)), options=["--complete"])
    vetoed = bring("n0", options=["--complete"])
    assert vetoed.code == 1
    assert "vetoed: it would lose 9 of 10 CIs" in vetoed.out
    (newest, _) = json.loads(cmdb("runs", "--json").out)["items"]
    assert f"cmdb runs confirm|discard {newest['id']}" in vetoed.out

    assert "Which run" in cmdb("runs", "confirm").err
    assert "9 CIs are marked as missing" in cmdb("runs", "confirm", newest["id"]).out
    assert cmdb("runs", "discard", newest["id"]).code != 0
    assert cmdb("runs", "discard", "nothing").code == 3


def test_a_name_that_the_cmdb_writes_under_is_refused(bring):
    ran = bring("a", options=["--source", "person"])

    assert ran.code == 2
    assert "cannot be a source's name" in ran.err
    assert "--source NAME" in ran.err
