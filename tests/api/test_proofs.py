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


def test_an_answer_is_told_in_the_language_that_is_asked_for(estate):
    body = {"given": [{"ci": "shop-db-1"}]}
    plain = estate.post("/api/v1/impact", json=body)
    assert "sentences" not in plain.json()

    told = estate.post("/api/v1/impact", json=body, params={"lang": "zh-TW"})
    said = told.json().pop("sentences")
    assert (said["lang"], said["headline"]) == (
        "zh-Hant",
        "如果 shop-db-1 發生故障：1 處失去備援。",
    )
    assert {k: v for k, v in told.json().items() if k != "sentences"} == plain.json()
    assert told.headers["vary"] == "Accept-Language"

    header = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}
    said = estate.post("/api/v1/impact", json=body, headers=header).json()["sentences"]
    assert (said["lang"], said["omitted"]) == ("zh-Hans", {})


def test_sentences_are_as_many_as_are_asked_for(estate):
    body = {"given": [{"ci": "shop-db-1"}, {"ci": "shop-db-2"}]}
    asked = {"lang": "en", "lines": 1, "fold": False}
    said = estate.post("/api/v1/impact", json=body, params=asked).json()["sentences"]
    assert (len(said["impacted"]), said["omitted"]) == (1, {"impacted": 2})


def test_why_is_told_too(estate):
    body = {"ci": "shop", "given": [{"ci": "shop-db-1"}, {"ci": "shop-db-2"}]}
    said = estate.post("/api/v1/impact/why", json=body, params={"lang": "en"}).json()["sentences"]
    assert said["headline"] == "application_service:shop is down."
    assert said["causes"] == ["Enough together: shop-db-1 and shop-db-2."]
    assert said["trust"][0].startswith("Trust 100 %: it hangs on “shop depends on shop-db-1”")

    body["given"] = [{"ci": "shop"}]
    body["ci"] = "shop-db-1"
    said = estate.post("/api/v1/impact/why", json=body, params={"lang": "en"}).json()["sentences"]
    assert "is not impacted: it stands on nothing that fails." in said["headline"]


def test_why_is_asked_of_a_hypothesis_too(estate):
    supposed = [{"op": "retire_ci", "ci": "shop-db-1"}, {"op": "retire_ci", "ci": "shop-db-2"}]
    found = estate.post("/api/v1/impact/why", json={"ci": "shop", "hypothesis": supposed}).json()
    assert found["state"] == "down"


@pytest.mark.parametrize("path", ["/api/v1/impact", "/api/v1/impact/why"])
def test_a_language_without_sentences_is_refused(estate, path):
    body = {"given": [{"ci": "shop"}], **({"ci": "shop"} if path.endswith("why") else {})}
    refused = estate.post(path, json=body, params={"lang": "fr"})
    assert refused.status_code == 422
    assert "en, zh-Hans, zh-Hant" in refused.json()["remedy"]
