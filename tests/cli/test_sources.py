"""Live sources as an admin sets them up and runs them."""

import json

import pytest
from netboxes import ESTATE, TOKEN, running


@pytest.fixture
def netbox():
    with running(records=ESTATE) as box:
        yield box


def test_a_source_is_set_up_and_refused_where_it_may_not_reach(cmdb, netbox):
    given = ("--from", "netbox", "--set", f"url={netbox.url}")

    clear = cmdb("source", "add", "boxes", *given, "--set", f"token={TOKEN}")
    assert clear.code == 2
    assert "env:CMDB_SECRET_NAME" in clear.err
    assert TOKEN not in clear.err + clear.out

    assert cmdb("source", "add", "boxes", *given, "--set", "token=file:netbox").code == 0
    assert "token=file:netbox" in cmdb("source", "list").out
    host = netbox.url.removeprefix("http://")
    denied = cmdb("source", "check", "boxes")
    assert denied.code == 4
    assert f"cmdb source allow {host}" in denied.err

    assert cmdb("source", "allow", host).code == 0
    assert host in cmdb("source", "allowed").out
    nothing = cmdb("source", "run", "boxes")
    assert nothing.code == 5
    assert "secrets folder" in nothing.err
    assert cmdb("source", "deny", host).code == 0
    assert cmdb("source", "remove", "boxes").code == 0


def test_kinds_say_what_they_give(cmdb):
    assert "files, live" in cmdb("source", "kinds").out
    assert "page_size" in cmdb("source", "kinds", "netbox").out
    kinds = json.loads(cmdb("source", "kinds", "--json").out)
    assert all(one["gives"] and one["unknown"] for one in kinds["items"])
    assert cmdb("source", "kinds", "nonsense").code == 2
