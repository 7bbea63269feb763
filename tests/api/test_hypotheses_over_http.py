"""What-if questions over HTTP."""

import pytest

ADD = {"op": "add_ci", "key": "shop-db-3", "class": "server"}
JOIN = {"op": "relate", "from": "shop", "type": "DEPENDS_ON", "to": "shop-db-3", "group": "db"}


@pytest.fixture
def estate(editor):
    """A shop on one database."""
    for name, kind in (("shop", "application_service"), ("shop-db-1", "server")):
        assert editor.post("/api/v1/cis", json={"class": kind, "name": name}).status_code == 201
    relation = {"from": "shop", "type": "DEPENDS_ON", "to": "shop-db-1", "group": "db"}
    assert editor.put("/api/v1/relations", json=relation).status_code == 200
    return editor


def ask(client, *edits, **more):
    return client.post("/api/v1/impact", json={"hypothesis": list(edits), **more})


def test_another_node_saves_the_shop_and_nothing_is_written(estate):
    revision = estate.post("/api/v1/impact", json={"given": [{"ci": "shop"}]}).json()["revision"]

    found = ask(estate, ADD, JOIN, given=[{"ci": "shop-db-1"}])

    body = found.json()
    assert (found.status_code, body["revision"]) == (200, revision)
    assert found.headers["etag"] == f'"{revision}"'
    assert {one["ci"]["name"]: one["state"] for one in body["impacted"]} == {
        "shop-db-1": "down",
        "shop": "at_risk",
    }
    assert [one["name"] for one in body["hypothesis"]["added"]] == ["shop-db-3"]
    (better,) = body["compared"]["better"]
    assert (better["ci"]["name"], better["before"], better["after"]) == ("shop", "down", "at_risk")
    assert estate.get("/api/v1/cis/shop-db-3").status_code == 404


def test_retiring_alone_is_a_question(estate):
    body = ask(estate, {"op": "retire_ci", "ci": "shop-db-1"}).json()
    assert body["counts"] == {"down": 2, "degraded": 0, "at_risk": 0}
    assert {one["ci"]["name"]: one.get("hypothesis") for one in body["impacted"]} == {
        "shop": None,
        "shop-db-1": "retired",
    }


def test_bad_hypotheses_are_problems_with_their_place(estate):
    unknown = ask(estate, {"op": "retire_ci", "ci": "shop-db-9"})
    assert (unknown.status_code, unknown.json()["candidates"][0]) == (404, "shop-db-1")
    assert unknown.json()["errors"][0]["place"] == "hypothesis[0].ci"
    itself = ask(estate, ADD, JOIN | {"to": "shop"}, given=[{"ci": "shop"}])
    assert itself.status_code == 422
    assert itself.json()["detail"] == "hypothesis[1].to: shop cannot be related to itself."
    assert ask(estate, ADD).status_code == 422
    assert ask(estate).json()["detail"] == "The question names no CI."
    assert ask(estate, "retire shop").status_code == 422
