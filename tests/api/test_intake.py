"""Imports and exports over HTTP."""

import io
import json
import zipfile

import pytest

DOCUMENT = {
    "cmdb": 1,
    "source": "handmade",
    "cis": [
        {"key": "app", "class": "application_service", "name": "shop", "quorum": {"web": 1}},
        {"key": "w1", "class": "web_server", "name": "web1", "tags": ["pci"]},
        {"key": "w2", "class": "web_server", "name": "支付"},
    ],
    "relations": [
        {"from": "app", "type": "DEPENDS_ON", "to": "w1", "group": "web"},
        {"from": "app", "type": "DEPENDS_ON", "to": "w2", "group": "web"},
        {"from": "w1", "type": "DEPENDS_ON", "to": "w2", "group": None, "strength": "soft"},
    ],
}


@pytest.fixture
def operator(site):
    return site.as_("operator")


def send(client, document=DOCUMENT, query="", name="estate.json", **more):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return client.post(f"/api/v1/imports?{query}", files=[("file", (name, body))], **more)


def test_an_import_reports_what_it_made(operator):
    response = send(operator)

    (report,) = response.json()["reports"]
    assert (report["source"], report["status"]) == ("handmade", "done")
    assert (report["created"], report["relations_created"]) == (3, 3)
    assert len(operator.get("/api/v1/cis").json()["items"]) == 3
    (run,) = operator.get("/api/v1/runs").json()["items"]
    assert run["id"] == report["run"]
    assert operator.get(f"/api/v1/runs/{run['id']}").json()["actor"] == "a operator"


def test_the_same_again_writes_nothing(operator):
    send(operator)
    before = operator.get("/api/v1/revisions").json()

    (report,) = send(operator).json()["reports"]

    assert (report["created"], report["unchanged"]) == (0, 3)
    assert operator.get("/api/v1/revisions").json() == before


def test_a_dry_run_writes_nothing(operator):
    (report,) = send(operator, query="dry_run=true").json()["reports"]

    assert (report["dry_run"], report["created"], report["run"]) == (True, 3, None)
    assert operator.get("/api/v1/cis").json()["items"] == []


def test_one_bad_entry_refuses_all_and_names_the_place(operator):
    bad = {**DOCUMENT, "relations": [{"from": "app", "type": "DEPENDS_ON", "to": "web9"}]}

    response = send(operator, bad)

    assert response.status_code == 422
    assert 'relations[0].to: no CI has the key "web9"' in response.json()["detail"]
    assert operator.get("/api/v1/cis").json()["items"] == []


def test_keep_going_names_what_it_left_out(operator):
    bad = {**DOCUMENT, "relations": [{"from": "app", "type": "DEPENDS_ON", "to": "web9"}]}

    (report,) = send(operator, bad, query="keep_going=true").json()["reports"]

    assert report["left_out_count"] == 1
    assert report["left_out"][0]["place"].endswith("relations[0].to")
    assert report["created"] == 3


def events(text):
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_progress_is_streamed_before_the_report(operator):
    response = send(operator, headers={"Accept": "text/event-stream"})

    assert response.headers["content-type"].startswith("text/event-stream")
    found = events(response.text)
    assert found[-1][0] == "report"
    assert found[-1][1]["reports"][0]["created"] == 3
    assert {name for name, _ in found[:-1]} == {"progress"}


def test_a_refused_import_streams_its_problem(operator):
    response = send(operator, b"{", headers={"Accept": "text/event-stream"})

    ((name, problem),) = events(response.text)
    assert name == "problem"
    assert problem["status"] == 422


@pytest.mark.parametrize(
    "name",
    ["../x.json", "/etc/x.json", "a/../../x.json", "a\\b.json", "", ".", "y" * 300],
)
def test_a_file_name_never_leads_out_of_its_folder(operator, name, tmp_path):
    response = send(operator, name=name)

    assert response.status_code == (422 if name else 400)
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == []


def test_nothing_of_an_upload_stays(operator, tmp_path):
    send(operator)
    send(operator, b"{")

    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_two_files_of_one_name_are_refused(operator):
    files = [("file", ("a.json", b"{}")), ("file", ("a.json", b"{}"))]

    assert operator.post("/api/v1/imports", files=files).status_code == 422


@pytest.mark.parametrize(
    "body", [{"files": []}, {"data": {"file": "x"}}, {"json": {}}, {"content": b"xx"}]
)
def test_an_import_without_files_says_what_to_send(operator, body):
    response = operator.post("/api/v1/imports", **body)

    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"


def test_an_unknown_kind_names_the_known_ones(operator):
    response = send(operator, query="kind=excel")

    assert response.status_code == 404
    assert "compose" in response.json()["candidates"]


def test_a_compose_file_is_recognised(operator):
    body = b"services:\n  web: {image: nginx, depends_on: [db]}\n  db: {image: postgres}\n"

    (report,) = send(operator, body, "project=shop", "docker-compose.yml").json()["reports"]

    assert report["source"] == "compose:shop"
    answer = operator.post("/api/v1/impact", json={"given": [{"ci": "db"}]}).json()
    assert {one["ci"]["name"] for one in answer["impacted"]} == {"db", "web"}


