"""Weak points over HTTP."""

import json
import threading

import pytest

from api import steps


@pytest.fixture
def estate(editor):
    """A shop behind two load balancers in one rack, on two databases; a business unit uses it."""

    def add(name, class_name, **more):
        body = {"class": class_name, "name": name, **more}
        assert editor.post("/api/v1/cis", json=body).status_code == 201

    def relate(from_, type_, to, **more):
        body = {"from": from_, "type": type_, "to": to, **more}
        assert editor.put("/api/v1/relations", json=body).status_code in {200, 201}

    add("在线商城", "business_service", criticality="critical")
    add("shop", "application_service", quorum={"db": {"needs": 1, "wants": 1}, "lb": 1})
    (
        add("bj1-r02", "rack"),
        add("Retail", "business_unit"),
        add("old", "server", lifecycle="retired"),
    )
    relate("在线商城", "DEPENDS_ON", "shop")
    relate("Retail", "CONSUMES", "在线商城", users=3_100_000)
    for n in (1, 2):
        add(f"shop-lb-{n}", "load_balancer"), add(f"shop-db-{n}", "server")
        relate("shop", "DEPENDS_ON", f"shop-lb-{n}", group="lb")
        relate("shop", "DEPENDS_ON", f"shop-db-{n}", group="db")
        relate(f"shop-lb-{n}", "CONTAINED_IN", "bj1-r02")
    return editor


def spof(client, ci="在线商城", **more):
    return client.post("/api/v1/spof", json={"ci": ci, **more})


def test_single_points_come_with_proof_and_history(estate):
    estate.patch("/api/v1/cis/bj1-r02", json={"owner": "ops"}, headers={"If-Match": "*"})
    response = spof(estate)

    found = response.json()
    assert found["counts"] == {"down": 2, "degraded": 0}
    assert {one["ci"]["name"]: one["changes"] for one in found["single_points"]} == {
        "shop": 5,
        "bj1-r02": 2,
    }
    assert found["single_points"][1]["chain"][-1]["ci"]["name"] == "bj1-r02"
    texts = [one["text"] for one in found["common_causes"]]
    assert texts == ["shop-lb-1 and shop-lb-2 of shop's group lb share rack bj1-r02"]
    assert response.headers["etag"] == f'"{found["revision"]}"'


def test_a_planned_failure_exposes_its_twin_and_pairs_are_found(estate):
    found = spof(estate, given=["shop-db-1"]).json()
    assert (found["single_points"][0]["ci"]["name"], found["newly"]) == ("shop-db-2", 1)

    cuts = spof(estate, order=2).json()["cuts"]
    assert (cuts["found"], cuts["complete"]) == ({"1": 2, "2": 2}, True)
    pairs = [{ci["name"] for part in one["parts"] for ci in part} for one in cuts["sets"]]
    assert {"shop-db-1", "shop-db-2"} in pairs


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"ci": "nobody"}, 404),
        ({"ci": "old"}, 422),
        ({"ci": "在线商城", "given": ["old"]}, 422),
        ({"ci": "在线商城", "order": 0}, 422),
        ({"ci": "在线商城", "order": 9}, 422),
        ({"ci": "在线商城", "budget": "soon"}, 422),
        ({"ci": "在线商城", "budget": "PT1H"}, 422),
        ({"ci": "在线商城", "given": ["x"] * 10_001}, 422),
        ({"ci": "在线商城", "limit": 0}, 422),
        ({"given": []}, 422),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(estate, body, status):
    response = estate.post("/api/v1/spof", json=body)

    assert response.status_code == status
    assert response.json()["detail"]


def test_the_whole_estate_is_ranked(estate):
    found = estate.get("/api/v1/weaknesses", params={"limit": 2}).json()

    assert [one["ci"]["name"] for one in found["ranking"]] == ["bj1-r02", "shop"]
    assert found["ranking"][0]["users"] == 3_100_000
    assert found["common_cause_count"] == 1
    assert found["complete"] is True
    assert estate.get("/api/v1/weaknesses", params={"limit": 0}).status_code == 422


def events(text):
    return [
        (event.split("\n")[0].removeprefix("event: "), json.loads(event.split("\ndata: ")[1]))
        for event in text.strip().split("\n\n")
    ]


def test_progress_comes_before_the_ranking(estate):
    response = estate.get("/api/v1/weaknesses", headers={"Accept": "text/event-stream"})

    told = events(response.text)
    assert {name for name, _ in told[:-1]} == {"progress"}
    assert told[-1][0] == "weaknesses"
    assert told[-1][1] == estate.get("/api/v1/weaknesses").json()


def test_one_ranking_waits_for_another(estate):
    assert steps._one_at_a_time.acquire(timeout=5)
    threading.Timer(1.0, steps._one_at_a_time.release).start()
    response = estate.get("/api/v1/weaknesses", headers={"Accept": "text/event-stream"})

    told = events(response.text)
    assert told[0] == ("progress", {"stage": "waiting for another", "done": 0, "total": 1})
    assert told[-1][0] == "weaknesses"


@pytest.mark.usefixtures("estate")
def test_nobody_ranks_without_a_token(site):
    for accept in ("application/json", "text/event-stream"):
        refused = site.anonymous().get("/api/v1/weaknesses", headers={"Accept": accept})
        assert refused.status_code == 401
    assert spof(site.anonymous()).status_code == 401
