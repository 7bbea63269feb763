"""Commands as a person and as a program run them, against a real API."""

import json

import pytest

DOCUMENT = {
    "cmdb": 1,
    "source": "handmade",
    "cis": [
        {"key": "app", "class": "application_service", "name": "shop", "owner": "alice"},
        {"key": "d1", "class": "server", "name": "shop-db-1"},
        {"key": "d2", "class": "server", "name": "shop-db-2"},
        {"key": "pay", "class": "business_service", "name": "在线支付服务"},
    ],
    "relations": [
        {"from": "app", "type": "DEPENDS_ON", "to": "d1", "group": "db"},
        {"from": "app", "type": "DEPENDS_ON", "to": "d2", "group": "db"},
        {"from": "pay", "type": "DEPENDS_ON", "to": "app"},
    ],
}


@pytest.fixture
def document(tmp_path):
    file = tmp_path / "estate" / "estate.json"
    file.parent.mkdir()
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    return file


@pytest.fixture
def estate(cmdb, document):
    ran = cmdb("import", document)
    assert ran.code == 0, ran.err
    return cmdb


def test_an_import_says_what_it_made(cmdb, document):
    ran = cmdb("import", document)

    assert ran.code == 0
    assert "handmade: 4 CIs created" in ran.out
    assert "3 relations created" in ran.out
    assert "4 as they were" in cmdb("import", document).out


def test_a_folder_is_imported_with_its_companions(cmdb, tmp_path):
    folder = tmp_path / "voting"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "x.json").write_text("{")
    (folder / "docker-compose.yml").write_text(
        "services:\n  worker: {image: w, depends_on: [db]}\n  db: {image: $IMAGE}\n"
    )
    (folder / ".env").write_text("IMAGE=postgres\n")

    ran = cmdb("import", folder)

    assert ran.code == 0, ran.err
    assert "compose:voting: 2 CIs created" in ran.out
    assert "worker" in cmdb("impact", "db").out
    assert "postgres" in cmdb("show", "db").out


def test_a_dry_run_says_what_it_would_do(cmdb, document):
    assert "4 CIs would be created" in cmdb("import", document, "--dry-run").out
    assert cmdb("find", "shop").out.startswith("Nothing is found")


def test_of_a_folder_what_an_importer_may_read_is_sent_and_the_rest_is_named(cmdb, tmp_path):
    folder = tmp_path / "estate"
    (folder / "node_modules").mkdir(parents=True)
    document = '{"cmdb": 1, "cis": [{"key": "a", "class": "server", "name": "a"}]}'
    (folder / "node_modules/x.json").write_text("{")
    (folder / "picture.png").write_bytes(b"PNG")
    (folder / "export").write_text(document)
    (folder / "values.yaml").write_text("a: 1\n")

    ran = cmdb("import", folder)

    assert "Not sent, as no importer reads such: picture.png." in ran.err
    assert "export: 1 CI created" in ran.out
    assert "note: values.yaml: skipped: no importer knows it." in ran.out


def test_an_archive_is_imported_as_its_folder(cmdb, tmp_path):
    import shutil

    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "compose.yaml").write_text("services:\n  web: {image: web}\n")
    packed = shutil.make_archive(str(tmp_path / "shop"), "gztar", folder)
    cmdb("import", folder)

    ran = cmdb("import", packed)

    assert "compose:shop: 0 CIs created, 0 changed, 1 as they were" in ran.out


TABLE = "Nr,Maschine,SN\n7,web1,S1\n8,web2,S2\n"


def test_a_mapping_is_printed_edited_and_found_beside_its_table(cmdb, tmp_path):
    table = tmp_path / "liste.csv"
    table.write_text(TABLE)
    refused = cmdb("import", table)
    assert refused.code == 2
    assert "cmdb import liste.csv --guess > liste.mapping.toml" in refused.err

    made = cmdb("import", table, "--guess", "--set", "class_name=server")
    assert 'serial_number = "SN"' in made.out
    assert "liste.mapping.toml" in made.err
    mapping = made.out.replace('name = "…"', 'name = "Maschine"')
    (tmp_path / "liste.mapping.toml").write_text(mapping)

    assert f"tabular:{tmp_path.name}: 2 CIs created" in cmdb("import", table).out