def test_a_run_is_undone(operator):
    (report,) = send(operator).json()["reports"]

    response = operator.post(f"/api/v1/runs/{report['run']}/undo")

    assert response.json()["revisions"]
    assert operator.get("/api/v1/cis").json()["items"] == []
    assert operator.get(f"/api/v1/runs/{report['run']}").json()["status"] == "undone"
    assert operator.post("/api/v1/runs/nothing/undo").status_code == 404


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_an_export_imports_to_the_same(site, operator, form):
    send(operator)
    exported = operator.get(f"/api/v1/export?format={form}").content
    with site.graph._driver.session() as session:
        session.run("MATCH (n) WHERE NOT n:Token AND NOT n:Head DETACH DELETE n").consume()
    assert operator.get("/api/v1/cis").json()["items"] == []

    (report,) = send(operator, exported, name=f"export.{form}").json()["reports"]

    assert (report["created"], report["relations_created"]) == (3, 3)
    assert sorted(operator.get(f"/api/v1/export?format={form}").content.splitlines()) == sorted(
        exported.splitlines()
    )


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_an_empty_export_is_a_document(viewer, form):
    exported = viewer.get(f"/api/v1/export?format={form}").content

    assert json.loads(exported)["cmdb"] == 1


def archive(contents):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, data in contents.items():
            packed.writestr(name, data)
    return made.getvalue()


COMPOSE = "services:\n  web:\n    image: web\n    depends_on: [db]\n  db:\n    image: db\n"


def test_an_archive_of_several_kinds_is_imported_whole(operator, tmp_path):
    body = archive(
        {
            "shop/estate.json": json.dumps(DOCUMENT),
            "shop/compose.yaml": COMPOSE,
            "shop/README.md": "# The shop",
        }
    )

    reports = send(operator, body, name="estate.zip").json()["reports"]

    assert {one["source"]: one["created"] for one in reports} == {"handmade": 3, "compose:shop": 2}
    notes = [note for one in reports for note in one["notes"]]
    assert notes == [{"place": "README.md", "reason": "skipped: no importer knows it."}]
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == []


def test_an_archive_that_leads_out_of_its_folder_is_refused(operator, tmp_path):
    response = send(operator, archive({"../x.json": "{}"}), name="estate.zip")

    assert response.status_code == 422
    assert "estate.zip holds a name that leads out of it" in response.json()["detail"]
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == []


def test_an_archive_in_an_archive_refuses_all_unless_it_is_passed_over(operator):
    body = archive({"estate.json": json.dumps(DOCUMENT), "old.zip": b""})

    assert "archive within an archive" in send(operator, body, name="e.zip").json()["detail"]
    (report,) = send(operator, body, "keep_going=true", "e.zip").json()["reports"]
    assert (report["created"], report["left_out"][0]["place"]) == (3, "e.zip: old.zip")


def test_the_importers_are_listed_with_the_names_that_they_read(operator):
    found = operator.get("/api/v1/importers").json()

    assert {"compose", "kubernetes", "cmdb_document"} <= {one["kind"] for one in found["items"]}
    assert {"*.json", "*.zip"} <= set(found["patterns"])


def test_a_setting_goes_to_the_importer_that_knows_it(operator):
    assert send(operator, query="setting=complete%3Dtrue").status_code == 200

    unknown = send(operator, query="setting=complet%3Dtrue").json()
    assert "Did you mean complete?" in unknown["detail"]
    assert send(operator, query="setting=complete%3Dmaybe").status_code == 422
    assert send(operator, query="setting=complete").status_code == 422
    assert send(operator, query="setting=files%3D%2Fetc").status_code == 422


TABLE = b"Hostname;Serial Number;OS\nweb1;S1;Debian\n"


def test_a_mapping_is_guessed_and_nothing_is_imported(operator, tmp_path):
    parts = [("file", ("lists/servers.csv", TABLE))]

    made = operator.post("/api/v1/imports/guess", files=parts).json()

    assert made["name"] == "lists/servers.mapping.toml"
    assert 'serial_number = "Serial Number"   # S1' in made["mapping"]
    assert operator.get("/api/v1/cis").json()["items"] == []
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_mapping_is_guessed_only_by_those_who_may_import(site):
    parts = [("file", ("servers.csv", TABLE))]

    assert site.as_("viewer").post("/api/v1/imports/guess", files=parts).status_code == 403


@pytest.mark.parametrize(
    ("name", "body", "query"),
    [
        ("servers.csv", b"", ""),
        ("e.xlsx", b"PK", ""),
        ("servers.csv", TABLE, "?setting=class_name%3Dservr"),
        ("servers.csv", TABLE, "?setting=sheeet%3D1"),
    ],
)
def test_what_has_no_mapping_is_refused_with_the_reason(operator, name, body, query):
    answer = operator.post(f"/api/v1/imports/guess{query}", files=[("file", (name, body))])

    assert answer.status_code == 422, answer.json()


def test_a_table_and_its_mapping_are_imported_together(operator):
    mapping = 'key = "Serial Number"\nname = "Hostname"\nclass = "virtual_machine"\n'
    parts = [("file", ("servers.csv", TABLE)), ("file", ("maps/a.mapping.toml", mapping.encode()))]

    query = "project=shop&setting=mapping%3Dmaps/a.mapping.toml"
    (report,) = operator.post(f"/api/v1/imports?{query}", files=parts).json()["reports"]

    assert (report["source"], report["created"], report["notes"]) == ("tabular:shop", 1, [])
    assert operator.get("/api/v1/cis/web1").json()["class"] == "virtual_machine"
