"""Services over HTTP."""

import pytest


@pytest.fixture
def estate(editor):
    """A service that a unit consumes, on one server that nobody answers for."""

    def add(name, class_name, **more):
        body = {"class": class_name, "name": name, **more}
        assert editor.post("/api/v1/cis", json=body).status_code == 201

    add("pay", "business_service", owner="li", support_team="web", criticality="high")
    add("blog", "business_service"), add("box/1", "server"), add("retail", "business_unit")
    for body in (
        {"from": "pay", "type": "DEPENDS_ON", "to": "box/1", "confidence": 0.3},
        {"from": "retail", "type": "CONSUMES", "to": "pay", "users": 1200},
    ):
        assert editor.put("/api/v1/relations", json=body).status_code == 200
    return editor


def test_a_service_in_one_look(estate):
    response = estate.get("/api/v1/services/pay")
    found = response.json()

    assert response.headers["etag"] == f'"{found["revision"]}"'
    assert found["used_by"]["users"] == 1200
    assert found["state"] == "ok"
    (point,) = found["weak_points"]["single_points"][-1:]
    assert point["changes"] > 0
    kinds = {one["kind"] for one in found["quality"]}
    assert {"ownerless_suppliers", "unconfirmed", "weak_relations"} <= kinds


def test_services_come_in_pages(estate):
    first = estate.get("/api/v1/services", params={"limit": 1}).json()
    rest = estate.get("/api/v1/services", params={"limit": 1, "cursor": first["next"]}).json()

    assert [one["ci"]["name"] for one in first["items"] + rest["items"]] == ["blog", "pay"]
    assert rest["next"] is None
    one = estate.get("/api/v1/services", params={"criticality": "high"}).json()
    assert [row["ci"]["name"] for row in one["items"]] == ["pay"]


def test_a_name_with_a_slash_is_found_and_a_service_has_a_map(estate):
    assert estate.get("/api/v1/services/box%2F1").json()["ci"]["name"] == "box/1"
    found = estate.get("/api/v1/services/pay/map").json()
    assert {node["name"] for node in found["nodes"]} == {"pay", "box/1"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services/pai", 404),
        ("services/pay?levels=0", 422),
        ("services?class=servise", 422),
        ("services?cursor=x", 422),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(estate, path, status):
    response = estate.get(f"/api/v1/{path}")

    assert response.status_code == status
    assert response.json()["detail"]


def test_it_is_for_those_who_may_read(site):
    for path in ("services", "services/pay", "services/pay/map"):
        assert site.anonymous().get(f"/api/v1/{path}").status_code == 401
