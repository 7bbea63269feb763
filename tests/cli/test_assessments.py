"""An assessment as a person asks for it at the command line."""

import json

import pytest

DOCUMENT = {
    "cmdb": 1,
    "cis": [
        {"key": "shop", "class": "application_service", "name": "shop"},
        {"key": "db", "class": "server", "name": "shop-db-1"},
    ],
    "relations": [{"from": "shop", "type": "DEPENDS_ON", "to": "db"}],
}


@pytest.fixture
def estate(cmdb, tmp_path):
    file = tmp_path / "estate.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    assert cmdb("import", file).code == 0
    return cmdb


def test_an_assessment_is_printed_or_written_as_the_file_is_named(estate, tmp_path):
    printed = estate("impact", "shop-db-1", "--assessment", "-", "--lang", "zh-Hant")
    assert printed.out.startswith("## 影響評估")

    for name, begins in (("a.md", b"## "), ("a.pdf", b"%PDF"), ("a.xlsx", b"PK")):
        ran = estate("impact", "shop-db-1", "--assessment", tmp_path / name)
        assert ran.code == 0, ran.err
        assert (tmp_path / name).read_bytes().startswith(begins)
        assert name in ran.err


def test_another_ending_is_refused_before_anything_is_asked(estate, tmp_path):
    ran = estate("impact", "nobody", "--assessment", tmp_path / "a.docx")

    assert ran.code != 0
    assert ".md, .html, .pdf" in ran.err
