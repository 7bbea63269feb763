"""What the page of a CI asks: all of it in one answer, tries before writes, what is gone."""

import pytest

ANY = {"If-Match": "*"}


@pytest.fixture
def shop(editor):
    """A cluster of three members that nobody declared a quorum for: name → id."""
    found = {}

    def add(name, class_name, **more):
        body = {"class": class_name, "name": name, **more}
        found[name] = editor.post("/api/v1/cis?reason=new", json=body).json()["ci"]["id"]

    add("web", "cluster", owner="alice")
    for name in ("web1", "web2", "web3"):
        add(name, "server")
        relate(editor, found["web"], "HAS_MEMBER", found[name])
    return found


def relate(client, a, type_, b, **more):
    response = client.put("/api/v1/relations", json={"from": a, "type": type_, "to": b, **more})
    assert response.status_code == 200, response.text
    return response.json()


def details(client, ref):
    response = client.get(f"/api/v1/cis/{ref}/details")
    assert response.status_code == 200, response.text
    return response.json()


def test_one_answer_has_values_relations_needs_and_quality(editor, shop):
    found = details(editor, "cluster:web")

    values = {one["name"]: one for one in found["values"]}
    assert found["ci"]["id"] == shop["web"]
    assert values["owner"]["value"] == "alice"
    assert values["owner"]["written"]["actor"] == "a editor"
    assert values["owner"]["written"]["reason"] == "new"
    (group,) = found["relations"]
    assert (group["direction"], group["verb"], group["count"]) == ("out", "has member", 3)
    assert [one["ci"]["name"] for one in group["items"]] == ["web1", "web2", "web3"]
    (need,) = found["needs"]
    assert need["quorum"] == {
        "needs": "50%",
        "wants": "n-1",
        "needs_count": 2,
        "wants_count": 2,
        "source": "default",
    }
    assert {one["kind"] for one in found["quality"]["findings"]} == {"missing_support_team"}


def test_the_other_end_reads_the_relation_from_its_side(editor, shop):
    (group,) = details(editor, shop["web1"])["relations"]

    assert (group["direction"], group["verb"]) == ("in", "is member of")


def test_relations_are_listed_by_direction_and_type(editor, shop):
    relate(editor, shop["web"], "RUNS_ON", shop["web1"])
    path = f"/api/v1/cis/{shop['web']}/relations"

    members = editor.get(path, params={"direction": "out", "type": "HAS_MEMBER"}).json()["items"]
    before = editor.get(path, params={"type": "RUNS_ON", "at": "now"}).json()["items"]

    assert len(members) == 3
    assert [one["type"] for one in before] == ["RUNS_ON"]
    assert editor.get(path, params={"direction": "in"}).json()["items"] == []


def test_a_quorum_can_be_tried_before_it_is_said(viewer, shop):
    path = f"/api/v1/cis/{shop['web']}/quorum/members"

    tried = viewer.get(path, params={"needs": "2", "wants": "all"}).json()
    default = viewer.get(path).json()

    assert (tried["need"]["quorum"]["wants_count"], tried["spare"]) == (3, 0)
    assert tried["need"]["quorum"]["source"] == "declared"
    assert (default["need"]["quorum"]["source"], default["spare"]) == ("default", 1)


def test_a_quorum_that_cannot_be_is_refused_tried_or_written(editor, shop):
    path = f"/api/v1/cis/{shop['web']}/quorum/members"

    tried = editor.get(path, params={"needs": "4"})
    written = editor.put(path, json=4, headers=ANY)
    odd = editor.get(path, params={"needs": "most"})

    assert [one.status_code for one in (tried, written, odd)] == [422, 422, 422]
    assert written.json()["errors"][0]["reason"] == "it needs 4, and the group has 3 members"
    assert editor.get(f"{path}x").status_code == 404


