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


def test_services_are_found_by_words_of_their_names(estate):
    def named(q):
        found = estate.get("/api/v1/services", params={"q": q}).json()
        return [row["ci"]["name"] for row in found["items"]]

    assert named("PA") == ["pay"]
    assert named("blog pay") == []
    assert named("  ") == ["blog", "pay"]


def test_a_catalogue_says_who_would_notice_and_where_a_service_is_weak(estate):
    def marks():
        (one,) = estate.get("/api/v1/service-marks", params={"ci": "pay"}).json()["items"]
        return one

    found = marks()
    assert (found["users"], found["consumers"]) == (1200, 1)
    assert (found["suppliers"], found["down"], found["degraded"]) == (1, 1, 0)
    assert found["known"] is None, "nobody has judged the estate yet"

    estate.get("/api/v1/quality")
    assert 0 < marks()["known"] < 100
    estate.patch("/api/v1/cis/blog", json={"lifecycle": "retired"}, headers={"If-Match": "*"})
    (idle,) = estate.get("/api/v1/service-marks", params={"ci": "blog"}).json()["items"]
    assert (idle["suppliers"], idle["down"]) == (0, 0)
    assert estate.get("/api/v1/service-marks", params={"ci": "nope"}).status_code == 404
    assert estate.get("/api/v1/service-marks").status_code == 422
