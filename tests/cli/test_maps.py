"""Maps as a person asks for them."""

import json
import xml.etree.ElementTree as ET


def test_a_map_is_written_in_the_format_of_the_files_name(shop, tmp_path):
    for name, begins in (("a.svg", "<svg "), ("a.mmd", "flowchart"), ("a.dot", "digraph")):
        ran = shop("map", "shop", "--out", tmp_path / name)

        assert ran.code == 0, ran.err
        assert (tmp_path / name).read_text("utf-8").startswith(begins)
        assert name in ran.err


def test_a_map_without_a_file_goes_to_standard_output(shop):
    assert shop("map", "shop", "--format", "graphml").out.startswith("<?xml")
    assert ET.fromstring(shop("map", "shop").out).tag.endswith("}svg")  # noqa: S314  ours
    assert json.loads(shop("map", "shop", "--json").out)["title"] == "Around shop"


def test_an_impact_answer_is_drawn_beside_its_table(shop, tmp_path):
    file = tmp_path / "change.svg"
    ran = shop("impact", "shop-db-1", "--map", file)

    assert "1 service down" in ran.out
    assert "If shop-db-1 fails" in file.read_text("utf-8")


def test_a_file_that_says_no_format_is_refused_before_anything_is_asked(shop, tmp_path):
    ran = shop("impact", "shop-db-1", "--map", tmp_path / "change.png")

    assert ran.code == 2
    assert ".svg" in ran.err
    assert ran.out == ""


def test_a_file_that_cannot_be_written_says_why(shop, tmp_path):
    ran = shop("map", "shop", "--out", tmp_path / "nowhere" / "a.svg")

    assert ran.code == 5
    assert "cannot be written" in ran.err