def test_a_mapping_may_lie_elsewhere(cmdb, tmp_path):
    (tmp_path / "maps").mkdir()
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/liste.csv").write_text(TABLE)
    mapping = tmp_path / "maps/any.toml"
    mapping.write_text('name = "Maschine"\nclass = "server"\n')

    ran = cmdb("import", tmp_path / "lists/liste.csv", "--mapping", mapping)

    assert "tabular:lists: 2 CIs created" in ran.out


def test_a_refused_import_names_the_place_and_writes_nothing(cmdb, document):
    document.write_text(json.dumps({**DOCUMENT, "cis": DOCUMENT["cis"][:2]}))

    ran = cmdb("import", document)

    assert ran.code == 2
    assert 'relations[1].to: no CI has the key "d2"' in ran.err
    assert "nothing was written" in ran.err
    assert json.loads(cmdb("status", "--json").out)["counts"]["cis"] == 0


def test_what_keep_going_leaves_out_is_exit_code_1(cmdb, document):
    document.write_text(json.dumps({**DOCUMENT, "cis": DOCUMENT["cis"][:2]}))

    ran = cmdb("import", document, "--keep-going")

    assert ran.code == 1
    assert "left out: relations[1].to" in ran.out
    as_json = cmdb("import", document, "--keep-going", "--json")
    assert as_json.code == 1
    assert json.loads(as_json.out)["reports"][0]["left_out_count"] == 2


@pytest.mark.parametrize("path", ["none.json", "."])
def test_nothing_to_import_is_bad_input(cmdb, tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)

    ran = cmdb("import", path)

    assert ran.code == 2
    assert "no such file" in ran.err or "no file to import" in ran.err


def test_impact_says_what_is_hit_and_why(estate):
    ran = estate("impact", "server:shop-db-1", "shop-db-2")

    assert ran.code == 0
    assert "2 services down" in ran.out
    assert "application_service:shop" in ran.out
    assert "在线支付服务" in ran.out


def test_json_is_exactly_what_the_api_returns(estate, address, own):
    import httpx2

    ran = estate("show", "shop", "--json")

    token = (own / "token").read_text().strip()
    answer = httpx2.get(
        f"{address}/api/v1/cis/shop", headers={"Authorization": f"Bearer {token}"}, trust_env=False
    )
    assert ran.out.encode() == answer.content
    assert ran.err == ""


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("find", "shop"),
        ("show", "shop"),
        ("history", "shop"),
        ("revisions",),
        ("runs",),
        ("model",),
        ("needs", "shop"),
        ("impact", "shop"),
        ("add", "server", "x"),
        ("set", "shop", "owner=bob"),
        ("quorum", "shop", "db", "1"),
        ("retire", "shop"),
        ("restore", "shop"),
        ("relate", "shop", "USES", "shop-db-1"),
        ("unrelate", "shop", "DEPENDS_ON", "shop-db-1"),
        ("undo", "1"),
        ("token",),
        ("token", "--list"),
        ("token", "--create", "x"),
        ("login",),
    ],
    ids=" ".join,
)
def test_every_command_speaks_json_and_nothing_else(estate, words):
    ran = estate(*words, "--json")

    assert isinstance(json.loads(ran.out), dict)
    assert ran.code in (0, 2, 4)
    if ran.code == 0:
        assert ran.err == ""


def test_an_unknown_ci_suggests_near_names(estate):
    ran = estate("show", "shop-db-3")

    assert ran.code == 3
    assert ran.out == ""
    assert "Did you mean:\n  shop-db-" in ran.err


def test_a_problem_as_json_is_on_standard_output_too(estate):
    ran = estate("show", "shop-db-3", "--json")

    assert ran.code == 3
    assert json.loads(ran.out)["status"] == 404


