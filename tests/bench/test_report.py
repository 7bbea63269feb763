"""The table and the page that the bench writes."""

import pytest

from bench.report import Figure, page, renewed, short, table, written

FIGURES = [
    Figure("Topology", "10 k", "load", "0.1 s"),
    Figure("Impact", "100 k", "over HTTP", "2 ms: 5 ×", "≥ 3 ×", True),
    Figure("Impact", "1 M", "over HTTP", "9 ms: 2 ×", "≥ 3 ×", False),
]


@pytest.mark.parametrize(
    ("number", "said"), [(500, "500"), (10_000, "10 k"), (1_000_000, "1 M"), (1_234, "1,234")]
)
def test_sizes_are_said_as_people_say_them(number, said):
    assert short(number) == said


def test_a_table_has_a_part_for_each_part_and_a_line_for_each_figure():
    lines = table(FIGURES).splitlines()

    assert [line for line in lines if line.startswith("##")] == ["## Topology", "## Impact"]
    assert sum(line.startswith("| 1") for line in lines) == 3


def test_a_target_that_was_missed_stands_out():
    lines = table(FIGURES).splitlines()

    assert [line.split("|")[5].strip() for line in lines if "HTTP" in line] == ["yes", "**no**"]


def test_columns_are_aligned():
    impact = table(FIGURES).split("## Impact")[1].strip().splitlines()

    assert len({len(line) for line in impact}) == 1


def test_the_page_counts_what_was_met_and_names_versions_and_no_date():
    text = page(FIGURES, "Neo4j/2026.08.1")

    assert "1 of 2 targets are met" in text
    assert "Neo4j/2026.08.1" in text
    assert "cores" in text


def test_a_page_that_was_written_is_read_back():
    assert written(page(FIGURES, "Neo4j/2026.08.1")) == FIGURES


def test_what_was_measured_anew_takes_its_place_and_the_rest_stays():
    anew = Figure("Topology", "10 k", "load", "0.2 s")
    more = Figure("Import", "10 k", "again", "9 ×", "≥ 4 ×", True)

    assert renewed(FIGURES, [anew, more]) == [anew, *FIGURES[1:], more]
