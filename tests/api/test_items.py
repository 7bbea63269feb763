"""CIs and relations over HTTP."""

import pytest


@pytest.fixture
def made(editor):
    """The answer to adding a server."""
    body = {
        "class": "server",
        "name": "shop-db-1",
        "owner": "alice",
        "attributes": {"serial_number": "S7K2"},
    }
    return editor.post("/api/v1/cis?reason=new", json=body)


def add(client, name, class_name="server", **more):
    response = client.post("/api/v1/cis", json={"class": class_name, "name": name, **more})
    assert response.status_code == 201, response.text
    return response.json()["ci"]


def test_a_new_ci_has_a_place_an_etag_and_a_revision(editor, made):
    assert made.status_code == 201
    body = made.json()
    assert body["ci"]["attributes"] == {"serial_number": "S7K2"}
    assert body["ci"]["lifecycle"] == "operational"
    assert made.headers["etag"] == f'"{body["revision"]}"'
    assert editor.get(made.headers["location"]).json() == body["ci"]


@pytest.mark.parametrize("ref", ["shop-db-1", "server:shop-db-1", "{id}"])
def test_a_ci_is_named_by_id_name_or_class_and_name(editor, made, ref):
    found = editor.get(f"/api/v1/cis/{ref.format(id=made.json()['ci']['id'])}")

    assert found.json()["name"] == "shop-db-1"


@pytest.mark.parametrize(
    "name", ["在线支付服务", "a/b", "a:b:c", "50% off?", "a b", "ä#1", "x/history/y"]
)
def test_any_name_can_be_asked_for(editor, name):
    from urllib.parse import quote

    ci = add(editor, name)

    assert editor.get(f"/api/v1/cis/{quote(name, safe='')}").json()["id"] == ci["id"]


@pytest.mark.usefixtures("made")
def test_an_unknown_ci_suggests_near_names(editor, settled):
    settled()
    response = editor.get("/api/v1/cis/shop-db-2")

    assert response.status_code == 404
    assert "shop-db-1" in response.json()["candidates"]


def test_an_ambiguous_name_lists_the_candidates(editor):
    add(editor, "twin"), add(editor, "twin", "workload")

    response = editor.get("/api/v1/cis/twin")

    assert response.status_code == 422
    assert len(response.json()["candidates"]) == 2


def test_what_the_client_has_is_not_sent_again(editor, made):
    etag = made.headers["etag"]

    response = editor.get("/api/v1/cis/shop-db-1", headers={"If-None-Match": etag})

    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["etag"] == etag


@pytest.mark.usefixtures("made")
def test_a_change_needs_the_state_that_it_is_based_on(editor):
    response = editor.patch("/api/v1/cis/shop-db-1", json={"owner": "bob"})

    assert response.status_code == 428
    assert "If-Match" in response.json()["detail"]


def test_a_stale_change_is_refused_and_loses_nothing(editor, made):
    seen = {"If-Match": made.headers["etag"]}
    assert (
        editor.patch("/api/v1/cis/shop-db-1", json={"owner": "bob"}, headers=seen).status_code
        == 200
    )

    late = editor.patch("/api/v1/cis/shop-db-1", json={"owner": "eve"}, headers=seen)

    assert late.status_code == 412
    assert editor.get("/api/v1/cis/shop-db-1").json()["owner"] == "bob"


@pytest.mark.parametrize("tag", ["42", '"x"', 'W/"1"', '"1", "2"', ""])
@pytest.mark.usefixtures("made")
def test_an_etag_that_is_none_of_ours_is_refused(editor, tag):
    response = editor.patch("/api/v1/cis/shop-db-1", json={}, headers={"If-Match": tag})

    assert response.status_code == 422


@pytest.mark.usefixtures("made")
def test_a_change_keeps_what_it_does_not_name_and_null_unsets(editor):
    body = {"owner": None, "attributes": {"fqdn": "db1.example"}}

    changed = editor.patch("/api/v1/cis/shop-db-1", json=body, headers={"If-Match": "*"}).json()[
        "ci"
    ]

    assert "owner" not in changed
    assert changed["attributes"] == {"serial_number": "S7K2", "fqdn": "db1.example"}


