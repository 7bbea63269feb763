"""Watched CIs are a person's own, and tell what was written of them since that person looked."""

import pytest

from cmdb import watches


@pytest.fixture
def two(editor):
    for name in ("a", "b"):
        assert editor.post("/api/v1/cis", json={"class": "server", "name": name}).status_code == 201
    return editor


def watched(client):
    return client.get("/api/v1/watches").json()["items"]


def test_what_is_watched_tells_what_changed_since_the_last_look(two, viewer):
    for name in ("a", "b"):
        assert viewer.put(f"/api/v1/watches/{name}").json()["watched"]
    assert [(one["ci"]["name"], one["events"]) for one in watched(viewer)] == [("a", 0), ("b", 0)]

    two.patch("/api/v1/cis/b", json={"owner": "li"}, headers={"If-Match": "*"})
    two.put("/api/v1/relations", json={"from": "a", "type": "DEPENDS_ON", "to": "b"})

    first, second = watched(viewer)
    assert {first["ci"]["name"], second["ci"]["name"]} == {"a", "b"}
    of_b = next(one for one in (first, second) if one["ci"]["name"] == "b")
    assert of_b["events"] == 2
    assert of_b["newest"]["actor"] == "a editor"
    assert viewer.post("/api/v1/watches/look", json={"cis": [of_b["id"]]}).json()["seen"] == 4
    assert sorted(one["events"] for one in watched(viewer)) == [0, 1]
    viewer.post("/api/v1/watches/look", json={})
    assert [one["events"] for one in watched(viewer)] == [0, 0]


def test_a_watch_is_a_persons_own_and_is_kept_once(two, viewer):
    viewer.put("/api/v1/watches/a")
    viewer.put("/api/v1/watches/server:a")

    assert len(watched(viewer)) == 1
    assert watched(two) == []
    (one,) = watched(viewer)
    assert two.delete(f"/api/v1/watches/{one['id']}").status_code == 404
    assert viewer.delete(f"/api/v1/watches/{one['id']}").json() == {
        "id": one["id"],
        "watched": False,
    }
    assert watched(viewer) == []


@pytest.mark.usefixtures("two")
def test_what_is_gone_can_still_be_watched_no_more(viewer, site):
    viewer.put("/api/v1/watches/a")
    site.graph.command("MATCH (w:Watch) SET w.ci = '01GONE', w.uid = w.actor + '\n01GONE'")

    (one,) = watched(viewer)
    assert one["ci"] is None
    assert viewer.delete("/api/v1/watches/01GONE").is_success
    assert watched(viewer) == []


@pytest.mark.usefixtures("two")
def test_nobody_watches_more_than_they_can_read(viewer, monkeypatch):
    monkeypatch.setattr(watches, "MOST", 1)
    assert viewer.put("/api/v1/watches/a").is_success
    assert viewer.put("/api/v1/watches/a").is_success

    refused = viewer.put("/api/v1/watches/b")

    assert refused.status_code == 422
    assert refused.json()["remedy"]
    assert viewer.put("/api/v1/watches/nope").status_code == 404
