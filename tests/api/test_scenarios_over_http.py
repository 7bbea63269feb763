"""Scenarios over HTTP."""

import pytest

PATH = "/api/v1/scenarios"
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


def save(client, name, *edits, given=("shop-db-1",), **more):
    question = {"given": [{"ci": ci} for ci in given], "hypothesis": list(edits), **more}
    return client.put(f"{PATH}/{name}", json={"question": question, "reason": "to see"})


def test_a_scenario_is_saved_listed_run_and_removed(estate):
    made = save(estate, "third", ADD, JOIN)
    assert (made.status_code, made.json()["reason"]) == (200, "to see")
    assert estate.get(PATH).json()["items"] == [made.json()]
    assert estate.get(f"{PATH}/third").json() == made.json()

    ran = estate.post(f"{PATH}/third/run")

    assert ran.status_code == 200
    assert ran.json() == estate.post("/api/v1/impact", json=made.json()["question"]).json()
    assert ran.json()["counts"] == {"down": 1, "degraded": 0, "at_risk": 1}
    assert estate.delete(f"{PATH}/third").json() == made.json()
    assert estate.get(f"{PATH}/third").status_code == 404


def test_two_scenarios_are_compared(estate):
    save(estate, "as-it-is")
    save(estate, "third", ADD, JOIN)

    found = estate.post(f"{PATH}/compare", json={"before": "as-it-is", "after": "third"}).json()

    (shop,) = found["changed"]
    assert (shop["ci"]["name"], shop["before"], shop["after"]) == ("shop", "down", "at_risk")


def test_a_scenario_says_which_of_its_cis_are_gone(estate):
    estate.post("/api/v1/cis", json={"class": "server", "name": "shop-db-2"})
    drop = {"op": "quorum", "ci": "shop-db-2", "group": "x", "quorum": 1}
    save(estate, "both", drop, given=("shop", "shop-db-1", "shop-db-2"))
    for name in ("shop-db-1", "shop-db-2"):
        estate.post(f"/api/v1/cis/{name}/retire", headers={"If-Match": "*"})

    reply = estate.post(f"{PATH}/both/run")

    assert reply.status_code == 422
    assert [one["place"] for one in reply.json()["errors"]] == ["given[1].ci", "given[2].ci"]
    assert "The scenario 'both' does not fit the graph" in reply.json()["detail"]
    compared = estate.post(f"{PATH}/compare", json={"before": "both", "after": "both"})
    assert compared.status_code == 422


def test_what_cannot_be_asked_is_not_saved(estate, viewer):
    assert save(estate, "x", given=("shop-db-9",)).status_code == 404
    assert save(estate, "x", {"op": "retire", "ci": "shop"}).status_code == 422
    assert save(estate, "x", given=()).status_code == 422
    assert save(estate, "x", baseline="dirty").status_code == 422
    assert estate.get(PATH).json()["items"] == []
    assert save(viewer, "x").status_code == 403
    assert estate.post(f"{PATH}/x/run").status_code == 404