def test_a_change_that_changes_nothing_has_no_revision(editor, made):
    response = editor.patch(
        "/api/v1/cis/shop-db-1", json={"owner": "alice"}, headers={"If-Match": made.headers["etag"]}
    )

    assert response.json()["revision"] is None
    assert response.headers["etag"] == made.headers["etag"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"class": "server", "name": "x", "serial_number": "1"}, "serial_number"),
        ({"class": "server", "name": "x", "attributes": {"owner": "a"}}, "attributes.owner"),
        ({"class": "server", "name": "x", "attributes": []}, "attributes"),
        ({"class": "server"}, "name"),
        ({"class": "server", "name": ""}, "name"),
        ({"class": "server", "name": "x" * 501}, "name"),
        ({"class": "server", "name": "x", "criticality": "huge"}, "criticality"),
        ({"class": "server", "name": "x", "quorum": {"web": 0}}, "quorum.web"),
    ],
)
def test_a_wrong_ci_names_the_place_and_writes_nothing(editor, body, place):
    response = editor.post("/api/v1/cis", json=body)

    assert response.status_code == 422
    assert place in [one["place"] for one in response.json()["errors"]]
    assert editor.get("/api/v1/revisions").json()["items"] == []


def test_an_unknown_class_suggests_near_ones(editor):
    response = editor.post("/api/v1/cis", json={"class": "servr", "name": "x"})

    assert response.status_code == 422
    assert "server" in response.json()["candidates"]


def test_a_repeated_request_with_its_key_is_done_once(editor):
    key, body = {"Idempotency-Key": "k1"}, {"class": "server", "name": "once"}

    first = editor.post("/api/v1/cis", json=body, headers=key)
    again = editor.post("/api/v1/cis", json=body, headers=key)

    assert first.status_code == again.status_code == 201
    assert first.json()["ci"]["id"] == again.json()["ci"]["id"]
    assert len(editor.get("/api/v1/cis").json()["items"]) == 1
    other = editor.post("/api/v1/cis", json=body, headers={"Idempotency-Key": "k2"})
    assert other.json()["ci"]["id"] != first.json()["ci"]["id"]


@pytest.mark.usefixtures("made")
def test_retire_and_restore(editor):
    any_ = {"If-Match": "*"}

    retired = editor.post("/api/v1/cis/shop-db-1/retire", headers=any_).json()["ci"]
    restored = editor.post("/api/v1/cis/shop-db-1/restore", headers=any_).json()["ci"]

    assert (retired["lifecycle"], restored["lifecycle"]) == ("retired", "operational")


@pytest.mark.parametrize(
    "amount", [2, "50%", "majority", "n-1", "all", {"needs": 1, "wants": "n-1"}]
)
@pytest.mark.usefixtures("made")
def test_a_quorum_is_set_and_withdrawn(editor, amount):
    path, any_ = "/api/v1/cis/shop-db-1/quorum/web", {"If-Match": "*"}

    assert editor.put(path, json=amount, headers=any_).json()["ci"]["quorum"] == {"web": amount}
    assert editor.delete(path, headers=any_).json()["ci"]["quorum"] == {}


@pytest.mark.parametrize("amount", [0, -1, "0%", "101%", "most", None, {}, {"needs": 0}, 1.5, True])
@pytest.mark.usefixtures("made")
def test_a_quorum_that_makes_no_sense_is_refused(editor, amount):
    response = editor.put(
        "/api/v1/cis/shop-db-1/quorum/web", json=amount, headers={"If-Match": "*"}
    )

    assert response.status_code == 422


def test_a_relation_is_made_read_from_both_ends_and_removed(editor):
    app, db = add(editor, "shop", "application_service"), add(editor, "shop-db-1")
    body = {"from": "shop", "type": "DEPENDS_ON", "to": "shop-db-1", "group": "db"}

    made = editor.put("/api/v1/relations", json=body).json()

    assert made["relation"]["strength"] == "hard"
    (out,) = editor.get("/api/v1/cis/shop/relations").json()["items"]
    assert (out["direction"], out["verb"], out["ci"]["id"]) == ("out", "depends on", db["id"])
    (back,) = editor.get("/api/v1/cis/shop-db-1/relations").json()["items"]
    assert (back["direction"], back["verb"], back["ci"]["id"]) == ("in", "is needed by", app["id"])
    assert editor.put("/api/v1/relations", json=body).json()["revision"] is None

    gone = editor.delete("/api/v1/relations", params={k: body[k] for k in ("from", "type", "to")})

    assert gone.json()["revision"] == made["revision"] + 1
    assert editor.get("/api/v1/cis/shop/relations").json()["items"] == []
    again = editor.delete("/api/v1/relations", params={k: body[k] for k in ("from", "type", "to")})
    assert again.status_code == 404


