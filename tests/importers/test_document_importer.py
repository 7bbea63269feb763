"""CMDB documents: three forms, one meaning, and a place for every mistake."""

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import read

from cmdb.intake.model import Files, ObservedCI
from importers import importer
from importers.cmdb_document import entries

DOCUMENT = {
    "cmdb": 1,
    "source": "handmade",
    "cis": [
        {
            "key": "app",
            "class": "application_service",
            "name": "shop",
            "criticality": "high",
            "tags": ["pci"],
            "attributes": {"url": "https://shop.example"},
            "quorum": {"web": {"needs": 1, "wants": "n-1"}},
        },
        {"key": "web1", "class": "web_server", "name": "web1", "lifecycle": "retired", "id": "X1"},
    ],
    "relations": [{"from": "app", "type": "DEPENDS_ON", "to": "web1", "group": None}],
}


def document(upload, value, name="estate.json", **settings):
    text = value if isinstance(value, str | bytes) else json.dumps(value)
    return read("cmdb_document", upload({name: text}), **settings)


def lines(*entries):
    return "".join(json.dumps(entry) + "\n" for entry in entries)


def test_a_document_is_read_into_flat_fields(upload):
    seen = document(upload, DOCUMENT)

    assert seen.errors == []
    assert seen.sources == ["handmade"]
    assert seen.fields("app") == {
        "lifecycle": "operational",
        "criticality": "high",
        "tags": ["pci"],
        "url": "https://shop.example",
    }
    assert seen.cis["app"].quorum == {"web": {"needs": 1, "wants": "n-1"}}
    assert seen.cis["app"].place == "cis[0]"
    assert (seen.cis["web1"].id, seen.fields("web1")) == ("X1", {"lifecycle": "retired"})
    relation = seen.relations["app", "DEPENDS_ON", "web1"]
    assert relation.fields == {"group": None}
    assert relation.place == "relations[0]"


@pytest.mark.parametrize("form", ["json", "indented", "yaml", "bom", "utf-16", "crlf", "lines"])
def test_every_form_says_the_same(upload, form):
    import yaml

    plain = json.dumps(DOCUMENT)
    header = {k: DOCUMENT[k] for k in ("cmdb", "source")}
    content, name = {
        "json": (plain, "a.json"),
        "indented": (json.dumps(DOCUMENT, indent=2), "a.json"),
        "yaml": (yaml.safe_dump(DOCUMENT, allow_unicode=True), "a.yaml"),
        "bom": (b"\xef\xbb\xbf" + plain.encode(), "a.json"),
        "utf-16": (plain.encode("utf-16"), "a.json"),
        "crlf": (json.dumps(DOCUMENT, indent=1).replace("\n", "\r\n").encode(), "a.json"),
        "lines": (lines(header, *DOCUMENT["relations"], *DOCUMENT["cis"]), "a.json"),
    }[form]

    seen = document(upload, content, name)

    assert seen.errors == []
    wanted = document(upload, DOCUMENT)
    assert seen.sources == wanted.sources
    assert {k: ci.fields for k, ci in seen.cis.items()} == {
        k: ci.fields for k, ci in wanted.cis.items()
    }
    assert {k: r.fields for k, r in seen.relations.items()} == {
        k: r.fields for k, r in wanted.relations.items()
    }


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_lines_are_read_in_every_encoding_with_a_mark(upload, codec):
    text = lines({"cmdb": 1}, {"key": "支付", "class": "server", "name": "支付"})
    data = text.replace("\n", "\r\n").encode(codec)
    seen = document(upload, b"\xff\xfe" + data if codec == "utf-16-le" else data, "a.jsonl")

    assert seen.errors == []
    assert set(seen.cis) == {"支付"}


def test_without_a_source_it_is_the_files_name(upload):
    assert document(upload, {"cmdb": 1, "cis": []}, "mine.json").sources == ["mine.json"]


def test_documents_of_one_upload_keep_their_sources_and_name_their_files(upload):
    seen = read(
        "cmdb_document",
        upload(
            {
                "a.yaml": "cmdb: 1\nsource: s\ncis: [{key: a, class: server, name: a}]\n",
                "b.jsonl": lines({"cmdb": 1, "source": "t"}, {"key": "b"}),
            }
        ),
    )

    assert seen.sources == ["s", "t"]
    assert seen.cis["a"].place == "a.yaml: cis[0]"
    assert {issue.place for issue in seen.errors} == {
        "b.jsonl: line 2.class",
        "b.jsonl: line 2.name",
    }


