"""What ends soon, over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest


@pytest.fixture
def estate(editor):
    """A service whose certificate expires in ten days, and servers out of warranty."""

    def add(name, class_name, **more):
        body = {"class": class_name, "name": name, **more}
        assert editor.post("/api/v1/cis", json=body).status_code == 201

    soon = (datetime.now(UTC) + timedelta(days=10)).isoformat()
    add("pay", "business_service"), add("pay-cert", "certificate", expires_at=soon)
    for at in range(3):
        add(f"box-{at}", "server", warranty_ends="2020-01-01")
    body = {"from": "pay", "type": "SECURED_BY", "to": "pay-cert"}
    assert editor.put("/api/v1/relations", json=body).status_code == 200
    return editor


def test_what_ends_is_listed_with_what_it_hits_in_pages(estate):
    first = estate.get("/api/v1/expiring", params={"within": "30d", "limit": 3}).json()
    rest = estate.get(
        "/api/v1/expiring", params={"within": "P1M", "limit": 3, "cursor": first["next"]}
    ).json()

    assert [one["ci"]["name"] for one in first["items"]] == ["box-0", "box-1", "box-2"]
    assert (first["total"], first["ended"]) == (4, 3)
    (one,) = rest["items"]
    assert one["hits"]["services"][0]["ci"]["name"] == "pay"
    assert rest["next"] is None


def test_one_may_ask_for_a_kind_and_a_shorter_time(estate):
    asked = estate.get("/api/v1/expiring", params={"within": "1w", "kind": "expires"}).json()

    assert asked["items"] == []
    assert asked["next"] is None


@pytest.mark.parametrize(
    "query", [{"within": "soon"}, {"kind": "age"}, {"limit": 0}, {"cursor": "xx"}, {"within": ""}]
)
def test_a_question_that_makes_no_sense_is_refused(viewer, query):
    assert viewer.get("/api/v1/expiring", params=query).status_code == 422


def test_it_is_for_those_who_may_read(site):
    assert site.anonymous().get("/api/v1/expiring").status_code == 401


def test_what_ends_beneath_a_service_alone_is_told(editor):
    def add(name, class_name, **more):
        body = {"class": class_name, "name": name, **more}
        assert editor.post("/api/v1/cis", json=body).status_code == 201

    soon = (datetime.now(UTC) + timedelta(days=5)).isoformat()
    add("pay", "business_service"), add("front", "application_service")
    (
        add("pay-cert", "certificate", expires_at=soon),
        add("other-cert", "certificate", expires_at=soon),
    )
    for body in (
        {"from": "pay", "type": "DEPENDS_ON", "to": "front"},
        {"from": "front", "type": "SECURED_BY", "to": "pay-cert"},
    ):
        assert editor.put("/api/v1/relations", json=body).status_code == 200

    def ending(**params):
        found = editor.get("/api/v1/expiring", params=params).json()
        return {one["ci"]["name"] for one in found["items"]}

    assert ending() == {"pay-cert", "other-cert"}
    assert ending(under="pay") == {"pay-cert"}
    assert editor.get("/api/v1/expiring", params={"under": "nope"}).status_code == 404
