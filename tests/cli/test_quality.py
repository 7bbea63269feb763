"""How well the estate is known, as a person asks for it."""

import json

import pytest


@pytest.fixture
def estate(cmdb, tmp_path):
    seen = {"type": "USES", "origin": "observed", "confidence": 0.8}
    document = {
        "cmdb": 1,
        "source": "traces",
        "cis": [
            {"key": "s", "class": "application_service", "name": "shop", "support_team": "web"},
            {"key": "p", "class": "application_service", "name": "prices"},
            {"key": "l", "class": "server", "name": "lone"},
        ],
        "relations": [{"from": "s", "to": "p", **seen}],
    }
    (tmp_path / "estate.json").write_text(json.dumps(document), "utf-8")
    assert cmdb("import", tmp_path / "estate.json").code == 0
    return cmdb


def test_the_estate_the_parts_and_one_ci(estate):
    said = estate("quality").out

    assert "of 100: 3 CIs in operation." in said
    assert "without an owner or a support team" in said
    assert "server:lone" in said
    assert "web" in estate("quality", "--by", "team").out
    assert "traces" in estate("quality", "--by", "source").out
    one = estate("quality", "lone").out
    assert "server:lone: 55 of 100, for nobody" in one
    assert "cmdb set server:lone support_team=…" in one
    assert "No CI in operation" in estate("quality", "--team", "moon").out


def test_programs_get_what_the_api_says(estate):
    found = json.loads(estate("quality", "--class", "server", "--worst", "1", "--json").out)

    assert (found["cis"], len(found["worst"])) == (1, 1)
    assert json.loads(estate("quality", "--by", "class", "--json").out)["next"] is None


def test_relations_are_accepted_and_rejected(estate):
    assert "only traces observed it, nobody declared it" in estate("quality", "relations").out
    said = estate("quality", "reject", "shop", "USES", "prices", "--reason", "a health check").out
    assert "`cmdb unrelate shop USES prices` removes it" in said
    assert "a health check" in estate("quality", "relations", "--decided").out
    assert "is declared too" in estate("quality", "relations", "--observed-only").out
    assert estate("quality", "reopen", "shop", "USES", "prices").code == 0
    assert "is declared by you" in estate("quality", "accept", "shop", "USES", "prices").out
    assert "misses one" in estate("quality", "relations", "--declared-only").out


def test_bad_input_ends_with_its_code(estate):
    assert estate("quality", "moon").code == 3
    assert estate("quality", "--class", "moon").code == 2
    assert estate("quality", "--by", "moon").code == 2
    assert estate("quality", "shop", "prices").code == 2
    assert estate("quality", "relations", "--decided", "--declared-only").code == 2
    assert estate("quality", "accept", "prices", "USES", "shop").code == 3
    assert "show" in estate("quality", "--help").out
