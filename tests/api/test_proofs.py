"""Why and why not over HTTP."""

import pytest


@pytest.fixture
def estate(editor):
    """A shop on two databases, of which one is enough."""
    for name, class_name, more in (
        ("shop", "application_service", {"quorum": {"db": 1}}),
        ("shop-db-1", "server", {}),
        ("shop-db-2", "server", {}),
        ("old", "server", {"lifecycle": "retired"}),
    ):
        body = {"class": class_name, "name": name, **more}
        assert editor.post("/api/v1/cis", json=body).status_code == 201
    for db in ("shop-db-1", "shop-db-2"):
        body = {"from": "shop", "type": "DEPENDS_ON", "to": db, "group": "db"}
        editor.put("/api/v1/relations", json=body)
    return editor


def why(client, ci, *refs, **more):
    body = {"ci": ci, "given": [{"ci": r} for r in refs], **more}
    return client.post("/api/v1/impact/why", json=body)


def test_both_databases_together_are_why(estate):
    answer = why(estate, "shop", "shop-db-1", "shop-db-2")

    found = answer.json()
    assert answer.headers["etag"] == f'"{found["revision"]}"'
    assert (found["state"], found["impacted"], found["complete"]) == ("down", True, True)
    assert [step["ci"]["name"] for step in found["steps"]] == ["shop", "shop-db-1", "shop-db-2"]
    assert len(found["minimal_causes"]) == 1
    assert len(found["minimal_causes"][0]) == 2
    assert found["trust"]["score"] == 1.0


def test_why_not_is_no_error(estate):
    found = why(estate, "shop-db-2", "shop-db-1").json()

    assert (found["state"], found["impacted"]) == ("ok", False)
    assert found["why_not"]["reason"] == "not_connected"


def test_why_is_asked_of_the_past_too(estate):
    estate.delete(
        "/api/v1/relations", params={"from": "shop", "type": "DEPENDS_ON", "to": "shop-db-2"}
    )
    newest = why(estate, "shop", "shop-db-1").json()
    before = why(estate, "shop", "shop-db-1", at=newest["revision"] - 1).json()

    assert (newest["state"], before["state"]) == ("down", "at_risk")


@pytest.mark.parametrize(
    ("ci", "given", "status", "said"),
    [
        ("nobody", ["shop"], 404, "'nobody'"),
        ("shop", ["nobody"], 404, "'nobody'"),
        ("shop", ["old"], 422, "old is retired"),
        ("shop", [], 422, "names no CI"),
        ("", ["shop"], 404, "no CI ''"),
        ("x" * 700, ["shop"], 422, "ci"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(estate, ci, given, status, said):
    answer = why(estate, ci, *given)

    assert answer.status_code == status
    assert said in answer.text


def test_a_body_without_a_ci_is_refused(estate):
    assert estate.post("/api/v1/impact/why", json={"given": [{"ci": "shop"}]}).status_code == 422
