"""What a file is told to be by its content, and what is refused with a remedy."""

import json

import pytest
from checks.plans import plan, resource

from cli.local.reading import readings
from cmdb.checks import Upload, said
from cmdb.errors import Invalid
from cmdb.intake.model import Files


@pytest.fixture
def read(tmp_path):
    def of(data, name="file.json", **more):
        raw = data if isinstance(data, bytes) else data.encode()
        (tmp_path / name).write_bytes(raw)
        return said(Upload(Files(tmp_path, (name,), "infra"), **more), readings)

    return of


@pytest.fixture
def refused(read):
    def of(data, name="file.json", **more):
        with pytest.raises(Invalid) as caught:
            read(data, name, **more)
        assert caught.value.remedy
        return str(caught.value)

    return of


def test_a_plan_is_known_by_its_content(read):
    found = read(json.dumps(plan(resource("aws_instance.web", "delete", before={}))), "stdin")

    assert (found.kind, found.sources) == ("terraform", ("terraform:infra",))
    assert [one.label for one in found.changes] == ["aws_instance.web"]


def test_an_empty_plan_changes_nothing(read):
    assert read(json.dumps(plan())).changes == ()


def test_a_list_is_known_by_its_content(read):
    assert read('["shop-db-1"]').kind == "list"
    assert read("ci\nshop-db-1\n", "x.csv").changes[0].keys.reference == "shop-db-1"
    assert read("shop-db-1\n", "x.txt").changes[0].keys.reference == "shop-db-1"
    assert read("host\nshop-db-1\n", "x.txt", column="host").changes[0].place == "line 2"


def test_what_is_no_change_is_refused_with_the_remedy(refused):
    assert "binary plan" in refused(b"PK\x03\x04\0\0", "tfplan")
    assert "terraform show -json" in refused(b"PK\x03\x04\0\0", "tfplan")
    words = "\nTerraform will perform the following actions:\n  # aws_instance.web"
    assert "plan in words" in refused(words, "plan.txt")
    assert "configuration" in refused('resource "a" "b" {}', "main.tf")
    assert "log of" in refused('{"@level":"info"}\n{"@level":"info"}\n')
    assert "state file" in refused('{"version":4,"serial":1,"lineage":"x","resources":[]}')
    assert "CMDB document" in refused('{"cmdb": 1, "cis": []}')
    assert "one version" in refused("services: {}", "compose.yaml")
    assert "one version" in refused('{"apiVersion": "v1", "kind": "List"}')
    assert "one version" in refused("x", "x", kind="kubernetes")
    assert "neither" in refused('{"a": 1}')
    assert "neither" in refused("3", kind="terraform")
    assert "names no CI" in refused("# nothing\n", "x.txt")
    assert "names no CI" in refused("[]")


def test_what_cannot_be_read_is_refused_by_place(refused):
    assert "is empty" in refused("", "x.txt")
    assert "line 2" in refused('{"a": 1,\n!')
    assert "not UTF-8" in refused("名称".encode("gb18030"), "x.txt")
    assert "is not JSON" in refused("[" * 100_000)
    assert "is not JSON" in refused('{"planned_values": NaN}')


def test_a_plan_with_a_byte_order_mark_is_read(read):
    text = json.dumps(plan())

    assert read(b"\xef\xbb\xbf" + text.encode()).kind == "terraform"
    assert read(text.encode("utf-16")).kind == "terraform"


def test_ten_thousand_changes_are_read(read):
    changes = [
        resource(f"aws_instance.w[{n}]", "delete", before={"id": f"i-{n}"}) for n in range(10_000)
    ]

    assert len(read(json.dumps(plan(*changes))).changes) == 10_000


def test_several_files_are_two_versions_or_nothing(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("x")
    with pytest.raises(Invalid, match="no version before"):
        said(Upload(Files(tmp_path, ("a.yaml", "b.yaml"))), readings)