def test_an_ambiguous_name_lists_the_candidates(estate):
    estate("add", "workload", "shop")

    ran = estate("show", "shop")

    assert ran.code == 2
    assert "workload:shop (" in ran.err
    assert "application_service:shop (" in ran.err


def test_a_ci_is_added_changed_retired_restored_and_undone(estate):
    added = estate("add", "server", "shop-db-3", "owner=alice", "tags=pci,web", "--reason", "third")
    assert added.code == 0, added.err
    assert "server:shop-db-3: revision" in added.out

    changed = estate("set", "shop-db-3", "owner=", "serial_number=0042", "--reason", "label read")
    assert changed.code == 0, changed.err
    shown = json.loads(estate("show", "shop-db-3", "--json").out)
    assert "owner" not in shown
    assert shown["tags"] == ["pci", "web"]
    assert shown["attributes"] == {"serial_number": "0042"}

    assert json.loads(estate("retire", "shop-db-3", "--json").out)["ci"]["lifecycle"] == "retired"
    assert "operational" in estate("restore", "shop-db-3").out

    history = estate("history", "shop-db-3").out
    assert "label read" in history
    assert "serial_number: — → 0042" in history
    number = json.loads(estate("restore", "shop-db-3", "--json").out)["revision"]
    assert number is None
    newest = json.loads(estate("revisions", "--json").out)["items"][0]["number"]
    assert f"undoes {newest}" in estate("undo", newest).out
    assert json.loads(estate("show", "shop-db-3", "--json").out)["lifecycle"] == "retired"


def test_relations_and_quorums_are_edited(estate):
    assert estate("quorum", "shop", "db", "all").code == 0
    assert "down" in estate("impact", "shop-db-1").out
    assert estate("quorum", "shop", "db", "1", "--wants", "all").code == 0
    assert "degraded" in estate("impact", "shop-db-1").out
    assert estate("quorum", "shop", "db", "default").code == 0
    assert json.loads(estate("show", "shop", "--json").out)["quorum"] == {}

    assert estate("relate", "shop", "DEPENDS_ON", "shop-db-2", "strength=soft", "group=").code == 0
    (relation,) = [
        one
        for one in json.loads(estate("needs", "shop", "--json").out)["levels"][0]["needs"]
        if one["kind"] == "plain"
    ]
    assert relation["suppliers"][0]["strength"] == "soft"
    assert estate("unrelate", "shop", "DEPENDS_ON", "shop-db-2").code == 0
    assert estate("unrelate", "shop", "DEPENDS_ON", "shop-db-2").code == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show",), 2),
        (("nonsense",), 2),
        (("show", "x", "--nonsense"), 2),
        (("set", "shop"), 2),
        (("set", "shop", "owner"), 2),
        (("set", "shop", "criticality=huge"), 2),
        (("add", "servr", "x"), 2),
        (("quorum", "shop", "db", "0"), 2),
        (("relate", "shop", "DEPENDS_ON", "shop"), 2),
        (("find", "", "--class", "servr"), 2),
        (("undo", "999"), 3),
        (("undo", "x"), 2),
        (("impact", "nobody"), 3),
        (("impact", "shop", "--state", "sad"), 2),
        (("model", "servr"), 3),
        (("runs", "none"), 3),
        (("runs", "--undo", "none"), 3),
        (("status", "--token", "wrong"), 4),
        (("status", "--url", "http://127.0.0.1:1"), 5),
        (("status", "--url", "nonsense"), 2),
        (("export", "/nowhere/at/all.json"), 3),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, tuple) else "",
)
def test_each_failure_has_its_exit_code(estate, words, code):
    ran = estate(*words)

    assert ran.code == code, ran.err + ran.out
    assert ran.err
    assert "Traceback" not in ran.err


def test_a_viewer_may_not_write(estate):
    token = estate("token", "--create", "reader", "--role", "viewer").out.strip()

    ran = estate("retire", "shop", "--token", token)

    assert ran.code == 4
    assert "right to edit" in ran.err
    assert estate("show", "shop", "--token", token).code == 0


