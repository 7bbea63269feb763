"""Saved lists over HTTP: one's own, or for all."""

import pytest

BODY = {
    "name": "Servers without an owner",
    "question": {"q": "", "class": ["server"], "owner": [""]},
    "sort": "-criticality",
    "columns": ["name", "serial_number"],
}


def names(client):
    return [one["name"] for one in client.get("/api/v1/lists").json()["items"]]


def test_a_list_is_saved_read_changed_and_removed(viewer):
    made = viewer.post("/api/v1/lists", json=BODY)

    assert made.status_code == 201, made.text
    kept = made.json()
    assert kept["question"] == {"class": ["server"], "owner": [""]}
    assert (kept["sort"], kept["columns"]) == ("-criticality", ["name", "serial_number"])
    assert (kept["owner"], kept["shared"]) == ("a viewer", False)
    path = f"/api/v1/lists/{kept['id']}"
    assert viewer.get(path).json() == kept
    changed = viewer.put(path, json={**BODY, "name": "无主服务器"})
    assert changed.json()["name"] == "无主服务器"
    assert names(viewer) == ["无主服务器"]
    assert viewer.delete(path).status_code == 200
    assert names(viewer) == []
    assert viewer.get(path).status_code == 404


def test_ones_own_list_is_seen_by_nobody_else(viewer, editor):
    kept = viewer.post("/api/v1/lists", json=BODY).json()

    assert names(editor) == []
    path = f"/api/v1/lists/{kept['id']}"
    assert editor.get(path).status_code == 404
    assert editor.put(path, json=BODY).status_code == 404
    assert editor.delete(path).status_code == 404
    assert editor.post("/api/v1/lists", json=BODY).status_code == 201


def test_a_list_for_all_takes_the_right_to_edit(viewer, editor, admin):
    shared = {**BODY, "shared": True}

    assert viewer.post("/api/v1/lists", json=shared).status_code == 403
    kept = editor.post("/api/v1/lists", json=shared).json()
    path = f"/api/v1/lists/{kept['id']}"
    assert names(viewer) == [BODY["name"]]
    assert viewer.put(path, json=shared).status_code == 403
    assert viewer.delete(path).status_code == 403
    taken = admin.put(path, json=BODY)
    assert taken.status_code == 409
    assert "a editor" in taken.json()["detail"]
    renamed = admin.put(path, json={**shared, "name": "For all"}).json()
    assert (renamed["owner"], renamed["changed_by"]) == ("a editor", "a admin")


def test_a_name_is_taken_once_by_each(viewer):
    viewer.post("/api/v1/lists", json=BODY)

    again = viewer.post("/api/v1/lists", json={**BODY, "name": " servers WITHOUT an owner "})

    assert again.status_code == 409
    assert "already" in again.json()["detail"]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"columns": ["serial_numbr"]}, "columns"),
        ({"sort": "-nothing"}, "sort"),
        ({"question": {"q": "x" * 1_001}}, "question.q"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(viewer, wrong, place):
    answer = viewer.post("/api/v1/lists", json=BODY | wrong)

    assert answer.status_code == 422
    assert [one["place"] for one in answer.json()["errors"]] == [place]
    assert names(viewer) == []
