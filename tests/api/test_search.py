"""Finding, counting, exporting, editing many and the tree, over HTTP."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook


@pytest.fixture
def estate(editor):
    """Three servers and a rack; ids by name."""

    def add(name, class_name="server", **more):
        body = {"class": class_name, "name": name, **more}
        return editor.post("/api/v1/cis", json=body).json()["ci"]["id"]

    return {
        "web-1": add("web-1", owner="ann", environment="production", criticality="high"),
        "web-2": add("web-2", owner="bob", attributes={"serial_number": "=S2"}),
        "数据库": add("数据库", owner="ann"),
        "r1": add("r1", "rack"),
    }


def names(answer):
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["items"]]


@pytest.mark.usefixtures("estate")
def test_filters_sorting_and_columns_make_a_table(viewer):
    found = viewer.get(
        "/api/v1/search?class=hardware&owner=ann&owner=bob&sort=-name&columns=serial_number,source"
    ).json()

    assert [one["name"] for one in found["items"]] == ["数据库", "web-2", "web-1"]
    assert (found["total"], found["next"], found["revision"]) == (3, None, 4)
    assert found["items"][1]["values"] == {"serial_number": "=S2", "source": []}
    assert found["items"][2]["criticality"] == "high"
    assert found["items"][0]["environment"] is None


@pytest.mark.usefixtures("estate")
def test_pages_follow_each_other(viewer):
    first = viewer.get("/api/v1/search?limit=3").json()
    rest = viewer.get(f"/api/v1/search?limit=3&cursor={first['next']}").json()

    both = first["items"] + rest["items"]
    assert [one["name"] for one in both] == ["r1", "web-1", "web-2", "数据库"]
    assert (first["total"], rest["next"]) == (4, None)


@pytest.mark.usefixtures("estate")
def test_facets_are_counted(viewer):
    found = viewer.get("/api/v1/search/facets?owner=ann&facet=owner&facet=class").json()

    assert found["total"] == 2
    assert found["items"] == [
        {
            "name": "owner",
            "values": [
                {"value": "ann", "count": 2},
                {"value": "bob", "count": 1},
                {"value": None, "count": 1},
            ],
            "more": 0,
        },
        {"name": "class", "values": [{"value": "server", "count": 2}], "more": 0},
    ]
    short = viewer.get("/api/v1/search/facets?facet=owner&most=1").json()["items"][0]
    assert (len(short["values"]), short["more"]) == (1, 2)


@pytest.mark.usefixtures("estate")
def test_an_export_has_exactly_what_is_asked_for(viewer):
    query = "class=server&owner=bob&columns=name,serial_number,source"

    plain = viewer.get(f"/api/v1/search/export?{query}")
    book = viewer.get(f"/api/v1/search/export?{query}&format=xlsx")

    assert list(csv.reader(io.StringIO(plain.content.decode("utf-8-sig")))) == [
        ["name", "serial_number", "source"],
        ["web-2", "'=S2", ""],
    ]
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
    assert sheets.get_sheet_by_name("CIs").to_python()[1] == ["web-2", "=S2", ""]
    assert ["class", "server"] in sheets.get_sheet_by_name("About").to_python()
    assert plain.headers["content-disposition"].startswith('attachment; filename="CIs.csv"')


@pytest.mark.parametrize(
    "query",
    [
        "class=servr",
        "sort=nothing",
        "columns=serial_numbr",
        "limit=0",
        "cursor=x",
        f"q={'x' * 1001}",
        "class=" + "&class=".join("x" * 101),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(viewer, query):
    assert viewer.get(f"/api/v1/search?{query}").status_code == 422


def test_facets_of_nothing_known_are_refused(viewer):
    assert viewer.get("/api/v1/search/facets?facet=serial_number").status_code == 422


def test_many_are_edited_after_a_look_and_undone_as_one(editor, estate):
    body = {"matching": {"class": ["server"]}, "set": {"owner": "carol"}}

    seen = editor.post("/api/v1/bulk/preview", json=body).json()
    assert (seen["total"], seen["changed"], seen["refused"], seen["unchanged"]) == (3, 3, 0, 0)
    assert seen["items"][0]["changes"] == {"owner": {"before": "ann", "after": "carol"}}
    wanted = {
        "cis": [one["id"] for one in seen["items"]],
        "set": body["set"],
        "expected": seen["revision"],
    }
    done = editor.post("/api/v1/bulk?reason=handover", json=wanted).json()
    assert (done["changed"], done["refused"]) == (3, [])
    assert names(editor.get("/api/v1/search?owner=carol")) == ["web-1", "web-2", "数据库"]
    assert editor.post("/api/v1/bulk", json=wanted).status_code == 412

    editor.post(f"/api/v1/revisions/{done['revision']}/undo")

    assert names(editor.get("/api/v1/search?owner=carol")) == []
    assert editor.get(f"/api/v1/cis/{estate['web-2']}").json()["owner"] == "bob"


def test_a_preview_of_retiring_says_who_needs_it(editor, estate):
    editor.post("/api/v1/cis", json={"class": "application_service", "name": "shop"})
    editor.put("/api/v1/relations", json={"from": "shop", "type": "DEPENDS_ON", "to": "web-1"})

    seen = editor.post(
        "/api/v1/bulk/preview",
        json={"cis": [estate["web-1"], estate["r1"]], "set": {"lifecycle": "retired"}},
    ).json()

    assert [one["needed_by"] for one in seen["items"]] == [1, 0]


def test_a_viewer_looks_and_does_not_edit(viewer, estate):
    body = {"cis": [estate["r1"]], "set": {"owner": "x"}}

    assert viewer.post("/api/v1/bulk/preview", json=body).status_code == 200
    assert viewer.post("/api/v1/bulk", json=body).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"set": {"owner": "x"}},
        {"cis": ["a"], "matching": {}, "set": {"owner": "x"}},
        {"cis": [], "set": {"owner": "x"}},
        {"cis": ["a"], "set": {}},
        {"cis": ["a"], "set": {"name": "x"}},
        {"cis": ["a"] * 5_001, "set": {"owner": "x"}},
        {"matching": {"class": ["nothing"]}, "set": {"owner": "x"}},
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(editor, body):
    assert editor.post("/api/v1/bulk/preview", json=body).status_code == 422


def test_the_tree_is_walked_from_its_roots(editor, estate):
    editor.put("/api/v1/relations", json={"from": "web-1", "type": "CONTAINED_IN", "to": "r1"})

    groups = {one["group"]: one for one in editor.get("/api/v1/tree").json()["items"]}
    assert [one["name"] for one in groups["places"]["items"]] == ["r1"]
    assert groups["places"]["items"][0]["children"] == 1
    assert groups["unplaced"]["total"] == 2
    (only,) = editor.get("/api/v1/tree?group=unplaced&limit=1").json()["items"]
    assert only["next"] is not None
    rest = editor.get(f"/api/v1/tree?group=unplaced&limit=1&cursor={only['next']}").json()
    assert [one["name"] for one in only["items"] + rest["items"][0]["items"]] == ["web-2", "数据库"]
    assert names(editor.get(f"/api/v1/cis/{estate['r1']}/children")) == ["web-1"]
    assert names(editor.get("/api/v1/cis/web-1/place")) == ["r1", "web-1"]
    assert editor.get("/api/v1/cis/nothing/children").status_code == 404
    assert editor.get("/api/v1/tree?group=nowhere").status_code == 422
