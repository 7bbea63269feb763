"""Which importer reads what of an upload."""

import pytest

import importers
from cmdb.errors import Invalid, NotFound

COMPOSE = "services:\n  web:\n    image: web\n"
MANIFEST = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
DOCUMENT = "cmdb: 1\nsource: s\ncis: []\n"


def kinds(files):
    return {kind: one.names for kind, one in importers.inputs(files)}


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("docker-compose.yml", "", "compose"),
        ("compose.prod.yaml", "services: {", "compose"),
        ("stack.yaml", COMPOSE, "compose"),
        ("stack.json", '{"name": "x", "services": {"web": {"image": "x"}}}', "compose"),
        ("web.yaml", MANIFEST, "kubernetes"),
        ("web.yml", "# the shop\n---\n" + MANIFEST.replace("v1", "apps/v1"), "kubernetes"),
        ("all.json", '{"kind": "List", "apiVersion": "v1", "items": []}', "kubernetes"),
        ("catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\n", "backstage"),
        ("estate.yaml", DOCUMENT, "cmdb_document"),
        ("estate.json", '{"cmdb": 1}', "cmdb_document"),
        ("estate.json", '{"cis": [], "cmdb": 1}', "cmdb_document"),
        ("estate.jsonl", '{"cmdb": 1}\n', "cmdb_document"),
        ("export", '{"cmdb": 1, "source": "x"}\n{"key": "a"}', "cmdb_document"),
    ],
)
def test_a_file_is_recognised_by_what_it_holds(upload, name, text, kind):
    assert kinds(upload({name: text})) == {kind: (name,)}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("values.yaml", "image: x\n"),
        ("bom.json", '{"spdxVersion": "SPDX-2.3", "services": [{"name": "x"}]}'),
        ("README.md", "Write\n\n    cmdb: 1\n    cis: []\n"),
        ("Chart.yaml", "apiVersion: v2\nname: chart\n"),
    ],
)
def test_what_no_importer_knows_is_refused_with_the_kinds(upload, name, text):
    with pytest.raises(Invalid) as refused:
        importers.inputs(upload({name: text}))

    assert name in str(refused.value)
    assert "compose" in refused.value.candidates


def test_an_empty_file_is_said_to_be_empty(upload):
    with pytest.raises(Invalid, match=r"estate\.json: empty"):
        importers.inputs(upload({"estate.json": ""}))


def test_an_upload_of_several_kinds_is_sorted_and_companions_go_along(upload):
    files = upload(
        {"compose.yaml": COMPOSE, ".env": "A=1", "k8s/web.yaml": MANIFEST, "estate.yaml": DOCUMENT}
    )

    assert kinds(files) == {
        "cmdb_document": (".env", "estate.yaml"),
        "compose": ("compose.yaml", ".env"),
        "kubernetes": (".env", "k8s/web.yaml"),
    }


def test_a_given_kind_is_taken_at_its_word(upload):
    files = upload({"odd.yaml": "a: 1\n"})

    assert importers.inputs(files, "kubernetes") == [("kubernetes", files)]


def test_an_unknown_kind_names_the_known_ones(upload):
    with pytest.raises(NotFound, match=r"cmdb_document, compose.*kubernetes"):
        importers.inputs(upload({"a.yaml": ""}), "kubernets")


def test_a_file_that_nobody_knows_is_a_note_of_the_first_kind(upload):
    files = upload(
        {
            "compose.yaml": COMPOSE,
            ".env": "A=1",
            "README.md": "# shop",
            "estate.yaml": DOCUMENT,
            "values.yaml": "image: x\n",
        }
    )

    found = importers.inputs(files)

    notes = [[(i.place, i.fatal) for i in one.issues] for _, one in found]
    assert sorted(notes) == [[], [("README.md", False), ("values.yaml", False)]]


def test_of_very_many_unknown_files_the_first_are_named(upload):
    files = upload({"estate.yaml": DOCUMENT, **{f"{n:03}.md": "" for n in range(120)}})

    ((_, own),) = importers.inputs(files)

    assert len(own.issues) == 51
    assert own.issues[-1].reason == "70 more files were skipped."