CI = {"key": "a", "class": "server", "name": "a"}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], "a CMDB document is an object"),
        ({"cis": []}, "cmdb: is missing"),
        ({"cmdb": 2, "cis": []}, "cmdb: is 2: version 1"),
        ({"cmdb": True, "cis": []}, "cmdb: is True: version 1"),
        ({"cmdb": "1", "cis": []}, "cmdb: is '1': version 1"),
        ({"cmdb": 1, "cis": [], "ci": []}, "ci: is no field here"),
        ({"cmdb": 1, "cis": {}}, "cis: must be a list."),
        ({"cmdb": 1, "source": "", "cis": []}, "source: must not be empty"),
        ({"cmdb": 1, "source": "a\nb", "cis": []}, "source: holds a control character"),
        ({"cmdb": 1, "cis": ["x"]}, "cis[0]: a CI must be an object; this is a text."),
        ({"cmdb": 1, "cis": [CI | {"key": 5}]}, "cis[0].key: must be a text (in quotes)"),
        ({"cmdb": 1, "cis": [CI | {"key": "\ud800"}]}, "cis[0].key: holds a control character"),
        ({"cmdb": 1, "cis": [CI | {"ownr": "x"}]}, "Did you mean owner?"),
        ({"cmdb": 1, "cis": [CI | {"serial_number": "x"}]}, 'put it under "attributes"'),
        ({"cmdb": 1, "cis": [CI | {"attributes": {"owner": "x"}}]}, 'stands beside "name"'),
        ({"cmdb": 1, "cis": [CI | {"attributes": []}]}, "cis[0].attributes: must be an object"),
        ({"cmdb": 1, "cis": [CI | {"quorum": 1}]}, "cis[0].quorum: must be an object"),
        ({"cmdb": 1, "cis": [CI | {"id": 1}]}, "cis[0].id: must be a text"),
        ({"cmdb": 1, "relations": [{"from": "a", "to": "b"}]}, "relations[0].type: is missing."),
        ({"cmdb": 1, "relations": [1]}, "relations[0]: a relation must be an object"),
    ],
)
def test_a_mistake_is_named_by_its_place(upload, value, said):
    seen = document(upload, value)

    assert said in seen.error()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.json", '{"cmdb": 1,\n "cis": [,]}', "a.json: line 2, column 10: is not JSON"),
        ("a.json", '{"cmdb": 1, "cmdb": 1}', 'the name "cmdb" stands twice'),
        ("a.json", '{"cmdb": NaN}', "NaN is no JSON number"),
        ("a.json", '{"cmdb": 1e999}', "out of range"),
        ("a.json", '{"cmdb": 1, "cis": ' + "[" * 100_000, "nested too deeply"),
        ("a.json", '{"cmdb": ' + "1" * 5000 + "}", "number that is too long"),
        ("a.yaml", "cmdb: 1\ncis: [a\n  b: c", "a.yaml: line 3, column 4: is not valid YAML"),
        ("a.yaml", "cmdb: 1\n---\ncmdb: 1\n", "more than one YAML document"),
        ("a.jsonl", '{"cmdb": 1}\n{"key": }\n', "line 2, column 9: is not JSON"),
        ("a.jsonl", '{"key": "a"}\n', "line 1.cmdb: is missing"),
        ("a.jsonl", '{"cmdb": 1}\n{"key": "' + "x" * 2**20 + '"}', "line of more than 1,048,576"),
    ],
)
def test_broken_text_is_an_error_with_line_and_column(upload, name, text, said):
    seen = document(upload, text, name)

    errors = [f"{one.place}: {one.reason}" for one in seen.errors]
    assert any(said in error for error in errors), errors


def test_a_wrong_byte_in_lines_is_named_by_its_line(upload):
    seen = document(upload, b'{"cmdb": 1}\n\n{"key": "\xb5"}\n', "a.jsonl")

    assert seen.error().startswith("a.jsonl: line 3: is not UTF-8: byte 0xb5.")


def test_dates_and_words_in_yaml_stay_texts(upload):
    seen = document(
        upload,
        "cmdb: 1\ncis: [{key: a, class: server, name: no, support_ends: 2030-01-31}]\n",
        "a.yaml",
    )

    assert seen.cis["a"].name == "no"
    assert seen.fields("a")["support_ends"] == "2030-01-31"


def test_a_document_is_complete_only_if_the_user_says_so(upload):
    assert not document(upload, DOCUMENT).complete
    assert document(upload, DOCUMENT, complete=True).complete
    assert not document(upload, {"cmdb": 1, "cis": [{}]}, complete=True).complete


def test_lines_are_read_as_a_stream(tmp_path):
    with (tmp_path / "big.jsonl").open("w", encoding="utf-8") as file:
        file.write('{"cmdb": 1}\n')
        for number in range(5_000):
            file.write(lines({"key": f"k{number}", "class": "server", "name": "x" * 2_000}))
    module = importer("cmdb_document")
    settings = module.Settings(files=Files(tmp_path, ("big.jsonl",), "x"))
    next(iter(entries.ci(CI, "")))  # loads the model before memory is counted

    tracemalloc.start()
    count = sum(isinstance(one, ObservedCI) for one in module.read(settings, None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 5_000
    assert peak < 2_000_000


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(
    str.strip
)


@given(st.dictionaries(NAMES, NAMES, max_size=5))
def test_any_names_and_keys_come_through_as_they_are(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("any")
    cis = [{"key": key, "class": "server", "name": name} for key, name in names.items()]
    (folder / "a.json").write_text(json.dumps({"cmdb": 1, "cis": cis}), "utf-8")
    (folder / "b.jsonl").write_text(lines({"cmdb": 1}, *cis), "utf-8")

    for name in ("a.json", "b.jsonl"):
        seen = read("cmdb_document", Files(folder, (name,), "x"))
        assert {ci.external_id: ci.name for ci in seen.cis.values()} == names
        assert seen.errors == []


def test_half_a_character_in_a_name_is_no_danger_to_the_report(upload):
    seen = document(upload, {"cmdb": 1, "cis": [CI | {"\ud83d": 1}]})

    assert "cis[0].\ufffd" in seen.error()