def test_a_relation_to_itself_and_a_forbidden_pair_are_refused(editor):
    add(editor, "a"), add(editor, "b")

    for body in (
        {"from": "a", "type": "DEPENDS_ON", "to": "a"},
        {"from": "a", "type": "CONSUMES", "to": "b"},
        {"from": "a", "type": "NEEDS", "to": "b"},
        {"from": "a", "type": "DEPENDS_ON", "to": "b", "strength": "steel"},
    ):
        assert editor.put("/api/v1/relations", json=body).status_code == 422, body
    missing = editor.put("/api/v1/relations", json={"from": "a", "type": "DEPENDS_ON", "to": "zz"})
    assert missing.status_code == 404


def test_pages_hold_all_and_none_twice(editor):
    for n in range(7):
        add(editor, f"s{n % 3}")

    seen, cursor = [], None
    while True:
        params = {"limit": 3, **({"cursor": cursor} if cursor else {})}
        page = editor.get("/api/v1/cis", params=params).json()
        assert len(page["items"]) <= 3
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "cursor=x", "cursor=WzFd", "cursor=%00"]
)
def test_a_page_that_makes_no_sense_is_refused(viewer, query):
    assert viewer.get(f"/api/v1/cis?{query}").status_code == 422


def test_filters_hold_together_and_a_class_means_its_subclasses(editor):
    add(editor, "vm", "virtual_machine", owner="alice")
    add(editor, "server", owner="bob")
    add(editor, "work", "workload", owner="alice")

    def names(query):
        return [one["name"] for one in editor.get(f"/api/v1/cis?{query}").json()["items"]]

    assert names("class=server") == ["server", "vm"]
    assert names("class=server&owner=alice") == ["vm"]
    assert names("lifecycle=retired") == []
    assert editor.get("/api/v1/cis?class=servr").status_code == 422


@pytest.mark.usefixtures("made")
def test_history_says_who_why_and_what(editor):
    editor.patch(
        "/api/v1/cis/shop-db-1?reason=handover", json={"owner": "bob"}, headers={"If-Match": "*"}
    )

    newest, first = editor.get("/api/v1/cis/shop-db-1/history").json()["items"]

    assert newest["changes"] == {"owner": {"before": "alice", "after": "bob"}}
    assert (newest["revision"]["actor"], newest["revision"]["reason"]) == ("a editor", "handover")
    assert (first["op"], first["revision"]["reason"]) == ("create", "new")


def test_history_names_the_ends_of_a_relation(editor):
    app, db = add(editor, "app"), add(editor, "db")
    body = {"from": app["id"], "type": "DEPENDS_ON", "to": db["id"]}
    assert editor.put("/api/v1/relations", json=body).status_code == 200

    event = editor.get("/api/v1/cis/db/history").json()["items"][0]
    assert (event["name"], event["type"], event["to_name"]) == ("app", "DEPENDS_ON", "db")
    revision = editor.get(f"/api/v1/revisions/{event['revision']['number']}").json()
    assert revision["items"][0]["to_name"] == "db"


@pytest.mark.usefixtures("made")
def test_history_comes_in_pages(editor):
    for owner in "abcde":
        editor.patch("/api/v1/cis/shop-db-1", json={"owner": owner}, headers={"If-Match": "*"})

    first = editor.get("/api/v1/cis/shop-db-1/history?limit=4").json()
    rest = editor.get(f"/api/v1/cis/shop-db-1/history?limit=4&cursor={first['next']}").json()

    numbers = [one["revision"]["number"] for one in first["items"] + rest["items"]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 6
    assert rest["next"] is None


def test_a_revision_is_read_and_undone(editor, made):
    number = made.json()["revision"]
    found = editor.get(f"/api/v1/revisions/{number}").json()
    assert [one["op"] for one in found["items"]] == ["create"]

    undone = editor.post(f"/api/v1/revisions/{number}/undo?reason=wrong")

    assert undone.json()["undoes"] == number
    assert editor.get("/api/v1/cis").json()["items"] == []
    listed = editor.get("/api/v1/revisions").json()["items"]
    assert [one.get("undoes") for one in listed] == [number, None]
    assert editor.get("/api/v1/revisions/999").status_code == 404


def test_what_was_written_since_is_not_undone(editor, made):
    editor.patch("/api/v1/cis/shop-db-1", json={"owner": "bob"}, headers={"If-Match": "*"})

    response = editor.post(f"/api/v1/revisions/{made.json()['revision']}/undo")

    assert response.status_code == 409
    assert editor.get("/api/v1/cis/shop-db-1").json()["owner"] == "bob"


def test_the_model_is_listed(viewer):
    found = viewer.get("/api/v1/model").json()

    assert "server" in [one["name"] for one in found["classes"]]
    assert "DEPENDS_ON" in [one["name"] for one in found["relations"]]
