"""Relation rules over HTTP."""

from dataclasses import replace

import pytest

from api.app import create_app

PATH = "/api/v1/relation-rules"
RULES = """
[rules.dns]
summary = "Servers need DNS."
type = "DEPENDS_ON"
strength = "soft"
from = { class = "server" }
to = { ci = "corp-dns" }
"""


@pytest.fixture
def file(site, tmp_path):
    """The rules file of the site's API."""
    path = tmp_path / "own-rules.toml"
    path.write_text(RULES)
    served = site.app.state.services
    site.app = create_app(replace(served, rules=path))
    return path


@pytest.fixture
def estate(site, file):
    """Two servers and a DNS zone, and a site whose rules file exists."""
    assert file.exists()
    editor = site.as_("editor")
    for name, kind in (("a", "server"), ("b", "server"), ("corp-dns", "dns_zone")):
        assert editor.post("/api/v1/cis", json={"class": kind, "name": name}).status_code == 201
    return site


def test_rules_are_listed_shown_and_applied(estate):
    admin = estate.as_("admin")
    (listed,) = admin.get(PATH).json()["items"]
    assert (listed["name"], listed["drawn"]) == ("dns", 0)

    would = admin.post(f"{PATH}/apply", params={"dry_run": True}).json()
    assert (would["rules"][0]["created"], would["last_revision"]) == (2, None)

    done = admin.post(f"{PATH}/apply")
    assert done.status_code == 200
    assert done.json()["rules"][0]["created"] == 2
    assert done.json()["last_revision"]

    assert admin.get(PATH).json()["items"][0]["drawn"] == 2
    first = admin.get(f"{PATH}/dns", params={"limit": 1}).json()
    assert first["total"] == 2
    assert (first["items"][0]["from"]["name"], first["items"][0]["there"]) == ("a", True)
    second = admin.get(f"{PATH}/dns", params={"limit": 1, "cursor": first["next"]}).json()
    assert (second["items"][0]["from"]["name"], second["next"]) == ("b", None)
    relations = admin.get("/api/v1/cis/corp-dns/relations").json()["items"]
    assert {(one["origin"], one["strength"]) for one in relations} == {("rule", "soft")}


def test_a_file_that_was_changed_needs_no_restart(estate, file):
    admin = estate.as_("admin")
    admin.post(f"{PATH}/apply")
    file.write_text("")

    done = admin.post(f"{PATH}/apply").json()["rules"]

    assert [(one["name"], one["removed"], one["withdrawn"]) for one in done] == [("dns", 2, True)]


def test_a_wrong_file_is_told_with_its_place_and_nothing_is_touched(estate, file):
    admin = estate.as_("admin")
    admin.post(f"{PATH}/apply")
    file.write_text(RULES.replace("server", "sever"))

    refused = admin.post(f"{PATH}/apply")

    assert refused.status_code == 422
    assert "rules.dns.from.class" in refused.json()["detail"]
    file.write_text(RULES)
    assert admin.get(PATH).json()["items"][0]["drawn"] == 2


def test_a_rule_that_is_refused_says_why(estate, file):
    file.write_text(RULES.replace("[rules.dns]", "[rules.dns]\nmost = 1"))

    (one,) = estate.as_("admin").post(f"{PATH}/apply").json()["rules"]

    assert "gives 2 relations; at most 1" in one["refused"]


def test_who_may_only_read_applies_nothing(estate):
    viewer = estate.as_("viewer")

    assert viewer.get(PATH).status_code == 200
    assert viewer.get(f"{PATH}/dns").status_code == 200
    assert viewer.post(f"{PATH}/apply").status_code == 403
    assert viewer.get(f"{PATH}/nothing").status_code == 404
    assert estate.anonymous().get(PATH).status_code == 401