def test_a_revoked_token_is_refused(estate):
    made = json.loads(estate("token", "--create", "reader", "--json").out)

    assert estate("token", "--revoke", made["id"]).code == 0

    assert estate("status", "--token", made["token"]).code == 4


def test_the_local_token_is_not_sent_elsewhere(own, monkeypatch):
    from cli import client
    from cmdb.settings import Settings

    own.mkdir()
    (own / "token").write_text("cmdb_x\n")
    monkeypatch.delenv("CMDB_URL", raising=False)

    assert client.connect(Settings(own), "http://127.0.0.1:9").token == "cmdb_x"
    assert client.connect(Settings(own), "http://cmdb.example").token is None
    assert client.connect(Settings(own), "http://cmdb.example", "own").token == "own"


def test_a_login_link_signs_in_once(estate, address):
    import httpx2

    link = estate("login").out.strip()
    assert link.startswith(f"{address}/#code=")
    code = link.partition("#code=")[2]

    with httpx2.Client(base_url=address, trust_env=False) as page:
        assert page.post("/api/v1/sign-in", json={"code": code}).status_code == 200
        assert page.get("/api/v1/cis").status_code == 200
        assert page.post("/api/v1/sign-in", json={"code": code}).status_code == 401


@pytest.mark.parametrize("name", ["estate.jsonl", "estate.json", "estate.yaml"])
def test_an_export_imports_to_the_same(estate, tmp_path, name):
    file = tmp_path / "out" / name
    file.parent.mkdir()
    assert estate("export", file, "--source", "handmade-2").code == 0

    ran = estate("import", file)

    assert ran.code == 0, ran.err
    assert "handmade-2: 0 CIs created" in ran.out


def test_an_export_can_be_printed(estate):
    lines = [json.loads(line) for line in estate("export", "-").out.splitlines()]

    assert lines[0]["cmdb"] == 1
    assert len(lines) == 1 + 4 + 3


def test_a_run_is_undone(estate):
    (run,) = json.loads(estate("runs", "--json").out)["items"]
    assert run["id"] in estate("runs").out

    assert estate("runs", "--undo", run["id"]).code == 0

    assert json.loads(estate("status", "--json").out)["counts"]["cis"] == 0


def test_the_model_is_listed(cmdb):
    assert "RUNS_ON" in cmdb("model").out
    assert "serial_number" in cmdb("model", "server").out
    assert "is needed by" in cmdb("model", "depends_on").out


def test_no_colours_where_nobody_sees_them(estate):
    assert "\x1b" not in estate("impact", "shop-db-1").out


def test_find_finds_part_of_a_chinese_name(estate):
    assert "在线支付服务" in estate("find", "支付").out
    assert "Nothing is found" in estate("find", "支付", "--class", "server").out


def test_help_has_an_example_for_every_command(cmdb):
    from typer.main import get_command

    from cli.main import application

    group = get_command(application())
    for name, one in group.commands.items():
        for part in getattr(one, "commands", {"": one}).values():
            if name != "db":
                assert (part.epilog or "").startswith("Example: "), (name, part.name)
            assert one.help, name
    assert "Example: cmdb show" in cmdb("show", "--help").out


def test_find_lists_by_filters_and_writes_a_table(estate, tmp_path):
    listed = estate("find", "", "--class", "server", "--columns", "owner,source")
    file = tmp_path / "unowned.csv"
    kept = estate("find", "--class", "server", "--owner", "", "--out", str(file))

    assert listed.code == kept.code == 0, listed.err + kept.err
    assert "handmade" in listed.out
    assert [row.split(",")[0] for row in file.read_text("utf-8-sig").splitlines()] == [
        "name",
        "shop-db-1",
        "shop-db-2",
    ]
    assert estate("find", "--out", str(tmp_path / "unowned.ods")).code == 2


def test_tree_begins_with_what_stands_in_nothing(estate):
    assert "shop-db-1" in estate("tree").out
    assert "Nothing is in" in estate("tree", "shop-db-1").out
    assert estate("tree", "no-such-site").code == 3