def test_a_new_ci_is_tried_without_being_made(editor):
    wrong = editor.post(
        "/api/v1/cis?dry_run=true", json={"class": "server", "name": "x", "criticality": "huge"}
    )
    right = editor.post("/api/v1/cis?dry_run=true", json={"class": "server", "name": " x "})

    assert wrong.json()["errors"][0]["place"] == "criticality"
    assert (right.status_code, right.json()["revision"]) == (200, None)
    assert right.json()["ci"]["name"] == "x"
    assert editor.get("/api/v1/cis").json()["items"] == []


def test_a_change_is_tried_and_tells_who_was_faster(editor, shop):
    path = f"/api/v1/cis/{shop['web']}"
    seen = {"If-Match": editor.get(path).headers["etag"]}

    tried = editor.patch(f"{path}?dry_run=true", json={"owner": "bob"}, headers=seen)
    editor.patch(path, json={"owner": "eve"}, headers=seen)
    late = editor.patch(f"{path}?dry_run=true", json={"owner": "bob"}, headers=seen)

    assert tried.json()["ci"]["owner"] == "bob"
    assert editor.get(path).json()["owner"] == "eve"
    assert late.status_code == 412


def test_a_relation_is_tried_with_what_it_comes_to(editor, shop):
    wanted = {"from": shop["web"], "type": "RUNS_ON", "to": shop["web1"]}

    tried = editor.put("/api/v1/relations?dry_run=true", json=wanted).json()
    turned = editor.put(
        "/api/v1/relations?dry_run=true",
        json={"from": shop["web1"], "type": "HAS_MEMBER", "to": shop["web"]},
    )

    assert (tried["revision"], tried["relation"]["group"]) == (None, "hosts")
    assert turned.status_code == 422
    assert len(details(editor, "web")["relations"]) == 1


def test_only_types_that_may_join_two_classes_are_offered(viewer):
    found = viewer.get("/api/v1/model/joining", params={"from": "cluster", "to": "server"}).json()

    out = [one["name"] for one in found["out"]]
    assert {"HAS_MEMBER", "RUNS_ON", "DEPENDS_ON"} <= set(out)
    assert "POWERED_BY" not in out
    assert out.index("HAS_MEMBER") < out.index("DEPENDS_ON")
    assert "HAS_MEMBER" not in [one["name"] for one in found["in"]]
    member = next(one for one in found["out"] if one["name"] == "HAS_MEMBER")
    assert member["quorum"] == {"needs": "50%", "wants": "n-1"}


def test_a_class_is_read_alone(viewer):
    found = viewer.get("/api/v1/model/classes/server").json()

    assert "serial_number" in {one["name"] for one in found["attributes"]}
    assert viewer.get("/api/v1/model/classes/servr").status_code == 422


def test_the_history_of_what_is_gone_is_still_told(editor):
    made = editor.post("/api/v1/cis", json={"class": "server", "name": "x", "owner": "bob"}).json()
    undone = editor.post(f"/api/v1/revisions/{made['revision']}/undo?reason=typo").json()
    path = f"/api/v1/cis/{made['ci']['id']}"

    told = editor.get(f"{path}/history").json()["items"]

    assert editor.get(f"{path}/details").status_code == 404
    assert [one["op"] for one in told] == ["remove", "create"]
    assert told[0]["revision"]["reason"] == "typo"
    assert told[0]["changes"]["owner"]["before"] == "bob"
    assert editor.post(f"/api/v1/revisions/{undone['revision']}/undo").status_code == 200
    assert editor.get(path).json()["name"] == "x"
    assert editor.get("/api/v1/cis/01KAJ5T3M4QF7R0V9YB2C8D6EG/history").status_code == 404


def test_a_ci_that_was_merged_leads_to_its_survivor(editor, admin):
    a, b = (
        editor.post("/api/v1/cis", json={"class": "server", "name": name}).json()["ci"]["id"]
        for name in ("a", "b")
    )
    case = admin.post("/api/v1/duplicates", json={"cis": [a, b]}).json()
    merged = admin.post(f"/api/v1/duplicates/{case['id']}/merge", params={"survivor": a})
    assert merged.status_code == 200, merged.text

    assert details(editor, b)["merged_into"]["name"] == "a"
    assert [one["name"] for one in details(editor, a)["merged"]] == ["b"]
