"""Workbooks as spreadsheets save them, made part by part so that tests can bend any of them."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape, quoteattr

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EPOCH = date(1899, 12, 30)


class Formula(str):
    """The saved value of a formula: `Formula("3")` was calculated by =1+2."""

    __slots__ = ()


def workbook(sheets, *, hidden=(), parts=None, twice=None):
    """Return an .xlsx of {sheet: rows}; `parts` replaces or adds parts by their names."""
    texts = []
    made = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _book(sheets, hidden),
        "xl/styles.xml": _STYLES,
        "xl/_rels/workbook.xml.rels": _relations(
            {
                **{
                    f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml")
                    for n in range(1, len(sheets) + 1)
                },
                "rIdS": ("styles", "styles.xml"),
                "rIdT": ("sharedStrings", "sharedStrings.xml"),
            }
        ),
    }
    for n, rows in enumerate(sheets.values(), 1):
        made[f"xl/worksheets/sheet{n}.xml"] = _sheet(rows, texts)
    items = "".join(f'<si><t xml:space="preserve">{escape(t)}</t></si>' for t in texts)
    made["xl/sharedStrings.xml"] = f"{_HEAD}<sst {_MAIN}>{items}</sst>"
    made |= parts or {}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in made.items():
            packed.writestr(name, text)
        if twice:
            packed.writestr(twice, made[twice])
    return file.getvalue()


def sheet(cells):
    """Return a sheet's part of cells given as XML."""
    return f"{_HEAD}<worksheet {_MAIN}><sheetData>{cells}</sheetData></worksheet>"


def _sheet(rows, texts):
    made = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(value, f"{_letters(at)}{number}", texts) for at, value in enumerate(row)
        )
        made.append(f'<row r="{number}">{cells}</row>')
    return sheet("".join(made))


def _letters(at):
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)


def _cell(value, at, texts):
    if value is None or value == "":
        return f'<c r="{at}" s="1"/>'
    if isinstance(value, Formula):
        return f'<c r="{at}"><f>1+2</f><v>{escape(value)}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{at}" s="1"><v>{(value - _EPOCH).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value}</v></c>'
    texts.append(value)
    return f'<c r="{at}" t="s"><v>{len(texts) - 1}</v></c>'


_STYLES = (
    f"{_HEAD}<styleSheet {_MAIN}><fonts count='1'><font/></fonts><fills count='1'><fill/></fills>"
    "<borders count='1'><border/></borders><cellStyleXfs count='1'><xf/></cellStyleXfs>"
    "<cellXfs count='2'><xf numFmtId='0'/><xf numFmtId='14' applyNumberFormat='1'/></cellXfs>"
    "</styleSheet>"
)


def _book(sheets, hidden):
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"'
        f"{' state=' + quoteattr('hidden') if name in hidden else ''}/>"
        for n, name in enumerate(sheets, 1)
    )
    return f'{_HEAD}<workbook {_MAIN} xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>'


def _relations(listed):
    made = "".join(
        f'<Relationship Id="{id_}" Type="{_REL}/{kind}" Target="{target}"/>'
        for id_, (kind, target) in listed.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'


def _content_types(number):
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in range(1, number + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{sheets}</Types>'
    )
