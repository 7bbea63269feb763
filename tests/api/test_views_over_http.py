"""Saved views over HTTP."""

PATH = "/api/v1/views"


def test_a_view_is_saved_listed_and_removed(editor, viewer):
    made = editor.put(f"{PATH}/map/shop", json={"query": "ci=shop&up=3", "shared": True})
    assert (made.status_code, made.json()["query"]) == (200, "ci=shop&up=3")
    assert viewer.get(PATH, params={"kind": "map"}).json()["items"] == [made.json()]
    assert viewer.put(f"{PATH}/map/x", json={"query": ""}).status_code == 403

    assert editor.delete(f"{PATH}/map/shop").status_code == 404, "one's own, which there is not"
    assert editor.delete(f"{PATH}/map/shop", params={"shared": True}).json() == made.json()
    assert viewer.get(PATH).json()["items"] == []


def test_what_is_no_view_says_what_is_wrong(editor):
    reply = editor.put(f"{PATH}/map/x%0Ay", json={"query": "ci=1"})

    assert reply.status_code == 422
    assert [one["place"] for one in reply.json()["errors"]] == ["name"]
