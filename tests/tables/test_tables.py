"""Tables open in a spreadsheet as they are, and nothing in them runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from api.tables import download
from cmdb import tables
from cmdb.errors import Invalid
from cmdb.tables import Table
from cmdb.tables.workbook import MOST_ROWS

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1+1",
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://x.example","y")',
]


def table(*rows, columns=("name", "cores"), title="CIs", notes=()):
    return Table(title, columns, rows, notes)


def read_csv(made):
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))


def read_xlsx(made):
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_csv_has_a_heading_and_says_that_it_is_utf_8():
    made = tables.written(table(("在线支付", 8), ('a "b", c', None)), "csv")

    assert made.startswith(b"\xef\xbb\xbf")
    assert read_csv(made) == [["name", "cores"], ["在线支付", "8"], ['a "b", c', ""]]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_begins_with_an_apostrophe_in_csv(text):
    made = tables.written(table((text, -1)), "csv")

    assert read_csv(made)[1] == [f"'{text}", "-1"]


@pytest.mark.parametrize("text", [*FORMULAS, "http://x.example", "0012", "{=1}"])
def test_text_is_text_in_a_workbook(text):
    made = tables.written(table((text, 3)), "xlsx")

    assert b"<f>" not in made
    (rows,) = read_xlsx(made).values()
    assert rows[1][0].strip() == text.strip()
    assert rows[1][1] == 3


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_lists_truths_and_long_numbers_are_written_as_people_read_them(format_):
    made = tables.written(table((["pci", "web"], True), (10**17, 1.5), columns=("a", "b")), format_)

    rows = read_csv(made) if format_ == "csv" else read_xlsx(made)["CIs"]
    assert [[str(cell) for cell in row] for row in rows[1:]] == [
        ["pci, web", "true"],
        ["100000000000000000", "1.5"],
    ]


def test_a_text_that_no_cell_holds_is_shortened_and_says_so():
    made = tables.written(table(("x" * 40_000, 1)), "xlsx")

    cell = read_xlsx(made)["CIs"][1][0]
    assert len(cell) == 32_767
    assert cell.endswith("x…")


def test_notes_stand_on_a_sheet_of_their_own():
    made = tables.written(table(("a", 1), notes=[("question", "=q"), ("revision", "42")]), "xlsx")

    sheets = read_xlsx(made)
    assert list(sheets) == ["CIs", "About"]
    assert sheets["About"] == [["question", "=q"], ["revision", "42"]]


@pytest.mark.parametrize(
    "title", ["", "history", "About", "a/b[c]:*?\\", "'", "x" * 200, "影响 " * 40, "\ud800"]
)
@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_any_title_gives_a_file(title, format_):
    answer = download(table(("a", 1), title=title, notes=[("a", "b")]), format_)

    said = answer.headers["content-disposition"]
    assert said.startswith('attachment; filename="')
    assert f".{format_}" in said
    assert answer.body


def test_more_rows_than_a_sheet_holds_are_refused_with_a_way_out():
    with pytest.raises(Invalid, match="rows") as caught:
        tables.written(Table("t", ("a",), [("x",)] * (MOST_ROWS + 1)), "xlsx")

    assert "CSV" in caught.value.remedy


def test_another_format_is_refused():
    with pytest.raises(Invalid, match="ods"):
        tables.written(table(), "ods")


CELLS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20)
)


@given(st.lists(st.tuples(CELLS, st.lists(st.text(max_size=5), max_size=3)), max_size=5))
def test_whatever_cells_hold_there_are_as_many_rows(rows):
    made = Table("t", ("=a", "b"), rows)

    assert len(read_csv(tables.written(made, "csv"))) == len(rows) + 1
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(tables.written(made, "xlsx")))
    assert sheet.sheet_names == ["t"]
