"""Planned outages over HTTP."""

import pytest


@pytest.fixture
def estate(editor):
    """A shop on two databases, of which one is enough."""
    shop = {"class": "application_service", "name": "shop"}
    editor.post("/api/v1/cis", json=shop | {"quorum": {"db": {"needs": 1, "wants": 1}}})
    for name in ("shop-db-1", "shop-db-2"):
        editor.post("/api/v1/cis", json={"class": "server", "name": name})
        relation = {"from": "shop", "type": "DEPENDS_ON", "to": name, "group": "db"}
        assert editor.put("/api/v1/relations", json=relation).status_code == 200
    return editor


def plan(**more):
    def outage(name, ci, start, end):
        day = "2026-12-01T"
        return {"name": name, "cis": [ci], "start": f"{day}{start}Z", "end": f"{day}{end}Z"}

    return {
        "outages": [
            outage("CHG-1", "shop-db-1", "01:00:00", "03:00:00"),
            outage("CHG-2", "shop-db-2", "02:00:00", "04:00:00"),
        ],
        **more,
    }


def test_a_collision_comes_with_proof_and_slots(estate):
    reply = estate.post("/api/v1/collisions", json=plan(now="2026-11-01T00:00:00Z"))

    found = reply.json()
    assert (reply.status_code, found["complete"]) == (200, True)
    assert reply.headers["etag"] == f'"{found["revision"]}"'
    (one,) = found["collisions"]
    assert one["spans"] == [
        {"start": "2026-12-01T02:00:00+00:00", "end": "2026-12-01T03:00:00+00:00"}
    ]
    assert [each["ci"]["name"] for each in one["cis"]] == ["shop"]
    assert [each["free_slot"]["shift_s"] for each in found["outages"]] == [-3600, 3600]


def test_a_bad_plan_is_a_problem_with_its_place(estate):
    unknown = plan()
    unknown["outages"][1]["cis"] = ["shop-db-9"]
    reply = estate.post("/api/v1/collisions", json=unknown)
    assert (reply.status_code, reply.json()["errors"][0]["place"]) == (404, "outages[1].cis[0]")
    assert "shop-db-1" in reply.json()["candidates"]
    for body, place in (
        (plan(now="soon"), "now"),
        (plan(when=1), "when"),
        ({}, "outages"),
    ):
        reply = estate.post("/api/v1/collisions", json=body)
        assert (reply.status_code, reply.json()["errors"][0]["place"]) == (422, place)
    assert estate.post("/api/v1/collisions", json=[]).status_code == 422


def test_nobody_asks_without_a_token(site):
    assert site.anonymous().post("/api/v1/collisions", json=plan()).status_code == 401
